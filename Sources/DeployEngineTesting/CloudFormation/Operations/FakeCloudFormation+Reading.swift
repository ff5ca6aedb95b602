#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeCloudFormation {
    /// `DescribeStacks`. It may tell the status before a change that is younger than the setting `staleness`.
    func describeStacks(_ request: FakeRequest, _ world: FakeWorld) throws(FakeError) -> FakeResponse {
        guard let name = request.text("StackName") else {
            let page = try page(stacks.filter(\.exists).reversed(), of: request, size: settings.pageSize)
            return .output([
                "Stacks": .array(page.items.map { output($0, world) }), "NextToken": FakeValue(page.next),
            ])
        }
        guard let stack = stack(name) else { throw .validation("Stack with id \(name) does not exist") }
        return .output(["Stacks": [output(stack, world)]])
    }

    private func output(_ stack: FakeStack, _ world: FakeWorld) -> FakeValue {
        let seen = stack.history.last { $0.time <= world.now - settings.staleness } ?? stack.history.first
        let status = seen?.status ?? stack.status
        let isStale = status != stack.status
        return [
            "StackId": .string(stack.id), "StackName": .string(stack.name), "StackStatus": .string(status),
            "StackStatusReason": FakeValue(seen?.reason), "CreationTime": .string(Self.timestamp(stack.created)),
            "LastUpdatedTime": FakeValue(stack.updated.map(Self.timestamp)),
            "DeletionTime": FakeValue(stack.deleted.map(Self.timestamp)),
            "Description": FakeValue(stack.template?.document["Description"]?.text),
            "Parameters": Self.output(stack.parameters), "Tags": Self.output(stack.tags),
            "Capabilities": FakeValue(stack.capabilities), "RoleARN": FakeValue(stack.roleARN),
            "DisableRollback": .bool(stack.disablesRollback), "EnableTerminationProtection": .bool(stack.isProtected),
            "DriftInformation": [
                "StackDriftStatus": .string(stack.driftStatus),
                "LastCheckTimestamp": FakeValue(stack.driftTime.map(Self.timestamp)),
            ],
            "Outputs": .array(
                isStale
                    ? []
                    : stack.outputs.map {
                        [
                            "OutputKey": .string($0.key), "OutputValue": .string($0.value),
                            "ExportName": FakeValue($0.exportName), "Description": FakeValue($0.description),
                        ]
                    }),
            "LastOperations": .array(
                stack.operations.prefix(5).filter { $0.type != "IMPORT" }.map {
                    ["OperationType": .string($0.type), "OperationId": .string($0.id)]
                }),
            "DeploymentConfig": stack.isExpress ? ["Mode": "EXPRESS"] : .null,
        ]
    }

    /// `ListStacks`.
    func listStacks(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        let filter = Set(request["StackStatusFilter"]?.texts ?? [])
        let page = try page(
            stacks.reversed().filter { filter.isEmpty || filter.contains($0.status) }, of: request,
            size: settings.pageSize)
        return .output([
            "StackSummaries": .array(
                page.items.map {
                    [
                        "StackId": .string($0.id), "StackName": .string($0.name), "StackStatus": .string($0.status),
                        "CreationTime": .string(Self.timestamp($0.created)),
                        "DeletionTime": FakeValue($0.deleted.map(Self.timestamp)),
                    ]
                }), "NextToken": FakeValue(page.next),
        ])
    }

    /// `DescribeStackEvents`, newest first.
    func describeStackEvents(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        let stack = try stack(of: request)
        let page = try page(stack.events.reversed(), of: request, size: settings.pageSize)
        return .output([
            "StackEvents": .array(page.items.map { Self.output($0, of: stack) }), "NextToken": FakeValue(page.next),
        ])
    }

    private static func output(_ event: FakeStackEvent, of stack: FakeStack) -> FakeValue {
        [
            "StackId": .string(stack.id), "StackName": .string(stack.name), "EventId": .string(event.id),
            "LogicalResourceId": .string(event.logicalID), "PhysicalResourceId": .string(event.physicalID ?? ""),
            "ResourceType": .string(event.type), "Timestamp": .string(timestamp(event.time)),
            "ResourceStatus": .string(event.status), "ResourceStatusReason": FakeValue(event.reason),
            "DetailedStatus": FakeValue(event.detailedStatus), "ResourceProperties": FakeValue(event.properties),
            "ClientRequestToken": FakeValue(event.token), "OperationId": .string(event.operationID),
        ]
    }

    /// `DescribeEvents` of a stack, a change set or an operation, newest first.
    func describeEvents(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        let onlyFailed = request["Filters"]?["FailedEvents"]?.boolean == true
        var items: [FakeValue] = []
        if request.text("ChangeSetName") != nil {
            let (stack, changeSet) = try changeSet(of: request)
            items = validationEvents(changeSet, of: stack)
        } else {
            let operation = request.text("OperationId")
            let found =
                request.text("StackName") == nil
                ? stacks.first { $0.events.contains { $0.operationID == operation } } : nil
            let stack: FakeStack
            if let found { stack = found } else { stack = try self.stack(of: request) }
            let changeSets = stack.changeSets.filter { operation == nil || $0.operationID == operation }
            items =
                stack.events.reversed().filter { operation == nil || $0.operationID == operation }.map {
                    Self.operationEvent($0, of: stack)
                } + changeSets.flatMap { validationEvents($0, of: stack) }
        }
        if onlyFailed {
            items = items.filter {
                $0["EventStatus"]?.text == "FAILED" || $0["OperationStatus"]?.text == "FAILED"
                    || $0["ValidationStatus"]?.text == "FAILED"
            }
        }
        let page = try page(items, of: request, size: settings.pageSize)
        return .output(["OperationEvents": .array(page.items), "NextToken": FakeValue(page.next)])
    }

    private static func operationEvent(_ event: FakeStackEvent, of stack: FakeStack) -> FakeValue {
        let isFailed = event.status.hasSuffix("_FAILED")
        let isStack = event.type == "AWS::CloudFormation::Stack"
        var output = Self.output(event, of: stack).members
        output["EventId"] = .string(event.id)
        output["EventType"] = .string(isStack ? "STACK_EVENT" : isFailed ? "PROVISIONING_ERROR" : "PROGRESS_EVENT")
        output["OperationStatus"] = .string(
            isFailed ? "FAILED" : event.status.hasSuffix("_COMPLETE") ? "SUCCEEDED" : "IN_PROGRESS")
        return .object(output)
    }

    private func validationEvents(_ changeSet: FakeChangeSet, of stack: FakeStack) -> [FakeValue] {
        changeSet.validations.enumerated().reversed().map { index, validation in
            [
                "EventId": .string("\(changeSet.operationID)-\(index)"), "StackId": .string(stack.id),
                "OperationId": .string(changeSet.operationID), "OperationType": "CREATE_CHANGESET",
                "OperationStatus": validation.fails ? "FAILED" : "SUCCEEDED", "EventType": "VALIDATION_ERROR",
                "LogicalResourceId": .string(validation.logicalID),
                "ResourceType": FakeValue(changeSet.target.template.resources[validation.logicalID]?.type),
                "Timestamp": .string(Self.timestamp(changeSet.created)), "ValidationName": .string(validation.name),
                "ValidationStatus": "FAILED", "ValidationStatusReason": .string(validation.message),
                "ValidationPath": .string(validation.path), "ValidationFailureMode": validation.fails ? "FAIL" : "WARN",
            ]
        }
    }

    private func output(_ resource: FakeStackResource, of stack: FakeStack, isSummary: Bool) -> FakeValue {
        let time = Self.timestamp(resource.time)
        return [
            "StackId": isSummary ? .null : .string(stack.id), "StackName": isSummary ? .null : .string(stack.name),
            "LogicalResourceId": .string(resource.logicalID), "PhysicalResourceId": FakeValue(resource.physicalID),
            "ResourceType": .string(resource.type), "ResourceStatus": .string(resource.status),
            "ResourceStatusReason": FakeValue(resource.reason),
            isSummary ? "LastUpdatedTimestamp" : "Timestamp": .string(time),
            "DriftInformation": ["StackResourceDriftStatus": .string(resource.driftStatus)],
        ]
    }

    /// `DescribeStackResources`, of a stack or of the resource with a physical id.
    func describeStackResources(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        let stack: FakeStack
        if request.text("StackName") == nil, let physicalID = request.text("PhysicalResourceId") {
            guard
                let found = stacks.last(where: {
                    $0.exists && $0.resources.values.contains { $0.physicalID == physicalID }
                })
            else {
                throw .validation("Stack for \(physicalID) does not exist")
            }
            stack = found
        } else {
            stack = try self.stack(of: request)
        }
        let resources = stack.resources.values.sorted { $0.logicalID < $1.logicalID }
            .filter { (request.text("LogicalResourceId") ?? $0.logicalID) == $0.logicalID }
        return .output(["StackResources": .array(resources.map { output($0, of: stack, isSummary: false) })])
    }

    /// `DescribeStackResource`.
    func describeStackResource(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        let stack = try stack(of: request)
        let id = request.text("LogicalResourceId") ?? ""
        guard let resource = stack.resources[id] else {
            throw .validation("Resource \(id) does not exist for stack \(stack.name)")
        }
        return .output(["StackResourceDetail": output(resource, of: stack, isSummary: false)])
    }

    /// `ListStackResources`.
    func listStackResources(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        let stack = try stack(of: request)
        let page = try page(
            stack.resources.values.sorted { $0.logicalID < $1.logicalID }, of: request, size: settings.pageSize)
        return .output([
            "StackResourceSummaries": .array(page.items.map { output($0, of: stack, isSummary: true) }),
            "NextToken": FakeValue(page.next),
        ])
    }
}
