package import AWSClient
internal import AWSOperations

/// A stack that `recover` or `destroy` is responsible for.
package struct EnvironmentStack: Sendable, Hashable {
    /// The name or, for a stack that is being deleted, the id.
    package var name: String
    /// The logical ids of resources with data.
    package var statefulIDs: Set<String>

    /// Creates a stack.
    package init(name: String, statefulIDs: Set<String> = []) {
        self.name = name
        self.statefulIDs = statefulIDs
    }
}

/// Reads the situations of stacks.
package struct SituationReader: Sendable {
    let calls: any AWSCalls
    let changeSetPrefix: String

    /// The number of pages of events that are read to find the beginning of the last operation.
    private static let eventPages = 10

    /// Creates a reader.
    /// - Parameters:
    ///   - calls: The calls.
    ///   - changeSetPrefix: The prefix of the names of the engine's own change sets.
    package init(calls: any AWSCalls, changeSetPrefix: String = "weir-") {
        self.calls = calls
        self.changeSetPrefix = changeSetPrefix
    }

    /// Reads the situation of a stack.
    package func read(_ stack: EnvironmentStack) async throws(AWSError) -> StackSituation {
        guard let found = try await StackReader(calls).describe(stack.name) else {
            return StackSituation(name: stack.name, status: nil)
        }
        var situation = StackSituation(
            name: found.name, id: found.id, status: found.status, statusReason: found.statusReason,
            isProtected: found.isProtected)
        guard found.status != .deleteComplete else { return situation }
        try await readChangeSets(&situation, of: found.id)
        guard found.status != .reviewInProgress else { return situation }
        let events = try await lastOperation(of: found.id)
        // The token of the operation that began, and not that of its cancellation.
        situation.requestToken = events.first { $0.clientRequestToken != nil }?.clientRequestToken
        let hasFailed = found.status.rawValue.contains("FAILED") || found.status.rawValue.contains("ROLLBACK")
        if hasFailed {
            situation.causes = FirstFailure(events: events).causes.map {
                "\($0.logicalID) (\($0.type)) \($0.status): \($0.message)"
            }
        }
        if events.filter({ $0.isOfStack && $0.status == .updateRollbackFailed }).count > 1 {
            situation.lastOperation = "CONTINUE_ROLLBACK"
        }
        situation.resources = try await resources(of: found, stack, events)
        return situation
    }

    private func readChangeSets(_ situation: inout StackSituation, of stack: String) async throws(AWSError) {
        let pages = try await calls.allPages(of: StackOperations.ListChangeSets(stack: stack))
        for changeSet in pages.flatMap(\.changeSets) {
            // A change set that was executed is history.
            if changeSet.executionStatus == .executeComplete || changeSet.executionStatus == .executeInProgress {
                continue
            }
            if changeSet.name.hasPrefix(changeSetPrefix) {
                situation.changeSets.append(changeSet.name)
            } else {
                situation.foreignChangeSets.append(changeSet.name)
            }
        }
    }

    /// The events since the last operation that was not a rollback began, oldest first.
    private func lastOperation(of stack: String) async throws(AWSError) -> [StackEvent] {
        var found: [StackEvent] = []
        var operation = StackOperations.DescribeStackEvents(stack: stack)
        for _ in 1...Self.eventPages {
            let page = try await calls.call(operation)
            for event in page.events {
                found.append(event)
                if event.isOfStack, Self.beginnings.contains(event.status) { return found.reversed() }
            }
            guard let token = page.nextToken, !token.isEmpty else { break }
            operation.pageToken = token
        }
        return found.reversed()
    }

    private static let beginnings: Set<ResourceStatus> = [
        .createInProgress, .updateInProgress, .deleteInProgress, .importInProgress,
    ]

    private func resources(
        of found: StackDescription, _ stack: EnvironmentStack, _ events: [StackEvent]
    ) async throws(AWSError) -> [ResourceSituation] {
        let pages = try await calls.allPages(of: StackOperations.ListStackResources(stack: found.id))
        let policies = try await policies(of: found.id)
        let unrestored = Self.unrestored(events)
        return pages.flatMap(\.resources).map { resource in
            ResourceSituation(
                logicalID: resource.logicalID, physicalID: resource.physicalID, type: resource.type,
                status: resource.status, reason: resource.reason,
                isStateful: stack.statefulIDs.contains(resource.logicalID),
                deletionPolicy: policies[resource.logicalID], failedInRollback: unrestored.contains(resource.logicalID))
        }
    }

    /// The deletion policies by logical id. Without a readable template every resource counts as deleted with its stack.
    private func policies(of stack: String) async throws(AWSError) -> [String: String] {
        do throws(AWSError) {
            let template = try await calls.call(StackOperations.GetTemplate(stack: stack)).template
            return TemplateResources.resources(in: template).compactMapValues(\.deletionPolicy)
        } catch  where error.code == "ValidationError" {
            return [:]
        }
    }

    /// The logical ids of the resources that the latest rollback could not restore.
    static func unrestored(_ events: [StackEvent]) -> Set<String> {
        let start = events.lastIndex { $0.isOfStack && $0.status == .updateRollbackInProgress }
        guard let start else { return [] }
        return Set(FirstFailure(events: Array(events[start...])).causes.map(\.logicalID))
    }
}
