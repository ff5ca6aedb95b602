#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// An event of a stack.
package struct FakeStackEvent: Sendable, Hashable {
    /// The id.
    package var id: String
    /// The logical id; the stack's name for the stack itself.
    package var logicalID: String
    /// The physical id; the stack's id for the stack itself.
    package var physicalID: String?
    /// The type.
    package var type: String
    /// The time.
    package var time: Date
    /// The status.
    package var status: String
    /// The reason.
    package var reason: String?
    /// The detailed status, such as `CONFIGURATION_COMPLETE`.
    package var detailedStatus: String?
    /// The id of the operation.
    package var operationID: String
    /// The token of the request that began the operation.
    package var token: String?
    /// The properties in JSON.
    package var properties: String?
}
