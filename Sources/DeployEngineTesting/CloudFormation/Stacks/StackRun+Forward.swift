extension StackRun {
    /// Creates and updates the target's resources.
    func forward(_ world: FakeWorld) {
        guard let target, !interrupted(world) else { return }
        let active: Set<String>
        do throws(FakeError) {
            active = try evaluator(target, world).activeResources()
        } catch {
            return fail(with: error.message, world)
        }
        let after = target.template.graph.after
        let steps = active.map { id in
            ResourceWave.Step(id: id, after: after[id] ?? []) { [self] world, done in step(id, target, world, done) }
        }
        let wave = ResourceWave(steps, stopsAtFailure: true) { [self] wave, world in
            forwardEnded(wave, target, active, world)
        }
        wave.whenFailed = { [self] world in
            // With rollback disabled, what is in flight goes on to its end.
            if !options.disablesRollback { cancelSiblings(world) }
        }
        self.wave = wave
        wave.proceed(world)
    }

    func evaluator(_ target: StackTarget, _ world: FakeWorld) -> TemplateEvaluator {
        target.evaluator(stack, service, world) { [self] id, attribute in
            stack.resources[id].flatMap { service.value(of: $0, attribute) }
        }
    }

    private func step(
        _ id: String, _ target: StackTarget, _ world: FakeWorld, _ done: @escaping (Bool, FakeWorld) -> Void
    ) {
        guard let definition = target.template.resources[id] else { return done(true, world) }
        let old = stack.resources[id]
        var record = FakeStackResource(
            logicalID: id, type: definition.type, physicalID: old?.physicalID, properties: old?.properties ?? [:],
            actual: old?.actual, attributes: old?.attributes ?? [:], status: old?.status ?? "CREATE_IN_PROGRESS",
            reason: old?.reason, time: old?.time ?? world.date, definition: definition.properties,
            deletionPolicy: definition.deletionPolicy, updateReplacePolicy: definition.updateReplacePolicy,
            dependencies: target.template.graph.after[id] ?? [], driftStatus: old?.driftStatus ?? "NOT_CHECKED")
        let properties: FakeValue
        do throws(FakeError) {
            let evaluated = try evaluator(target, world).value(definition.properties)
            properties = try DynamicReferences(world: world).resolve(evaluated, includesSecrets: true).asTexts
        } catch {
            stack.resources[id] = record
            if old == nil { failedCreations.insert(id) }
            setStatus(of: id, old == nil ? "CREATE_FAILED" : "UPDATE_FAILED", reason: error.message, world)
            return done(false, world)
        }
        record.properties = properties
        if let physicalID = options.imports[id], old == nil {
            return importResource(record, physicalID: physicalID, world, done)
        }
        guard let old, old.isUsable else { return create(record, replacing: nil, world, done) }
        let hasDrifted = options.revertsDrift && old.actual != old.properties
        if old.properties == properties, !old.status.hasSuffix("_FAILED"), !hasDrifted {
            stack.resources[id] = record
            return done(true, world)
        }
        let facts = service.facts(of: record.type)
        let paths = PropertyDifference.between(old.properties, properties).map(\.path)
        if paths.contains(where: { facts.recreation(path: $0) == .always }) {
            if let name = facts.nameProperty, let own = properties[name]?.text, own == old.properties[name]?.text {
                stack.resources[id] = record
                setStatus(
                    of: id, "UPDATE_FAILED",
                    reason:
                        "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename \(own) and update the stack again.",
                    world)
                replacing.insert(id)
                return done(false, world)
            }
            create(record, replacing: old, world, done)
        } else {
            update(record, old, world, done)
        }
    }

    private func create(
        _ record: FakeStackResource, replacing old: FakeStackResource?, _ world: FakeWorld,
        _ done: @escaping (Bool, FakeWorld) -> Void
    ) {
        let id = record.logicalID
        stack.resources[id] = record
        if let old {
            replacing.insert(id)
            // The policy of the new template decides.
            var obsolete = old
            obsolete.updateReplacePolicy = record.updateReplacePolicy
            stack.obsolete.append(obsolete)
            setStatus(
                of: id, "UPDATE_IN_PROGRESS",
                reason: "Requested update requires the creation of a new physical resource; hence creating one.", world)
        } else {
            failedCreations.insert(id)
            // What a failed creation left behind is deleted in the clean-up.
            if record.physicalID != nil { stack.obsolete.append(record) }
            stack.resources[id]?.physicalID = nil
            setStatus(of: id, "CREATE_IN_PROGRESS", world)
        }
        let request = request(id, type: record.type, physicalID: nil, properties: record.properties, world)
        perform(.create, request, world) { [self] outcome, world in
            let verb = old == nil ? "CREATE" : "UPDATE"
            switch outcome {
            case .success(let physicalID, let attributes, let reason):
                stack.resources[id]?.physicalID = physicalID ?? stack.resources[id]?.physicalID
                stack.resources[id]?.attributes = attributes
                stack.resources[id]?.actual = record.properties
                if cancelled.contains(id) { return done(false, world) }
                setStatus(of: id, "\(verb)_COMPLETE", reason: reason, world)
                done(true, world)
            case .failure(_, _, let physicalID), .rawFailure(_, let physicalID):
                if let physicalID { stack.resources[id]?.physicalID = physicalID }
                if !cancelled.contains(id) {
                    setStatus(of: id, "\(verb)_FAILED", reason: Self.reason(of: outcome, request), world)
                }
                done(false, world)
            }
        }
    }

    private func update(
        _ record: FakeStackResource, _ old: FakeStackResource, _ world: FakeWorld,
        _ done: @escaping (Bool, FakeWorld) -> Void
    ) {
        let id = record.logicalID
        stack.resources[id] = record
        setStatus(of: id, "UPDATE_IN_PROGRESS", world)
        let request = request(
            id, type: record.type, physicalID: old.physicalID, properties: record.properties, previous: old.properties,
            attributes: old.attributes, world)
        perform(.update, request, world) { [self] outcome, world in
            guard case .success(let physicalID, let attributes, let reason) = outcome else {
                if !cancelled.contains(id) {
                    setStatus(of: id, "UPDATE_FAILED", reason: Self.reason(of: outcome, request), world)
                }
                return done(false, world)
            }
            if let physicalID { stack.resources[id]?.physicalID = physicalID }
            stack.resources[id]?.attributes.merge(attributes) { $1 }
            stack.resources[id]?.actual = record.properties
            if cancelled.contains(id) { return done(false, world) }
            setStatus(of: id, "UPDATE_COMPLETE", reason: reason, world)
            done(true, world)
        }
    }

    private func forwardEnded(_ wave: ResourceWave, _ target: StackTarget, _ active: Set<String>, _ world: FakeWorld) {
        if interrupted(world) { return }
        guard wave.failed.isEmpty else { return fail(with: failureReason(wave), world) }
        do throws(FakeError) {
            let outputs = try outputs(target, world)
            if kind == .create, stack.template == nil { stack.updated = nil } else { stack.updated = world.date }
            adopt(target)
            stack.outputs = outputs
        } catch {
            return fail(with: error.message, world)
        }
        succeed(active, world)
    }

    /// Ends the work if it was cancelled, or the stack is to be deleted. What was in flight has ended.
    private func interrupted(_ world: FakeWorld) -> Bool {
        if let deletion = successor {
            successor = nil
            deletion(world)
            return true
        }
        guard let cancellation else { return false }
        id = cancellation.id
        token = cancellation.token
        rollBack(reason: "User Initiated", hasOwnID: true, world)
        return true
    }

    /// Makes the target the stack's own state.
    private func adopt(_ target: StackTarget) {
        stack.template = target.template
        stack.templateBody = target.body
        stack.parameters = target.parameters
        stack.tags = target.tags
    }

    private func outputs(_ target: StackTarget, _ world: FakeWorld) throws(FakeError) -> [FakeStack.Output] {
        var outputs: [FakeStack.Output] = []
        let evaluator = evaluator(target, world)
        let definitions = target.template.document["Outputs"]?.members ?? [:]
        for (key, definition) in definitions.sorted(by: { $0.key < $1.key }) {
            if let condition = definition["Condition"]?.text, try !evaluator.condition(condition) { continue }
            outputs.append(
                FakeStack.Output(
                    key: key, value: try evaluator.value(definition["Value"] ?? "").text ?? "",
                    exportName: try definition["Export"]?["Name"].map { (name) throws(FakeError) in
                        try evaluator.value(name)
                    }?.text,
                    description: definition["Description"]?.text))
        }
        return outputs
    }

    private func succeed(_ active: Set<String>, _ world: FakeWorld) {
        switch kind {
        case .create: end("CREATE_COMPLETE", success: true, world)
        case .importing: end("IMPORT_COMPLETE", success: true, world)
        default:
            setStatus("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", world)
            let removed = stack.resources.values.filter { !active.contains($0.logicalID) }
            cleanUp(Array(removed), world) { [self] world in end("UPDATE_COMPLETE", success: true, world) }
        }
    }

    /// Fails the operation: rolls back, or leaves everything as it is.
    func fail(with reason: String, _ world: FakeWorld) {
        if options.disablesRollback, kind != .importing {
            if let target { adopt(target) }
            return end("\(verb)_FAILED", reason: reason, success: false, world)
        }
        rollBack(reason: kind == .create ? reason + "Rollback requested by user." : reason, world)
    }
}
