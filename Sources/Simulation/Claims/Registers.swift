/// What the town writes down beside its claims.
struct Registers: Sendable {
    /// One right to chronic or special outpatient care (`opsp_reg_d`).
    struct Registration: Sendable {
        var person: Int32
        var facility: Int32
        var diagnosis: Diagnosis
        /// Day index.
        var begin: Int32
    }

    /// How a facility keeps its stock book (`drug_inv_d`) where it departs from the rule.
    enum StockBook: Sendable {
        /// Joined the upload within the period: no opening stock, the first deliveries missing.
        case joinedLate(day: Int)
        /// Delivery notes since this day have not been entered yet.
        case enteredLate(since: Int)
        /// A branch that its chain supplies: transfers instead of purchases.
        case branch
        /// Counts boxes in the stock book and bills single tablets, so many to the box.
        case boxes(of: Int)
    }

    /// The traceability code of one pack at a fee line.
    enum PackCode: Sendable, Equatable {
        /// The first pack that another fee line handed out.
        case firstPack(ofLine: Int, isSplit: Bool)
        /// What the counter typed instead of scanning.
        case typed(String)
        /// One code scanned for all packs of the line.
        case scannedTwice
    }

    /// Afternoons that a doctor spends elsewhere; who comes meanwhile is seen by a colleague.
    struct Absence: Sendable {
        var weekdays: Set<Int>
        var fromHour: Int
    }

    var registrations: [Registration] = []
    /// `die_date` where the register has it wrong, by person.
    var recordedDeaths: [Int32: Int32] = [:]
    /// Facilities that enter a placeholder for the doctor, always.
    var namelessDesks: Set<Int32> = []
    /// By the running number of the doctor (`Town.doctorNumber(_:at:)`).
    var absences: [Int: Absence] = [:]
    var stockBooks: [Int32: StockBook] = [:]
    /// Packs that are not their own, by the place of the fee line.
    var packs: [Int: PackCode] = [:]
    /// Fee lines whose packs are scanned whatever the habit of the facility.
    var scannedLines: Set<Int> = []

    mutating func register(_ person: Int, _ diagnosis: Diagnosis, at facility: Int, on day: Int) {
        registrations.append(Registration(person: Int32(person), facility: Int32(facility), diagnosis: diagnosis, begin: Int32(day)))
    }
}
