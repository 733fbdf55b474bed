import Statistics

/// Stock books that do not balance for a reason: boxes against tablets, no opening stock yet, delivery notes not entered yet, a branch
/// that its chain supplies.
struct HonestStockBooks: PlantedBehaviour {
    let name = "honest-stock-book"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let days = scene.town.calendar.days
        for turn in 0..<scene.facilityCaseCount * 2 {
            let kinds: (FacilityKind, FacilityKind) = turn % 4 == 3 ? (.pharmacy, .pharmacy) : (.privateClinic, .pharmacy)
            guard let place = scene.castFacility(kinds.0, kinds.1, random: &random) else { return }
            let (kind, book): (String, Registers.StockBook) = switch turn % 4 {
            case 0: ("boxes-and-tablets", .boxes(of: 10))
            case 1: ("no-opening-stock", .joinedLate(day: days.lowerBound + days.count / 3))
            case 2: ("late-delivery-notes", .enteredLate(since: days.upperBound - max(10, days.count / 4)))
            default: ("branch-transfers", .branch)
            }
            let mark = scene.book.settlements.count
            scene.book.registers.stockBooks[Int32(place)] = book
            if case .boxes(let tablets) = book { scene.book.billByTablet(at: place, tablets: tablets) }
            scene.lookAlike(kind, like: "inventory-mismatch", facility: place, since: mark, note: "the stock book has a reason")
        }
    }
}
