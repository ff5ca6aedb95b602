/// One reason that a stack cannot be synthesized.
public struct SynthesisProblem: Sendable, Hashable, CustomStringConvertible {
    /// The stack's name, and the path inside it where there is one.
    public let location: String
    /// The problem and its solution.
    public let message: String

    /// Creates a problem.
    public init(_ location: String, _ message: String) {
        self.location = location
        self.message = message
    }

    /// Location and message.
    public var description: String { "\(location): \(message)" }
}

/// All problems of an app's synthesis.
public struct SynthesisError: Error, Sendable, Hashable, CustomStringConvertible {
    /// All problems, in the order of the stacks.
    public let problems: [SynthesisProblem]

    /// Creates an error from problems.
    public init(problems: [SynthesisProblem]) {
        self.problems = problems
    }

    /// One line per problem.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
