public import CloudFormation

/// An ECS cluster for Fargate tasks.
public struct ContainerCluster: Construct {
    /// What the cluster is.
    public struct Props: Sendable {
        /// CPU, memory and network figures per task in CloudWatch, at CloudWatch's price; on by default.
        public var insights: Bool

        /// Describes a cluster.
        public init(insights: Bool = true) {
            self.insights = insights
        }
    }

    /// The cluster's resource.
    public let resource: ResourceHandle<AWS.ECS.Cluster>

    /// The cluster's name.
    public var name: TemplateValue<String> { resource.ref }

    /// Adds the cluster.
    public init(_ scope: Scope, _ id: String, _ props: Props) {
        resource = scope.add(
            id,
            AWS.ECS.Cluster(clusterSettings: [
                .init(name: "containerInsights", value: props.insights ? "enabled" : "disabled")
            ]))
    }
}
