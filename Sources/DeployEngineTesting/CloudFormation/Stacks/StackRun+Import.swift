extension StackRun {
    /// Takes a resource over that exists.
    func importResource(
        _ record: FakeStackResource, physicalID: String, _ world: FakeWorld,
        _ done: @escaping (Bool, FakeWorld) -> Void
    ) {
        let id = record.logicalID
        stack.resources[id] = record
        stack.resources[id]?.physicalID = physicalID
        setStatus(of: id, "IMPORT_IN_PROGRESS", world)
        let request = request(id, type: record.type, physicalID: physicalID, properties: record.properties, world)
        perform(.importing, request, world) { [self] outcome, world in
            guard case .success(_, let attributes, _) = outcome else {
                if !cancelled.contains(id) {
                    setStatus(of: id, "IMPORT_FAILED", reason: Self.reason(of: outcome, request), world)
                }
                return done(false, world)
            }
            stack.resources[id]?.attributes = attributes.isEmpty ? ["Arn": .string(physicalID)] : attributes
            stack.resources[id]?.actual = record.properties
            if cancelled.contains(id) { return done(false, world) }
            setStatus(of: id, "IMPORT_COMPLETE", world)
            done(true, world)
        }
    }

    /// Gives the imported resources back. Nothing is deleted.
    func undoImport(_ world: FakeWorld) {
        let ids = options.imports.keys.filter { stack.resources[$0] != nil }.sorted()
        let failing = ids.filter { id in
            guard let record = stack.resources[id] else { return false }
            let request = request(
                id, type: record.type, physicalID: record.physicalID, properties: record.properties, world)
            return service.failures.contains { $0.duringRollback == true && $0.matches(request, .importing) }
        }
        world.schedule(after: .seconds(2)) { [self] world in
            for id in ids where !failing.contains(id) {
                setStatus(of: id, "IMPORT_ROLLBACK_IN_PROGRESS", world)
                setStatus(of: id, "IMPORT_ROLLBACK_COMPLETE", world)
                stack.resources[id] = nil
            }
            for id in failing {
                setStatus(of: id, "IMPORT_ROLLBACK_FAILED", reason: "the fake was told to fail", world)
            }
            if failing.isEmpty {
                end("IMPORT_ROLLBACK_COMPLETE", success: false, world)
            } else {
                end(
                    "IMPORT_ROLLBACK_FAILED",
                    reason: "The following resource(s) failed to import: [\(failing.joined(separator: ", "))]. ",
                    success: false, world)
            }
        }
    }
}
