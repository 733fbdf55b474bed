import Claims

/// Bills that are each other's at one facility: nearly (`BillTwins`), and item by item to the fen.
///
/// Patients on one pathway still differ by a tablet or a day, so long bills that are exactly the same are next to unknown where they are not
/// copied, and need no peers: they are held against stays of the same categories at all facilities (`FacilityExcess`). Bills that are mostly
/// examinations are those of a check-up, which another scenario asks about.
struct CopiedBills {
    let twins: BillTwins
    /// By stay: the same bill as another person's, with nothing operated, for an operation and what belongs to it have one price for everybody.
    let isCopy: [Bool]
    let excess: FacilityExcess

    /// - Parameter isTold: stays of groups that are leads already: their bills are no second question.
    init(
        _ lines: FeeLineColumns, store: ClaimStore, traits: StayTraits, isTrial: [Bool], isTold: [Bool], isOperated: [Bool],
        _ standard: FacilityExcess.Parameters, _ thresholds: ThresholdTable
    ) throws(ClaimsError) {
        let stays = store.stays
        let charges = StayCharges(lines, of: stays, injectionWords: [])
        let mostExamined = try thresholds.value("bill_exam_share")
        let twins = BillTwins(
            lines, of: stays, traits: traits,
            isTrial: isTrial.indices.map { isTrial[$0] && charges.share(\.examination, of: $0) < mostExamined },
            minimumItems: try thresholds.integer("minimum_bill_items"), minimumCosine: try thresholds.value("minimum_cosine"),
            feeDifference: try thresholds.value("twin_fee_difference"), largestNeighbors: try thresholds.integer("twin_comparisons"))
        let leastItems = try thresholds.integer("copied_bill_items")
        let isLong = isTrial.indices.map { twins.isTrial[$0] && twins.itemCount[$0] >= leastItems && !isOperated[$0] && !isTold[$0] }
        isCopy = isTrial.indices.map { isLong[$0] && twins.isCopy[$0] }
        self.twins = twins
        excess = FacilityExcess(isTrial: isLong, isCase: isCopy, traits: traits, store: store, standard)
    }
}
