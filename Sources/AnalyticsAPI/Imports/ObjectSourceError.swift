import Diagnostics
import HTTPTypes

/// The reason why an object of Amazon S3 cannot be read.
package struct ObjectSourceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure.
    package enum Kind: Sendable, Hashable {
        /// The object cannot be read, whenever the client asks for it.
        case unreadable
        /// Amazon S3 cannot be reached or asked at the moment.
        case unavailable
    }

    /// The kind of failure.
    package let kind: Kind
    /// The reason as a phrase for clients, without names of accounts, roles and hosts.
    package let description: String
    /// The reason in the log.
    package let cause: String?

    /// Creates an error.
    package init(_ description: String, kind: Kind, cause: String? = nil) {
        self.kind = kind
        self.description = description
        self.cause = cause
    }

    /// The error for an object that was replaced while the server read it.
    static let changed = ObjectSourceError("it was replaced while it was read; import it again", kind: .unreadable)
}

extension APIError {
    /// An object that cannot be read.
    init(_ error: ObjectSourceError, _ object: ObjectReference) {
        switch error.kind {
        case .unreadable:
            self.init(
                .objectUnreadable, "no row was written: \(object.url.quotedForMessage) cannot be read: \(error)",
                cause: error.cause)
        case .unavailable:
            self.init(
                .unavailable, "no row was written: \(error); try again later", headers: [.retryAfter: "5"],
                cause: error.cause)
        }
    }
}
