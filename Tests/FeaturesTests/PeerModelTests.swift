import Claims
import Features
import Testing

struct PeerModelTests {
    private static func comparison(seed: UInt64) -> (table: FeatureTable, context: FeatureContext, comparison: PeerComparison) {
        let context = FeatureContext(Town.store(Town.randomRows(4_000, seed: seed, persons: 300, facilities: 60)))
        let table = FeatureTable(.facility, of: context)
        return (table, context, PeerComparison(table, grouping: PeerGrouping(table, in: context)))
    }

    @Test func frozenPeersCompareTheirOwnTableAsTheyDidThemselves() {
        let (table, context, fitted) = Self.comparison(seed: 6)
        let frozen = PeerComparison(table, in: context, parameters: PeerParameters(), model: PeerModel(fitted), threads: 2)
        #expect(isSame(fitted.standardized.elements, frozen.standardized.elements))
        #expect(fitted.grouping.groupOfRow == frozen.grouping.groupOfRow)
        #expect(fitted.grouping.groups.map(\.count) == frozen.grouping.groups.map(\.count))
        for column in table.definitions.indices {
            let (one, other) = (fitted.cell(row: 3, column: column), frozen.cell(row: 3, column: column))
            #expect(isSame([one.peerMedian, one.peerP99, one.shrunken], [other.peerMedian, other.peerP99, other.shrunken]))
        }
    }

    @Test func anotherTableIsComparedWithTheFrozenPeersAndMovesNone() {
        let (_, _, fitted) = Self.comparison(seed: 6)
        let model = PeerModel(fitted)
        let (table, context, own) = Self.comparison(seed: 7)
        let frozen = PeerComparison(table, in: context, parameters: PeerParameters(), model: model)
        #expect(!isSame(own.standardized.elements, frozen.standardized.elements))
        #expect(frozen.cell(row: 0, column: 0).peerMedian == fitted.cell(row: 0, column: 0).peerMedian)
    }

    @Test func numbersThatCannotBeArePeersOfNobody() {
        let model = PeerModel(Self.comparison(seed: 6).comparison)
        func made(_ change: (inout [Double]) -> Void) -> PeerModel? {
            var values = model.statistics.elements
            change(&values)
            return PeerModel(
                traits: model.traits, groups: model.groups, features: model.features,
                statistics: .init(rowCount: model.statistics.rowCount, columnCount: model.statistics.columnCount, elements: values))
        }
        #expect(made { _ in } == model)
        #expect(made { $0[0] = -1 } == nil)
        #expect(made { $0[0] = 1.5 } == nil)
        #expect(made { $0[1] = .nan } == nil)
        #expect(made { $0[4] = -1 } == nil)
        #expect(PeerModel(traits: model.traits, groups: [], features: model.features, statistics: model.statistics) == nil)
    }
}
