extension FakeCloudFormation {
    /// `CreateChangeSet`.
    func createChangeSet(_ request: FakeRequest, _ world: FakeWorld) throws(FakeError) -> FakeResponse {
        guard let stackName = request.text("StackName"), let name = request.text("ChangeSetName") else {
            throw .validation(
                "1 validation error detected: Value null at 'changeSetName' failed to satisfy constraint: Member must not be null"
            )
        }
        let text = request.text("ChangeSetType") ?? "UPDATE"
        guard let kind = FakeChangeSet.Kind(rawValue: text) else {
            throw .validation(
                "1 validation error detected: Value '\(text)' at 'changeSetType' failed to satisfy constraint: Member must satisfy enum value set: [IMPORT, UPDATE, CREATE]"
            )
        }
        let onFailure = request.text("OnStackFailure")
        if onFailure == "DELETE", kind != .create {
            throw .validation("OnStackFailure=DELETE can only be specified when ChangeSetType=CREATE")
        }
        let known = stack(stackName)
        if let known, let token = request.text("ClientToken"),
            let same = known.changeSets.first(where: { $0.token == token && $0.name == name })
        {
            return .output(["Id": .string(same.id), "StackId": .string(known.id)])
        }
        try checkUpdatable(known, name: stackName, kind: kind, changeSet: name)
        if let known, known.changeSets.contains(where: { $0.name == name }) {
            throw FakeError("AlreadyExistsException", "ChangeSet \(name) cannot be created because it already exists")
        }
        let target = try target(of: request, for: known, world)
        let imports = try imports(of: request, target)
        let stack = known ?? newStack(stackName, world)
        if known == nil {
            stack.tags = target.tags
            setStatus(
                stack, "REVIEW_IN_PROGRESS", reason: "User Initiated", operation: world.uuid(),
                token: request.text("ClientToken"), world)
        }
        if let role = request.text("RoleARN") { stack.roleARN = role }
        let operation = world.uuid()
        let changeSet = FakeChangeSet(
            id: world.arn("cloudformation", "changeSet/\(name)/\(world.uuid())"), name: name, kind: kind,
            created: world.date, target: target, description: request.text("Description"),
            token: request.text("ClientToken"), roleARN: request.text("RoleARN"), imports: imports,
            onStackFailure: onFailure, deploymentMode: request.text("DeploymentMode"),
            isExpress: request["DeploymentConfig"]?["Mode"]?.text == "EXPRESS",
            includesValidation: request["DisableValidation"]?.boolean != true, operationID: operation)
        stack.changeSets.append(changeSet)
        stack.operations.insert(("CREATE_CHANGESET", operation), at: 0)
        world.schedule(after: .milliseconds(500)) { _ in
            if changeSet.status == "CREATE_PENDING" { changeSet.status = "CREATE_IN_PROGRESS" }
        }
        world.schedule(after: settings.changeSetDuration) { [self] world in compute(changeSet, of: stack, world) }
        return .output(["Id": .string(changeSet.id), "StackId": .string(stack.id)])
    }

    /// Adds a stack without a status.
    func newStack(_ name: String, _ world: FakeWorld) -> FakeStack {
        let stack = FakeStack(
            id: world.arn("cloudformation", "stack/\(name)/\(world.uuid())"), name: name, created: world.date)
        stacks.append(stack)
        return stack
    }

    private func checkUpdatable(
        _ stack: FakeStack?, name: String, kind: FakeChangeSet.Kind, changeSet: String
    ) throws(FakeError) {
        guard let stack else {
            guard kind == .update else { return }
            throw .validation("Stack [\(name)] does not exist")
        }
        if kind == .create {
            guard stack.status != "REVIEW_IN_PROGRESS" else { return }
            throw .validation(
                "Stack [\(stack.name)] already exists and cannot be created again with the changeSet [\(changeSet)].")
        }
        if stack.status == "REVIEW_IN_PROGRESS" {
            guard kind == .update else { return }
            throw .validation("Stack [\(stack.name)] does not exist")
        }
        try checkStatus(stack)
    }

    /// Refuses an update in a status that does not allow it.
    func checkStatus(_ stack: FakeStack) throws(FakeError) {
        let allowed: Set<String> = [
            "CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE",
            "IMPORT_ROLLBACK_COMPLETE",
            "CREATE_FAILED", "UPDATE_FAILED",
        ]
        guard allowed.contains(stack.status) else {
            throw .validation("Stack:\(stack.id) is in \(stack.status) state and can not be updated.")
        }
    }

    private func imports(of request: FakeRequest, _ target: StackTarget) throws(FakeError) -> [String: String] {
        var imports: [String: String] = [:]
        for resource in request["ResourcesToImport"]?.elements ?? [] {
            guard let id = resource["LogicalResourceId"]?.text, let definition = target.template.resources[id] else {
                throw .validation("Resources to import must be in the template")
            }
            guard
                definition.deletionPolicy != "Delete"
                    || target.template.document["Resources"]?[id]?["DeletionPolicy"] != nil
            else {
                throw .validation("Resources [\(id)] is missing DeletionPolicy")
            }
            imports[id] = resource["ResourceIdentifier"]?.members.sorted { $0.key < $1.key }.first?.value.text
        }
        if request.text("ChangeSetType") == "IMPORT", imports.isEmpty {
            throw .validation("Change set of type IMPORT must contain resources to import")
        }
        return imports
    }

    /// The reason of a change set that imports what does not exist, or what another stack has; nil without one.
    private func missingImport(_ changeSet: FakeChangeSet, _ world: FakeWorld) -> String? {
        for (id, physicalID) in changeSet.imports.sorted(by: { $0.key < $1.key }) {
            guard let definition = changeSet.target.template.resources[id] else { continue }
            let record = FakeStackResource(
                logicalID: id, type: definition.type, physicalID: physicalID, properties: [:], status: "",
                time: world.date,
                definition: [:], deletionPolicy: "", updateReplacePolicy: "", dependencies: [])
            if handler(of: definition.type).read(record, in: world) == .gone {
                return "Resource of type '\(definition.type)' with identifier '\(physicalID)' was not found."
            }
            let owner = stacks.first { other in
                other.exists
                    && other.resources.values.contains { $0.type == definition.type && $0.physicalID == physicalID }
            }
            if let owner { return "\(physicalID) already exists in stack \(owner.id)" }
        }
        return nil
    }

    /// Computes a change set's changes, as of now.
    private func compute(_ changeSet: FakeChangeSet, of stack: FakeStack, _ world: FakeWorld) {
        guard changeSet.status == "CREATE_PENDING" || changeSet.status == "CREATE_IN_PROGRESS",
            stack.changeSets.contains(where: { $0 === changeSet })
        else { return }
        changeSet.status = "FAILED"
        let revertsDrift = changeSet.deploymentMode == "REVERT_DRIFT"
        if revertsDrift {
            // It compares with the resources as they are now, without a detection of drift before.
            for resource in stack.resources.values where resource.isUsable { readActual(resource, of: stack, world) }
        }
        do throws(FakeError) {
            changeSet.changes = try ChangeComputation(
                stack: stack, service: self, world: world, target: changeSet.target, imports: changeSet.imports,
                comparesWithActual: revertsDrift
            ).changes()
        } catch {
            changeSet.reason = error.message
            return
        }
        if let missing = missingImport(changeSet, world) {
            changeSet.changes = []
            changeSet.reason = missing
            return
        }
        if changeSet.kind == .importing, let other = changeSet.changes.first(where: { $0.action != "Import" }) {
            changeSet.reason =
                "As part of the import operation, you cannot modify or add [Resources]: \(other.logicalID)"
            return
        }
        if changeSet.includesValidation {
            changeSet.validations = validations.filter {
                ($0.stackName ?? stack.name) == stack.name
                    && changeSet.target.template.resources[$0.logicalID] != nil
            }
            let failed = changeSet.validations.filter(\.fails)
            guard failed.isEmpty else {
                let names = Set(failed.map(\.hookName)).sorted().joined(separator: ", ")
                changeSet.reason =
                    "The following hook(s)/validation failed: [\(names)]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information."
                return
            }
        }
        let hasOtherChanges =
            stack.template != nil
            && (stack.tags != changeSet.target.tags
                || (stack.template?.document["Outputs"] ?? [:])
                    != (changeSet.target.template.document["Outputs"] ?? [:]))
        guard !changeSet.changes.isEmpty || hasOtherChanges else {
            changeSet.reason =
                "The submitted information didn't contain changes. Submit different information to create a change set."
            return
        }
        changeSet.status = "CREATE_COMPLETE"
        changeSet.executionStatus = "AVAILABLE"
    }
}
