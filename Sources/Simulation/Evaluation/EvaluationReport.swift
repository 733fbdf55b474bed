/// How good a ranked list is against the truth of a simulated extract.
public struct EvaluationReport: Sendable, Equatable, Codable {
    /// The lead list, over all scenarios.
    public var overall: RankingQuality
    /// The leads of each scenario by themselves, by slug.
    public var scenarios: [ScenarioQuality]
    /// Recall by intensity over all scenarios.
    public var recallByIntensity: [IntensityRecall]
    /// How many times as precise the list is as the extract's subjects in the order of their money, among as many first ones.
    public var liftOverMoney: [Lift]
    /// Look-alikes that became leads, by rank.
    public var lookAlikes: [LookAlike]
    public var lookAlikesInFirst100: Int
    public var lookAlikeCount: Int
    /// Planted subjects that only appear under another scenario, by rank.
    public var foundElsewhere: [FoundElsewhere]
    /// Planted subjects that no lead names.
    public var missed: [TruthLabel]
    /// What ranking by money or by volume would have found.
    public var baselines: [BaselineQuality]

    enum CodingKeys: String, CodingKey {
        case overall, scenarios, missed, baselines
        case recallByIntensity = "recall_by_intensity"
        case liftOverMoney = "lift_over_money"
        case lookAlikes = "look_alikes"
        case lookAlikesInFirst100 = "look_alikes_in_first_100"
        case lookAlikeCount = "look_alike_count"
        case foundElsewhere = "found_elsewhere"
    }

    /// The usual measures of one ranked list.
    public struct RankingQuality: Sendable, Equatable, Codable {
        public var leadCount: Int
        public var truthCount: Int
        public var foundCount: Int
        public var precision: [PrecisionAt]
        /// The mean over all truths of the precision at the rank where each is found, 0 for one that is not
        /// (E. Voorhees and D. Harman, "Common evaluation measures", TREC, 2006). Nil without truths.
        public var averagePrecision: Double?
        /// Nil without truths.
        public var recall: Double?

        enum CodingKeys: String, CodingKey {
            case precision, recall
            case leadCount = "leads"
            case truthCount = "planted"
            case foundCount = "found"
            case averagePrecision = "average_precision"
        }
    }

    /// The share of right ones among the first `rank`; a shorter list is divided by its own length, an empty one has none.
    public struct PrecisionAt: Sendable, Equatable, Codable {
        public var rank: Int
        public var value: Double?
    }

    public struct Lift: Sendable, Equatable, Codable {
        public var rank: Int
        public var precision: Double?
        public var precisionByMoney: Double?
        /// Nil where ranking by money finds nothing, or nothing was compared.
        public var value: Double?

        enum CodingKeys: String, CodingKey {
            case rank, precision
            case precisionByMoney = "precision_by_money"
            case value = "lift"
        }
    }

    public struct ScenarioQuality: Sendable, Equatable, Codable {
        public var scenario: String
        public var quality: RankingQuality
        /// Recall by intensity: subtle, medium, blatant, as far as planted.
        public var recallByIntensity: [IntensityRecall]
        /// How many of its leads are look-alikes.
        public var lookAlikeCount: Int

        enum CodingKeys: String, CodingKey {
            case scenario, quality
            case recallByIntensity = "recall_by_intensity"
            case lookAlikeCount = "look_alikes"
        }
    }

    public struct IntensityRecall: Sendable, Equatable, Codable {
        public var intensity: String
        public var foundCount: Int
        public var truthCount: Int

        enum CodingKeys: String, CodingKey {
            case intensity
            case foundCount = "found"
            case truthCount = "planted"
        }
    }

    public struct LookAlike: Sendable, Equatable, Codable {
        public var rank: Int
        public var scenario: String
        public var subjectID: String
        public var decoyKind: String

        enum CodingKeys: String, CodingKey {
            case rank, scenario
            case subjectID = "subject_id"
            case decoyKind = "decoy_kind"
        }
    }

    public struct FoundElsewhere: Sendable, Equatable, Codable {
        public var rank: Int
        public var plantedScenario: String
        public var foundScenario: String
        public var subjectID: String

        enum CodingKeys: String, CodingKey {
            case rank
            case plantedScenario = "planted_scenario"
            case foundScenario = "found_scenario"
            case subjectID = "subject_id"
        }
    }

    public struct BaselineQuality: Sendable, Equatable, Codable {
        public var name: String
        public var overall: RankingQuality
        /// Only the subjects of the kinds that the scenario plants.
        public var scenarios: [ScenarioQuality]
    }
}

/// A list of subjects that some simple ordering would hand out instead of leads.
public struct Baseline: Sendable, Equatable {
    public var name: String
    public var rows: [Row]

    public struct Row: Sendable, Equatable {
        public var subjectKind: String
        public var subjectID: String
        public var members: [String]
        /// Fund money, in fen.
        public var amount: Int
        /// Settlements.
        public var volume: Int

        public init(subjectKind: String, subjectID: String, members: [String] = [], amount: Int, volume: Int) {
            self.subjectKind = subjectKind
            self.subjectID = subjectID
            self.members = members
            self.amount = amount
            self.volume = volume
        }
    }

    public init(name: String, rows: [Row]) {
        self.name = name
        self.rows = rows
    }
}
