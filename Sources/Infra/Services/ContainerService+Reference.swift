public import CloudFormation

extension ContainerService {
    /// A reference to a service, built here, shared by another stack, or existing.
    ///
    /// Grants to the service go to its task role. Rules of its connections are created before the service.
    public struct Reference: Connectable, Grantee, MetricSource, Shareable {
        /// The names of the service's metrics.
        public typealias Name = ContainerServiceMetric

        /// The service's name.
        public let name: ResourceName<AWS.ECS.Service>
        /// The cluster's name.
        public let cluster: ResourceName<AWS.ECS.Cluster>
        /// The connections of the tasks.
        public let connections: Connections
        /// The role of the application.
        public let taskRole: Role.Reference
        /// The role with which ECS starts a task: it pulls the image and writes the log.
        public let executionRole: Role.Reference
        /// The log group of the tasks.
        public let logGroup: ResourceName<AWS.Logs.LogGroup>
        /// The task definition's revision.
        public let taskDefinition: ResourceARN<AWS.ECS.TaskDefinition>
        /// The service's resource; nil if another stack has it.
        let service: ResourceHandle<AWS.ECS.Service>?

        init(
            name: ResourceName<AWS.ECS.Service>, cluster: ResourceName<AWS.ECS.Cluster>, connections: Connections,
            taskRole: Role.Reference, executionRole: Role.Reference, logGroup: ResourceName<AWS.Logs.LogGroup>,
            taskDefinition: ResourceARN<AWS.ECS.TaskDefinition>, service: ResourceHandle<AWS.ECS.Service>? = nil
        ) {
            self.name = name
            self.cluster = cluster
            self.connections = connections
            self.taskRole = taskRole
            self.executionRole = executionRole
            self.logGroup = logGroup
            self.taskDefinition = taskDefinition
            self.service = service
        }

        /// The dimensions that select the service.
        public var metricDimensions: [String: TemplateValue<String>] {
            ["ClusterName": cluster.value, "ServiceName": name.value]
        }

        /// Adds a statement to the task role's policy.
        public func grant(_ statement: PolicyStatement) {
            taskRole.grant(statement)
        }

        /// Has ECS watch alarms in each deployment, and roll it back if one is raised.
        ///
        /// The alarms must not refer to the service, which refers to them: alarms of the load balancer and its target group
        /// suit.
        public func rollBack(on alarms: [Alarm.Reference]) {
            guard !alarms.isEmpty else { return }
            service?.update { service in
                service.deploymentConfiguration?.alarms = .init(
                    alarmNames: TemplateValue<[String]>(alarms.map(\.name.value)), enable: true, rollback: true)
            }
        }

        /// Passes the values through the transfer. Grants in another stack are policies of that stack.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            let scope = transfer.scope.child(transfer.id)
            return Reference(
                name: transfer.text("Name", name, "The ECS service's name"),
                cluster: transfer.text("ClusterName", cluster, "The ECS cluster's name"),
                connections: SecurityGroup.Reference(
                    id: transfer.text(
                        "SecurityGroupId", connections.securityGroup, "The group that guards the tasks"),
                    defaultPort: connections.defaultPort, name: transfer.id, scope: transfer.scope
                ).connections,
                taskRole: Role.Reference(
                    existing: transfer.text("TaskRoleName", taskRole.name, "The application's role"),
                    in: scope.child("TaskRole")),
                executionRole: Role.Reference(
                    existing: transfer.text("ExecutionRoleName", executionRole.name, "The role that starts tasks"),
                    in: scope.child("ExecutionRole")),
                logGroup: transfer.text("LogGroupName", logGroup, "The log group of the tasks"),
                taskDefinition: transfer.text("TaskDefinitionArn", taskDefinition, "The task definition's revision"))
        }

        /// A service without names and without a port.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(
                name: "", cluster: "", connections: SecurityGroup.Reference.placeholder(in: scope).connections,
                taskRole: Role.Reference(existing: "", in: scope),
                executionRole: Role.Reference(existing: "", in: scope),
                logGroup: "", taskDefinition: "")
        }
    }
}
