/// Money in integer fen (1/100 yuan), the only form in which amounts are kept and added.
public enum Fen {
    /// The amount is absent from the extract. Never a number that could be mistaken for one: sums must test for it.
    public static let missing = Int64.min

    /// Yuan as a decimal string with two places, exact: `-5` is `"-0.05"`.
    public static func yuanText(_ fen: Int64) -> String {
        let magnitude = fen.magnitude
        let cents = magnitude % 100
        return (fen < 0 ? "-" : "") + "\(magnitude / 100)." + (cents < 10 ? "0\(cents)" : "\(cents)")
    }

    /// Yuan as a floating-point number, for statistics and JSON; exact below 2^53 fen.
    @inlinable
    public static func yuan(_ fen: Int64) -> Double { Double(fen) / 100 }

    /// The amount, or zero where it is absent.
    @inlinable
    public static func orZero(_ fen: Int64) -> Int64 { fen == missing ? 0 : fen }
}
