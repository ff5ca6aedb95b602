#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeWorkloads {
    /// Registers a task definition.
    @discardableResult
    package mutating func registerTaskDefinition(_ input: FakeValue) throws(FakeError) -> FakeValue {
        guard let family = input["family"]?.text, !family.isEmpty else {
            throw FakeError("ClientException", "Family should not be null or empty.")
        }
        guard let containers = input["containerDefinitions"]?.elements, !containers.isEmpty else {
            throw FakeError("ClientException", "Task definition must contain at least one container definition.")
        }
        let revision = (ecs.revisionsOfFamilies[family] ?? 0) + 1
        ecs.revisionsOfFamilies[family] = revision
        var document = input
        document["tags"] = nil
        let definition = FakeTaskDefinition(
            arn: account.arn("ecs", "task-definition/\(family):\(revision)"), family: family, revision: revision,
            document: document, tags: input["tags"] ?? .array([]), registeredAt: now,
            registeredBy: "arn:aws:iam::\(account.account):root")
        ecs.definitions[definition.arn] = definition
        return ["taskDefinition": render(definition), "tags": definition.tags]
    }

    func describeTaskDefinition(_ input: FakeValue) throws(FakeError) -> FakeValue {
        guard let definition = ecs.definition(input["taskDefinition"]?.text ?? "") else {
            throw FakeError("ClientException", "Unable to describe task definition.")
        }
        let showsTags = input["include"]?.texts.contains("TAGS") ?? false
        return ["taskDefinition": render(definition), "tags": showsTags ? definition.tags : .null]
    }

    func listTaskDefinitions(_ input: FakeValue) -> FakeValue {
        let status = input["status"]?.text ?? "ACTIVE"
        let prefix = input["familyPrefix"]?.text
        var found = ecs.definitions.values.filter {
            $0.status.rawValue == status && (prefix == nil || $0.family == prefix)
        }
        found.sort { ($0.family, $0.revision) < ($1.family, $1.revision) }
        if input["sort"]?.text == "DESC" { found.reverse() }
        let page = FakePage(
            found.map(\.arn), token: input["nextToken"]?.text, limit: input["maxResults"]?.integer ?? 100)
        return ["taskDefinitionArns": FakeValue(page.elements), "nextToken": FakeValue(page.nextToken)]
    }

    /// Deregisters a task definition.
    ///
    /// Source: "DeregisterTaskDefinition", ECS API Reference: it becomes INACTIVE, and running services keep scaling.
    @discardableResult
    package mutating func deregisterTaskDefinition(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let name = input["taskDefinition"]?.text ?? ""
        guard name.contains(":"), let definition = ecs.definition(name) else {
            throw FakeError("ClientException", "The specified task definition does not exist.")
        }
        if definition.status == .active {
            ecs.definitions[definition.arn]?.status = .inactive
            ecs.definitions[definition.arn]?.deregisteredAt = now
        }
        return ["taskDefinition": ecs.definitions[definition.arn].map(render) ?? .null]
    }

    /// Deletes deregistered task definitions. One that is in use stays DELETE_IN_PROGRESS.
    mutating func deleteTaskDefinitions(_ input: FakeValue) -> FakeValue {
        var deleted: [FakeValue] = []
        var failures: [FakeValue] = []
        for name in input["taskDefinitions"]?.texts ?? [] {
            guard let definition = ecs.definition(name) else {
                failures.append(["arn": .string(name), "reason": "The specified task definition does not exist."])
                continue
            }
            guard definition.status != .active else {
                failures.append([
                    "arn": .string(definition.arn),
                    "reason": "The specified task definition is still in ACTIVE status. Please deregister the target.",
                ])
                continue
            }
            ecs.definitions[definition.arn]?.status = .deleting
            ecs.definitions[definition.arn]?.deleteRequestedAt = now
            deleted.append(ecs.definitions[definition.arn].map(render) ?? .null)
            if !isInUse(definition.arn) { ecs.definitions[definition.arn] = nil }
        }
        return ["taskDefinitions": .array(deleted), "failures": .array(failures)]
    }

    private func isInUse(_ definition: String) -> Bool {
        ecs.tasks.values.contains { $0.definition == definition && $0.status != .stopped }
            || ecs.services.values.contains { service in
                service.status == "ACTIVE"
                    && (service.settings.definition == definition
                        || service.sets.contains { service.revision($0.revision)?.settings.definition == definition })
            }
    }

    /// The usable definition of a request that starts tasks.
    func usableDefinition(_ name: String) throws(FakeError) -> FakeTaskDefinition {
        guard let definition = ecs.definition(name) else {
            throw FakeError("ClientException", "TaskDefinition not found.")
        }
        guard definition.status != .active else { return definition }
        let end = definition.deregisteredAt?.addingTimeInterval(ecs.timings.deregistrationGrace) ?? now
        guard definition.status == .inactive, now < end else {
            throw FakeError("ClientException", "TaskDefinition is inactive")
        }
        return definition
    }

    func render(_ definition: FakeTaskDefinition) -> FakeValue {
        var value = definition.document
        value["taskDefinitionArn"] = .string(definition.arn)
        value["revision"] = FakeValue(definition.revision)
        value["status"] = .string(definition.status.rawValue)
        value["registeredAt"] = definition.registeredAt.json
        value["deregisteredAt"] = definition.deregisteredAt?.json
        value["deleteRequestedAt"] = definition.deleteRequestedAt?.json
        value["registeredBy"] = .string(definition.registeredBy)
        value["compatibilities"] = ["EC2", "FARGATE"]
        // Source: "ContainerDefinition", ECS API Reference: the defaults that the service adds.
        value["volumes"] = definition.document["volumes"] ?? .array([])
        value["placementConstraints"] = definition.document["placementConstraints"] ?? .array([])
        value["containerDefinitions"] = .array(
            (definition.document["containerDefinitions"]?.elements ?? []).map { container in
                var container = container
                for name in ["environment", "mountPoints", "volumesFrom", "portMappings", "systemControls"]
                where container[name] == nil { container[name] = .array([]) }
                if container["essential"] == nil { container["essential"] = true }
                if container["cpu"] == nil { container["cpu"] = 0 }
                return container
            })
        return value
    }
}

extension Date {
    /// The seconds since 1970, as JSON services send times.
    var json: FakeValue { FakeValue(timeIntervalSince1970) }

    /// The milliseconds since 1970, as CloudWatch Logs sends times.
    var milliseconds: FakeValue { FakeValue(Int((timeIntervalSince1970 * 1000) + 0.5)) }
}
