/// Why an output could not be written: one sentence with the place and what to do.
public struct OutputError: Error, CustomStringConvertible, Sendable, Equatable {
    public let description: String

    public init(_ description: String) { self.description = description }
}
