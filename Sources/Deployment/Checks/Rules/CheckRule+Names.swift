import Infra

extension CheckRule {
    /// Rules about names of resources.
    static let names: [CheckRule] = [
        CheckRule(
            "WEIR-NAM-001", .warning, "A resource that can be replaced has no fixed name",
            why: "CloudFormation creates the new resource before it deletes the old one, and two cannot have one name.",
            fix: "Leave the name out; CloudFormation makes one from the stack and the logical id.",
            types: Set(nameProperties.keys)
        ) { subject in
            guard let name = nameProperties[subject.type] else { return [] }
            // Nothing but the name itself forces a replacement of some types.
            let forcing = (ResourceFacts.known[subject.type]?.createOnly ?? []).filter { $0 != name }
            // Roles of other stacks name a boundary. Its name and path change together, so a new one has another name.
            guard subject[name].isSet, !forcing.isEmpty, !subject.isPermissionsBoundary else { return [.pass] }
            return [
                subject[name].failure(
                    "fixes the name of a resource that a change of \(forcing.prefix(2).joined(separator: " or ")) replaces"
                )
            ]
        }
    ]

    /// The properties that fix a physical name which is unique in an account and region.
    private static let nameProperties = [
        "AWS::EC2::SecurityGroup": "GroupName", "AWS::ECS::Service": "ServiceName",
        "AWS::ElastiCache::ReplicationGroup": "ReplicationGroupId", "AWS::ElasticLoadBalancingV2::LoadBalancer": "Name",
        "AWS::ElasticLoadBalancingV2::TargetGroup": "Name", "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
        "AWS::IAM::Role": "RoleName", "AWS::RDS::DBCluster": "DBClusterIdentifier",
        "AWS::RDS::DBInstance": "DBInstanceIdentifier", "AWS::RDS::DBSubnetGroup": "DBSubnetGroupName",
        "AWS::S3::Bucket": "BucketName", "AWS::SNS::Topic": "TopicName", "AWS::SQS::Queue": "QueueName",
        "AWS::WAFv2::WebACL": "Name", "AWS::DynamoDB::Table": "TableName",
    ]
}
