#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A detection of drift.
struct DriftDetection {
    let id: String
    let stackID: String
    let started: Date
    var status = "DETECTION_IN_PROGRESS"
    var driftStatus: String?
    var count = 0
}

extension FakeCloudFormation {
    /// Changes a property of a resource behind CloudFormation's back; a nil value deletes the resource.
    package func drift(_ stackName: String, _ logicalID: String, _ property: String = "", to value: FakeValue?) {
        guard let stack = stack(stackName) else { return }
        guard let value else {
            stack.resources[logicalID]?.actual = nil
            return
        }
        stack.resources[logicalID]?.actual?[property] = value
    }

    /// `DetectStackDrift`.
    func detectStackDrift(_ request: FakeRequest, _ world: FakeWorld) throws(FakeError) -> FakeResponse {
        let stack = try stack(of: request)
        // "Detect unmanaged configuration changes to stacks and resources with drift detection", AWS CloudFormation User Guide.
        let allowed: Set<String> = [
            "CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED",
            "IMPORT_COMPLETE",
            "IMPORT_ROLLBACK_COMPLETE",
        ]
        guard allowed.contains(stack.status) else {
            throw .validation("Drift detection cannot be performed on stack [\(stack.id)] in status \(stack.status)")
        }
        let id = world.uuid()
        detections[id] = DriftDetection(id: id, stackID: stack.id, started: world.date)
        let selected = Set(request["LogicalResourceIds"]?.texts ?? [])
        world.schedule(after: settings.driftDuration) { [self] world in
            var count = 0
            for (logicalID, resource) in stack.resources where selected.isEmpty || selected.contains(logicalID) {
                readActual(resource, of: stack, world)
                let status = driftStatus(of: stack.resources[logicalID] ?? resource)
                stack.resources[logicalID]?.driftStatus = status
                if status == "MODIFIED" || status == "DELETED" { count += 1 }
            }
            stack.driftStatus = count > 0 ? "DRIFTED" : "IN_SYNC"
            stack.driftTime = world.date
            detections[id]?.status = "DETECTION_COMPLETE"
            detections[id]?.driftStatus = stack.driftStatus
            detections[id]?.count = count
        }
        return .output(["StackDriftDetectionId": .string(id)])
    }

    /// Records what a resource's service has of it.
    func readActual(_ resource: FakeStackResource, of stack: FakeStack, _ world: FakeWorld) {
        switch handler(of: resource.type).read(resource, in: world) {
        case .recorded: break
        case .gone: stack.resources[resource.logicalID]?.actual = nil
        case .properties(let properties): stack.resources[resource.logicalID]?.actual = properties
        }
    }

    private func driftStatus(of resource: FakeStackResource) -> String {
        guard facts(of: resource.type).supportsDrift else { return "NOT_CHECKED" }
        guard let actual = resource.actual else { return "DELETED" }
        return actual.asTexts == resource.properties.asTexts ? "IN_SYNC" : "MODIFIED"
    }

    /// `DescribeStackDriftDetectionStatus`.
    func describeDriftDetection(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        let id = request.text("StackDriftDetectionId") ?? ""
        guard let detection = detections[id] else { throw .validation("Drift detection \(id) does not exist") }
        return .output([
            "StackId": .string(detection.stackID), "StackDriftDetectionId": .string(id),
            "StackDriftStatus": FakeValue(detection.driftStatus), "DetectionStatus": .string(detection.status),
            "DriftedStackResourceCount": FakeValue(detection.count),
            "Timestamp": .string(Self.timestamp(detection.started)),
        ])
    }

    /// `DescribeStackResourceDrifts`, of the last detection.
    func describeResourceDrifts(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        let stack = try stack(of: request)
        let filter = Set(request["StackResourceDriftStatusFilters"]?.texts ?? [])
        let resources = stack.resources.values.sorted { $0.logicalID < $1.logicalID }
            .filter { $0.driftStatus != "NOT_CHECKED" && (filter.isEmpty || filter.contains($0.driftStatus)) }
        let page = try page(resources, of: request, size: settings.pageSize)
        let drifts = page.items.map { resource -> FakeValue in
            let differences = PropertyDifference.between(resource.properties, resource.actual ?? resource.properties)
            return [
                "StackId": .string(stack.id), "LogicalResourceId": .string(resource.logicalID),
                "PhysicalResourceId": FakeValue(resource.physicalID), "ResourceType": .string(resource.type),
                "ExpectedProperties": .string(resource.properties.json),
                "ActualProperties": FakeValue(resource.actual?.json),
                "StackResourceDriftStatus": .string(resource.driftStatus),
                "Timestamp": .string(Self.timestamp(stack.driftTime ?? stack.created)),
                "PropertyDifferences": .array(
                    differences.map {
                        [
                            "PropertyPath": .string("/" + $0.path.joined(separator: "/")),
                            "ExpectedValue": .string($0.before.map { $0.text ?? $0.json } ?? "null"),
                            "ActualValue": .string($0.after.map { $0.text ?? $0.json } ?? "null"),
                            "DifferenceType": .string(
                                $0.before == nil ? "ADD" : $0.after == nil ? "REMOVE" : "NOT_EQUAL"),
                        ]
                    }),
            ]
        }
        return .output(["StackResourceDrifts": .array(drifts), "NextToken": FakeValue(page.next)])
    }
}
