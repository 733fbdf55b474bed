import Claims
import Foundation
import Testing

/// No message and no file that leaves the program holds a personal value, however broken the extract is.
@Suite struct PrivacyTests {
    private let marker = "赵秘密Q7Z8X9"
    private let columns = ["psn_name", "certno"] + settlementColumns + ["tel", "addr"]

    private func row(_ id: String, _ changes: Row = [:]) -> Row {
        settlement(id, ["psn_name": marker, "certno": marker, "psn_no": marker, "tel": marker, "addr": marker, "emp_no": marker].merging(changes) { $1 })
    }

    private func fill(_ folder: ExtractFolder, _ rows: [Row]) throws {
        try folder.write("setl_d.csv", csv(rows, columns: columns))
        try folder.write("psn_info_b.csv", "psn_no,psn_name,gend,brdy,tel,addr\n\(marker),\(marker),\(marker),\(marker),\(marker),\(marker)\n")
        try folder.write("mdtrt_d.csv", "mdtrt_id,psn_no,tel,resd_regn,begntime\nM1,\(marker),\(marker),\(marker),\(marker)\n")
        try folder.write("opsp_reg_d.csv", "psn_no,begndate\n\(marker),\(marker)\n")
        try folder.write("fee_list_d.csv", "bkkp_sn,setl_id,psn_no,fixmedins_code,bilg_dr_code,det_item_fee_sumamt\nL1,A,\(marker),H1,D1,\(marker)\nL2,A,\(marker),H1,D1,5.00\n")
    }

    private func isSilent(_ text: String) -> Bool {
        !text.contains(marker) && !text.contains("秘密") && !text.contains("Q7Z8X9")
    }

    @Test func reports() throws {
        let folder = try ExtractFolder()
        let columnsToSpoil = ["gend", "brdy", "medfee_sumamt", "setl_time", "enddate", "opt_time", "fund_pay_sumamt", "med_type", "insutype", "vali_flag"]
        try fill(folder, [row("A"), row("B", ["medfee_sumamt": "-3.00"])] + columnsToSpoil.enumerated().map { row("S\($0.offset)", [$0.element: marker]) })
        let (_, quality) = try folder.read(checksAllTables: true)
        let encoded = String(decoding: try JSONEncoder().encode(quality), as: UTF8.self)
        #expect(encoded.contains("quarantined") && encoded.contains("medfee_sumamt"))
        #expect(isSilent(encoded))
        #expect(isSilent(String(describing: quality)))
        #expect(quality.tables.allSatisfy { !$0.columnsFound.values.contains("psn_name") })
    }

    /// Copies of files and what DuckDB spills are for the eyes of whoever runs the program.
    @Test func temporaryFolderIsClosedToOthers() throws {
        let folder = try ExtractFolder()
        try folder.write("setl_d.csv", csv([row("A")]))
        let reader = try ExtractReader(.folder(folder.path), options: ExtractFolder.options())
        let parent = NSTemporaryDirectory()
        let made = try FileManager.default.contentsOfDirectory(atPath: parent).filter { $0.hasPrefix("xiezhi-\(ProcessInfo.processInfo.processIdentifier)-") }
        // Other tests' folders may be gone by now.
        let permissions = made.compactMap { try? FileManager.default.attributesOfItem(atPath: parent + "/" + $0)[.posixPermissions] as? NSNumber }
        #expect(!permissions.isEmpty && permissions.allSatisfy { $0.intValue == 0o700 })
        withExtendedLifetime(reader) {}
    }

    @Test func errors() throws {
        func failure(_ text: String, named name: String = "setl_d.csv", mapping: String? = nil) throws -> String {
            let folder = try ExtractFolder()
            try folder.write(name, text)
            let failure = folder.failure(mapping: try mapping.map { try ColumnMapping(yaml: $0, name: "m.yaml") }, checksAllTables: true)
            #expect(failure != "nothing stopped the reading")
            return failure
        }
        let good = csv([row("A"), row("B")], columns: columns)
        let failures = try [
            failure(good.replacingOccurrences(of: ",310,", with: ",\"310,")),
            failure(good.replacingOccurrences(of: ",310,", with: ",\"310,") + "\(marker),\(marker)\n"),
            failure("\(marker),\(marker)\n\(marker),\(marker)\n"),
            failure("\(marker),\"\(marker)\n"),
            failure(good, named: "setl_d.parquet"),
            failure(good.replacingOccurrences(of: "setl_id", with: "other")),
            failure(good, mapping: "format: 1\ntables: {setl_d: [{files: '*.csv', columns: {setl_id: setl_id, psn_no: 'CAST(psn_no AS INTEGER)', fixmedins_code: psn_no, medfee_sumamt: medfee_sumamt}}]}"),
            failure(good, mapping: "format: 1\ntables: {setl_d: [{files: '*.csv', columns: {setl_id: setl_id, psn_no: psn_no, fixmedins_code: psn_no, medfee_sumamt: 'error(psn_no)'}}]}"),
        ]
        for failure in failures { #expect(isSilent(failure), "\(failure)") }
    }
}
