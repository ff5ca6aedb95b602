/// CloudFormation of the fake account.
package final class FakeCloudFormation: FakeService {
    /// The signing name.
    package static var signingName: String { "cloudformation" }

    /// The durations and habits of the service.
    package struct Settings: Sendable {
        /// The time until a change set is computed.
        package var changeSetDuration: Duration = .seconds(4)
        /// The time of a resource's creation.
        package var createDuration: Duration = .seconds(6)
        /// The time of a resource's update.
        package var updateDuration: Duration = .seconds(5)
        /// The time of a resource's deletion.
        package var deleteDuration: Duration = .seconds(3)
        /// The durations of some types or logical ids, for all actions.
        package var durations: [String: Duration] = [:]
        /// The time of a drift detection.
        package var driftDuration: Duration = .seconds(5)
        /// The time for which DescribeStacks still tells the status before.
        package var staleness: Duration = .zero
        /// The number of items of a page of DescribeStackEvents, DescribeEvents, DescribeStacks and ListStackResources.
        package var pageSize = 100
        /// The number of changes of a page of DescribeChangeSet.
        package var changePageSize = 100
        /// `true` if RollbackStack of a stack in `CREATE_FAILED` deletes the stack ("RollbackStack", API reference); `false` if it
        /// ends in `ROLLBACK_COMPLETE`, as ministack does.
        package var rollbackOfFailedCreationDeletes = true
        /// `true` if CancelUpdateStack shows `UPDATE_ROLLBACK_IN_PROGRESS` before the resource in flight has ended.
        package var cancelShowsRollbackAtOnce = false

        /// Creates the default settings.
        package init() {}
    }

    /// The settings.
    package var settings = Settings()
    /// The stacks, also deleted ones, in the order of creation.
    package internal(set) var stacks: [FakeStack] = []
    /// The handlers of types. A type without one is a record.
    package var handlers: [String: any FakeResourceHandler] = [:]
    /// The facts of types.
    package var facts: [String: FakeTypeFacts] = FakeTypeFacts.standard
    /// The failures that a test ordered.
    package var failures: [FakeFailure] = []
    /// The results of early validation that a test ordered.
    package var validations: [FakeValidation] = []
    /// The results of hooks that a test ordered.
    package var hookResults: [FakeHookResult] = []
    /// The drift detections by their ids.
    var detections: [String: DriftDetection] = [:]
    /// The refactors of stacks by their ids.
    var refactors: [String: FakeStackRefactor] = [:]
    /// The snapshots that deletions made.
    package internal(set) var snapshots: [String] = []
    let recordHandler = RecordHandler()

    /// Creates the service without stacks.
    package init() {}

    /// Handles a request.
    package func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse {
        switch request.operation {
        case "CreateChangeSet": try createChangeSet(request, world)
        case "DescribeChangeSet": try describeChangeSet(request)
        case "ExecuteChangeSet": try executeChangeSet(request, world)
        case "DeleteChangeSet": try deleteChangeSet(request)
        case "ListChangeSets": try listChangeSets(request)
        case "DescribeStacks": try describeStacks(request, world)
        case "ListStacks": try listStacks(request)
        case "DescribeStackEvents": try describeStackEvents(request)
        case "DescribeEvents": try describeEvents(request)
        case "DescribeStackResources": try describeStackResources(request)
        case "DescribeStackResource": try describeStackResource(request)
        case "ListStackResources": try listStackResources(request)
        case "GetTemplate": try getTemplate(request)
        case "GetTemplateSummary": try getTemplateSummary(request, world)
        case "ValidateTemplate": try validateTemplate(request, world)
        case "CreateStack": try createStack(request, world)
        case "UpdateStack": try updateStack(request, world)
        case "DeleteStack": try deleteStack(request, world)
        case "RollbackStack": try rollbackStack(request, world)
        case "ContinueUpdateRollback": try continueUpdateRollback(request, world)
        case "CancelUpdateStack": try cancelUpdateStack(request, world)
        case "UpdateTerminationProtection": try updateTerminationProtection(request)
        case "SetStackPolicy": try setStackPolicy(request)
        case "GetStackPolicy": try getStackPolicy(request)
        case "DetectStackDrift": try detectStackDrift(request, world)
        case "DescribeStackDriftDetectionStatus": try describeDriftDetection(request)
        case "DescribeStackResourceDrifts": try describeResourceDrifts(request)
        case "ListHookResults": listHookResults(request)
        case "GetHookResult": try getHookResult(request)
        case "CreateStackRefactor": try createStackRefactor(request, world)
        case "DescribeStackRefactor": try describeStackRefactor(request)
        case "ListStackRefactorActions": try listStackRefactorActions(request)
        case "ExecuteStackRefactor": try executeStackRefactor(request, world)
        default: throw .unknownOperation(request)
        }
    }

    /// The stack of a name, unless it is deleted, or of an id; nil if there is none.
    package func stack(_ nameOrID: String) -> FakeStack? {
        nameOrID.hasPrefix("arn:")
            ? stacks.last { $0.id == nameOrID } : stacks.last { $0.name == nameOrID && $0.exists }
    }

    /// The stack of a request.
    /// - Throws: The error of a missing stack.
    func stack(of request: FakeRequest) throws(FakeError) -> FakeStack {
        guard let name = request.text("StackName") else {
            throw .validation(
                "1 validation error detected: Value null at 'stackName' failed to satisfy constraint: Member must not be null"
            )
        }
        guard let stack = stack(name) else { throw .validation("Stack [\(name)] does not exist") }
        return stack
    }

    /// The facts of a type, with the handler's create-only properties.
    func facts(of type: String) -> FakeTypeFacts {
        var facts = facts[type] ?? FakeTypeFacts()
        if let handler = handlers[type] { facts.createOnly.formUnion(handler.createOnly) }
        return facts
    }

    /// The handler of a type.
    func handler(of type: String) -> any FakeResourceHandler { handlers[type] ?? recordHandler }

    /// The duration of an action.
    package func duration(of request: FakeResourceRequest, _ action: FakeFailure.Action) -> Duration {
        if let own = settings.durations[request.logicalID] ?? settings.durations[request.type] { return own }
        return switch action {
        case .create, .importing: settings.createDuration
        case .update: settings.updateDuration
        case .delete: settings.deleteDuration
        }
    }
}
