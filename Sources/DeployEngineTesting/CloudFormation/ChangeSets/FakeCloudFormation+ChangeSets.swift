extension FakeCloudFormation {
    /// The change set of a request, by its id, or by its name and the stack.
    func changeSet(of request: FakeRequest) throws(FakeError) -> (stack: FakeStack, changeSet: FakeChangeSet) {
        let name = request.text("ChangeSetName") ?? ""
        if name.hasPrefix("arn:") {
            for stack in stacks {
                if let found = stack.changeSets.first(where: { $0.id == name }) { return (stack, found) }
            }
        } else {
            guard let stackName = request.text("StackName") else {
                throw .validation("StackName must be specified if ChangeSetName is not specified as an ARN.")
            }
            guard let stack = stack(stackName) else { throw .validation("Stack [\(stackName)] does not exist") }
            if let found = stack.changeSets.first(where: { $0.name == name }) { return (stack, found) }
        }
        throw FakeError("ChangeSetNotFound", "ChangeSet [\(name)] does not exist", status: 404)
    }

    /// `DescribeChangeSet`.
    func describeChangeSet(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        let (stack, changeSet) = try changeSet(of: request)
        let page = try page(changeSet.changes, of: request, size: settings.changePageSize)
        let includesValues = request["IncludePropertyValues"]?.boolean == true
        return .output([
            "ChangeSetName": .string(changeSet.name), "ChangeSetId": .string(changeSet.id),
            "StackId": .string(stack.id),
            "StackName": .string(stack.name), "Description": FakeValue(changeSet.description),
            "Parameters": Self.output(changeSet.target.parameters, values: changeSet.target.values),
            "CreationTime": .string(Self.timestamp(changeSet.created)), "Status": .string(changeSet.status),
            "ExecutionStatus": .string(changeSet.executionStatus), "StatusReason": FakeValue(changeSet.reason),
            "Capabilities": FakeValue(changeSet.target.capabilities), "Tags": Self.output(changeSet.target.tags),
            "Changes": .array(page.items.map { $0.output(includesValues: includesValues) }),
            "NextToken": FakeValue(page.next),
            "OnStackFailure": FakeValue(changeSet.onStackFailure),
            "DeploymentMode": FakeValue(changeSet.deploymentMode),
            "StackDriftStatus": changeSet.deploymentMode == nil ? .null : .string(stack.driftStatus),
        ])
    }

    /// `ListChangeSets`.
    func listChangeSets(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        let stack = try stack(of: request)
        let page = try page(stack.changeSets, of: request, size: settings.pageSize)
        let summaries = page.items.map { changeSet -> FakeValue in
            [
                "StackId": .string(stack.id), "StackName": .string(stack.name), "ChangeSetId": .string(changeSet.id),
                "ChangeSetName": .string(changeSet.name), "Status": .string(changeSet.status),
                "ExecutionStatus": .string(changeSet.executionStatus), "StatusReason": FakeValue(changeSet.reason),
                "CreationTime": .string(Self.timestamp(changeSet.created)),
                "Description": FakeValue(changeSet.description),
            ]
        }
        return .output(["Summaries": .array(summaries), "NextToken": FakeValue(page.next)])
    }

    /// `DeleteChangeSet`. A missing change set of an existing stack is not an error.
    func deleteChangeSet(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        let found: (stack: FakeStack, changeSet: FakeChangeSet)
        do throws(FakeError) {
            found = try changeSet(of: request)
        } catch {
            guard error.code == "ChangeSetNotFound" else { throw error }
            return .empty
        }
        let changeSet = found.changeSet
        guard changeSet.executionStatus != "EXECUTE_IN_PROGRESS", !changeSet.status.hasSuffix("_IN_PROGRESS") else {
            throw FakeError(
                "InvalidChangeSetStatus",
                "ChangeSet [\(changeSet.id)] cannot be deleted in its current status of [\(changeSet.status)]")
        }
        found.stack.changeSets.removeAll { $0 === changeSet }
        return .empty
    }

    /// `ExecuteChangeSet`.
    func executeChangeSet(_ request: FakeRequest, _ world: FakeWorld) throws(FakeError) -> FakeResponse {
        let (stack, changeSet) = try changeSet(of: request)
        let token = request.text("ClientRequestToken")
        if let token, stack.tokens[token] != nil {
            // A repeated request is the same one; another request with its token is not.
            guard stack.tokens[token] == changeSet.operationID else {
                throw FakeError("TokenAlreadyExistsException", "Token \(token) already exists for another operation")
            }
            return .empty
        }
        guard changeSet.executionStatus == "AVAILABLE" else {
            throw FakeError(
                "InvalidChangeSetStatus",
                "ChangeSet [\(changeSet.id)] cannot be executed in its current execution status of [\(changeSet.executionStatus)] and status of [\(changeSet.status)]"
            )
        }
        if stack.status != "REVIEW_IN_PROGRESS" { try checkStatus(stack) }
        let disables = request["DisableRollback"]?.boolean
        if disables != nil, changeSet.onStackFailure != nil {
            throw .validation("DisableRollback cannot be specified when the change set has OnStackFailure")
        }
        try checkPolicy(of: stack, changeSet.changes)
        changeSet.executionStatus = "EXECUTE_IN_PROGRESS"
        stack.changeSets.removeAll { $0 !== changeSet }
        var options = StackRun.Options()
        options.disablesRollback = disables ?? (changeSet.onStackFailure == "DO_NOTHING" || changeSet.isExpress)
        options.deletesOnFailure = changeSet.onStackFailure == "DELETE"
        options.retainExceptOnCreate = request["RetainExceptOnCreate"]?.boolean ?? false
        options.imports = changeSet.imports
        options.revertsDrift = changeSet.deploymentMode == "REVERT_DRIFT"
        let kind: StackRun.Kind =
            changeSet.kind == .importing
            ? .importing : stack.template == nil && stack.status == "REVIEW_IN_PROGRESS" ? .create : .update
        let run = start(kind, stack, changeSet.target, options, token: token, role: changeSet.roleARN, world)
        stack.isExpress = changeSet.isExpress
        changeSet.operationID = run.id
        run.whenEnded = { success in
            if changeSet.executionStatus == "EXECUTE_IN_PROGRESS" {
                changeSet.executionStatus = success ? "EXECUTE_COMPLETE" : "EXECUTE_FAILED"
            }
        }
        return .empty
    }

    /// Starts an operation that brings a stack to a target.
    @discardableResult
    func start(
        _ kind: StackRun.Kind, _ stack: FakeStack, _ target: StackTarget, _ options: StackRun.Options, token: String?,
        role: String?, _ world: FakeWorld
    ) -> StackRun {
        // "RoleARN (sticky for all later operations)": deploy-facts 3.1.
        if let role { stack.roleARN = role }
        stack.disablesRollback = options.disablesRollback
        stack.capabilities = target.capabilities
        let run = StackRun(
            kind, id: world.uuid(), token: token, stack: stack, service: self, target: target, options: options)
        run.announce(world)
        run.work(world)
        return run
    }
}
