import Testing

import Learning
import Statistics

@Suite struct GroupedCrossValidationTests {
    static func sample(seed: UInt64) -> (groups: [Int], labels: [Bool]) {
        var stream = RandomStream(seed: seed)
        var groups: [Int] = []
        var labels: [Bool] = []
        for group in 0..<150 {
            let rate = stream.uniform() < 0.2 ? 0.8 : 0.02
            for _ in 0...stream.uniform(below: 6) {
                groups.append(group * 31 - 400)
                labels.append(stream.uniform() < rate)
            }
        }
        return (groups, labels)
    }

    @Test func aGroupIsOnOneSideAndEveryRowIsHeldOutOnce() throws {
        let (groups, labels) = Self.sample(seed: 1)
        let folds = try GroupedCrossValidation(groups: groups, labels: labels, foldCount: 5, seed: 3)
        #expect(folds.foldCount == 5)
        var held: [Int] = []
        for fold in 0..<5 {
            let (inside, outside) = (folds.learningRows(fold), folds.heldOutRows(fold))
            #expect(Set(inside.map { groups[$0] }).isDisjoint(with: outside.map { groups[$0] }))
            #expect(inside.count + outside.count == groups.count)
            held += outside
        }
        #expect(held.sorted() == Array(groups.indices))
    }

    @Test func labelsAreInProportion() throws {
        for seed in 1...10 as ClosedRange<UInt64> {
            let (groups, labels) = Self.sample(seed: seed)
            let folds = try GroupedCrossValidation(groups: groups, labels: labels, seed: seed)
            let positives = (0..<5).map { fold in folds.heldOutRows(fold).filter { labels[$0] }.count }
            let negatives = (0..<5).map { fold in folds.heldOutRows(fold).filter { !labels[$0] }.count }
            // No further apart than the largest group.
            #expect((positives.max() ?? 0) - (positives.min() ?? 0) <= 6)
            #expect((negatives.max() ?? 0) - (negatives.min() ?? 0) <= 6 + 10)
        }
    }

    @Test func foldsFollowTheSeedAndNotTheOrderOfRows() throws {
        let (groups, labels) = Self.sample(seed: 2)
        let folds = try GroupedCrossValidation(groups: groups, labels: labels, seed: 3)
        #expect(try GroupedCrossValidation(groups: groups, labels: labels, seed: 3) == folds)
        #expect(try GroupedCrossValidation(groups: groups, labels: labels, seed: 4) != folds)
        var order = Array(groups.indices)
        var stream = RandomStream(seed: 9)
        stream.shuffle(&order)
        let shuffled = try GroupedCrossValidation(groups: order.map { groups[$0] }, labels: order.map { labels[$0] }, seed: 3)
        #expect(shuffled.fold == order.map { folds.fold[$0] })
    }

    @Test func fewGroupsMakeFewFoldsOrANamedError() throws {
        let three = try GroupedCrossValidation(groups: [1, 1, 2, 2, 3, 3], labels: [true, false, true, false, true, false], seed: 1)
        #expect(three.foldCount == 3)
        #expect(throws: LearningError.tooFewGroups(withPositives: 1, withNegatives: 2)) {
            try GroupedCrossValidation(groups: [1, 1, 2, 3], labels: [true, true, false, false], seed: 1)
        }
        #expect(throws: LearningError.oneLabelOnly) { try GroupedCrossValidation(groups: [1, 2], labels: [true, true], seed: 1) }
        // One large group of positives: the negatives are spread over both folds all the same.
        let lopsided = try GroupedCrossValidation(
            groups: [Int](repeating: 1, count: 50) + [2, 3, 4], labels: [Bool](repeating: true, count: 51) + [false, false], seed: 1)
        for fold in 0..<2 { #expect(Set(lopsided.learningRows(fold).map { $0 <= 50 }).count == 2) }
    }
}
