import Claims
import Features
import Foundation
import LinearAlgebra
import Statistics

/// What a stay's examinations would cost by its diagnosis, its patient and its length: `log(1 + yuan)` by ridge regression
/// on the category of diagnosis, age, sex, days and level of the facility, fitted twice, the second time without the stays
/// far above the first fit, which it is meant to show.
struct ExaminationRegression {
    /// By stay, NaN where it was not fitted: what was charged over what was expected, in standard deviations of a new stay.
    private(set) var residual: [Double]
    /// By stay, in yuan: the expectation and its upper prediction limit.
    private(set) var expected: [Double]
    private(set) var limit: [Double]

    init(
        _ charges: StayCharges, in store: ClaimStore, traits: StayTraits, isTrial: [Bool], thresholds: ThresholdTable
    ) throws {
        let stays = store.stays
        residual = Array(repeating: .nan, count: stays.count)
        expected = residual
        limit = residual
        let rows = (0..<stays.count).filter { isTrial[$0] }
        let design = StayDesign(store, traits: traits, rows: rows, largestGroups: try thresholds.integer("regression_diagnoses"))
        let penalty = try thresholds.value("regression_penalty")
        guard rows.count > 2 * design.width else { return }
        let penalties = (0..<design.width).map { $0 == 0 ? 1e-6 : penalty }
        let response = rows.map { Foundation.log(1 + Fen.yuan(max(0, charges.examination[$0]))) }
        func fit(_ kept: [Int]) throws -> RidgeRegression {
            try RidgeRegression(rowCount: kept.count, penalties: penalties) { row, columns in
                design.fill(rows[kept[row]], into: &columns)
                return response[kept[row]]
            }
        }
        let first = try fit(Array(rows.indices))
        let firstResiduals = rows.indices.map { response[$0] - first.prediction(design.columns(rows[$0])) }
        let scale = RobustScale(firstResiduals)
        let rejection = try thresholds.value("regression_rejection_z")
        let kept = rows.indices.filter { firstResiduals[$0] - scale.center <= rejection * scale.scale }
        guard kept.count > 2 * design.width else { return }
        let model = try fit(kept)
        // Normal scores of the middle half: cutting off a tail must not narrow the limits.
        let spread = RobustScale(rows.indices.map { response[$0] - model.prediction(design.columns(rows[$0])) }).scale
        let variance = spread > 0 ? spread * spread : model.residualVariance
        let tail = try thresholds.value("prediction_tail")
        let quantile = StudentT(degreesOfFreedom: model.degreesOfFreedom).upperQuantile(tail)
        for (place, stay) in rows.enumerated() {
            let columns = design.columns(stay)
            let prediction = model.prediction(columns)
            let deviation = model.predictionDeviation(columns, variance: variance)
            guard deviation > 0 else { continue }
            residual[stay] = (response[place] - prediction) / deviation
            expected[stay] = exp(prediction) - 1
            limit[stay] = exp(prediction + quantile * deviation) - 1
        }
    }
}

/// The columns that a stay's examination charges are explained by.
private struct StayDesign {
    let width: Int
    private let store: ClaimStore
    private let groupOfClass: [Int32]
    private let groupCount: Int
    private let levelOfFacility: [Int32]
    private let classes: [Int32]

    /// The commonest categories of diagnosis have a column each, all others one together.
    init(_ store: ClaimStore, traits: StayTraits, rows: [Int], largestGroups: Int) {
        var counts = [Int](repeating: 0, count: traits.classNames.count)
        for stay in rows where traits.diagnosisClass[stay] >= 0 { counts[Int(traits.diagnosisClass[stay])] += 1 }
        let commonest = counts.indices.filter { counts[$0] > 0 }.sorted { (-counts[$0], $0) < (-counts[$1], $1) }.prefix(largestGroups)
        var groups = [Int32](repeating: -1, count: counts.count)
        for (group, place) in commonest.sorted().enumerated() { groups[place] = Int32(group) }
        let levels = IdentifierTable(store.facilities.level.filter { !$0.isEmpty })
        self.store = store
        groupOfClass = groups
        groupCount = commonest.count
        levelOfFacility = store.facilities.level.map { levels.number(of: $0) ?? -1 }
        classes = traits.diagnosisClass
        width = 5 + commonest.count + levels.count
    }

    func columns(_ stay: Int) -> [Double] {
        var columns = ArraySlice([Double](repeating: 0, count: width))
        fill(stay, into: &columns)
        return Array(columns)
    }

    /// Intercept, age, its square, sex, log days, then a one for the category and one for the level.
    func fill(_ stay: Int, into columns: inout ArraySlice<Double>) {
        let start = columns.startIndex
        let stays = store.stays
        let person = Int(stays.person[stay])
        columns[start] = 1
        let birth = store.persons.birthDay[person]
        if birth != CalendarDay.missing, stays.beginDay[stay] != CalendarDay.missing {
            let decades = Double(stays.beginDay[stay] - birth) / 3652.5 - 5
            columns[start + 1] = decades
            columns[start + 2] = decades * decades / 10
        }
        columns[start + 3] = store.persons.sex[person] == 2 ? 1 : 0
        columns[start + 4] = Foundation.log(Double(max(1, stays.days(of: stay))))
        let category = classes[stay]
        if category >= 0, groupOfClass[Int(category)] >= 0 { columns[start + 5 + Int(groupOfClass[Int(category)])] = 1 }
        let level = levelOfFacility[Int(stays.facility[stay])]
        if level >= 0 { columns[start + 5 + groupCount + Int(level)] = 1 }
    }
}
