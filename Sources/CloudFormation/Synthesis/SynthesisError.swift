/// One thing that keeps a stack from becoming a template.
public struct SynthesisProblem: Sendable, Hashable, CustomStringConvertible {
    /// The stack's name, and the path inside it where there is one.
    public let location: String
    /// What is wrong and what to do.
    public let message: String

    /// Makes a problem.
    public init(_ location: String, _ message: String) {
        self.location = location
        self.message = message
    }

    /// Location and message.
    public var description: String { "\(location): \(message)" }
}

/// Everything that keeps an app from being synthesized.
public struct SynthesisError: Error, Sendable, Hashable, CustomStringConvertible {
    /// All problems, in the order of the stacks.
    public let problems: [SynthesisProblem]

    /// Makes an error of problems.
    public init(problems: [SynthesisProblem]) {
        self.problems = problems
    }

    /// One line a problem.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
