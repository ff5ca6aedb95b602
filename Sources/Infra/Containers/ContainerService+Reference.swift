public import CloudFormation

extension ContainerService {
    /// A reference to a service.
    ///
    /// Grants to the service go to its task role. Rules of its connections are created before the service.
    public struct Reference: Connectable, Grantee, MetricSource {
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
        public let logGroup: ResourceHandle<AWS.Logs.LogGroup>
        /// The task definition.
        public let taskDefinition: ResourceHandle<AWS.ECS.TaskDefinition>

        /// The dimensions that select the service.
        public var metricDimensions: [String: TemplateValue<String>] {
            ["ClusterName": cluster.value, "ServiceName": name.value]
        }

        /// Adds a statement to the task role's policy.
        public func grant(_ statement: PolicyStatement) {
            taskRole.grant(statement)
        }
    }
}

/// The metrics of a service ("Amazon ECS service utilization metrics").
public enum ContainerServiceMetric: String, MetricName, Sendable {
    /// The share of the reserved CPU in use, in percent.
    case cpuUtilization = "CPUUtilization"
    /// The share of the reserved memory in use, in percent.
    case memoryUtilization = "MemoryUtilization"

    /// The namespace of ECS.
    public var namespace: String { "AWS/ECS" }
    /// The metric's name.
    public var name: String { rawValue }
    /// The mean over the tasks.
    public var statistic: Metric.Statistic { .average }
}
