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

        init(_ thresholds: ThresholdTable) throws {
            minimumPeers = try thresholds.integer("minimum_peers")
            fitStartShare = try thresholds.value("fit_start_share")
            rejection = try thresholds.value("rejection_count")
            tailShare = try thresholds.value("tail_share")
            minimumExcesses = try thresholds.integer("minimum_excesses")
            minimumLogExcess = try thresholds.value("minimum_log_excess")
        }
    }

    let draws: [ChronicMonths.Month]
    let visits: PeerCounts
    let facilities: PeerCounts
    /// By draw: the Cauchy combination of the four.
    let log10Ps: [Double]
    private let group: [Int]
    private let members: [[Int]]
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
        (self.visits, self.facilities, self.group, self.members, self.common) = (visits, facilities, group, members, common)
    }

    func peers(of place: Int) -> [ChronicMonths.Month] { members[group[place]].map { draws[$0] } }

    /// The disease whose patients a draw is compared with; nil for all patients.
    func disease(of place: Int) -> Int32? { group[place] < common.count ? draws[place].disease : nil }

    /// Visits or facilities, and money or supply, beyond the given quantile of the peers: coming often without drawing more
    /// is illness, and drawing much in one visit is a long prescription.
    func isFarOut(_ place: Int, quantile share: Double) -> Bool {
        let (draw, peers) = (draws[place], peers(of: place))
        func limit(_ value: (ChronicMonths.Month) -> Double) -> Double { quantile(peers.map(value), share) }
        return (Double(draw.visits) > limit { Double($0.visits) } || Double(draw.facilities) > limit { Double($0.facilities) })
            && (draw.yuan > limit(\.yuan) || draw.knownSupply > limit(\.knownSupply))
    }
}

extension ChronicMonths.Month {
    /// Fund money in yuan, NaN for none.
    var yuan: Double { fund > 0 ? Double(fund) / 100 : .nan }
    var knownSupply: Double { supplyDays > 0 ? supplyDays : .nan }
}
