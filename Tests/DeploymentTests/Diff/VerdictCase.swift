import Deployment
import Testing

/// An edit of a template and the handling by CloudFormation.
struct VerdictCase: Sendable, CustomTestStringConvertible {
    let name: String
    let old: String
    let new: String
    /// The expected verdicts by logical id; a resource that is not named has no change.
    let verdicts: [String: Verdict]
    /// The reason for a difference to CDK's diff; nil if it gives the same answer or has no such case.
    let difference: String?

    var testDescription: String { name }

    /// An edit of one resource's properties, in YAML's flow style.
    static func edit(
        _ type: String, _ old: String, _ new: String, _ verdict: Verdict?, unlikeCDK difference: String? = nil
    ) -> VerdictCase {
        func template(_ properties: String) -> String {
            "Resources:\n  It:\n    Type: \(type)\n    Properties: {\(properties)}\n"
        }
        return VerdictCase(
            name: "\(type) {\(old)} to {\(new)}", old: template(old), new: template(new),
            verdicts: verdict.map { ["It": $0] } ?? [:], difference: difference)
    }

    /// An edit of the section of resources.
    static func edit(
        _ name: String, _ old: String, _ new: String, _ verdicts: [String: Verdict],
        unlikeCDK difference: String? = nil
    ) -> VerdictCase {
        VerdictCase(
            name: name, old: "Resources:\n" + old, new: "Resources:\n" + new, verdicts: verdicts, difference: difference
        )
    }

    /// The differences of the edit.
    func diff() throws -> StackDiff {
        StackDiff("test", from: try TemplateDocument(text: old), to: try TemplateDocument(text: new))
    }
}

extension VerdictCase {
    /// Edits of one resource, from the "Update requires" lines of the types' pages and the registry.
    static let properties: [VerdictCase] = [
        edit("AWS::S3::Bucket", "BucketName: one", "BucketName: two", .replace),
        edit("AWS::S3::Bucket", "BucketName: one", "", .replace),
        edit("AWS::S3::Bucket", "", "BucketName: one", .replace),
        edit(
            "AWS::S3::Bucket", "PublicAccessBlockConfiguration: {BlockPublicAcls: 'true'}",
            "PublicAccessBlockConfiguration: {BlockPublicAcls: true}", nil),
        edit(
            "AWS::S3::Bucket", "Tags: [{Key: Version, Value: 1.2.3}]", "Tags: [{Key: Version, Value: 1.2.4}]", .inPlace),
        edit(
            "AWS::S3::Bucket", "Tags: [{Key: A, Value: a}, {Key: B, Value: b}]",
            "Tags: [{Key: B, Value: b}, {Key: A, Value: a}]", nil,
            unlikeCDK: "tags are a set; CDK compares lists outside of DependsOn in their order"),
        edit(
            "AWS::S3::Bucket", "VersioningConfiguration: {Status: Suspended}",
            "VersioningConfiguration: {Status: Enabled}", .inPlace),
        edit(
            "AWS::S3::BucketPolicy", "Bucket: one, PolicyDocument: {Statement: []}",
            "Bucket: two, PolicyDocument: {Statement: []}", .replace),
        edit(
            "AWS::S3::Bucket",
            "CorsConfiguration: {CorsRules: [{AllowedMethods: [GET], AllowedOrigins: ['*'], MaxAge: 10}]}",
            "CorsConfiguration: {CorsRules: [{AllowedMethods: [GET], AllowedOrigins: ['*'], MaxAge: '10'}]}", nil),
        edit("AWS::SQS::Queue", "VisibilityTimeout: 30", "VisibilityTimeout: 60", .inPlace),
        edit("AWS::SQS::Queue", "VisibilityTimeout: 30", "VisibilityTimeout: '30'", nil),
        edit("AWS::SQS::Queue", "QueueName: one", "QueueName: two", .replace),
        edit("AWS::SQS::Queue", "FifoQueue: true", "", .replace),
        edit("AWS::SNS::Topic", "TopicName: one", "TopicName: two", .replace),
        edit("AWS::SNS::Topic", "DisplayName: one", "DisplayName: two", .inPlace),
        edit(
            "AWS::SNS::Subscription", "TopicArn: t, Protocol: email, Endpoint: a@example.com",
            "TopicArn: t, Protocol: email, Endpoint: b@example.com", .replace),
        edit("AWS::EC2::VPC", "CidrBlock: 10.0.0.0/16", "CidrBlock: 10.1.0.0/16", .replace),
        edit("AWS::EC2::VPC", "EnableDnsHostnames: false", "EnableDnsHostnames: true", .inPlace),
        edit("AWS::EC2::VPC", "InstanceTenancy: default", "InstanceTenancy: dedicated", .mayReplace),
        edit("AWS::EC2::Subnet", "VpcId: v, CidrBlock: 10.0.0.0/24", "VpcId: v, CidrBlock: 10.0.1.0/24", .replace),
        edit("AWS::EC2::Subnet", "VpcId: v, AvailabilityZone: a", "VpcId: v, AvailabilityZone: b", .replace),
        edit(
            "AWS::EC2::Subnet", "VpcId: v, MapPublicIpOnLaunch: true", "VpcId: v, MapPublicIpOnLaunch: false", .inPlace),
        edit("AWS::EC2::SecurityGroup", "GroupDescription: one", "GroupDescription: two", .replace),
        edit(
            "AWS::EC2::SecurityGroup",
            "GroupDescription: g, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/8}]",
            "GroupDescription: g, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 81, ToPort: 81, CidrIp: 10.0.0.0/8}]",
            .inPlace),
        edit(
            "AWS::EC2::SecurityGroupIngress", "GroupId: g, IpProtocol: tcp, CidrIp: 10.0.0.0/8",
            "GroupId: g, IpProtocol: tcp, CidrIp: 10.1.0.0/16", .replace),
        edit(
            "AWS::EC2::SecurityGroupIngress", "GroupId: g, IpProtocol: tcp, Description: one",
            "GroupId: g, IpProtocol: tcp, Description: two", .inPlace),
        edit(
            "AWS::EC2::Route", "RouteTableId: r, DestinationCidrBlock: 0.0.0.0/0, GatewayId: i",
            "RouteTableId: r, DestinationCidrBlock: 10.0.0.0/8, GatewayId: i", .replace),
        edit(
            "AWS::EC2::Route", "RouteTableId: r, DestinationCidrBlock: 0.0.0.0/0, GatewayId: i",
            "RouteTableId: r, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: n", .inPlace),
        edit(
            "AWS::EC2::SubnetRouteTableAssociation", "SubnetId: s, RouteTableId: r",
            "SubnetId: s, RouteTableId: q", .replace,
            unlikeCDK: "the registry has no update for the type; CDK's database knew an update of RouteTableId"),
        edit("AWS::EC2::NatGateway", "SubnetId: s, AllocationId: a", "SubnetId: t, AllocationId: a", .replace),
        edit("AWS::RDS::DBInstance", "DBInstanceClass: db.t4g.micro", "DBInstanceClass: db.t4g.small", .inPlace),
        edit("AWS::RDS::DBInstance", "DBName: one", "DBName: two", .replace),
        edit("AWS::RDS::DBInstance", "Engine: postgres", "Engine: mysql", .mayReplace),
        edit("AWS::RDS::DBInstance", "MultiAZ: false", "MultiAZ: true", .mayReplace),
        edit("AWS::RDS::DBInstance", "BackupRetentionPeriod: 1", "BackupRetentionPeriod: 7", .mayReplace),
        edit("AWS::RDS::DBInstance", "StorageEncrypted: false", "StorageEncrypted: true", .replace),
        edit("AWS::RDS::DBInstance", "MasterUsername: one", "MasterUsername: two", .replace),
        edit("AWS::RDS::DBInstance", "AllocatedStorage: 20", "AllocatedStorage: '40'", .inPlace),
        edit("AWS::RDS::DBInstance", "DeletionProtection: false", "DeletionProtection: true", .inPlace),
        edit("AWS::RDS::DBInstance", "DBInstanceIdentifier: one", "DBInstanceIdentifier: two", .replace),
        edit(
            "AWS::RDS::DBInstance", "DBInstanceIdentifier: Main", "DBInstanceIdentifier: main", .mayReplace,
            unlikeCDK: "RDS lower-cases identifiers, so this is probably no change; CDK says replace"),
        edit("AWS::RDS::DBInstance", "EngineVersion: 16.3", "EngineVersion: 17.1", .inPlace),
        edit(
            "AWS::RDS::DBInstance", "AutoMinorVersionUpgrade: true, EngineVersion: 17.1",
            "AutoMinorVersionUpgrade: true, EngineVersion: 17.2", nil,
            unlikeCDK: "AWS upgrades minor versions itself; listed as delegated, no difference"),
        edit(
            "AWS::RDS::DBSubnetGroup", "SubnetIds: [a, b]", "SubnetIds: [b, a]", nil,
            unlikeCDK: "the order of the subnets has no meaning"),
        edit("AWS::RDS::DBParameterGroup", "Family: postgres16", "Family: postgres17", .replace),
        edit("AWS::ECS::Service", "DesiredCount: 1", "DesiredCount: 2", .inPlace),
        edit("AWS::ECS::Service", "ServiceName: one", "ServiceName: two", .replace),
        edit(
            "AWS::ECS::Service", "LaunchType: EC2", "LaunchType: FARGATE", .mayReplace,
            unlikeCDK: "the registry says conditional; CDK's database says replace"),
        edit("AWS::ECS::Service", "TaskDefinition: 'app:1'", "TaskDefinition: 'app:2'", .inPlace),
        edit(
            "AWS::ECS::TaskDefinition", "ContainerDefinitions: [{Name: a, Image: 'a:1'}]",
            "ContainerDefinitions: [{Name: a, Image: 'a:2'}]", .replace),
        edit("AWS::ECS::TaskDefinition", "Tags: [{Key: A, Value: a}]", "Tags: [{Key: A, Value: b}]", .inPlace),
        edit("AWS::ECS::Cluster", "ClusterName: one", "ClusterName: two", .replace),
        edit("AWS::ElasticLoadBalancingV2::TargetGroup", "Port: 80", "Port: 81", .replace),
        edit("AWS::ElasticLoadBalancingV2::TargetGroup", "HealthCheckPath: /a", "HealthCheckPath: /b", .inPlace),
        edit("AWS::ElasticLoadBalancingV2::LoadBalancer", "Scheme: internal", "Scheme: internet-facing", .replace),
        edit("AWS::ElasticLoadBalancingV2::LoadBalancer", "Subnets: [a, b]", "Subnets: [a, c]", .inPlace),
        edit(
            "AWS::ElasticLoadBalancingV2::Listener", "LoadBalancerArn: a, Port: 80",
            "LoadBalancerArn: a, Port: 81", .inPlace),
        edit("AWS::ElasticLoadBalancingV2::Listener", "LoadBalancerArn: a", "LoadBalancerArn: b", .replace),
        edit("AWS::IAM::Role", "RoleName: one", "RoleName: two", .replace),
        edit("AWS::IAM::Role", "Path: /one/", "Path: /two/", .replace),
        edit("AWS::IAM::Role", "MaxSessionDuration: 3600", "MaxSessionDuration: 7200", .inPlace),
        edit("AWS::IAM::ManagedPolicy", "Description: one", "Description: two", .replace),
        edit(
            "AWS::IAM::Policy",
            "PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: ['a:B', 'a:A'], Resource: '*'}]}",
            "PolicyName: p, PolicyDocument: {Statement: {Effect: Allow, Action: ['a:A', 'a:B'], Resource: ['*']}}", nil,
            unlikeCDK: "a policy has no order; CDK lists the property, not a statement"),
        edit("AWS::Logs::LogGroup", "RetentionInDays: 7", "RetentionInDays: 30", .inPlace),
        edit("AWS::Logs::LogGroup", "LogGroupName: one", "LogGroupName: two", .replace),
        edit("AWS::KMS::Key", "Description: one", "Description: two", .inPlace),
        edit("AWS::SecretsManager::Secret", "Name: one", "Name: two", .replace),
        edit("AWS::SecretsManager::Secret", "Description: one", "Description: two", .inPlace),
        edit("AWS::SSM::Parameter", "Type: String, Value: one", "Type: String, Value: two", .inPlace),
        edit(
            "AWS::SSM::Parameter", "Type: String, Value: a, Name: /one", "Type: String, Value: a, Name: /two", .replace),
        edit("AWS::Cognito::UserPool", "UserPoolName: one", "UserPoolName: two", .inPlace),
        edit("AWS::WAFv2::WebACL", "Scope: REGIONAL", "Scope: CLOUDFRONT", .replace),
        edit("AWS::CloudWatch::Alarm", "Threshold: 80", "Threshold: 90", .inPlace),
        edit("AWS::CloudWatch::Alarm", "AlarmName: one", "AlarmName: two", .replace),
        edit(
            "AWS::Route53::RecordSet", "Name: a.example.com., Type: A, TTL: 60",
            "Name: a.example.com., Type: A, TTL: 300",
            .inPlace),
        edit(
            "AWS::Example::Thing", "Size: 1", "Size: 2", .mayReplace,
            unlikeCDK: "an unknown type may replace; CDK counts a change of an unknown type as an update"),
        edit(
            "Custom::Thing", "Size: 1", "Size: 2", .mayReplace,
            unlikeCDK: "the provider of a custom resource decides on a replacement"),
        edit(
            "AWS::S3::Bucket", "BucketName: {Ref: A}", "BucketName: {Ref: B}", .mayReplace,
            unlikeCDK: "two parameters may have one value; CDK says replace without a change set"),
        edit("AWS::S3::Bucket", "BucketName: !Sub 'a-${AWS::Region}'", "BucketName: !Sub 'b-${AWS::Region}'", .replace),
        edit(
            "AWS::S3::Bucket", "BucketName: !Sub 'a-${AWS::Region}'", "BucketName: !Sub 'a-${AWS::Region}-b'", .replace),
        edit(
            "AWS::S3::Bucket", "BucketName: !Sub 'a-${P}'", "BucketName: !Sub 'a-${Q}'", .mayReplace,
            unlikeCDK: "two parameters may have one value"),
        edit(
            "AWS::S3::Bucket", "BucketName: !Join ['-', [a, !Ref AWS::Region]]",
            "BucketName: !Sub 'a-${AWS::Region}'", nil,
            unlikeCDK: "two notations of one text; CDK compares the notation"),
        edit("AWS::S3::Bucket", "BucketName: !Select [0, [one, two]]", "BucketName: !Select [0, [two, one]]", .replace),
    ]
}
