/// The templates of deployed stacks.
package protocol LiveTemplates: Sendable {
    /// Returns the text of a stack's template as it was deployed; nil if the stack does not exist or was never created.
    func template(of stack: String) async throws(LiveTemplatesError) -> String?
}

/// A failure to get the template of a stack.
package struct LiveTemplatesError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of a failure.
    package enum Kind: Sendable, Hashable {
        /// Credentials are missing or do not permit the call.
        case notAllowed
        /// The service is unavailable or did not respond.
        case unavailable
        /// The service reported another error.
        case service
    }

    /// The kind of the failure.
    package let kind: Kind
    /// The failure and its solution.
    package let description: String

    /// Creates an error.
    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}

/// Templates in memory, for tests.
package struct InMemoryTemplates: LiveTemplates {
    private let templates: [String: String]
    private let failure: LiveTemplatesError?

    /// Creates templates.
    /// - Parameters:
    ///   - templates: The texts by the stacks' names.
    ///   - failure: The error of every call; nil answers.
    package init(_ templates: [String: String], failing failure: LiveTemplatesError? = nil) {
        self.templates = templates
        self.failure = failure
    }

    /// Returns the text of the template of that name.
    package func template(of stack: String) async throws(LiveTemplatesError) -> String? {
        if let failure { throw failure }
        return templates[stack]
    }
}
