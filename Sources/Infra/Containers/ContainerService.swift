public import CloudFormation

/// A Fargate service behind a load balancer. Tasks have no public address, do not run as root, have a read-only root file
/// system and no Linux capabilities. A deployment whose tasks do not become healthy is rolled back.
///
///     let service = scope.add(
///         "Api", ContainerService(image: try ContainerImage("orders:1.2.0")),
///         in: .init(cluster: cluster, loadBalancer: balancer, network: network))
///     service.connections.allow(to: database)
///     database.grantConnect(to: service)
public struct ContainerService: PlacedConstruct, Sendable, Hashable {
    /// The processor architecture of an image.
    public enum Architecture: String, Sendable, Hashable, CaseIterable, TextReadable {
        /// Intel and AMD.
        case x86 = "x86_64"
        /// Graviton, about a fifth cheaper.
        case arm64
    }

    /// The constructs around a service.
    public struct Surroundings {
        /// The cluster that runs the tasks.
        public var cluster: ContainerCluster.Reference
        /// The load balancer in front of the tasks, in the same stack.
        public var loadBalancer: LoadBalancer.Reference
        /// The network; tasks are in its private subnets.
        public var network: Network.Reference

        /// Creates surroundings.
        public init(
            cluster: ContainerCluster.Reference, loadBalancer: LoadBalancer.Reference, network: Network.Reference
        ) {
            self.cluster = cluster
            self.loadBalancer = loadBalancer
            self.network = network
        }
    }

    /// The container's name in the task definition.
    public static let containerName = "main"

    /// The image.
    public var image: ContainerImage
    /// The image's processor architecture. Defaults to `x86_64`.
    public var architecture = Architecture.x86
    /// The CPU and memory of a task. Defaults to the smallest size.
    public var size = FargateSize.smallest
    /// The number of tasks. Defaults to 2.
    public var count = 2
    /// The environment variables. Secrets do not belong here: the console shows the values. Defaults to none.
    public var environment: [String: TemplateValue<String>] = [:]
    /// The user and group ids of the process. Defaults to 10001 for both.
    public var user = "10001:10001"
    /// The health check command inside the container. Defaults to none.
    public var healthCommand: [String] = []
    /// The time between SIGTERM and SIGKILL, at most 120 seconds. Defaults to 60 seconds.
    public var stopTimeout = Period.seconds(60)
    /// The retention of logs. Defaults to 30 days.
    public var logs = LogRetention.days(30)
    /// Allows `aws ecs execute-command`; the root file system is then writable. Defaults to false.
    public var exec = false

    /// Describes a service.
    public init(image: ContainerImage) {
        self.image = image
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<ContainerService>] {
        [
            PropertyRule("count", { $0.count }, .range(1...100)),
            PropertyRule(
                "stopTimeout", { $0.stopTimeout }, ValidValues.range(2...120, unit: "s").wrapped { $0.seconds }),
            PropertyRule("logs", { $0.logs }, LogRetention.valid),
            PropertyRule(
                "user", { $0.user },
                ValidValues("a user id other than 0, with or without a group id, such as 10001:10001") { user in
                    let ids = user.split(separator: ":", omittingEmptySubsequences: false).map { Int(text: String($0)) }
                    return (1...2).contains(ids.count) && ids.allSatisfy { $0 != nil } && ids[0] != 0
                }),
            PropertyRule(
                "environment", { $0.environment.keys.sorted().first { !ContainerService.isVariable($0) } },
                ValidValues("a variable's name of letters, digits and underscores, no digit first") { _ in false }),
        ]
    }

    private static func isVariable(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
        }
    }

    /// Adds the service with its roles, log group, security group and task definition.
    public func build(in scope: Scope, _ surroundings: Surroundings) -> Reference {
        let balancer = surroundings.loadBalancer
        let group = scope.add(
            "SecurityGroup", SecurityGroup("Tasks of the service, reached by the load balancer only"),
            in: surroundings.network.vpc)
        let logGroup = scope.add(
            "Logs", AWS.Logs.LogGroup(retentionInDays: .literal(logs.days)), .kept(.delete))
        let taskRole = scope.add("TaskRole", Role(service: .ecsTasks, description: "What the application may do"))
        let executionRole = scope.add(
            "ExecutionRole", Role(service: .ecsTasks, description: "Pulls the image and writes the log"))
        image.grantPull(to: executionRole)
        logGroup.grantWrite(to: executionRole)
        if exec { ContainerService.grantExec(to: taskRole) }
        let task = scope.add(
            "Task",
            AWS.ECS.TaskDefinition(
                containerDefinitions: [container(port: balancer.targetPort, logGroup: logGroup.ref)],
                cpu: .literal(String(size.cpu)),
                executionRoleArn: executionRole.arn.value,
                // Services of one stack have families of their own, so that each has its own revisions.
                family: .literal(([scope.stack.name] + scope.path).joined(separator: "-")),
                memory: .literal(String(size.memory)),
                networkMode: .awsvpc,
                requiresCompatibilities: [.fargate],
                runtimePlatform: .init(
                    cpuArchitecture: architecture == .arm64 ? .arm64 : .x86x64, operatingSystemFamily: .linux),
                taskRoleArn: taskRole.arn.value))
        let service = scope.add(
            "Service", service(task.ref, group, surroundings),
            // ECS refuses a target group without a listener that forwards to it.
            ResourceOptions(dependsOn: [balancer.listener]))
        // A task that starts without a way to its image fails, and enough failures roll the deployment back: the service
        // is created after the rules of its connections.
        let connections = Connections(
            securityGroup: group.id, defaultPort: balancer.targetPort, scope: scope,
            record: { rules in service.updateOptions { $0.dependsOn += rules } })
        connections.allow(from: balancer, purpose: "Load balancer to tasks")
        balancer.drain(for: stopTimeout)
        return Reference(
            name: ResourceName(service.name), cluster: surroundings.cluster.name, connections: connections,
            taskRole: taskRole, executionRole: executionRole, logGroup: logGroup, taskDefinition: task)
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
