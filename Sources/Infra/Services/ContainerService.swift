public import CloudFormation

/// A Fargate service behind a load balancer. Tasks have no public address, do not run as root, have a read-only root file
/// system and no Linux capabilities. A deployment whose tasks do not become healthy is rolled back.
///
///     let service = scope.add(
///         "Api", ContainerService(image: try ContainerImage("orders:1.2.0")),
///         in: .init(cluster: cluster, loadBalancer: balancer, network: network))
///     service.connections.allow(to: database)
///     database.grantConnect(to: service)
///
/// The properties of its ``task`` are properties of the service too: `service.size` is `service.task.size`.
@dynamicMemberLookup
public struct ContainerService: PlacedConstruct, Sendable, Hashable {
    /// The processor architecture of an image.
    public typealias Architecture = ContainerTask.Architecture

    /// The constructs around a service.
    public struct Surroundings {
        /// The cluster that runs the tasks.
        public var cluster: ContainerCluster.Reference
        /// The load balancer in front of the tasks.
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
    public static let containerName = ContainerTask.containerName

    /// The container of each task.
    public var task: ContainerTask
    /// The number of tasks, unless ``scaling`` decides it. Defaults to 2.
    public var count = 2
    /// The automatic number of tasks; nil keeps ``count``. Defaults to nil.
    public var scaling: ServiceScaling?
    /// The way in which a deployment replaces the tasks. Defaults to `.rolling`.
    public var strategy = DeploymentStrategy.rolling
    /// The failures that end a deployment and roll it back. Defaults to 3 failures.
    public var circuitBreaker = CircuitBreaker.failures(3)
    /// The time after a task's start in which ECS ignores failed health checks. Defaults to 60 seconds.
    public var healthGracePeriod = Period.seconds(60)

    /// Describes a service.
    public init(image: ContainerImage) {
        task = ContainerTask(image: image)
    }

    /// A property of the service's task.
    public subscript<Value>(dynamicMember property: WritableKeyPath<ContainerTask, Value>) -> Value {
        get { task[keyPath: property] }
        set { task[keyPath: property] = newValue }
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<ContainerService>] {
        let own: [PropertyRule<ContainerService>] = [
            PropertyRule("count", { $0.count }, .range(1...100)),
            PropertyRule("circuitBreaker", { $0.circuitBreaker }, CircuitBreaker.valid),
            PropertyRule(
                "healthGracePeriod", { $0.healthGracePeriod },
                ValidValues.range(0...7200, unit: "s").wrapped { $0.seconds }),
            // The metric belongs to one target group, and the traffic moves to the other one with each deployment.
            PropertyRule(
                "scaling.requests", { $0.strategy.shiftsTraffic ? $0.scaling?.requests : nil },
                ValidValues("no target for requests with a strategy that shifts traffic", contains: { _ in false })),
        ]
        let task: [PropertyRule<ContainerService>] = ContainerTask.rules.map { $0.within { $0.task } }
        let scaling: [PropertyRule<ContainerService>] = ServiceScaling.rules.map { $0.within("scaling") { $0.scaling } }
        return own + task + scaling + DeploymentStrategy.rules.map { $0.within("strategy") { $0.strategy } }
    }

    /// Adds the service with its roles, log group, security group and task definition.
    public func build(in scope: Scope, _ surroundings: Surroundings) -> Reference {
        let balancer = surroundings.loadBalancer
        let group = scope.add(
            "SecurityGroup", SecurityGroup("Tasks of the service, reached by the load balancer only"),
            in: surroundings.network.vpc)
        let parts = task.add(to: scope, port: balancer.targetPort)
        balancer.drain(for: task.stopTimeout)
        let service = scope.add(
            "Service", service(parts.definition.ref, group, surroundings),
            ResourceOptions(dependsOn: balancer.forwarding(shiftsTraffic: strategy.shiftsTraffic)))
        if strategy.shiftsTraffic { addTrafficShift(to: service, balancer, scope) }
        if let scaling { add(scaling, to: service, surroundings, scope) }
        // A task that starts without a way to its image fails, and enough failures roll the deployment back: the service
        // is created after the rules of its connections.
        let connections = Connections(
            securityGroup: group.id, defaultPort: balancer.targetPort, scope: scope,
            record: { rules in service.updateOptions { $0.dependsOn += rules } })
        connections.allow(from: balancer, purpose: "Load balancer to tasks")
        return Reference(
            name: ResourceName(service.name), cluster: surroundings.cluster.name, connections: connections,
            taskRole: parts.taskRole, executionRole: parts.executionRole, logGroup: ResourceName(parts.logGroup.ref),
            taskDefinition: ResourceARN(parts.definition.ref), service: service)
    }
}
