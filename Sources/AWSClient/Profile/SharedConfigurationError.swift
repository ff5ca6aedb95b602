/// What is wrong with a shared configuration file. It quotes no line: any of them may hold a secret.
public struct SharedConfigurationError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Problem: Sendable, Hashable {
        /// The file is there but cannot be read.
        case unreadable(reason: String)
        /// The file is not text.
        case notUTF8
        /// A section's line does not end with `]`.
        case unclosedSection
        /// A line stands before the first section.
        case outsideSection
        /// A line holds no `=`.
        case noEqualsSign
        /// A line begins with `=`.
        case noName
        /// An indented line does not follow a property.
        case continuationOutsideProperty
        /// An indented line below a property without a value holds no `=`.
        case noEqualsSignInSubProperty
        /// An indented line below a property without a value begins with `=`.
        case noSubPropertyName
    }

    /// What is wrong.
    public let problem: Problem
    /// The file's path.
    public let file: String
    /// The line, from 1; `nil` if the file as a whole is meant.
    public let line: Int?

    /// Creates an error.
    /// - Parameters:
    ///   - problem: What is wrong.
    ///   - file: The file's path.
    ///   - line: The line, from 1; `nil` if the file as a whole is meant.
    public init(_ problem: Problem, file: String, line: Int? = nil) {
        self.problem = problem
        self.file = file
        self.line = line
    }
}

extension SharedConfigurationError: CustomStringConvertible {
    /// Where, what, and what was expected.
    public var description: String {
        (line.map { "\(file):\($0)" } ?? file) + ": " + problem.description
    }
}

extension SharedConfigurationError.Problem: CustomStringConvertible {
    /// What is wrong and what was expected.
    public var description: String {
        switch self {
        case .unreadable(let reason): "it cannot be read: \(reason)"
        case .notUTF8: "it is not UTF-8 text"
        case .unclosedSection: "the section has no closing \"]\"; expected a line such as [profile name]"
        case .outsideSection: "the line belongs to no section; expected a line such as [profile name] before it"
        case .noEqualsSign: "the line holds no \"=\"; expected name = value"
        case .noName: "nothing stands before the \"=\"; expected name = value"
        case .continuationOutsideProperty:
            "an indented line continues the property above it, but there is none; remove the blanks at its beginning"
        case .noEqualsSignInSubProperty:
            "the line belongs to the property above it, which has no value of its own; expected name = value"
        case .noSubPropertyName: "nothing stands before the \"=\" of the indented line; expected name = value"
        }
    }
}
