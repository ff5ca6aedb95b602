package import AWSClient
internal import AWSOperations

/// A look at the stacks of an environment for running operations.
package struct StackProbe: Sendable {
    private let calls: any AWSCalls
    private let stacks: [String]

    /// Creates a probe.
    /// - Parameters:
    ///   - calls: The calls.
    ///   - stacks: The names of the environment's stacks.
    package init(calls: any AWSCalls, stacks: [String]) {
        self.calls = calls
        self.stacks = stacks
    }

    /// The stacks with running operations, with the token and the beginning of each operation.
    package func busyStacks() async throws(AWSError) -> [BusyStack] {
        let reader = StackReader(calls)
        var busy: [BusyStack] = []
        for name in stacks {
            guard let stack = try await reader.describe(name), stack.status.isInProgress else { continue }
            // Without the token the operation only counts as unknown, so a failed read must not hide the stack.
            let events = try? await calls.call(StackOperations.DescribeStackEvents(stack: stack.id)).events
            busy.append(
                BusyStack(
                    name: stack.name, status: stack.status.rawValue, requestToken: events?.first?.clientRequestToken,
                    since: stack.deletionTime ?? stack.lastUpdatedTime ?? stack.creationTime))
        }
        return busy
    }
}
