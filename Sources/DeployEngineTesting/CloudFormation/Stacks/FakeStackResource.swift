#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A resource of a stack.
package struct FakeStackResource: Sendable, Hashable {
    /// The logical id.
    package var logicalID: String
    /// The type.
    package var type: String
    /// The physical id; nil before the creation.
    package var physicalID: String?
    /// The properties as last sent to the handler.
    package var properties: FakeValue
    /// The properties that the resource really has; nil if it was deleted behind CloudFormation's back.
    package var actual: FakeValue?
    /// The attributes for `Fn::GetAtt`.
    package var attributes: [String: FakeValue] = [:]
    /// The status, such as `CREATE_COMPLETE`.
    package var status: String
    /// The reason of the status.
    package var reason: String?
    /// The time of the status.
    package var time: Date
    /// The template's properties before evaluation.
    package var definition: FakeValue
    /// The deletion policy.
    package var deletionPolicy: String
    /// The policy for the old resource of a replacement.
    package var updateReplacePolicy: String
    /// The logical ids on which it depends.
    package var dependencies: Set<String>
    /// The result of the last drift detection.
    package var driftStatus = "NOT_CHECKED"

    /// `true` if an update may start from it.
    var isUsable: Bool { physicalID != nil && status != "CREATE_FAILED" && status != "IMPORT_FAILED" }
}
