import Claims
import Crypto

/// A random part of the settlements that passed the first review, for people to look at again: the second look that the rules of
/// supervision ask for, and the only unbiased measure of what the first one missed.
///
/// Within each stratum the settlements are put in the order of a hash of seed, batch and settlement id, and the first
/// n = ⌈rate · N⌉ are taken: ordering by hashed permanent numbers, as sequential and permanent-random-number sampling do (E. Ohlsson,
/// "Coordination of samples using permanent random numbers", in Business Survey Methods, 1995), with SHA-256 for the number. So
/// anybody who has the list of ids can derive the same sample with a tool of their own, whatever this program is then:
/// the hash of settlement `S1` with seed 7 in batch `B` is that of the text `7:B:S1` in UTF-8.
public struct ReviewSample: Sendable {
    /// The way of drawing. It changes whenever the same ids, seed and batch would give another sample.
    public static let algorithm = "sha256-order-1"

    public enum Stratification: String, Sendable, CaseIterable {
        case facility
        case facilityAndType = "facility-type"
    }

    public struct Stratum: Sendable, Equatable {
        /// `fixmedins_code`, and `med_type` where strata are made by it too.
        public let facility: String
        public let medicalType: String
        /// How many settlements passed, and how many of them are drawn.
        public let passed: Int
        public let drawn: Int
    }

    public struct Draw: Sendable, Equatable {
        public let settlement: String
        public let stratum: Int
        /// Place in the order of the stratum, from 1.
        public let place: Int
        /// SHA-256 in hexadecimal digits.
        public let hash: String
        public let row: Int32
    }

    public let seed: UInt64
    public let batch: String
    public let rate: Double
    /// Those with at least one settlement that passed, by facility code and type.
    public let strata: [Stratum]
    public let draws: [Draw]

    /// - Parameters:
    ///   - passed: whether each settlement of the store passed.
    ///   - rate: in (0, 1].
    ///   - batch: names what was reviewed; without a colon, so that the hashed text can be read in one way only.
    /// - Complexity: O(*n* log *n*); 8 bytes a settlement beside the store.
    public init(of store: ClaimStore, passed: [Bool], rate: Double, seed: UInt64, batch: String, by stratification: Stratification) {
        precondition(rate > 0 && rate <= 1 && !batch.contains(":") && passed.count == store.settlements.count, "a rate, a batch, a verdict a row")
        self.seed = seed
        self.batch = batch
        self.rate = rate
        let columns = store.settlements
        let typeCount = stratification == .facility ? 1 : store.medicalTypes.count + 1
        let cells = (0..<columns.count).map { row -> Int32 in
            guard passed[row] else { return -1 }
            return columns.facility[row] * Int32(typeCount) + (typeCount == 1 ? 0 : columns.medicalType[row] + 1)
        }
        let slices = SubjectSlices(subjects: cells, subjectCount: store.facilities.count * typeCount)
        let order = HashOrder(seed: seed, batch: batch)
        var strata: [Stratum] = []
        var draws: [Draw] = []
        for cell in 0..<slices.subjectCount where !slices[cell].isEmpty {
            let rows = slices[cell]
            let size = Self.size(rate: rate, of: rows.count)
            for (place, row) in order.first(size, of: rows, ids: columns.id).enumerated() {
                let hash = LeadIdentity.hexadecimal(order.hash(columns.id.utf8(Int(row))))
                draws.append(Draw(settlement: columns.id[Int(row)], stratum: strata.count, place: place + 1, hash: hash, row: row))
            }
            let type = typeCount == 1 ? "" : store.medicalTypes[Int32(cell % typeCount) - 1]
            strata.append(Stratum(facility: store.facilities.id[Int32(cell / typeCount)], medicalType: type, passed: rows.count, drawn: size))
        }
        self.strata = strata
        self.draws = draws
    }

    /// ⌈rate · count⌉, at least one of any. What a decimal rate gains in binary, at most one part in 10⁹ here, draws nobody.
    public static func size(rate: Double, of count: Int) -> Int {
        guard count > 0 else { return 0 }
        let wanted = rate * Double(count)
        return min(count, max(1, Int((wanted - wanted * 1e-9).rounded(.up))))
    }
}

/// Settlements in the order of their hashes.
private struct HashOrder {
    private let prefix: [UInt8]

    init(seed: UInt64, batch: String) { prefix = Array("\(seed):\(batch):".utf8) }

    func hash(_ id: ArraySlice<UInt8>) -> SHA256.Digest { SHA256.hash(data: prefix + id) }

    /// The first rows of the order. The first eight bytes of the hash decide, then the rest of it, then the id.
    func first(_ count: Int, of rows: ArraySlice<Int32>, ids: TextColumn) -> ArraySlice<Int32> {
        var keyed = rows.map { row in
            (key: hash(ids.utf8(Int(row))).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }, row: row)
        }
        keyed.sort { left, right in
            if left.key != right.key { return left.key < right.key }
            let (leftID, rightID) = (ids.utf8(Int(left.row)), ids.utf8(Int(right.row)))
            let (leftHash, rightHash) = (Array(hash(leftID)), Array(hash(rightID)))
            return leftHash == rightHash ? leftID.lexicographicallyPrecedes(rightID) : leftHash.lexicographicallyPrecedes(rightHash)
        }
        return keyed.prefix(count).map(\.row)[...]
    }
}
