#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A failure of a resource during a stack's operation.
package struct FailedResource: Sendable, Hashable, Codable {
    /// The logical id; the stack's name for a failure of the stack itself.
    package var logicalID: String
    /// The type, such as `AWS::ECS::Service`.
    package var type: String
    /// The physical id, if the resource has one.
    package var physicalID: String?
    /// The status, such as `CREATE_FAILED`.
    package var status: String
    /// The reason, as CloudFormation states it.
    package var reason: String
    /// The handler's error code, such as `AlreadyExists`.
    package var handlerCode: String?
    /// The token of the handler's request.
    package var requestToken: String?
    /// The time.
    package var time: Date
    /// `true` if it happened while the stack was rolled back.
    package var isDuringRollback: Bool

    /// Creates a failure; the handler's code and token come from the reason.
    package init(
        logicalID: String, type: String, physicalID: String? = nil, status: String, reason: String, time: Date,
        isDuringRollback: Bool = false
    ) {
        let handler = HandlerMessage(reason)
        self.logicalID = logicalID
        self.type = type
        self.physicalID = physicalID
        self.status = status
        self.reason = reason
        handlerCode = handler?.code
        requestToken = handler?.requestToken
        self.time = time
        self.isDuringRollback = isDuringRollback
    }

    /// The reason without the handler's frame.
    package var message: String { HandlerMessage(reason)?.message ?? reason }
}
