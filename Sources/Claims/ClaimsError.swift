/// Why an extract could not be read: one sentence with the place, what was found, what was expected and what to do.
/// It carries positions and shapes, never a personal value.
public struct ClaimsError: Error, CustomStringConvertible, Sendable, Equatable {
    public let description: String

    public init(_ description: String) { self.description = description }
}
