import Claims

/// What is drawn on a registration for a chronic or special disease: chronic care, and what the pooled fund paid at a pharmacy for a
/// disease that the person is registered for. Where the extract has no registrations, chronic care alone.
package enum RegisteredCare {
    /// By settlement row.
    /// - Complexity: O(*n*), and the registrations of those who bought so.
    package static func isDrawn(_ store: ClaimStore) -> [Bool] {
        let columns = store.settlements
        let registrations = store.registrations
        // The two tables number their diseases apart.
        let registered = (0..<store.diseases.count).map { registrations.diseases.number(of: store.diseases[Int32($0)]) }
        return (0..<columns.count).map { row in
            if columns.careClass[row] == .chronic { return true }
            guard columns.careClass[row] == .pharmacy, columns.disease[row] >= 0, Fen.orZero(columns.pooledFund[row]) > 0,
                  let disease = registered[Int(columns.disease[row])] else { return false }
            return registrations.byPerson[Int(columns.person[row])].contains { place in
                registrations.disease[Int(place)] == disease && registrations.beginDay[Int(place)] <= columns.day[row]
            }
        }
    }
}
