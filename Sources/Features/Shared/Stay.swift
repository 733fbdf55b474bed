/// One inpatient settlement: of whom (or where), from when, to when.
struct Stay: Comparable, Sendable {
    let place: Int32
    let begin: Int32
    let end: Int32

    static func < (left: Stay, right: Stay) -> Bool {
        (left.place, left.begin, left.end) < (right.place, right.begin, right.end)
    }
}
