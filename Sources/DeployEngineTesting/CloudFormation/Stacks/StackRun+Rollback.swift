extension StackRun {
    /// Undoes the operation. A rollback has an operation id of its own.
    ///
    /// - Parameter hasOwnID: `true` for a rollback that a request began, whose id it has already.
    func rollBack(reason: String, hasOwnID: Bool = false, _ world: FakeWorld) {
        if !hasOwnID {
            id = world.uuid()
            stack.operations.insert(("ROLLBACK", id), at: 0)
        }
        isRollback = true
        switch kind {
        case .importing:
            setStatus("IMPORT_ROLLBACK_IN_PROGRESS", reason: reason, world)
            undoImport(world)
        case .create where options.deletesOnFailure:
            setStatus("DELETE_IN_PROGRESS", reason: reason, world)
            deleteAll(world)
        default:
            if stack.stable == nil {
                setStatus("ROLLBACK_IN_PROGRESS", reason: reason, world)
                undoCreation(world)
            } else {
                if stack.status != "UPDATE_ROLLBACK_IN_PROGRESS" {
                    setStatus("UPDATE_ROLLBACK_IN_PROGRESS", reason: reason, world)
                }
                world.schedule(after: .seconds(1)) { [self] world in revert(world) }
            }
        }
    }

    /// Deletes everything that a first creation made.
    private func undoCreation(_ world: FakeWorld) {
        let records = Array(stack.resources.values) + stack.obsolete
        stack.obsolete = []
        delete(records, keeping: { [self] in isKept($0.deletionPolicy) }, world) { [self] wave, world in
            if wave.failed.isEmpty {
                stack.outputs = []
                end("ROLLBACK_COMPLETE", success: false, world)
            } else {
                end("ROLLBACK_FAILED", reason: deletionFailure(wave), success: false, world)
            }
        }
    }

    /// `true` if a policy keeps a resource that a failed operation created.
    private func isKept(_ policy: String) -> Bool {
        policy == "Retain" && !options.retainExceptOnCreate
    }

    /// Brings each resource back to the stable state, dependencies first.
    func revert(_ world: FakeWorld) {
        guard let stable = stack.stable else { return }
        let changed = stable.resources.values.filter { old in
            guard let current = stack.resources[old.logicalID] else { return false }
            return current.physicalID != old.physicalID || current.properties != old.properties
                || current.status == "UPDATE_FAILED"
        }
        let steps = changed.map { old in
            ResourceWave.Step(id: old.logicalID, after: old.dependencies) { [self] world, done in
                revert(to: old, world, done)
            }
        }
        let wave = ResourceWave(steps, stopsAtFailure: true) { [self] wave, world in
            guard wave.failed.isEmpty else {
                stack.rollbackFailures = Set(wave.failed)
                let names = wave.failed.sorted().joined(separator: ", ")
                return end(
                    "UPDATE_ROLLBACK_FAILED", reason: "The following resource(s) failed to update: [\(names)]. ",
                    success: false, world)
            }
            reverted(to: stable, world)
        }
        self.wave = wave
        wave.proceed(world)
    }

    private func revert(
        to old: FakeStackResource, _ world: FakeWorld, _ done: @escaping (Bool, FakeWorld) -> Void
    ) {
        let id = old.logicalID
        guard let current = stack.resources[id] else { return done(true, world) }
        if options.skipped.contains(id) {
            // "Skipped ones become UPDATE_COMPLETE but differ from the template": deploy-facts 3.1.
            stack.resources[id] = old
            stack.resources[id]?.actual = current.actual
            setStatus(of: id, "UPDATE_COMPLETE", world)
            return done(true, world)
        }
        if current.physicalID != old.physicalID || replacing.contains(id) {
            // The new resource is deleted in the clean-up.
            if current.physicalID != old.physicalID { stack.obsolete.append(current) }
            stack.obsolete.removeAll { $0.logicalID == id && $0.physicalID == old.physicalID }
            stack.resources[id] = old
            setStatus(of: id, "UPDATE_COMPLETE", world)
            return done(true, world)
        }
        stack.resources[id]?.properties = old.properties
        stack.resources[id]?.definition = old.definition
        setStatus(of: id, "UPDATE_IN_PROGRESS", world)
        let request = request(
            id, type: old.type, physicalID: old.physicalID, properties: old.properties, previous: current.properties,
            attributes: current.attributes, world)
        perform(.update, request, world) { [self] outcome, world in
            guard case .success(let physicalID, let attributes, let reason) = outcome else {
                if options.isForced {
                    stack.resources[id] = old
                    stack.resources[id]?.actual = current.actual
                    setStatus(of: id, "UPDATE_COMPLETE", reason: Self.reason(of: outcome, request), world)
                    return done(true, world)
                }
                setStatus(of: id, "UPDATE_FAILED", reason: Self.reason(of: outcome, request), world)
                return done(false, world)
            }
            stack.resources[id] = old
            if let physicalID { stack.resources[id]?.physicalID = physicalID }
            stack.resources[id]?.attributes.merge(attributes) { $1 }
            stack.resources[id]?.actual = old.properties
            setStatus(of: id, "UPDATE_COMPLETE", reason: reason, world)
            done(true, world)
        }
    }

    private func reverted(to stable: FakeStack.StableState, _ world: FakeWorld) {
        stack.rollbackFailures = []
        stack.template = stable.template
        stack.templateBody = stable.body
        stack.parameters = stable.parameters
        stack.tags = stable.tags
        stack.outputs = stable.outputs
        setStatus("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", world)
        let new = stack.resources.values.filter { stable.resources[$0.logicalID] == nil }
        cleanUp(Array(new), isCreated: true, world) { [self] world in
            end("UPDATE_ROLLBACK_COMPLETE", success: false, world)
        }
    }

    /// Deletes the resources that the new state does not have, and the old ones of replacements.
    func cleanUp(
        _ removed: [FakeStackResource], isCreated: Bool = false, _ world: FakeWorld, then: @escaping (FakeWorld) -> Void
    ) {
        let current = Set(stack.resources.values.compactMap(\.physicalID))
        let stable = isRollback ? Set((stack.stable?.resources.values).map { $0.compactMap(\.physicalID) } ?? []) : []
        let obsolete = stack.obsolete.filter { record in
            guard let id = record.physicalID else { return false }
            return !current.contains(id) && !stable.contains(id)
        }
        stack.obsolete = []
        let removedIDs = Set(removed.map(\.logicalID))
        delete(
            removed + obsolete,
            keeping: { [self] record in
                if removedIDs.contains(record.logicalID) {
                    return isCreated ? isKept(record.deletionPolicy) : record.deletionPolicy.hasPrefix("Retain")
                }
                // The new resource of a replacement that is undone is not kept by the policy for old ones.
                return isRollback ? isKept(record.deletionPolicy) : record.updateReplacePolicy == "Retain"
            }, world
        ) { _, world in then(world) }
    }
}
