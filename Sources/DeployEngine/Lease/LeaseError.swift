package import AWSClient

/// An error of the lease: the process must not change anything more.
package struct LeaseError: Error, Sendable, CustomStringConvertible {
    /// The reason.
    package let refusal: LeaseRefusal
    /// The failed call; nil if no call failed.
    package let cause: AWSError?

    /// Creates an error.
    package init(_ refusal: LeaseRefusal, cause: AWSError? = nil) {
        self.refusal = refusal
        self.cause = cause
    }

    /// `true` if another process holds the lease, so that waiting or `attach` helps.
    package var isHeldByAnother: Bool {
        if case .held = refusal { true } else { false }
    }

    /// The reason and the commands that help.
    package var description: String { "\(refusal)" }
}
