import Claims

/// Lines of chronic settlements whose item patients of the same disease hardly ever have at any other facility.
///
/// A service that only this facility provides, such as radiotherapy, cannot be judged so: it must be met elsewhere, in care of any kind. Drugs
/// can be had anywhere. And what patients of the disease have elsewhere far more often than others do belongs to the disease, even where it
/// is billed as ordinary care.
package struct ForeignItems {
    package struct Parameters: Sendable {
        /// Lines of the disease elsewhere below which nothing is judged, and of an item in any care below which it is not met elsewhere.
        package var minimumLines: Int
        /// Share of the lines of the disease elsewhere below which an item is foreign.
        package var rareShare: Double
        /// How many times as often patients of the disease have the item elsewhere, of all lines, from where it belongs to the disease.
        package var relatedLift: Double

        package init(minimumLines: Int, rareShare: Double, relatedLift: Double) {
            self.minimumLines = minimumLines
            self.rareShare = rareShare
            self.relatedLift = relatedLift
        }
    }

    /// By facility: foreign lines, and lines that could be told.
    package private(set) var foreign: [Double]
    package private(set) var judged: [Double]
    /// Fee lines, ascending.
    package private(set) var lines: [[Int32]]

    /// - Parameter isCounted: by settlement row: chronic care with a disease code.
    /// - Complexity: O(*n*) for *n* fee lines, expected.
    package init(_ store: ClaimStore, fees: FeeLineColumns, isCounted: [Bool], parameters: Parameters) {
        let columns = store.settlements
        let count = store.facilities.count
        foreign = Array(repeating: 0, count: count)
        judged = foreign
        lines = Array(repeating: [], count: count)
        var ofDisease = [Int](repeating: 0, count: store.diseases.count)
        var ofItem: [UInt64: Int] = [:]
        for row in 0..<columns.count where isCounted[row] && columns.disease[row] >= 0 {
            for line in fees.lines(ofSettlement: row) where fees.item[line] >= 0 {
                ofDisease[Int(columns.disease[row])] += 1
                ofItem[ItemSets.key(columns.disease[row], fees.item[line]), default: 0] += 1
            }
        }
        var rare = lines
        for facility in 0..<count {
            let rows = store.byFacility[facility].filter { isCounted[Int($0)] && columns.disease[Int($0)] >= 0 }
            var ownDisease: [Int32: Int] = [:]
            var ownItem: [UInt64: Int] = [:]
            for row in rows {
                for line in fees.lines(ofSettlement: Int(row)) where fees.item[line] >= 0 {
                    ownDisease[columns.disease[Int(row)], default: 0] += 1
                    ownItem[ItemSets.key(columns.disease[Int(row)], fees.item[line]), default: 0] += 1
                }
            }
            for row in rows {
                let disease = columns.disease[Int(row)]
                let elsewhere = ofDisease[Int(disease)] - (ownDisease[disease] ?? 0)
                guard elsewhere >= parameters.minimumLines else { continue }
                for line in fees.lines(ofSettlement: Int(row)) where fees.item[line] >= 0 {
                    let key = ItemSets.key(disease, fees.item[line])
                    let isRare = Double((ofItem[key] ?? 0) - (ownItem[key] ?? 0)) < parameters.rareShare * Double(elsewhere)
                    if isRare { rare[facility].append(Int32(line)) } else { judged[facility] += 1 }
                }
            }
        }
        let usage = ItemUsage(store, fees: fees, isCounted: isCounted, of: rare.flatMap(\.self))
        for facility in 0..<count {
            for line in rare[facility] {
                let disease = columns.disease[Int(fees.settlement[Int(line)])]
                let use = usage.elsewhere(fees.item[Int(line)], disease, than: Int32(facility))
                let isMet = use.lines >= parameters.minimumLines
                guard isMet || fees.listType[Int(line)] != FeeLineColumns.serviceListType else { continue }
                judged[facility] += 1
                guard !isMet || use.share < parameters.relatedLift * usage.share(of: disease) else { continue }
                foreign[facility] += 1
                lines[facility].append(line)
            }
        }
    }
}

/// Who has some items in care of any kind: patients of a disease, or others.
private struct ItemUsage {
    private struct Use {
        var all = 0
        var ofDisease = 0

        mutating func add(isOfDisease: Bool) {
            all += 1
            if isOfDisease { ofDisease += 1 }
        }
    }

    private struct Place: Hashable { let facility: Int32, pair: UInt64 }

    private var uses: [UInt64: Use] = [:]
    private var usesAt: [Place: Use] = [:]
    private var linesOfDisease: [Int]
    private let allLines: Int

    /// - Parameter rare: fee lines whose items are asked about, each for the disease of its settlement.
    init(_ store: ClaimStore, fees: FeeLineColumns, isCounted: [Bool], of rare: [Int32]) {
        let columns = store.settlements
        linesOfDisease = Array(repeating: 0, count: store.diseases.count)
        allLines = fees.count
        var diseasesOfItem = [Set<Int32>](repeating: [], count: fees.items.count)
        var asked: Set<Place> = []
        for line in rare {
            let (row, item) = (Int(fees.settlement[Int(line)]), fees.item[Int(line)])
            diseasesOfItem[Int(item)].insert(columns.disease[row])
            asked.insert(Place(facility: columns.facility[row], pair: ItemSets.key(columns.disease[row], item)))
        }
        guard !rare.isEmpty else { return }
        for person in 0..<store.persons.count {
            let rows = store.byPerson[person]
            let own = Set(rows.lazy.filter { isCounted[Int($0)] }.map { columns.disease[Int($0)] }.filter { $0 >= 0 })
            for row in rows {
                let lines = fees.lines(ofSettlement: Int(row))
                for disease in own { linesOfDisease[Int(disease)] += lines.count }
                for line in lines where fees.item[line] >= 0 {
                    for disease in diseasesOfItem[Int(fees.item[line])] {
                        let pair = ItemSets.key(disease, fees.item[line])
                        let place = Place(facility: columns.facility[Int(row)], pair: pair)
                        let isOfDisease = own.contains(disease)
                        uses[pair, default: Use()].add(isOfDisease: isOfDisease)
                        if asked.contains(place) { usesAt[place, default: Use()].add(isOfDisease: isOfDisease) }
                    }
                }
            }
        }
    }

    /// Share of all fee lines that are those of patients of the disease.
    func share(of disease: Int32) -> Double { Double(linesOfDisease[Int(disease)]) / Double(max(1, allLines)) }

    /// Lines with the item at other facilities, and the share of them that are those of patients of the disease.
    func elsewhere(_ item: Int32, _ disease: Int32, than facility: Int32) -> (lines: Int, share: Double) {
        let pair = ItemSets.key(disease, item)
        let (everywhere, here) = (uses[pair] ?? Use(), usesAt[Place(facility: facility, pair: pair)] ?? Use())
        let lines = everywhere.all - here.all
        return (lines, Double(everywhere.ofDisease - here.ofDisease) / Double(max(1, lines)))
    }
}
