import Infra

/// The lists of a resource's properties whose order has no meaning.
enum UnorderedLists {
    /// Lists without a meaning of their order that the registry does not mark, by type.
    private static let further: [String: [String]] = [
        "AWS::AutoScaling::AutoScalingGroup": ["VPCZoneIdentifier"],
        "AWS::EC2::SecurityGroup": ["SecurityGroupIngress", "SecurityGroupEgress"],
        "AWS::EC2::VPCEndpoint": ["SubnetIds", "SecurityGroupIds", "RouteTableIds"],
        "AWS::ECS::Service": [
            "NetworkConfiguration/AwsvpcConfiguration/Subnets",
            "NetworkConfiguration/AwsvpcConfiguration/SecurityGroups",
        ],
        "AWS::ECS::TaskDefinition": [
            "ContainerDefinitions/*/Environment", "ContainerDefinitions/*/Secrets",
            "ContainerDefinitions/*/PortMappings", "RequiresCompatibilities", "Volumes",
        ],
        "AWS::ElastiCache::ReplicationGroup": ["SecurityGroupIds"],
        "AWS::ElastiCache::ServerlessCache": ["SecurityGroupIds", "SubnetIds"],
        "AWS::ElastiCache::SubnetGroup": ["SubnetIds"],
        "AWS::ElasticLoadBalancingV2::LoadBalancer": ["SecurityGroups", "Subnets", "LoadBalancerAttributes"],
        "AWS::ElasticLoadBalancingV2::TargetGroup": ["TargetGroupAttributes"],
        "AWS::IAM::Role": ["ManagedPolicyArns", "Policies"],
        "AWS::RDS::DBCluster": ["VpcSecurityGroupIds", "EnableCloudwatchLogsExports"],
        "AWS::RDS::DBInstance": ["VPCSecurityGroups", "EnableCloudwatchLogsExports"],
        "AWS::RDS::DBSubnetGroup": ["SubnetIds"],
    ]

    /// The properties with every such list sorted; tags are one for every known type.
    static func sorted(_ properties: TemplateExpression, _ facts: ResourceFacts?) -> TemplateExpression {
        guard let facts else { return properties }
        let patterns = paths(facts).map(PropertyPath.init)
        return sorted(properties, at: PropertyPath([]), patterns)
    }

    /// The patterns of the paths of unordered lists.
    static func paths(_ facts: ResourceFacts) -> [String] {
        var paths = facts.unordered + (further[facts.type] ?? [])
        if case .list(let property)? = facts.tagging { paths.append(property) }
        return paths
    }

    private static func sorted(
        _ value: TemplateExpression, at path: PropertyPath, _ patterns: [PropertyPath]
    ) -> TemplateExpression {
        switch value {
        case .object(let members):
            return .object(members.map { .init($0.key, sorted($0.value, at: path.appending($0.key), patterns)) })
        case .list(let elements):
            let inner = elements.map { sorted($0, at: path.appending("*"), patterns) }
            return .list(patterns.contains { path.matches($0) } ? ListOrder.sorted(inner) : inner)
        default: return value
        }
    }
}
