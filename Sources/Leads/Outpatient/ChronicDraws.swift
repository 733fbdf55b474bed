import Claims
import Foundation
import Statistics

/// What patients draw on a chronic or special registration in a month, or in the whole extract, against patients with the
/// same disease: visits and facilities by negative binomial laws, money and days of supply by exponential tails.
struct ChronicDraws {
    struct Parameters {
        var minimumPeers: Int
        var fitStartShare: Double
        var rejection: Double
        var tailShare: Double
        var minimumExcesses: Int
        var minimumLogExcess: Double
        var farQuantile: Double

        init(_ thresholds: ThresholdTable) throws {
            minimumPeers = try thresholds.integer("minimum_peers")
            fitStartShare = try thresholds.value("fit_start_share")
            rejection = try thresholds.value("rejection_count")
            tailShare = try thresholds.value("tail_share")
            minimumExcesses = try thresholds.integer("minimum_excesses")
            minimumLogExcess = try thresholds.value("minimum_log_excess")
            farQuantile = try thresholds.value("far_quantile")
        }
    }

    /// What of a draw is compared.
    enum Measure: CaseIterable {
        case visits, facilities, yuan, supply

        /// NaN for nothing known.
        func value(_ draw: ChronicMonths.Month) -> Double {
            switch self {
            case .visits: Double(draw.visits)
            case .facilities: Double(draw.facilities)
            case .yuan: draw.yuan
            case .supply: draw.knownSupply
            }
        }
    }

    /// Of a measure among the peers.
    struct Figures {
        let median, p99, far: Double
    }

    let draws: [ChronicMonths.Month]
    let visits: PeerCounts
    let facilities: PeerCounts
    /// By draw: the Cauchy combination of the four.
    let log10Ps: [Double]
    private let group: [Int]
    /// By group, worked out once: a city has thousands of patients to ask it of, and a disease a million months.
    private let figures: [[Measure: Figures]]
    private let sizes: [Int]
    private let common: [Int32]

    /// - Complexity: O(*n* log *n*).
    init(_ draws: [ChronicMonths.Month], _ parameters: Parameters) {
        self.draws = draws
        // Patients of one disease; those of a rare one are compared with all.
        var ofDisease: [Int32: [Int]] = [:]
        for (place, draw) in draws.enumerated() { ofDisease[draw.disease, default: []].append(place) }
        let common = ofDisease.filter { $0.value.count >= parameters.minimumPeers && $0.key >= 0 }.keys.sorted()
        let groupOfDisease = Dictionary(uniqueKeysWithValues: common.enumerated().map { ($1, $0) })
        let members = common.map { ofDisease[$0] ?? [] } + [Array(draws.indices)]
        let group = draws.map { groupOfDisease[$0.disease] ?? common.count }
        func counts(_ value: (ChronicMonths.Month) -> Int) -> PeerCounts {
            PeerCounts(draws.map { Double(value($0)) }, group: group, members: members, rejection: parameters.rejection, startShare: parameters.fitStartShare)
        }
        func tails(_ value: (ChronicMonths.Month) -> Double) -> [ExponentialTail?] {
            members.map { members in
                ExponentialTail(
                    members.map { log(value(draws[$0])) }, tailShare: parameters.tailShare, minimumExcesses: parameters.minimumExcesses,
                    minimumMeanExcess: parameters.minimumLogExcess)
            }
        }
        let visits = counts(\.visits)
        let facilities = counts(\.facilities)
        let funds = tails(\.yuan)
        let supplies = tails(\.knownSupply)
        log10Ps = draws.indices.map { place in
            CombinedTail.log10Cauchy([
                visits.log10TailProbability(of: place) ?? 0, facilities.log10TailProbability(of: place) ?? 0,
                funds[group[place]]?.log10TailProbability(of: log(draws[place].yuan)) ?? .nan,
                supplies[group[place]]?.log10TailProbability(of: log(draws[place].knownSupply)) ?? .nan,
            ]) ?? 0
        }
        sizes = members.map(\.count)
        figures = members.map { members in
            Dictionary(uniqueKeysWithValues: Measure.allCases.map { measure in
                let values = members.map { measure.value(draws[$0]) }
                return (measure, Figures(median: median(values), p99: quantile(values, 0.99), far: quantile(values, parameters.farQuantile)))
            })
        }
        (self.visits, self.facilities, self.group, self.common) = (visits, facilities, group, common)
    }

    func peerCount(of place: Int) -> Int { sizes[group[place]] }

    func figures(_ measure: Measure, of place: Int) -> Figures? { figures[group[place]][measure] }

    /// The disease whose patients a draw is compared with; nil for all patients.
    func disease(of place: Int) -> Int32? { group[place] < common.count ? draws[place].disease : nil }

    /// Visits or facilities, and money or supply, beyond the far quantile of the peers: coming often without drawing more
    /// is illness, and drawing much in one visit is a long prescription.
    func isFarOut(_ place: Int) -> Bool {
        func isBeyond(_ measure: Measure) -> Bool { measure.value(draws[place]) > figures(measure, of: place)?.far ?? .infinity }
        return (isBeyond(.visits) || isBeyond(.facilities)) && (isBeyond(.yuan) || isBeyond(.supply))
    }
}

extension ChronicMonths.Month {
    /// Fund money in yuan, NaN for none.
    var yuan: Double { fund > 0 ? Double(fund) / 100 : .nan }
    var knownSupply: Double { supplyDays > 0 ? supplyDays : .nan }
}
