public import CloudFormation

/// A task that runs once for each release, such as a schema migration, before the release's service starts.
///
/// It is a task definition, not a service: a deployment runs it and waits for its end. It has roles, a security group and a
/// log group of its own, so that it may do more than the service.
///
///     let migration = scope.add(
///         "Migration", MigrationTask(service.task, command: ["migrate"]), in: .init(cluster: cluster, network: network))
///     migration.connections.allow(to: database)
public struct MigrationTask: PlacedConstruct, Sendable, Hashable {
    /// The constructs around a migration.
    public struct Surroundings {
        /// The cluster that runs the task.
        public var cluster: ContainerCluster.Reference
        /// The network; the task is in its private subnets.
        public var network: Network.Reference

        /// Creates surroundings.
        public init(cluster: ContainerCluster.Reference, network: Network.Reference) {
            self.cluster = cluster
            self.network = network
        }
    }

    /// The container. It has no health check: the task's end is its result.
    public var task: ContainerTask

    /// Describes a migration.
    /// - Parameters:
    ///   - task: The container, usually the service's.
    ///   - command: The arguments of the image's program.
    public init(_ task: ContainerTask, command: [String]) {
        self.task = task
        self.task.command = command
        self.task.healthCommand = []
        self.task.exec = false
        self.task.collector = nil
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<MigrationTask>] {
        let command = PropertyRule<MigrationTask>(
            "command", { $0.task.command.isEmpty ? "empty" : nil },
            ValidValues("the arguments of the migration, such as migrate", contains: { _ in false }))
        return ContainerTask.rules.map { $0.within { $0.task } } + [command]
    }

    /// Adds the task definition with its roles, log group and security group.
    public func build(in scope: Scope, _ surroundings: Surroundings) -> Reference {
        MigrationTask.add(task, to: scope, surroundings)
    }

    /// Adds a task that is started from outside.
    static func add(_ task: ContainerTask, to scope: Scope, _ surroundings: Surroundings) -> Reference {
        let group = scope.add(
            "SecurityGroup", SecurityGroup("The task, which nothing connects to"), in: surroundings.network.vpc)
        let parts = task.add(to: scope, port: nil)
        return Reference(
            taskDefinition: ResourceARN(parts.definition.ref), cluster: surroundings.cluster.name,
            subnets: surroundings.network.privateSubnets,
            connections: Connections(securityGroup: group.id, scope: scope), taskRole: parts.taskRole,
            executionRole: parts.executionRole, logGroup: ResourceName(parts.logGroup.ref))
    }

    /// A reference to a migration: what running it takes.
    ///
    /// Grants go to its task role.
    public struct Reference: Connectable, Grantee {
        /// The task definition's revision.
        public let taskDefinition: ResourceARN<AWS.ECS.TaskDefinition>
        /// The cluster's name.
        public let cluster: ResourceName<AWS.ECS.Cluster>
        /// The subnets of the task.
        public let subnets: Subnets
        /// The connections of the task.
        public let connections: Connections
        /// The role of the application.
        public let taskRole: Role.Reference
        /// The role with which ECS starts the task.
        public let executionRole: Role.Reference
        /// The log group of the task.
        public let logGroup: ResourceName<AWS.Logs.LogGroup>

        /// Adds a statement to the task role's policy.
        public func grant(_ statement: PolicyStatement) {
            taskRole.grant(statement)
        }

        /// Allows the grantee, such as a deployment's role, to run this task in its cluster, to watch and to stop it.
        public func grantRun(to grantee: some Grantee) {
            grantStart(to: grantee)
            grantee.grant(
                PolicyStatement(
                    actions: ["ecs:DescribeTasks", "ecs:StopTask"],
                    resources: ["arn:\(AWS.partition):ecs:\(AWS.region):\(AWS.accountID):task/\(cluster)/*"]))
        }

        /// Allows the grantee to start this task in its cluster.
        func grantStart(to grantee: some Grantee) {
            grantee.grant(
                PolicyStatement(
                    actions: ["ecs:RunTask"], resources: [taskDefinition.value],
                    conditions: [
                        "ArnEquals": ["ecs:cluster": ContainerCluster.Reference(name: cluster).arn.value.expression]
                    ]))
            grantee.grant(
                PolicyStatement(
                    actions: ["iam:PassRole"], resources: [executionRole.arn.value, taskRole.arn.value],
                    conditions: ["StringEquals": ["iam:PassedToService": "ecs-tasks.amazonaws.com"]]))
            // A task takes the tags of its definition ("Grant permission to tag resources on creation" of Amazon ECS).
            grantee.grant(
                PolicyStatement(
                    actions: ["ecs:TagResource"],
                    resources: ["arn:\(AWS.partition):ecs:\(AWS.region):\(AWS.accountID):task/\(cluster)/*"],
                    conditions: ["StringEquals": ["ecs:CreateAction": "RunTask"]]))
        }
    }
}
