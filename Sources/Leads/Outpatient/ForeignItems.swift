import Claims

/// Lines of chronic settlements whose item patients of the same disease hardly ever have at any other facility.
///
/// A service that only this facility provides, such as radiotherapy, cannot be judged so: it must be met elsewhere, in care of any kind. Drugs
/// can be had anywhere. And what patients of the disease have elsewhere far more often than others do belongs to the disease, even where it
/// is billed as ordinary care. What a house charges whatever the disease is foreign to none: a consultation of the higher grades is met at
/// few houses.
///
/// Several facilities may bill the same foreign things and hide one another. So of each item the facilities with most lines of it are left out
/// of "elsewhere" (trimming, J. W. Tukey, 1960); what belongs to the disease is met at the others as well.
package struct ForeignItems {
    package struct Parameters: Sendable {
        /// Lines of the disease elsewhere below which nothing is judged, and of an item in any care below which it is not met elsewhere.
        package var minimumLines: Int
        /// Share of the lines of the disease elsewhere below which an item is foreign.
        package var rareShare: Double
        /// How many times as often patients of the disease have the item elsewhere, of all lines, from where it belongs to the disease.
        package var relatedLift: Double
        /// Share of the facilities that treat the disease that are left out of an item's count: those with most lines of it.
        package var leftOutShare: Double

        package init(minimumLines: Int, rareShare: Double, relatedLift: Double, leftOutShare: Double) {
            self.minimumLines = minimumLines
            self.rareShare = rareShare
            self.relatedLift = relatedLift
            self.leftOutShare = leftOutShare
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
        let tally = DiseaseTally(store, fees: fees, isCounted: isCounted)
        var rare = lines
        for facility in 0..<count {
            let own = DiseaseTally.lines(of: facility, store, fees: fees, isCounted: isCounted)
            var verdicts: [UInt64: DiseaseTally.Verdict] = [:]
            for row in store.byFacility[facility] where isCounted[Int(row)] && columns.disease[Int(row)] >= 0 {
                for line in fees.lines(ofSettlement: Int(row)) where fees.item[line] >= 0 && !ChargeType.isHouse(fees.chargeType[line]) {
                    let disease = columns.disease[Int(row)]
                    let key = ItemSets.key(disease, fees.item[line])
                    let verdict = verdicts[key] ?? tally.verdict(key, disease, than: Int32(facility), own: own[key] ?? 0, parameters)
                    verdicts[key] = verdict
                    switch verdict {
                    case .untold: break
                    case .usual: judged[facility] += 1
                    case .rare: rare[facility].append(Int32(line))
                    }
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

/// Lines of each disease, and of each item under it, by facility.
private struct DiseaseTally {
    enum Verdict { case untold, usual, rare }

    private struct Count { let facility: Int32, lines: Int32 }

    private var linesOfDisease: [Int]
    /// By disease: facilities with lines of it.
    private var facilities: [[Int32: Int]]
    /// By disease and item: the facilities, those with most lines first.
    private var counts: [UInt64: [Count]] = [:]
    private var linesOfItem: [UInt64: Int] = [:]

    init(_ store: ClaimStore, fees: FeeLineColumns, isCounted: [Bool]) {
        linesOfDisease = Array(repeating: 0, count: store.diseases.count)
        facilities = Array(repeating: [:], count: store.diseases.count)
        for facility in 0..<store.facilities.count {
            for (key, lines) in Self.lines(of: facility, store, fees: fees, isCounted: isCounted) {
                let disease = Int(key >> 32)
                linesOfDisease[disease] += lines
                facilities[disease][Int32(facility), default: 0] += lines
                linesOfItem[key, default: 0] += lines
                counts[key, default: []].append(Count(facility: Int32(facility), lines: Int32(lines)))
            }
        }
        for key in counts.keys { counts[key]!.sort { ($1.lines, $0.facility) < ($0.lines, $1.facility) } }
    }

    /// A facility's lines by disease and item.
    static func lines(of facility: Int, _ store: ClaimStore, fees: FeeLineColumns, isCounted: [Bool]) -> [UInt64: Int] {
        var own: [UInt64: Int] = [:]
        for row in store.byFacility[facility] where isCounted[Int(row)] && store.settlements.disease[Int(row)] >= 0 {
            for line in fees.lines(ofSettlement: Int(row)) where fees.item[line] >= 0 {
                own[ItemSets.key(store.settlements.disease[Int(row)], fees.item[line]), default: 0] += 1
            }
        }
        return own
    }

    /// Whether an item is rare under a disease at the other facilities, without those that are left out.
    ///
    /// - Parameter own: the facility's lines of the item under the disease.
    func verdict(_ key: UInt64, _ disease: Int32, than facility: Int32, own: Int, _ parameters: ForeignItems.Parameters) -> Verdict {
        let ofFacility = facilities[Int(disease)]
        var lines = linesOfDisease[Int(disease)] - (ofFacility[facility] ?? 0)
        var ofItem = (linesOfItem[key] ?? 0) - own
        let leftOut = Int((parameters.leftOutShare * Double(ofFacility.count)).rounded(.up))
        // One more, as the facility may be among them.
        for count in (counts[key] ?? []).prefix(leftOut + 1).filter({ $0.facility != facility }).prefix(leftOut) {
            lines -= ofFacility[count.facility] ?? 0
            ofItem -= Int(count.lines)
        }
        guard lines >= parameters.minimumLines else { return .untold }
        return Double(ofItem) < parameters.rareShare * Double(lines) ? .rare : .usual
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
