extension StackRun {
    /// Calls a type's handler, or fails as ordered by a test.
    /// - Parameter finish: Receives the outcome once.
    func perform(
        _ action: FakeFailure.Action, _ request: FakeResourceRequest, _ world: FakeWorld,
        finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        let key = request.logicalID
        if action != .delete { inFlight[key] = request }
        var hasFinished = false
        let once: (FakeResourceOutcome, FakeWorld) -> Void = { [self] outcome, world in
            guard !hasFinished else { return }
            hasFinished = true
            if action != .delete { inFlight[key] = nil }
            record(action, request, outcome, world)
            finish(outcome, world)
        }
        if let index = service.failures.firstIndex(where: { $0.matches(request, action) }) {
            service.failures[index].times = service.failures[index].times.map { $0 - 1 }
            let failure = service.failures[index]
            world.schedule(after: failure.after ?? service.duration(of: request, action)) { world in
                if let code = failure.code {
                    once(.failure(message: failure.message, code: code), world)
                } else {
                    once(.rawFailure(reason: failure.message), world)
                }
            }
            return
        }
        let handler = service.handler(of: request.type)
        switch action {
        case .create: handler.create(request, in: world, finish: once)
        case .update: handler.update(request, in: world, finish: once)
        case .delete: handler.delete(request, in: world, finish: once)
        case .importing:
            world.schedule(after: service.duration(of: request, .importing)) { world in
                once(.success(physicalID: request.physicalID), world)
            }
        }
    }

    /// Records the handler's call in CloudTrail.
    private func record(
        _ action: FakeFailure.Action, _ request: FakeResourceRequest, _ outcome: FakeResourceOutcome, _ world: FakeWorld
    ) {
        let parts = request.type.split(separator: ":").map(String.init)
        guard parts.count == 3 else { return }
        let verb = [.create: "Create", .update: "Update", .delete: "Delete", .importing: "Describe"][action] ?? ""
        var error: (code: String, message: String)?
        if case .failure(let message, let code, _) = outcome {
            error = (code == "AccessDenied" ? "AccessDenied" : "\(code)Exception", message)
        }
        world.trail.append(
            FakeTrailEvent(
                id: world.uuid(), time: world.now, source: "\(parts[1].lowercased()).amazonaws.com",
                name: verb + parts[2],
                caller: stack.roleARN ?? "arn:aws:iam::\(world.account):user/admin",
                invokedBy: "cloudformation.amazonaws.com", errorCode: error?.code, errorMessage: error?.message,
                resources: [request.physicalID ?? request.logicalID]))
    }

    func request(
        _ logicalID: String, type: String, physicalID: String?, properties: FakeValue, previous: FakeValue? = nil,
        attributes: [String: FakeValue] = [:], _ world: FakeWorld
    ) -> FakeResourceRequest {
        FakeResourceRequest(
            stackID: stack.id, stackName: stack.name, logicalID: logicalID, type: type, physicalID: physicalID,
            properties: properties, previous: previous, attributes: attributes, token: world.uuid(),
            isRollback: isRollback)
    }

    /// The reason of an outcome; nil for a success without one.
    static func reason(of outcome: FakeResourceOutcome, _ request: FakeResourceRequest) -> String? {
        switch outcome {
        case .success(_, _, let reason): reason
        case .failure(let message, let code, _):
            FakeCloudFormation.reason(message, code: code, token: request.token)
        case .rawFailure(let reason, _): reason
        }
    }

    /// Cancels what is in flight beside a failed resource.
    func cancelSiblings(_ world: FakeWorld) {
        for (id, request) in inFlight.sorted(by: { $0.key < $1.key }) where !cancelled.contains(id) {
            cancelled.insert(id)
            let isCreation = failedCreations.contains(id) || request.physicalID == nil
            if isCreation, !replacing.contains(id) { failedCreations.insert(id) }
            let verb = replacing.contains(id) || !isCreation ? "UPDATE" : kind == .importing ? "IMPORT" : "CREATE"
            setStatus(
                of: id, "\(verb)_FAILED",
                reason: verb == "UPDATE" ? "Resource update cancelled" : "Resource creation cancelled", world)
            service.handler(of: request.type).cancel(request, in: world)
        }
    }
}
