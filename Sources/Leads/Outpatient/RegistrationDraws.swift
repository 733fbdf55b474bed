import Claims

/// What new registrants draw a day on their registration, against the registrants of the same disease elsewhere.
///
/// A campaign registers a village in a week, and its people draw what others draw; cards that were collected to be registered are drawn on.
/// Who has just been registered draws the first supply at once, so some days are counted beside those since.
struct RegistrationDraws {
    private struct Draw {
        var fen = 0.0
        var days = 0.0

        static func += (left: inout Draw, right: Draw) {
            left.fen += right.fen
            left.days += right.days
        }
    }

    private let store: ClaimStore
    private let minimumElsewhere: Double
    private var ofRow: [Int32: Draw] = [:]
    private var all = Draw()
    private var ofDisease: [Int32: (draw: Draw, registrants: Double)] = [:]
    private var ofCell: [Int64: (draw: Draw, registrants: Double)] = [:]

    /// - Parameters:
    ///   - isChronic: by settlement row, care on a registration.
    ///   - minimumElsewhere: registrants of a disease at other facilities below which those of all diseases are taken.
    ///   - firstDrawDays: days that the first draw of somebody registered within the extract stands for besides.
    /// - Complexity: O(registrations · settlements of their persons).
    init(_ store: ClaimStore, isChronic: [Bool], minimumElsewhere: Int, firstDrawDays: Int32) {
        self.store = store
        self.minimumElsewhere = Double(minimumElsewhere)
        guard let period = store.period else { return }
        let registry = store.registrations
        for row in 0..<registry.count where registry.facility[row] >= 0 && registry.beginDay[row] != CalendarDay.missing && registry.beginDay[row] <= period.upperBound {
            let isNew = registry.beginDay[row] >= period.lowerBound
            let days = period.upperBound - max(period.lowerBound, registry.beginDay[row]) + 1 + (isNew ? firstDrawDays : 0)
            var draw = Draw(fen: 0, days: Double(days))
            for settlement in store.byPerson[Int(registry.person[row])]
            where isChronic[Int(settlement)] && store.settlements.day[Int(settlement)] >= registry.beginDay[row] {
                draw.fen += Double(Fen.orZero(store.settlements.fundPaid(Int(settlement))))
            }
            ofRow[Int32(row)] = draw
            all += draw
            ofDisease[registry.disease[row], default: (Draw(), 0)].draw += draw
            ofDisease[registry.disease[row], default: (Draw(), 0)].registrants += 1
            ofCell[cell(row), default: (Draw(), 0)].draw += draw
            ofCell[cell(row), default: (Draw(), 0)].registrants += 1
        }
    }

    private func cell(_ row: Int) -> Int64 {
        Int64(store.registrations.disease[row]) << 32 | Int64(store.registrations.facility[row])
    }

    /// Money of these registrants of one facility, and what registrants elsewhere draw in as many days; nil where nobody draws anything.
    func drawn(_ registrations: [Int32]) -> (fen: Double, expected: Double)? {
        guard all.fen > 0 else { return nil }
        var (fen, expected) = (0.0, 0.0)
        for row in registrations {
            guard let own = ofRow[row], let disease = ofDisease[store.registrations.disease[Int(row)]], let here = ofCell[cell(Int(row))] else { continue }
            var (elsewhere, days) = (disease.draw.fen - here.draw.fen, disease.draw.days - here.draw.days)
            if disease.registrants - here.registrants < minimumElsewhere { (elsewhere, days) = (all.fen, all.days) }
            fen += own.fen
            expected += own.days * elsewhere / max(1, days)
        }
        return expected > 0 ? (fen, expected) : nil
    }
}
