/// Facts about a resource type that decide between an update in place and a replacement.
package struct FakeTypeFacts: Sendable, Hashable {
    /// The properties, or paths such as `Code/ZipFile`, whose change replaces the resource; `*` for all but `Tags`.
    package var createOnly: Set<String>
    /// The properties whose change may replace the resource. The handler updates in place.
    package var conditionalCreateOnly: Set<String>
    /// `false` if every change replaces the resource.
    package var hasUpdate: Bool
    /// The property with the resource's name. A replacement that keeps the name is refused.
    package var nameProperty: String?
    /// `false` if drift of the type cannot be detected.
    package var supportsDrift: Bool

    /// Creates facts.
    package init(
        createOnly: Set<String> = [], conditionalCreateOnly: Set<String> = [], hasUpdate: Bool = true,
        nameProperty: String? = nil, supportsDrift: Bool = true
    ) {
        self.createOnly = createOnly
        self.conditionalCreateOnly = conditionalCreateOnly
        self.hasUpdate = hasUpdate
        self.nameProperty = nameProperty
        self.supportsDrift = supportsDrift
    }

    /// The facts that a new account has; a test adds to them.
    package static let standard: [String: FakeTypeFacts] = [
        "AWS::SSM::Parameter": FakeTypeFacts(createOnly: ["Name"], nameProperty: "Name"),
        "AWS::S3::Bucket": FakeTypeFacts(createOnly: ["BucketName"], nameProperty: "BucketName"),
        "AWS::SQS::Queue": FakeTypeFacts(createOnly: ["QueueName", "FifoQueue"], nameProperty: "QueueName"),
        "AWS::SNS::Topic": FakeTypeFacts(createOnly: ["TopicName", "FifoTopic"], nameProperty: "TopicName"),
        "AWS::Logs::LogGroup": FakeTypeFacts(createOnly: ["LogGroupName"], nameProperty: "LogGroupName"),
        "AWS::SecretsManager::Secret": FakeTypeFacts(createOnly: ["Name"], nameProperty: "Name"),
        "AWS::IAM::Role": FakeTypeFacts(createOnly: ["RoleName", "Path"], nameProperty: "RoleName"),
        "AWS::CloudFormation::WaitConditionHandle": FakeTypeFacts(hasUpdate: false, supportsDrift: false),
        "AWS::CloudFormation::WaitCondition": FakeTypeFacts(hasUpdate: false, supportsDrift: false),
        // "Everything but Tags is create-only": deploy-facts 3.5.
        "AWS::ECS::TaskDefinition": FakeTypeFacts(createOnly: ["*"]),
        "AWS::ECS::Service": FakeTypeFacts(
            createOnly: ["Cluster", "Role", "SchedulingStrategy", "ServiceName"], conditionalCreateOnly: ["LaunchType"],
            nameProperty: "ServiceName"),
        "AWS::ECS::Cluster": FakeTypeFacts(createOnly: ["ClusterName"], nameProperty: "ClusterName"),
        "AWS::RDS::DBInstance": FakeTypeFacts(
            createOnly: [
                "CharacterSetName", "CustomIAMInstanceProfile", "DBClusterIdentifier", "DBInstanceIdentifier", "DBName",
                "DBSubnetGroupName", "KmsKeyId", "MasterUsername", "NcharCharacterSetName", "SourceRegion",
                "StorageEncrypted",
                "Timezone", "DBSnapshotIdentifier",
            ],
            conditionalCreateOnly: [
                "AutoMinorVersionUpgrade", "AvailabilityZone", "BackupRetentionPeriod", "DBParameterGroupName",
                "Engine",
                "MultiAZ", "PerformanceInsightsKMSKeyId", "PreferredMaintenanceWindow", "StorageType",
            ], nameProperty: "DBInstanceIdentifier"),
        "AWS::ElasticLoadBalancingV2::TargetGroup": FakeTypeFacts(
            createOnly: ["IpAddressType", "Name", "Port", "Protocol", "ProtocolVersion", "TargetType", "VpcId"],
            nameProperty: "Name"),
        "AWS::ElasticLoadBalancingV2::LoadBalancer": FakeTypeFacts(
            createOnly: ["Name", "Scheme", "Type"], nameProperty: "Name"),
        "AWS::EC2::VPC": FakeTypeFacts(createOnly: ["CidrBlock"], conditionalCreateOnly: ["InstanceTenancy"]),
        "AWS::EC2::Subnet": FakeTypeFacts(createOnly: ["AvailabilityZone", "CidrBlock", "VpcId"]),
        "AWS::EC2::SecurityGroup": FakeTypeFacts(createOnly: ["GroupDescription", "GroupName", "VpcId"]),
    ]

    /// The need for a replacement when a property changes.
    func recreation(path: [String]) -> Recreation {
        guard hasUpdate else { return .always }
        let name = path.first ?? ""
        if createOnly.contains("*") { return name == "Tags" ? .never : .always }
        let prefixes = path.indices.map { path[...$0].joined(separator: "/") }
        if prefixes.contains(where: createOnly.contains) { return .always }
        return prefixes.contains(where: conditionalCreateOnly.contains) ? .conditionally : .never
    }

    /// The need for a replacement.
    enum Recreation: String { case never = "Never", conditionally = "Conditionally", always = "Always" }
}
