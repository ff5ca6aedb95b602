package import AWSClient
package import AWSOperations

extension BusyStack {
    /// Returns those stacks of an environment that have a running operation.
    /// - Parameters:
    ///   - names: The stacks' names; a stack that does not exist has no operation.
    ///   - calls: The calls.
    package static func among(_ names: [String], _ calls: some AWSCalls) async throws(AWSError) -> [BusyStack] {
        var busy: [BusyStack] = []
        for name in names {
            guard let stack = try await StackDescription.find(name, calls), stack.status.isInProgress else { continue }
            // Without the token the operation only counts as unknown, so a failed read must not hide the stack.
            let events = try? await calls.call(StackOperations.DescribeStackEvents(stack: stack.id))
            let newest = events?.events.first
            busy.append(
                BusyStack(
                    name: name, status: stack.status.rawValue, requestToken: newest?.clientRequestToken,
                    since: stack.deletionTime ?? stack.lastUpdatedTime ?? stack.creationTime))
        }
        return busy
    }
}

extension StackDescription {
    /// Returns the stack of a name or id; nil if there is none.
    package static func find(_ stack: String, _ calls: some AWSCalls) async throws(AWSError) -> StackDescription? {
        do throws(AWSError) {
            let found = try await calls.call(StackOperations.DescribeStacks(stack: stack)).stacks.first
            // A deleted stack still answers by its id.
            return found?.status == .deleteComplete ? nil : found
        } catch  where error.saysStackIsMissing {
            return nil
        }
    }
}
