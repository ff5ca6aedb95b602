public import CloudFormation

/// A Fargate service behind a load balancer: no public address, not root, read-only root file system, no Linux
/// capabilities, rolling deployments that go back by themselves when new tasks do not become healthy.
public struct ContainerService: Construct {
    /// The processor an image is built for.
    public enum Architecture: String, Sendable, Hashable, CaseIterable {
        /// Intel and AMD.
        case x86 = "x86_64"
        /// Graviton, about a fifth cheaper.
        case arm64
    }

    /// What the service is.
    public struct Props {
        /// The cluster it runs on.
        public var cluster: ContainerCluster
        /// The load balancer in front of it.
        public var loadBalancer: LoadBalancer
        /// The VPC it lives in.
        public var vpcID: TemplateValue<String>
        /// Subnets with a way to the image registry, but no public addresses.
        public var subnetIDs: TemplateValue<[String]>
        /// The image.
        public var image: ContainerImage
        /// The processor the image is built for; `x86_64` by default.
        public var architecture: Architecture
        /// CPU and memory of a task; the smallest by default.
        public var size: FargateSize
        /// How many tasks; 2 by default.
        public var count: Int
        /// Environment variables. No secrets: they are readable in the console.
        public var environment: [String: TemplateValue<String>]
        /// User and group ids; 10001 for both by default.
        public var user: String
        /// The command that tells from inside whether the container is healthy; none by default.
        public var healthCommand: [String]
        /// Seconds a task has to finish after SIGTERM; 60 by default, 120 at most.
        public var stopSeconds: Int
        /// Days that logs are kept; 30 by default.
        public var logDays: Int
        /// Allows `aws ecs execute-command`; off by default.
        public var exec: Bool

        /// Describes a service.
        public init(
            cluster: ContainerCluster, loadBalancer: LoadBalancer, vpcID: TemplateValue<String>,
            subnetIDs: TemplateValue<[String]>,
            image: ContainerImage, architecture: Architecture = .x86, size: FargateSize = .smallest, count: Int = 2,
            environment: [String: TemplateValue<String>] = [:], user: String = "10001:10001",
            healthCommand: [String] = [],
            stopSeconds: Int = 60, logDays: Int = 30, exec: Bool = false
        ) {
            self.cluster = cluster
            self.loadBalancer = loadBalancer
            self.vpcID = vpcID
            self.subnetIDs = subnetIDs
            self.image = image
            self.architecture = architecture
            self.size = size
            self.count = count
            self.environment = environment
            self.user = user
            self.healthCommand = healthCommand
            self.stopSeconds = stopSeconds
            self.logDays = logDays
            self.exec = exec
        }
    }

    /// The container's name in the task definition.
    public static let containerName = "main"

    /// The service.
    public let resource: ResourceHandle<AWS.ECS.Service>
    /// The group that guards its tasks.
    public let securityGroup: SecurityGroup
    /// What the application may do; grant to this.
    public let taskRole: Role
    /// What ECS may do to start a task: pull the image and write the log.
    public let executionRole: Role
    /// Where the tasks' output goes.
    public let logGroup: ResourceHandle<AWS.Logs.LogGroup>
    /// The task definition.
    public let taskDefinition: ResourceHandle<AWS.ECS.TaskDefinition>

    /// Adds the service with its roles, log group, security group and task definition.
    public init(_ scope: Scope, _ id: String, _ props: Props) {
        let scope = scope.child(id)
        securityGroup = SecurityGroup(
            scope, "SecurityGroup",
            .init(vpcID: props.vpcID, description: "Tasks of the service, reached by the load balancer only"))
        let rules = props.loadBalancer.securityGroup.allowConnection(
            to: securityGroup, port: .literal(props.loadBalancer.targetPort), in: scope, name: "FromLoadBalancer",
            why: "Load balancer to tasks")
        logGroup = scope.add(
            "Logs", AWS.Logs.LogGroup(retentionInDays: .literal(props.logDays)), .kept(.delete))
        let tasks = "ecs-tasks.amazonaws.com"
        taskRole = Role(scope, "TaskRole", .init(service: tasks, description: "What the application may do"))
        executionRole = Role(
            scope, "ExecutionRole", .init(service: tasks, description: "Pulls the image and writes the log"))
        props.image.grantPull(to: executionRole)
        executionRole.grant(
            PolicyStatement(actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [logGroup.arn]))
        if props.exec { ContainerService.grantExec(to: taskRole) }
        taskDefinition = scope.add(
            "Task",
            AWS.ECS.TaskDefinition(
                containerDefinitions: [ContainerService.container(props, logGroup: logGroup.ref)],
                cpu: .literal(String(props.size.cpu)),
                executionRoleArn: executionRole.arn,
                family: .literal(scope.stack.name),
                memory: .literal(String(props.size.memory)),
                networkMode: .awsvpc,
                requiresCompatibilities: [.fargate],
                runtimePlatform: .init(
                    cpuArchitecture: props.architecture == .arm64 ? .arm64 : .x86x64,
                    operatingSystemFamily: .linux),
                taskRoleArn: taskRole.arn))
        resource = scope.add(
            "Service",
            ContainerService.service(props, taskDefinition: taskDefinition.ref, group: securityGroup),
            // ECS refuses a target group that no listener forwards to, and health checks need the way in.
            ResourceOptions(dependsOn: [props.loadBalancer.listener.reference] + rules))
    }

    private static func service(
        _ props: Props, taskDefinition: TemplateValue<String>, group: SecurityGroup
    ) -> AWS.ECS.Service {
        AWS.ECS.Service(
            availabilityZoneRebalancing: .enabled,
            cluster: props.cluster.name,
            deploymentConfiguration: .init(
                deploymentCircuitBreaker: .init(enable: true, rollback: true),
                maximumPercent: 200,
                minimumHealthyPercent: 100),
            desiredCount: .literal(props.count),
            enableECSManagedTags: true,
            enableExecuteCommand: .literal(props.exec),
            healthCheckGracePeriodSeconds: 60,
            launchType: .fargate,
            loadBalancers: [
                .init(
                    containerName: .literal(containerName), containerPort: .literal(props.loadBalancer.targetPort),
                    targetGroupArn: props.loadBalancer.targetGroup.ref)
            ],
            networkConfiguration: .init(
                awsvpcConfiguration: .init(
                    assignPublicIp: .disabled, securityGroups: [group.id], subnets: props.subnetIDs)),
            propagateTags: .service,
            taskDefinition: taskDefinition)
    }

    private static func container(
        _ props: Props, logGroup: TemplateValue<String>
    ) -> AWS.ECS.TaskDefinition.ContainerDefinition {
        AWS.ECS.TaskDefinition.ContainerDefinition(
            image: props.image.reference,
            name: .literal(containerName),
            environment: props.environment.sorted { $0.key < $1.key }.map {
                .init(name: .literal($0.key), value: $0.value)
            },
            essential: true,
            healthCheck: props.healthCommand.isEmpty
                ? nil
                : .init(
                    command: .literal(props.healthCommand), interval: 30, retries: 3, startPeriod: 30, timeout: 5),
            linuxParameters: .init(capabilities: .init(drop: ["ALL"]), initProcessEnabled: true),
            logConfiguration: .init(
                logDriver: "awslogs",
                options: [
                    "awslogs-group": logGroup, "awslogs-region": AWS.region, "awslogs-stream-prefix": "task",
                    // Slow logging must not stop the service: "awslogs: mode".
                    "mode": "non-blocking", "max-buffer-size": "4m",
                ]),
            portMappings: [
                .init(containerPort: .literal(props.loadBalancer.targetPort), protocol: .tcp)
            ],
            // ECS Exec writes to the root file system ("Monitor containers with ECS Exec").
            readonlyRootFilesystem: .literal(!props.exec),
            stopTimeout: .literal(props.stopSeconds),
            user: .literal(props.user))
    }

    /// Session channels take no resource ("Amazon ECS task IAM role: ECS Exec permissions").
    private static func grantExec(to role: Role) {
        role.grant(
            PolicyStatement(
                actions: [
                    "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel",
                    "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
                ], resources: ["*"]))
    }
}
