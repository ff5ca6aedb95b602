internal import CloudFormation

extension ContainerService {
    /// The service's resource.
    func service(
        _ task: TemplateValue<String>, _ group: SecurityGroup.Reference, _ surroundings: Surroundings
    ) -> AWS.ECS.Service {
        AWS.ECS.Service(
            availabilityZoneRebalancing: .enabled,
            cluster: surroundings.cluster.name.value,
            deploymentConfiguration: .init(
                deploymentCircuitBreaker: .init(enable: true, rollback: true),
                maximumPercent: 200,
                minimumHealthyPercent: 100),
            desiredCount: .literal(count),
            enableECSManagedTags: true,
            enableExecuteCommand: .literal(exec),
            healthCheckGracePeriodSeconds: 60,
            launchType: .fargate,
            loadBalancers: [
                .init(
                    containerName: .literal(ContainerService.containerName),
                    containerPort: .literal(surroundings.loadBalancer.targetPort),
                    targetGroupArn: surroundings.loadBalancer.targetGroup.ref)
            ],
            networkConfiguration: .init(
                awsvpcConfiguration: .init(
                    assignPublicIp: .disabled, securityGroups: [group.id.value],
                    subnets: surroundings.network.privateSubnets.ids)),
            propagateTags: .service,
            taskDefinition: task)
    }

    /// The container of the task definition.
    func container(port: Int, logGroup: TemplateValue<String>) -> AWS.ECS.TaskDefinition.ContainerDefinition {
        AWS.ECS.TaskDefinition.ContainerDefinition(
            image: image.reference,
            name: .literal(ContainerService.containerName),
            environment: environment.sorted { $0.key < $1.key }.map { .init(name: .literal($0.key), value: $0.value) },
            essential: true,
            healthCheck: healthCommand.isEmpty
                ? nil
                : .init(command: .literal(healthCommand), interval: 30, retries: 3, startPeriod: 30, timeout: 5),
            linuxParameters: .init(capabilities: .init(drop: ["ALL"]), initProcessEnabled: true),
            logConfiguration: .init(
                logDriver: "awslogs",
                options: [
                    "awslogs-group": logGroup, "awslogs-region": AWS.region, "awslogs-stream-prefix": "task",
                    // Slow logging does not block the process ("awslogs: mode").
                    "mode": "non-blocking", "max-buffer-size": "4m",
                ]),
            portMappings: [.init(containerPort: .literal(port), protocol: .tcp)],
            // ECS Exec writes to the root file system ("Monitor containers with ECS Exec").
            readonlyRootFilesystem: .literal(!exec),
            stopTimeout: .literal(stopTimeout.seconds),
            user: .literal(user))
    }
}
