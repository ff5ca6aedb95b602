internal import CloudFormation

extension ContainerTask {
    /// The resources of a task.
    struct Parts {
        let taskRole: Role.Reference
        let executionRole: Role.Reference
        let logGroup: ResourceHandle<AWS.Logs.LogGroup>
        let definition: ResourceHandle<AWS.ECS.TaskDefinition>
    }

    /// Adds the task definition with its roles and log group.
    /// - Parameter port: The port that the container listens on; nil if it does not listen.
    func add(to scope: Scope, port: Int?) -> Parts {
        let logGroup = scope.add(
            "Logs", AWS.Logs.LogGroup(kmsKeyId: logKey?.value, retentionInDays: .literal(logs.days)), .kept(.delete))
        let taskRole = scope.add("TaskRole", Role(service: .ecsTasks, description: "What the application may do"))
        let executionRole = scope.add(
            "ExecutionRole", Role(service: .ecsTasks, description: "Pulls the image and writes the log"))
        image.grantPull(to: executionRole)
        logGroup.grantWrite(to: executionRole)
        for secret in secrets.sorted(by: { $0.key < $1.key }).map(\.value) { secret.grantRead(to: executionRole) }
        if exec { ContainerTask.grantExec(to: taskRole) }
        if let collector {
            collector.image.grantPull(to: executionRole)
            CollectorSidecar.grantTraces(to: taskRole)
        }
        let definition = scope.add(
            "Task",
            AWS.ECS.TaskDefinition(
                containerDefinitions: [container(port: port, logGroup: logGroup.ref)]
                    + (collector.map { [$0.container(logGroup: logGroup.ref)] } ?? []),
                cpu: .literal(String(size.cpu)),
                ephemeralStorage: ephemeralStorage.map { .init(sizeInGiB: .literal($0.gibibytes)) },
                executionRoleArn: executionRole.arn.value,
                // Tasks of one stack have families of their own, so that each has its own revisions.
                family: .literal(([scope.stack.name] + scope.path).joined(separator: "-")),
                memory: .literal(String(size.memory)),
                networkMode: .awsvpc,
                requiresCompatibilities: [.fargate],
                runtimePlatform: .init(
                    cpuArchitecture: architecture == .arm64 ? .arm64 : .x86x64, operatingSystemFamily: .linux),
                taskRoleArn: taskRole.arn.value),
            // The old revisions stay, so that a release can be rolled back to.
            .kept(removal))
        return Parts(taskRole: taskRole, executionRole: executionRole, logGroup: logGroup, definition: definition)
    }

    /// The environment variables, with those that lead to the collector unless the description sets them.
    private var variables: [String: TemplateValue<String>] {
        guard collector != nil else { return environment }
        return environment.merging(CollectorSidecar.variables.mapValues { .literal($0) }) { own, _ in own }
    }

    private func container(
        port: Int?, logGroup: TemplateValue<String>
    ) -> AWS.ECS.TaskDefinition.ContainerDefinition {
        AWS.ECS.TaskDefinition.ContainerDefinition(
            image: image.reference,
            name: .literal(ContainerTask.containerName),
            command: command.isEmpty ? nil : .literal(command),
            environment: variables.sorted { $0.key < $1.key }.map { .init(name: .literal($0.key), value: $0.value) },
            essential: true,
            healthCheck: healthCommand.isEmpty
                ? nil
                : .init(command: .literal(healthCommand), interval: 30, retries: 3, startPeriod: 30, timeout: 5),
            linuxParameters: .init(capabilities: .init(drop: ["ALL"]), initProcessEnabled: true),
            logConfiguration: ContainerTask.logConfiguration(logGroup, prefix: "task"),
            portMappings: port.map { [.init(containerPort: .literal($0), protocol: .tcp)] },
            // ECS Exec writes to the root file system ("Monitor containers with ECS Exec").
            readonlyRootFilesystem: .literal(!exec),
            secrets: secrets.isEmpty
                ? nil
                : secrets.sorted { $0.key < $1.key }.map {
                    .init(name: .literal($0.key), valueFrom: $0.value.reference)
                },
            stopTimeout: .literal(stopTimeout.seconds),
            user: .literal(user))
    }

    /// The configuration that sends a container's output to a log group.
    static func logConfiguration(
        _ logGroup: TemplateValue<String>, prefix: String
    ) -> AWS.ECS.TaskDefinition.LogConfiguration {
        .init(
            logDriver: "awslogs",
            options: [
                "awslogs-group": logGroup, "awslogs-region": AWS.region, "awslogs-stream-prefix": .literal(prefix),
                // Slow logging does not block the process ("awslogs: mode").
                "mode": "non-blocking", "max-buffer-size": "4m",
            ])
    }

    /// Grants ECS Exec's session channels, which take no resource ("Amazon ECS task IAM role: ECS Exec permissions").
    private static func grantExec(to role: Role.Reference) {
        role.grant(
            PolicyStatement(
                actions: [
                    "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel",
                    "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
                ], resources: ["*"]))
    }
}
