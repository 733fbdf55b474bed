/// What went wrong in a driver, in its own words.
///
/// A driver's message may quote the SQL it was given and, for a failed conversion, the offending value; see that such messages reach a
/// terminal, not a report.
public struct ADBCError: Error, CustomStringConvertible, Sendable {
    public let message: String
    /// The driver's own number for the error; zero where it gives none.
    public let vendorCode: Int
    /// The five-character SQLSTATE of the SQL standard; empty where the driver gives none.
    public let sqlState: String

    public init(message: String, vendorCode: Int = 0, sqlState: String = "") {
        self.message = message
        self.vendorCode = vendorCode
        self.sqlState = sqlState
    }

    public var description: String { sqlState.isEmpty ? message : "\(message) (SQLSTATE \(sqlState))" }
}
