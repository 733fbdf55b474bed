import Claims

/// Lines of chronic settlements whose item patients of the same disease hardly ever have at any other facility.
package struct ForeignItems {
    /// By facility: foreign lines, and lines that could be told.
    package private(set) var foreign: [Double]
    package private(set) var judged: [Double]
    /// Fee lines, ascending.
    package private(set) var lines: [[Int32]]

    /// - Parameters:
    ///   - isCounted: by settlement row: chronic care with a disease code.
    ///   - minimumLines: lines of the disease elsewhere below which nothing is judged.
    ///   - rareShare: share of the lines of the disease elsewhere below which an item is foreign.
    /// - Complexity: O(*n*) for *n* lines of chronic care, expected.
    package init(_ store: ClaimStore, fees: FeeLineColumns, isCounted: [Bool], minimumLines: Int, rareShare: Double) {
        let columns = store.settlements
        let count = store.facilities.count
        foreign = Array(repeating: 0, count: count)
        judged = foreign
        lines = Array(repeating: [], count: count)
        func pair(_ high: Int32, _ low: Int32) -> UInt64 { UInt64(UInt32(bitPattern: high)) << 32 | UInt64(UInt32(bitPattern: low)) }
        var ofDisease = [Int](repeating: 0, count: store.diseases.count)
        var ofItem: [UInt64: Int] = [:]
        for row in 0..<columns.count where isCounted[row] && columns.disease[row] >= 0 {
            for line in fees.lines(ofSettlement: row) where fees.item[line] >= 0 {
                ofDisease[Int(columns.disease[row])] += 1
                ofItem[pair(columns.disease[row], fees.item[line]), default: 0] += 1
            }
        }
        for facility in 0..<count {
            let rows = store.byFacility[facility].filter { isCounted[Int($0)] && columns.disease[Int($0)] >= 0 }
            var ownDisease: [Int32: Int] = [:]
            var ownItem: [UInt64: Int] = [:]
            for row in rows {
                for line in fees.lines(ofSettlement: Int(row)) where fees.item[line] >= 0 {
                    ownDisease[columns.disease[Int(row)], default: 0] += 1
                    ownItem[pair(columns.disease[Int(row)], fees.item[line]), default: 0] += 1
                }
            }
            for row in rows {
                let disease = columns.disease[Int(row)]
                let elsewhere = ofDisease[Int(disease)] - (ownDisease[disease] ?? 0)
                guard elsewhere >= minimumLines else { continue }
                for line in fees.lines(ofSettlement: Int(row)) where fees.item[line] >= 0 {
                    let key = pair(disease, fees.item[line])
                    judged[facility] += 1
                    if Double((ofItem[key] ?? 0) - (ownItem[key] ?? 0)) < rareShare * Double(elsewhere) {
                        foreign[facility] += 1
                        lines[facility].append(Int32(line))
                    }
                }
            }
        }
    }
}
