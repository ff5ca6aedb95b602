extension StackRun {
    /// Deletes resources, those that depend on others first.
    /// - Parameters:
    ///   - records: The resources.
    ///   - keeping: Returns `true` for a resource that its policy keeps.
    ///   - then: Called at the end.
    func delete(
        _ records: [FakeStackResource], keeping: @escaping (FakeStackResource) -> Bool, _ world: FakeWorld,
        then: @escaping (ResourceWave, FakeWorld) -> Void
    ) {
        func key(_ record: FakeStackResource) -> String { record.logicalID + "/" + (record.physicalID ?? "") }
        let steps = records.map { record in
            let dependents = records.filter { $0.dependencies.contains(record.logicalID) }
            return ResourceWave.Step(id: key(record), after: Set(dependents.map(key))) { [self] world, done in
                delete(record, isKept: keeping(record), world, done)
            }
        }
        let wave = ResourceWave(steps, stopsAtFailure: false, whenEnded: then)
        self.wave = wave
        wave.proceed(world)
    }

    private func delete(
        _ record: FakeStackResource, isKept: Bool, _ world: FakeWorld, _ done: @escaping (Bool, FakeWorld) -> Void
    ) {
        let id = record.logicalID
        let isCurrent = stack.resources[id].map { $0.physicalID == record.physicalID } ?? false
        func event(_ status: String, _ reason: String? = nil, _ world: FakeWorld) {
            if isCurrent {
                setStatus(of: id, status, reason: reason, world)
            } else {
                service.addEvent(
                    record, in: stack, status, reason: reason, physicalID: record.physicalID, run: self, world)
            }
        }
        if isKept || options.retained.contains(id) {
            event("DELETE_SKIPPED", nil, world)
            if isCurrent { stack.resources[id] = nil }
            return done(true, world)
        }
        event("DELETE_IN_PROGRESS", nil, world)
        guard let physicalID = record.physicalID else {
            event("DELETE_COMPLETE", nil, world)
            if isCurrent { stack.resources[id] = nil }
            return done(true, world)
        }
        if record.deletionPolicy == "Snapshot" {
            service.snapshots.append("\(stack.name)-snapshot-\(id.lowercased())-\(world.hexadecimal(12))")
        }
        let request = request(
            id, type: record.type, physicalID: physicalID, properties: record.properties, attributes: record.attributes,
            world)
        perform(.delete, request, world) { [self] outcome, world in
            guard case .success = outcome else {
                if options.isForced {
                    // FORCE_DELETE_STACK: the resource stays, the stack goes.
                    event("DELETE_SKIPPED", Self.reason(of: outcome, request), world)
                    if isCurrent { stack.resources[id] = nil }
                    return done(true, world)
                }
                event("DELETE_FAILED", Self.reason(of: outcome, request), world)
                return done(false, world)
            }
            event("DELETE_COMPLETE", nil, world)
            if isCurrent { stack.resources[id] = nil }
            done(true, world)
        }
    }

    /// Deletes the stack's resources and the stack.
    func deleteAll(_ world: FakeWorld) {
        let records = Array(stack.resources.values) + stack.obsolete
        stack.obsolete = []
        let isOfCreation = isRollback
        delete(
            records,
            keeping: { [self] record in
                record.deletionPolicy == "Retain" && !(isOfCreation && options.retainExceptOnCreate)
                    || record.deletionPolicy == "RetainExceptOnCreate" && !isOfCreation
            }, world
        ) { [self] wave, world in
            if wave.failed.isEmpty {
                end("DELETE_COMPLETE", success: kind == .delete, world)
            } else {
                end("DELETE_FAILED", reason: deletionFailure(wave), success: false, world)
            }
        }
    }

    func deletionFailure(_ wave: ResourceWave) -> String {
        let names = wave.failed.map { $0.prefix { $0 != "/" } }.sorted().joined(separator: ", ")
        return "The following resource(s) failed to delete: [\(names)]. "
    }
}
