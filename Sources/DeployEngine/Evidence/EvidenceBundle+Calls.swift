import AWSClient

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension EvidenceBundle {
    /// A failed call that CloudTrail recorded.
    package struct TrailEvent: Sendable, Hashable, Codable {
        /// The event's id.
        package var id: String
        /// The time.
        package var time: Date
        /// The service, such as `ec2.amazonaws.com`.
        package var source: String
        /// The operation, such as `RunInstances`.
        package var name: String
        /// The error's code.
        package var errorCode: String?
        /// The error's message.
        package var errorMessage: String?
        /// The ARN of the caller.
        package var principal: String?
        /// The service that called on the caller's behalf, such as `cloudformation.amazonaws.com`.
        package var invokedBy: String?

        /// Creates an event.
        package init(
            id: String, time: Date, source: String, name: String, errorCode: String? = nil,
            errorMessage: String? = nil, principal: String? = nil, invokedBy: String? = nil
        ) {
            self.id = id
            self.time = time
            self.source = source
            self.name = name
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.principal = principal
            self.invokedBy = invokedBy
        }
    }

    /// A failed call of this program.
    package struct FailedCall: Sendable, Hashable, Codable {
        /// The service, such as `CloudFormation`.
        package var service: String
        /// The operation, such as `ExecuteChangeSet`.
        package var operation: String
        /// The error's code, such as `AccessDenied`; empty without one.
        package var code: String
        /// The message.
        package var message: String
        /// The time.
        package var time: Date?

        /// Creates a failed call.
        package init(service: String, operation: String, code: String, message: String, time: Date? = nil) {
            self.service = service
            self.operation = operation
            self.code = code
            self.message = message
            self.time = time
        }

        /// Creates a failed call from its error.
        init(_ error: AWSError, at time: Date) {
            self.init(
                service: error.service, operation: error.operation, code: error.code, message: error.message, time: time
            )
        }
    }

    /// A read that failed.
    package struct UnreadEvidence: Sendable, Hashable, Codable {
        /// The evidence that is missing, such as `stopped tasks`.
        package var what: String
        /// The error.
        package var error: String

        /// Creates a note.
        package init(what: String, error: String) {
            self.what = what
            self.error = error
        }
    }
}
