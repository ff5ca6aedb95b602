package import AWSClient

/// An error that ends a part of a deployment, with the remedy.
///
/// A failed stack or task is an outcome and not an error; an error means that the engine could not do its own work.
package struct EngineError: Error, Sendable {
    /// The kinds of errors, on which exit codes depend.
    package enum Code: String, Sendable, Hashable, CaseIterable, Codable {
        /// The operation continues in AWS, but this process cannot follow it. `attach` continues to.
        case detached
        /// The operator interrupted the work before anything was changed.
        case interrupted
        /// The task was cancelled.
        case cancelled
        /// The caller may not call an operation.
        case accessDenied
        /// There are no credentials, or the service rejects them.
        case credentials
        /// A service throttled calls for longer than the engine waits.
        case throttled
        /// A service did not answer.
        case unavailable
        /// A resource does not exist.
        case notFound
        /// Another operation or another holder is in the way.
        case conflict
        /// The state of a resource does not allow the operation.
        case refused
        /// The input is not valid.
        case invalidInput
        /// A response does not follow the service's protocol or contradicts an earlier one.
        case invalidResponse
        /// A change set could not be created.
        case changeSetFailed
        /// The deadline passed.
        case deadlineExceeded
        /// A service reported another error.
        case service
    }

    /// The kind.
    package var code: Code
    /// A statement of the error, without a final full stop.
    package var message: String
    /// The remedy, a sentence without a final full stop; nil if there is none.
    package var advice: String?
    /// The error of the call that caused it, if any.
    package var cause: AWSError?
    /// The findings of CloudFormation's validation for which a change set failed.
    package var findings: [ValidationFinding] = []

    /// Creates an error.
    /// - Parameters:
    ///   - code: The kind.
    ///   - message: A statement of the error, without a final full stop.
    ///   - advice: The remedy, without a final full stop.
    ///   - cause: The error of the call that caused it.
    package init(_ code: Code, _ message: String, advice: String? = nil, cause: AWSError? = nil) {
        self.code = code
        self.message = message
        self.advice = advice
        self.cause = cause
    }

    /// Creates the error for an error of a call.
    /// - Parameters:
    ///   - error: The error of the call.
    ///   - purpose: The purpose of the call, such as `read the stack weir-dev-service`; nil to name the operation only.
    package init(_ error: AWSError, while purpose: String? = nil) {
        let (code, advice) = Self.meaning(of: error)
        let prefix = purpose.map { "cannot \($0): " } ?? ""
        self.init(code, prefix + error.description, advice: advice, cause: error)
    }

    private static func meaning(of error: AWSError) -> (Code, String?) {
        if error.hasExpiredCredentials {
            return (
                .detached,
                "The credentials have expired. Renew them, then run `infra-cli attach` to follow an operation that was begun"
            )
        }
        switch error.kind {
        case .credentials: return (.credentials, "Run `infra-cli whoami` to see which credentials are in use")
        case .cancelled: return (.cancelled, nil)
        case .invalidRequest: return (.invalidInput, nil)
        case .invalidResponse: return (.invalidResponse, nil)
        case .transport:
            return (.unavailable, "Check the network and the endpoint, then run the command again")
        case .service: break
        }
        if error.isUnauthenticated {
            return (.credentials, "Run `infra-cli whoami` to see which credentials are in use")
        }
        if error.isAccessDenied {
            return (
                .accessDenied,
                "Allow the action \(error.missingAction) to the caller; `infra-cli bootstrap --diff` shows the difference to the role"
            )
        }
        if error.isPaced { return (.throttled, "Run the command again; it continues") }
        if error.isNotFound || error.saysStackIsMissing { return (.notFound, nil) }
        if error.isRetryable, !error.isThrottling { return (.unavailable, "Run the command again; it continues") }
        return (.service, nil)
    }
}

extension EngineError: CustomStringConvertible {
    /// The statement and the remedy.
    package var description: String {
        guard let advice, !advice.isEmpty else { return message }
        return message.hasSuffix(".") ? "\(message) \(advice)." : "\(message). \(advice)."
    }
}
