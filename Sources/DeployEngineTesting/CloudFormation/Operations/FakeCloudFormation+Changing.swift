extension FakeCloudFormation {
    /// `CreateStack`.
    func createStack(_ request: FakeRequest, _ world: FakeWorld) throws(FakeError) -> FakeResponse {
        let name = request.text("StackName") ?? ""
        if let known = stack(name) {
            if let token = request.text("ClientRequestToken"), known.tokens[token] != nil {
                return .output(["StackId": .string(known.id)])
            }
            throw FakeError("AlreadyExistsException", "Stack [\(name)] already exists")
        }
        let target = try target(of: request, for: nil, world)
        let stack = newStack(name, world)
        stack.isProtected = request["EnableTerminationProtection"]?.boolean ?? false
        var options = StackRun.Options()
        let onFailure = request.text("OnFailure")
        options.disablesRollback = request["DisableRollback"]?.boolean ?? (onFailure == "DO_NOTHING")
        options.deletesOnFailure = onFailure == "DELETE"
        options.retainExceptOnCreate = request["RetainExceptOnCreate"]?.boolean ?? false
        start(
            .create, stack, target, options, token: request.text("ClientRequestToken"), role: request.text("RoleARN"),
            world)
        return .output(["StackId": .string(stack.id)])
    }

    /// `UpdateStack`.
    func updateStack(_ request: FakeRequest, _ world: FakeWorld) throws(FakeError) -> FakeResponse {
        let stack = try stack(of: request)
        let token = request.text("ClientRequestToken")
        if let token, stack.tokens[token] != nil { return .output(["StackId": .string(stack.id)]) }
        try checkStatus(stack)
        let target = try target(of: request, for: stack, world)
        let changes = try ChangeComputation(stack: stack, service: self, world: world, target: target).changes()
        guard !changes.isEmpty || target.tags != stack.tags else {
            throw .validation("No updates are to be performed.")
        }
        try checkPolicy(of: stack, changes)
        var options = StackRun.Options()
        options.disablesRollback = request["DisableRollback"]?.boolean ?? false
        options.retainExceptOnCreate = request["RetainExceptOnCreate"]?.boolean ?? false
        stack.changeSets = []
        start(.update, stack, target, options, token: token, role: request.text("RoleARN"), world)
        return .output(["StackId": .string(stack.id)])
    }

    /// `DeleteStack`. A missing or deleted stack is not an error.
    func deleteStack(_ request: FakeRequest, _ world: FakeWorld) throws(FakeError) -> FakeResponse {
        guard let stack = stack(request.text("StackName") ?? ""), stack.exists else { return .empty }
        if stack.isProtected {
            throw .validation("Stack [\(stack.name)] cannot be deleted while TerminationProtection is enabled")
        }
        let retained = Set(request["RetainResources"]?.texts ?? [])
        let isForced = request.text("DeletionMode") == "FORCE_DELETE_STACK"
        if !retained.isEmpty || isForced, stack.status != "DELETE_FAILED" {
            throw .validation(
                isForced
                    ? "FORCE_DELETE_STACK is only allowed for stacks in DELETE_FAILED state"
                    : "Invalid operation on stack [\(stack.id)]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state."
            )
        }
        let unknown = retained.filter { stack.resources[$0] == nil }
        guard unknown.isEmpty else {
            throw .validation(
                "Resources to retain [\(unknown.sorted().joined(separator: ", "))] do not exist in the stack")
        }
        if let user = importer(of: stack) {
            throw .validation("Export \(user.export) cannot be deleted as it is in use by \(user.stack)")
        }
        if stack.status == "DELETE_IN_PROGRESS" { return .empty }
        var options = StackRun.Options()
        options.retained = retained
        options.isForced = isForced
        if let role = request.text("RoleARN") { stack.roleARN = role }
        let run = StackRun(
            .delete, id: world.uuid(), token: request.text("ClientRequestToken"), stack: stack, service: self,
            target: nil,
            options: options)
        if stack.status == "CREATE_IN_PROGRESS", let creation = stack.run {
            // What is in flight ends first.
            creation.wave?.isStopped = true
            creation.successor = { world in
                stack.run = run
                run.deleteAll(world)
            }
            run.announce(world)
            stack.run = creation
            return .empty
        }
        guard !stack.isInProgress else {
            throw .validation("Stack [\(stack.id)] cannot be deleted while in status \(stack.status)")
        }
        stack.changeSets = []
        run.announce(world)
        run.work(world)
        return .empty
    }

    /// The export of a stack that another stack imports.
    private func importer(of stack: FakeStack) -> (export: String, stack: String)? {
        for output in stack.outputs {
            guard let name = output.exportName else { continue }
            for other in stacks where other.exists && other !== stack {
                if other.template?.document.json.contains("{\"Fn::ImportValue\":\"\(name)\"}") == true {
                    return (name, other.name)
                }
            }
        }
        return nil
    }

    /// `RollbackStack`.
    func rollbackStack(_ request: FakeRequest, _ world: FakeWorld) throws(FakeError) -> FakeResponse {
        let stack = try stack(of: request)
        if let token = request.text("ClientRequestToken"), let id = stack.tokens[token] {
            return .output(["StackId": .string(stack.id), "OperationId": .string(id)])
        }
        guard stack.status == "CREATE_FAILED" || stack.status == "UPDATE_FAILED", let run = stack.failedRun,
            !stack.isExpress
        else {
            throw .validation("RollbackStack cannot be called from current stack status")
        }
        let id = world.uuid()
        run.options.disablesRollback = false
        if let retains = request["RetainExceptOnCreate"]?.boolean { run.options.retainExceptOnCreate = retains }
        resume(run, id, "ROLLBACK", request)
        if stack.stable == nil, settings.rollbackOfFailedCreationDeletes {
            run.isRollback = true
            run.setStatus("DELETE_IN_PROGRESS", reason: "User Initiated", world)
            world.schedule(after: .seconds(1)) { run.deleteAll($0) }
        } else {
            run.rollBack(reason: "User Initiated", hasOwnID: true, world)
        }
        return .output(["StackId": .string(stack.id), "OperationId": .string(id)])
    }

    /// `ContinueUpdateRollback`.
    func continueUpdateRollback(_ request: FakeRequest, _ world: FakeWorld) throws(FakeError) -> FakeResponse {
        let stack = try stack(of: request)
        if let token = request.text("ClientRequestToken"), stack.tokens[token] != nil { return .empty }
        guard stack.status == "UPDATE_ROLLBACK_FAILED", let run = stack.failedRun else {
            throw .validation(
                "Stack:\(stack.id) is in \(stack.status) state and can not be continued. Only UPDATE_ROLLBACK_FAILED stacks can be."
            )
        }
        let skipped = Set(request["ResourcesToSkip"]?.texts ?? [])
        let isForced = request["ForceRollback"]?.boolean == true
        if isForced, !skipped.isEmpty {
            throw .validation("ResourcesToSkip and ForceRollback are mutually exclusive")
        }
        // "only resources UPDATE_FAILED because the rollback failed": deploy-facts 3.1.
        let wrong = skipped.subtracting(stack.rollbackFailures)
        guard wrong.isEmpty else {
            throw .validation(
                "ResourcesToSkip: [\(wrong.sorted().joined(separator: ", "))] are not in UPDATE_FAILED state or did not fail in the rollback"
            )
        }
        run.options.skipped = skipped
        run.options.isForced = isForced
        resume(run, world.uuid(), "CONTINUE_ROLLBACK", request)
        run.rollBack(reason: "User Initiated", hasOwnID: true, world)
        return .empty
    }

    private func resume(_ run: StackRun, _ id: String, _ type: String, _ request: FakeRequest) {
        run.id = id
        run.token = request.text("ClientRequestToken")
        run.stack.run = run
        run.stack.failedRun = nil
        run.stack.operations.insert((type, id), at: 0)
        if let token = run.token { run.stack.tokens[token] = id }
        if let role = request.text("RoleARN") { run.stack.roleARN = role }
    }

    /// `CancelUpdateStack`. The resource in flight ends first.
    func cancelUpdateStack(_ request: FakeRequest, _ world: FakeWorld) throws(FakeError) -> FakeResponse {
        let stack = try stack(of: request)
        let token = request.text("ClientRequestToken")
        if let token, stack.tokens[token] != nil { return .empty }
        guard stack.status == "UPDATE_IN_PROGRESS", let run = stack.run else {
            throw .validation("CancelUpdateStack cannot be called from current stack status")
        }
        guard run.cancellation == nil else { return .empty }
        let id = world.uuid()
        run.cancellation = (id, token)
        stack.operations.insert(("ROLLBACK", id), at: 0)
        if let token { stack.tokens[token] = id }
        run.wave?.isStopped = true
        for inFlight in run.inFlight.values { handler(of: inFlight.type).cancel(inFlight, in: world) }
        if settings.cancelShowsRollbackAtOnce {
            setStatus(
                stack, "UPDATE_ROLLBACK_IN_PROGRESS", reason: "User Initiated", operation: id, token: token, world)
        }
        return .empty
    }

    /// `UpdateTerminationProtection`.
    func updateTerminationProtection(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        let stack = try stack(of: request)
        guard let value = request["EnableTerminationProtection"]?.boolean else {
            throw .validation("EnableTerminationProtection must be specified")
        }
        stack.isProtected = value
        return .output(["StackId": .string(stack.id)])
    }
}
