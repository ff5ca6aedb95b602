import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Testing

/// The steps of a case in a world.
struct LifecycleRun: Sendable {
    /// An operation that did not end in time.
    struct TimeoutError: Error { let what: String }

    let world: any LifecycleWorld
    var calls: FakeCalls { world.calls }

    /// Creates a change set and waits until it is computed.
    func changeSet(
        _ template: Template?, to stack: String = "app", name: String = "change", kind: ChangeSetKind? = nil,
        parameters: [StackParameter] = [], capabilities: [String] = [], tags: [String: String] = [:],
        onStackFailure: String? = nil, imports: [ResourceToImport]? = nil, templateURL: String? = nil,
        deploymentMode: String? = nil
    ) async throws -> ChangeSetDescription {
        let known = try await description(stack)
        let kind = kind ?? (known == nil || known?.status == .reviewInProgress ? .create : .update)
        let made = try await calls.call(
            StackOperations.CreateChangeSet(
                stack: stack, name: name, kind: kind, template: template?.json, templateURL: templateURL,
                usesPreviousTemplate: template == nil && templateURL == nil ? true : nil, parameters: parameters,
                capabilities: capabilities, tags: tags, onStackFailure: onStackFailure, resourcesToImport: imports,
                deploymentMode: deploymentMode))
        return try await computed(made.id)
    }

    /// Waits until a change set is computed.
    func computed(_ id: String) async throws -> ChangeSetDescription {
        for _ in 0..<600 {
            let changeSet = try await calls.call(
                StackOperations.DescribeChangeSet(name: id, includesPropertyValues: true))
            if changeSet.status == .createComplete || changeSet.status == .failed { return changeSet }
            try await world.pause()
        }
        throw TimeoutError(what: id)
    }

    /// Executes a change set.
    func execute(
        _ changeSet: ChangeSetDescription, token: String? = nil, disablesRollback: Bool? = nil,
        retainsExceptOnCreate: Bool? = nil
    ) async throws {
        _ = try await calls.call(
            StackOperations.ExecuteChangeSet(
                changeSet: changeSet.id, clientRequestToken: token, disablesRollback: disablesRollback,
                retainsExceptOnCreate: retainsExceptOnCreate))
    }

    /// Deploys a template and returns the stack at the end of the operation.
    @discardableResult
    func deploy(
        _ template: Template?, to stack: String = "app", name: String = "change", parameters: [StackParameter] = [],
        capabilities: [String] = [], tags: [String: String] = [:], token: String? = nil, disablesRollback: Bool? = nil,
        onStackFailure: String? = nil, retainsExceptOnCreate: Bool? = nil
    ) async throws -> StackDescription {
        let name = name == "change" ? "change-\(try await changeSetCount(stack))" : name
        let changeSet = try await changeSet(
            template, to: stack, name: name, parameters: parameters, capabilities: capabilities, tags: tags,
            onStackFailure: onStackFailure)
        try #require(changeSet.status == .createComplete, "\(changeSet.statusReason ?? "")")
        try await execute(
            changeSet, token: token, disablesRollback: disablesRollback, retainsExceptOnCreate: retainsExceptOnCreate)
        return try await settled(changeSet.stackID)
    }

    private func changeSetCount(_ stack: String) async throws -> Int {
        guard try await description(stack) != nil else { return 0 }
        return try await calls.call(StackOperations.DescribeStackEvents(stack: stack)).events.count
    }

    /// The stack; nil if there is none.
    func description(_ stack: String) async throws -> StackDescription? {
        do throws(AWSError) {
            return try await calls.call(StackOperations.DescribeStacks(stack: stack)).stacks.first
        } catch {
            guard error.message.contains("does not exist") else { throw error }
            return nil
        }
    }

    /// The stack as soon as no operation runs.
    func settled(_ stack: String = "app") async throws -> StackDescription {
        for _ in 0..<900 {
            let description = try #require(try await description(stack))
            let isRunning =
                description.status.rawValue.hasSuffix("_IN_PROGRESS") && description.status != .reviewInProgress
            if !isRunning { return description }
            try await world.pause()
        }
        throw TimeoutError(what: stack)
    }

    /// Waits until the wait condition waits.
    func reachesWaiting() async throws {
        for _ in 0..<600 {
            // Ministack calls a resource that an update makes updated.
            let isWaiting = try await events().contains {
                $0.logicalID == "Wait" && ($0.status == .createInProgress || $0.status == .updateInProgress)
            }
            if isWaiting { return }
            try await world.pause()
        }
        throw TimeoutError(what: "the wait condition")
    }

    /// The events, oldest first.
    func events(_ stack: String = "app") async throws -> [StackEvent] {
        try await calls.allPages(of: StackOperations.DescribeStackEvents(stack: stack)).flatMap(\.events).reversed()
    }

    /// The events as `LogicalId STATUS`, oldest first, without those of the stack.
    func resourceEvents(_ stack: String = "app") async throws -> [String] {
        try await events(stack).filter { $0.type != "AWS::CloudFormation::Stack" }.map {
            "\($0.logicalID) \($0.status)"
        }
    }

    /// The statuses of the stack, oldest first.
    func statuses(_ stack: String = "app") async throws -> [String] {
        try await events(stack).filter { $0.type == "AWS::CloudFormation::Stack" }.map(\.status.rawValue)
    }

    /// The physical ids by the logical ids.
    func physicalIDs(_ stack: String = "app") async throws -> [String: String] {
        let resources = try await calls.call(StackOperations.DescribeStackResources(stack: stack)).resources
        return Dictionary(resources.map { ($0.logicalID, $0.physicalID ?? "") }, uniquingKeysWith: { $1 })
    }

    /// The value of a parameter of Parameter Store; nil if there is none.
    func stored(_ name: String) async throws -> String? {
        do throws(AWSError) {
            return try await calls.call(GetParameter(name: name)).parameter.value
        } catch {
            guard error.code == "ParameterNotFound" else { throw error }
            return nil
        }
    }

    /// Deletes a stack and returns it at the end.
    @discardableResult
    func delete(_ stack: String = "app", retaining: [String]? = nil, mode: String? = nil) async throws
        -> StackDescription
    {
        let id = try #require(try await description(stack)).id
        _ = try await calls.call(
            StackOperations.DeleteStack(stack: stack, retainedResources: retaining, deletionMode: mode))
        return try await settled(id)
    }

    /// Expects that a call is refused.
    func refusal<Operation: AWSOperation>(
        _ operation: Operation, code: String = "ValidationError", containing text: String,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        do throws(AWSError) {
            _ = try await calls.call(operation)
            Issue.record("\(Operation.name) was not refused", sourceLocation: location)
        } catch {
            #expect(error.code == code, sourceLocation: location)
            #expect(error.message.contains(text), "\(error.message)", sourceLocation: location)
        }
    }
}
