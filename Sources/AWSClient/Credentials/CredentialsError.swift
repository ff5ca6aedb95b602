/// Why there are no credentials.
public struct CredentialsError: Error, Sendable, Hashable {
    /// What became of the attempt.
    public enum Kind: Sendable, Hashable {
        /// The source is not set up here: the chain asks the next one.
        case notConfigured

        /// The source is set up wrongly: the chain stops, as another source would hide the mistake.
        case invalid

        /// The source did not answer, or not usefully: asking again later may help.
        case unavailable

        /// The asking task was cancelled; nothing is known of the source.
        case cancelled
    }

    /// What became of the attempt.
    public let kind: Kind

    /// The source that was asked, as in ``ResolvedCredentials/source``.
    public let source: String

    /// What was got, what was expected, where, and what to do; without any secret.
    public let reason: String

    /// Creates an error from its parts.
    public init(_ kind: Kind, source: String, reason: String) {
        self.kind = kind
        self.source = source
        self.reason = reason
    }

    static func cancelled(_ source: String) -> CredentialsError {
        CredentialsError(.cancelled, source: source, reason: "the task that asked was cancelled")
    }
}

extension CredentialsError: CustomStringConvertible {
    /// The source and the reason.
    public var description: String { "\(source): \(reason)" }
}
