package import AWSClient
package import AWSOperations

/// The reads of a stack.
package struct StackReader: Sendable {
    private let calls: any AWSCalls

    /// Creates a reader.
    package init(_ calls: any AWSCalls) { self.calls = calls }

    /// Returns a stack's description; nil if the stack does not exist.
    /// - Parameter stack: The name or, which a later stack of the same name cannot confuse, the id.
    package func describe(_ stack: String) async throws(AWSError) -> StackDescription? {
        do {
            return try await calls.call(StackOperations.DescribeStacks(stack: stack)).stacks.first
        } catch  where error.saysStackIsMissing {
            return nil
        }
    }

    /// Returns the id of a stack's latest event; nil without events.
    package func lastEvent(of stack: String) async throws(AWSError) -> String? {
        try await calls.call(StackOperations.DescribeStackEvents(stack: stack)).events.first?.id
    }
}
