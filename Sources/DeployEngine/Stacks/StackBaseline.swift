package import AWSOperations

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The state of a stack before an operation, by which a later description is known to be new.
///
/// A description that is read after the operation was accepted may still be the old one.
package struct StackBaseline: Sendable, Hashable {
    /// The status; nil without a stack.
    package var status: StackStatus?
    /// The ids of the stack's operations.
    package var operations: Set<String>
    /// The time of the last update.
    package var lastUpdated: Date?
    /// The id of the latest event.
    package var lastEvent: String?

    /// Creates a baseline from the description before the operation.
    package init(_ stack: StackDescription?, lastEvent: String? = nil) {
        status = stack?.status
        operations = Set(stack?.lastOperations.map(\.id) ?? [])
        lastUpdated = stack?.lastUpdatedTime
        self.lastEvent = lastEvent
    }
}
