public import CloudFormation

/// An ECS cluster for Fargate tasks.
public struct ContainerCluster: Construct, Sendable, Hashable {
    /// Container Insights: CPU, memory and network metrics per task, at CloudWatch's price. Defaults to true.
    public var insights = true

    /// Describes a cluster.
    public init() {}

    /// Adds the cluster.
    public func build(in scope: Scope) -> Reference {
        let cluster = scope.add(
            AWS.ECS.Cluster(clusterSettings: [
                .init(name: "containerInsights", value: insights ? "enabled" : "disabled")
            ]))
        return Reference(name: ResourceName(cluster.ref))
    }

    /// A reference to a cluster, built here, shared by another stack, or existing.
    public struct Reference: Sendable, Hashable, Shareable {
        /// The cluster's name.
        public let name: ResourceName<AWS.ECS.Cluster>

        /// An existing cluster.
        public init(name: ResourceName<AWS.ECS.Cluster>) {
            self.name = name
        }

        /// The cluster's ARN in the account and region of the deployment.
        public var arn: ResourceARN<AWS.ECS.Cluster> {
            ResourceARN("arn:\(AWS.partition):ecs:\(AWS.region):\(AWS.accountID):cluster/\(name)")
        }

        /// Passes the name through the transfer.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            Reference(name: transfer.text("Name", name, "The cluster's name"))
        }

        /// A cluster without a name.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(name: "")
        }
    }
}
