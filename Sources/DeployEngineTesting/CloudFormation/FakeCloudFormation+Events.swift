#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeCloudFormation {
    /// Changes a stack's status and adds the event.
    func setStatus(
        _ stack: FakeStack, _ status: String, reason: String? = nil, operation: String, token: String?,
        _ world: FakeWorld
    ) {
        stack.status = status
        stack.reason = reason
        stack.history.append((world.now, status, reason))
        stack.events.append(
            FakeStackEvent(
                id: world.uuid(), logicalID: stack.name, physicalID: stack.id, type: "AWS::CloudFormation::Stack",
                time: world.date, status: status, reason: reason, operationID: operation, token: token))
    }

    /// Changes a resource's status and adds the event.
    func setStatus(
        of id: String, in stack: FakeStack, _ status: String, reason: String? = nil, physicalID: String? = nil,
        detailedStatus: String? = nil, run: StackRun, _ world: FakeWorld
    ) {
        guard var resource = stack.resources[id] else { return }
        resource.status = status
        resource.reason = reason
        resource.time = world.date
        stack.resources[id] = resource
        addEvent(
            resource, in: stack, status, reason: reason, physicalID: physicalID ?? resource.physicalID,
            detailedStatus: detailedStatus, run: run, world)
    }

    /// Adds an event of a resource.
    func addEvent(
        _ resource: FakeStackResource, in stack: FakeStack, _ status: String, reason: String? = nil,
        physicalID: String?,
        detailedStatus: String? = nil, run: StackRun, _ world: FakeWorld
    ) {
        stack.events.append(
            FakeStackEvent(
                id: "\(resource.logicalID)-\(status)-\(Self.timestamp(world.date))", logicalID: resource.logicalID,
                physicalID: physicalID, type: resource.type, time: world.date, status: status, reason: reason,
                detailedStatus: detailedStatus, operationID: run.id, token: run.token,
                properties: resource.properties.json))
    }

    /// Reports the physical id of a resource whose creation has begun, as `Resource creation Initiated`.
    package func initiated(_ request: FakeResourceRequest, physicalID: String, in world: FakeWorld) {
        guard let stack = stack(request.stackID), let run = stack.run, var resource = stack.resources[request.logicalID]
        else { return }
        let isReplacement = resource.status.hasPrefix("UPDATE")
        resource.physicalID = physicalID
        stack.resources[request.logicalID] = resource
        addEvent(
            resource, in: stack, isReplacement ? "UPDATE_IN_PROGRESS" : "CREATE_IN_PROGRESS",
            reason: "Resource creation Initiated", physicalID: physicalID, run: run, world)
    }

    /// Reports that a resource is configured and only waits for consistency.
    package func configured(_ request: FakeResourceRequest, in world: FakeWorld) {
        guard let stack = stack(request.stackID), let run = stack.run, let resource = stack.resources[request.logicalID]
        else { return }
        addEvent(
            resource, in: stack, resource.status, reason: "Eventual consistency check initiated",
            physicalID: resource.physicalID, detailedStatus: "CONFIGURATION_COMPLETE", run: run, world)
    }

    /// A time in ISO 8601 with milliseconds, such as `2030-01-01T00:00:06.020Z`.
    static func timestamp(_ date: Date) -> String {
        let seconds = date.timeIntervalSince1970
        let whole = seconds < 0 ? Int(seconds) - 1 : Int(seconds)
        let milliseconds = min(999, Int((seconds - Double(whole)) * 1000 + 0.5))
        let text = Date(timeIntervalSince1970: Double(whole)).formatted(.iso8601)
        let fraction = String(milliseconds + 1000).dropFirst()
        return text.dropLast() + "." + fraction + "Z"
    }

    /// The reason of a handler's failure.
    static func reason(_ message: String, code: String, token: String) -> String {
        "Resource handler returned message: \"\(message)\" (RequestToken: \(token), HandlerErrorCode: \(code))"
    }
}
