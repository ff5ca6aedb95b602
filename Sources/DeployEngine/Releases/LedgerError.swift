package import AWSClient

/// An error of the release ledger.
package struct LedgerError: Error, Sendable, CustomStringConvertible {
    /// The kinds of errors.
    package enum Code: String, Sendable, Hashable {
        /// Another process changed the record since it was read.
        case changed
        /// The record does not exist.
        case missing
        /// The record or the template cannot be read.
        case unreadable
        /// Other processes kept writing, or no response arrived, until the attempts were used up.
        case undecided
        /// A call failed; see ``LedgerError/cause``.
        case call
    }

    /// The kind.
    package let code: Code
    /// The failed call; nil if no call failed.
    package let cause: AWSError?
    /// The state found and the remedy.
    package let description: String

    /// Creates an error.
    package init(_ code: Code, _ description: String, cause: AWSError? = nil) {
        self.code = code
        self.description = description
        self.cause = cause
    }

    /// Creates the error of a failed call.
    init(_ error: AWSError, _ task: String) {
        self.init(.call, "\(task) failed: \(error)", cause: error)
    }
}
