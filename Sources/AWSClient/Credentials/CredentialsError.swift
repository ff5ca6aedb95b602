/// An error of getting credentials.
public struct CredentialsError: Error, Sendable, Hashable {
    /// The kind of failure.
    public enum Kind: Sendable, Hashable {
        /// The source is not configured; the chain tries the next one.
        case notConfigured

        /// The source's configuration is invalid; the chain stops, because another source would hide the mistake.
        case invalid

        /// The source failed; a later attempt may succeed.
        case unavailable

        /// The calling task was cancelled.
        case cancelled
    }

    /// The kind of failure.
    public let kind: Kind

    /// The source, as in ``ResolvedCredentials/source``.
    public let source: String

    /// A message with the received value, the expected value and the remedy, without a secret.
    public let reason: String

    /// Creates an error from its parts.
    public init(_ kind: Kind, source: String, reason: String) {
        self.kind = kind
        self.source = source
        self.reason = reason
    }

    static func cancelled(_ source: String) -> CredentialsError {
        CredentialsError(.cancelled, source: source, reason: "the calling task was cancelled")
    }
}

extension CredentialsError: CustomStringConvertible {
    /// The source and the reason.
    public var description: String { "\(source): \(reason)" }
}
