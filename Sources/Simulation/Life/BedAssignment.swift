/// Gives every stay the lowest free bed of its facility, in the order of admission; beyond the approved beds stand extra ones, as
/// they do in corridors. Stays whose bed a behaviour has chosen keep it.
struct BedAssignment {
    func assign(_ visits: inout [Visit], in town: Town) {
        let stays = visits.indices.filter { visits[$0].care.isStay }.sorted { left, right in
            (visits[left].facility, visits[left].begin, left) < (visits[right].facility, visits[right].begin, right)
        }
        var facility: Int32 = -1
        var freeFrom: [Int] = []
        for stay in stays {
            if visits[stay].facility != facility {
                facility = visits[stay].facility
                freeFrom = []
            }
            guard visits[stay].bed < 0 else { continue }
            let end = visits[stay].isOpen ? Int.max : visits[stay].end
            if let bed = freeFrom.firstIndex(where: { $0 <= visits[stay].begin }) {
                freeFrom[bed] = end
                visits[stay].bed = Int16(bed + 1)
            } else {
                freeFrom.append(end)
                visits[stay].bed = Int16(freeFrom.count)
            }
        }
    }
}
