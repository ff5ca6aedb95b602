import Diagnostics

/// An error of a provider of secrets. It never contains a part of a value.
public struct SecretError: Error, Sendable, Hashable {
    /// The kinds of errors, by the reaction they require.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The secret or its version does not exist.
        case notFound
        /// The caller has no permission.
        case accessDenied
        /// The caller could not be authenticated: the credentials are missing, wrong or expired.
        case unauthenticated
        /// The reference or the request is invalid for the provider.
        case invalidRequest
        /// The value is malformed: empty, too long, not text, or not the credentials of a database.
        case malformed
        /// The secret's state forbids the operation: it is being deleted, or its key is disabled.
        case unusable
        /// A secret with this name exists, or another change is running.
        case conflict
        /// The provider is unreachable or busy; a retry may succeed.
        case unavailable
        /// The caller was cancelled.
        case cancelled
        /// Any other failure, described by the reason.
        case failed
    }

    /// The kind of error.
    public let kind: Kind

    /// The secret's name or ARN; empty if the error concerns no single secret.
    public let id: String

    /// A message with the received form, the expected form and the remedy, without a part of a value.
    public let reason: String

    /// Creates an error from its parts.
    /// - Parameters:
    ///   - kind: The kind of error.
    ///   - id: The secret's name or ARN.
    ///   - reason: A message for people, without a part of a value.
    public init(_ kind: Kind, id: String, reason: String) {
        self.kind = kind
        self.id = id
        self.reason = reason
    }

    /// `true` if a retry may succeed. Only then may a cache keep using its value: any other failure concerns the secret
    /// itself.
    public var isTransient: Bool { kind == .unavailable || kind == .cancelled }
}

extension SecretError: CustomStringConvertible {
    /// The secret and the reason.
    public var description: String { id.isEmpty ? reason : "secret \(SafeDescription.secretName(id)): \(reason)" }
}
