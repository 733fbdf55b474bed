/// Why a table or a stored model cannot be used: one sentence with the place, what was found, what was expected and what to do.
/// It carries names, positions and sizes, never a value of the data.
public struct ModelingError: Error, CustomStringConvertible, Sendable, Equatable {
    public let description: String

    public init(_ description: String) { self.description = description }
}
