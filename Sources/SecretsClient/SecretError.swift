import Diagnostics

/// Why a secret cannot be had. It never holds any part of a value.
public struct SecretError: Error, Sendable, Hashable {
    /// What went wrong, in kinds that call for different reactions.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// There is no such secret, or no such version of it.
        case notFound
        /// Whoever asks may not read it.
        case accessDenied
        /// Who asks could not be proved: no credentials, wrong ones, or expired ones.
        case unauthenticated
        /// The reference or the request is none that the provider understands.
        case invalidRequest
        /// The value is not of the shape it must have: empty, too long, no text, no credentials of a database.
        case malformed
        /// There is a secret, in a state that forbids this: it is being deleted, or its key is disabled.
        case unusable
        /// There is one of that name already, or somebody else changes it at this moment.
        case conflict
        /// The provider could not be reached, or is too busy: the same may succeed a moment later.
        case unavailable
        /// The caller was cancelled.
        case cancelled
        /// Something else; the reason tells what.
        case failed
    }

    /// What went wrong.
    public let kind: Kind

    /// The secret's name or ARN; empty where none was asked for.
    public let id: String

    /// What was got, what was expected, and what to do; without any part of a value.
    public let reason: String

    /// Creates an error from its parts.
    /// - Parameters:
    ///   - kind: What went wrong.
    ///   - id: The secret's name or ARN.
    ///   - reason: Words for a person, without any part of a value.
    public init(_ kind: Kind, id: String, reason: String) {
        self.kind = kind
        self.id = id
        self.reason = reason
    }

    /// Whether the same may succeed a moment later. Only then may a cache go on with what it holds: every other failure
    /// says something about the secret.
    public var isTransient: Bool { kind == .unavailable || kind == .cancelled }
}

extension SecretError: CustomStringConvertible {
    /// The secret and the reason.
    public var description: String { id.isEmpty ? reason : "secret \(SafeDescription.secretName(id)): \(reason)" }
}
