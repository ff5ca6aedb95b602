#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeWorkloads {
    /// Starts one-off tasks. The same client token returns the same tasks.
    @discardableResult
    package mutating func runTask(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let cluster = try cluster(input)
        let definition = try usableDefinition(input["taskDefinition"]?.text ?? "")
        let count = input["count"]?.integer ?? 1
        guard (1...10).contains(count) else {
            throw FakeError("InvalidParameterException", "The count must be between 1 and 10.")
        }
        guard
            input["networkConfiguration"]?["awsvpcConfiguration"] != nil
                || (definition.document["networkMode"]?.text ?? "awsvpc") != "awsvpc"
        else {
            throw FakeError(
                "InvalidParameterException",
                "Network Configuration must be provided when networkMode 'awsvpc' is specified.")
        }
        for override in input["overrides"]?["containerOverrides"]?.elements ?? [] {
            let name = override["name"]?.text ?? ""
            guard definition.containers.contains(where: { $0.name == name }) else {
                throw FakeError(
                    "InvalidParameterException",
                    "Override for container named \(name) is not a container in the TaskDefinition.")
            }
        }
        if let token = input["clientToken"]?.text, let known = ecs.runs[token] {
            return ["tasks": .array(known.compactMap { ecs.tasks[$0].map(render) }), "failures": .array([])]
        }
        var settings = FakeServiceSettings(definition: definition.arn)
        settings.update(from: input)
        var tasks: [FakeTask] = []
        for _ in 0..<count {
            var task = newTask(definition: definition.arn, cluster: cluster.arn, settings)
            task.group = input["group"]?.text ?? "family:" + definition.family
            task.startedBy = input["startedBy"]?.text
            task.overrides = input["overrides"] ?? .object([:])
            task.tags = input["tags"] ?? .array([])
            task.allowsCommands = input["enableExecuteCommand"]?.boolean ?? false
            ecs.tasks[task.arn] = task
            tasks.append(task)
        }
        if let token = input["clientToken"]?.text { ecs.runs[token] = tasks.map(\.arn) }
        return ["tasks": .array(tasks.map(render)), "failures": .array([])]
    }

    /// Stops a task.
    @discardableResult
    package mutating func stopTask(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let cluster = try cluster(input)
        guard var task = find(input["task"]?.text ?? "", in: cluster) else {
            throw FakeError("InvalidParameterException", "The referenced task was not found.")
        }
        stop(&task, code: "UserInitiated", reason: input["reason"]?.text ?? "Task stopped by user")
        ecs.tasks[task.arn] = task
        return ["task": render(task)]
    }

    func listTasks(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let cluster = try cluster(input)
        let name = input["serviceName"]?.text.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        if let name, ecs.service(name, in: cluster.arn) == nil {
            throw FakeError("ServiceNotFoundException", "Service not found.")
        }
        let isStopped = input["desiredStatus"]?.text == "STOPPED"
        let found = ecs.tasks.values.filter { task in
            task.cluster == cluster.arn && task.shouldRun != isStopped && (name == nil || task.service == name)
                && (input["startedBy"]?.text.map { task.startedBy == $0 } ?? true)
                && (input["family"]?.text.map { ecs.definitions[task.definition]?.family == $0 } ?? true)
        }
        let arns = found.sorted { ($0.createdAt, $0.arn) < ($1.createdAt, $1.arn) }.map(\.arn)
        let page = FakePage(arns, token: input["nextToken"]?.text, limit: input["maxResults"]?.integer ?? 100)
        return ["taskArns": FakeValue(page.elements), "nextToken": FakeValue(page.nextToken)]
    }

    func describeTasks(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let cluster = try cluster(input)
        let names = input["tasks"]?.texts ?? []
        guard (1...100).contains(names.count) else {
            throw FakeError("InvalidParameterException", "Between 1 and 100 tasks are required.")
        }
        var tasks: [FakeValue] = []
        var failures: [FakeValue] = []
        for name in names {
            if let task = find(name, in: cluster) {
                tasks.append(render(task))
            } else {
                let arn = name.hasPrefix("arn:") ? name : account.arn("ecs", "task/\(cluster.name)/\(name)")
                failures.append(["arn": .string(arn), "reason": "MISSING"])
            }
        }
        return ["tasks": .array(tasks), "failures": .array(failures)]
    }

    func executeCommand(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let cluster = try cluster(input)
        guard let task = find(input["task"]?.text ?? "", in: cluster), task.shouldRun else {
            throw FakeError("InvalidParameterException", "The referenced task was not found.")
        }
        guard task.allowsCommands else {
            throw FakeError(
                "InvalidParameterException",
                "The execute command failed because execute command was not enabled when the task was run or the execute "
                    + "command agent isn’t running. Wait and try again or run a new task with execute command enabled and "
                    + "try again.")
        }
        guard task.status == .running else {
            throw FakeError("TargetNotConnectedException", "The execute command failed due to an internal error.")
        }
        let name = input["container"]?.text ?? task.containers.first?.name ?? ""
        return [
            "clusterArn": .string(cluster.arn), "taskArn": .string(task.arn), "containerName": .string(name),
            "containerArn": .string(containerARN(name, task)), "interactive": input["interactive"] ?? true,
            "session": [
                "sessionId": .string("ecs-execute-command-" + FakeAccountNames.hexadecimal(task.id, 99)),
                "streamUrl": .string("wss://ssmmessages.\(account.region).amazonaws.com/v1/data-channel/fake"),
                "tokenValue": "fake-token",
            ],
        ]
    }

    private func find(_ name: String, in cluster: FakeECS.Cluster) -> FakeTask? {
        ecs.tasks[name] ?? ecs.tasks.values.first { $0.id == name && $0.cluster == cluster.arn }
    }

    private func containerARN(_ name: String, _ task: FakeTask) -> String {
        let path = task.arn.split(separator: ":task/").last.map(String.init) ?? task.id
        return account.arn("ecs", "container/\(path)/\(FakeAccountNames.hexadecimal(task.id + name, 0))")
    }

    func render(_ task: FakeTask) -> FakeValue {
        let definition = ecs.definitions[task.definition]
        var value: FakeValue = [
            "taskArn": .string(task.arn), "clusterArn": .string(task.cluster),
            "taskDefinitionArn": .string(task.definition), "group": .string(task.group),
            "startedBy": FakeValue(task.startedBy), "lastStatus": .string(task.status.rawValue),
            "desiredStatus": task.shouldRun ? "RUNNING" : "STOPPED", "launchType": "FARGATE",
            "platformVersion": "1.4.0",
            "platformFamily": "Linux", "healthStatus": .string(task.health), "stopCode": FakeValue(task.stopCode),
            "stoppedReason": FakeValue(task.stoppedReason), "createdAt": task.createdAt.json, "version": 1,
            "enableExecuteCommand": .bool(task.allowsCommands), "overrides": task.overrides, "tags": task.tags,
            "availabilityZone": .string(network.subnets[task.subnet]?.zone ?? account.region + "a"),
        ]
        value["cpu"] = definition?.document["cpu"]
        value["memory"] = definition?.document["memory"]
        value["pullStartedAt"] = task.pullStartedAt?.json
        value["pullStoppedAt"] = task.pullStoppedAt?.json
        value["startedAt"] = task.startedAt?.json
        value["stoppingAt"] = task.stoppingAt?.json
        value["executionStoppedAt"] = task.executionStoppedAt?.json
        value["stoppedAt"] = task.stoppedAt?.json
        if task.startedAt != nil { value["connectivity"] = "CONNECTED" }
        value["containers"] = .array(task.containers.map { render($0, task) })
        let attachmentStatus =
            task.interface == nil ? "PRECREATED" : task.status < .deprovisioning ? "ATTACHED" : "DELETED"
        var details: [FakeValue] = [["name": "subnetId", "value": .string(task.subnet)]]
        if let interface = task.interface {
            details.append(["name": "networkInterfaceId", "value": .string(interface.id)])
            details.append(["name": "privateIPv4Address", "value": .string(interface.address)])
        }
        value["attachments"] = [
            [
                "id": .string(FakeAccountNames.hexadecimal(task.id + "eni", 0)), "type": "ElasticNetworkInterface",
                "status": .string(attachmentStatus), "details": .array(details),
            ]
        ]
        return value
    }

    private func render(_ container: FakeTask.Container, _ task: FakeTask) -> FakeValue {
        let addresses: [FakeValue] =
            task.interface.map { [["privateIpv4Address": .string($0.address), "attachmentId": .string($0.id)]] } ?? []
        return [
            "containerArn": .string(containerARN(container.name, task)), "taskArn": .string(task.arn),
            "name": .string(container.name), "image": .string(container.image),
            "imageDigest": task.pullStoppedAt == nil ? .null : FakeValue(container.digest),
            "runtimeId": FakeValue(container.runtimeID), "lastStatus": .string(container.status),
            "exitCode": FakeValue(container.exitCode), "reason": FakeValue(container.reason),
            "healthStatus": .string(task.health), "networkInterfaces": .array(addresses), "networkBindings": .array([]),
        ]
    }
}
