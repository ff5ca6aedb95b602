import AWSClient
import DeployEngine
import DeployEngineTesting

/// A small application for deployments: a database and a parameter, a migration's task, and a service without a load balancer.
struct SampleApp: ReleasePlanner {
    static let environment = "test"
    static let repository = "app"
    static let bootstrapName = "app-test-bootstrap"

    /// The tag of the image.
    var tag = "1"
    /// A setting of the foundation that changes the database in place.
    var databaseSize = "20"
    /// The name of the database; another one replaces it.
    var databaseName = "app"
    /// The logical id of the database; another one replaces it, unless it is moved.
    var databaseID = "Database"
    /// The name of a parameter of the foundation that may exist already; nil without it.
    var extra: String?
    /// The moves of the file.
    var moves: [ResourceMove] = []
    /// The imports of the file.
    var adoptions: [AdoptedResource] = []
    /// A variable of the service.
    var setting = "one"
    /// The number of tasks.
    var count = 1
    /// `true` if ECS counts failed tasks and rolls back by itself.
    var hasBreaker = true
    /// The hash of permissions.
    var policyHash = "hash-1"

    static let roles: [PlannedStack.Role] = [.foundation, .migration, .service]

    static func name(_ role: PlannedStack.Role) -> String { "app-test-\(role.rawValue)" }

    func plan(imageDigest: String?) throws(EngineError) -> ReleasePlan {
        let image = imageDigest.map { "@" + $0 } ?? ":" + tag
        let address = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/\(Self.repository)\(image)"
        let foundation = PlannedStack(
            role: .foundation, name: Self.name(.foundation), template: foundationTemplate,
            resourceTypes: [databaseID: "AWS::RDS::DBInstance", "Shared": "AWS::SSM::Parameter"],
            statefulIDs: [databaseID])
        let migration = PlannedStack(
            role: .migration, name: Self.name(.migration), template: migrationTemplate(address),
            resourceTypes: ["Cluster": "AWS::ECS::Cluster", "Task": "AWS::ECS::TaskDefinition"])
        let service = PlannedStack(
            role: .service, name: Self.name(.service), template: serviceTemplate(address),
            resourceTypes: ["Task": "AWS::ECS::TaskDefinition", "Service": "AWS::ECS::Service"])
        var plan = ReleasePlan(
            environment: Self.environment, application: "app", account: "123456789012", region: "eu-central-1",
            isProduction: false, stacks: [foundation, migration, service], bootstrapStack: Self.bootstrapName,
            executionPolicyHash: policyHash,
            image: PlannedImage(repository: Self.repository, isOwn: true, tag: tag, architecture: "amd64"),
            hasInternalAddress: true)
        plan.moves = moves
        plan.adoptions = adoptions
        return plan
    }

    /// The stack that prepares the account.
    static func bootstrap(policyHash: String = "hash-1") -> PlannedStack {
        PlannedStack(
            role: .foundation, name: bootstrapName,
            template: """
                {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain",
                    "Properties": {"BucketName": "app-test-artifacts"}}},
                 "Outputs": {"ArtifactBucketName": {"Value": {"Ref": "Bucket"}},
                    "ExecutionRoleArn": {"Value": "arn:aws:iam::123456789012:role/app-execution"},
                    "ExecutionPolicyHash": {"Value": "\(policyHash)"},
                    "RepositoryAddress": {"Value": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/app"}}}
                """)
    }

    private var foundationTemplate: String {
        let extra = extra.map {
            #""Extra": {"Type": "AWS::SSM::Parameter", "DeletionPolicy": "Retain", "Properties": {"Name": "\#($0)", "Type": "String", "Value": "1"}},"#
        }
        return """
            {"Resources": {\(extra ?? "")
                "\(databaseID)": {"Type": "AWS::RDS::DBInstance", "DeletionPolicy": "Snapshot", "UpdateReplacePolicy": "Snapshot",
                    "Properties": {"DBInstanceIdentifier": "\(databaseName)", "AllocatedStorage": "\(databaseSize)", "Engine": "postgres"}},
                "Shared": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/stacks/app-test-foundation/Database",
                    "Type": "String", "Value": {"Ref": "\(databaseID)"}}}}}
            """
    }

    private func migrationTemplate(_ image: String) -> String {
        """
        {"Parameters": {"Database": {"Type": "AWS::SSM::Parameter::Value<String>",
            "Default": "/stacks/app-test-foundation/Database"}},
         "Resources": {
            "Cluster": {"Type": "AWS::ECS::Cluster", "Properties": {"ClusterName": "app-test"}},
            "Task": {"Type": "AWS::ECS::TaskDefinition", "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain",
                "Properties": {"Family": "app-test-migration", "RequiresCompatibilities": ["FARGATE"],
                    "RuntimePlatform": {"CpuArchitecture": "X86_64", "OperatingSystemFamily": "LINUX"},
                    "ContainerDefinitions": [{"Name": "main", "Image": "\(image)", "Essential": true, "Command": ["migrate"],
                        "Environment": [{"Name": "DB_HOST", "Value": {"Ref": "Database"}}],
                        "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": "/app/test/migration",
                            "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "task"}}}]}},
            "Log": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/app/test/migration"}}},
         "Outputs": {"ClusterName": {"Value": "app-test"}, "MigrationTaskDefinition": {"Value": {"Ref": "Task"}},
            "MigrationSubnetIds": {"Value": "subnet-1"}, "MigrationSecurityGroupId": {"Value": "sg-1"},
            "MigrationLogGroupName": {"Value": {"Ref": "Log"}}}}
        """
    }

    private func serviceTemplate(_ image: String) -> String {
        """
        {"Parameters": {"Database": {"Type": "AWS::SSM::Parameter::Value<String>",
            "Default": "/stacks/app-test-foundation/Database"}},
         "Resources": {
            "Task": {"Type": "AWS::ECS::TaskDefinition", "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain",
                "Properties": {"Family": "app-test-service", "RequiresCompatibilities": ["FARGATE"],
                    "RuntimePlatform": {"CpuArchitecture": "X86_64", "OperatingSystemFamily": "LINUX"},
                    "ContainerDefinitions": [{"Name": "main", "Image": "\(image)", "Essential": true,
                        "PortMappings": [{"ContainerPort": 8080}],
                        "Environment": [{"Name": "DB_HOST", "Value": {"Ref": "Database"}}, {"Name": "SETTING", "Value": "\(setting)"}],
                        "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": {"Ref": "Log"},
                            "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "task"}}}]}},
            "Log": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/app/test/service"}},
            "Balancer": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {"Name": "app-test",
                "Scheme": "internal", "Type": "application", "Subnets": ["subnet-1", "subnet-2"]}},
            "Group": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"Name": "app-test", "Port": 8080,
                "Protocol": "HTTP", "TargetType": "ip", "VpcId": "vpc-1", "HealthCheckPath": "/health",
                "HealthCheckIntervalSeconds": 10, "HealthyThresholdCount": 2, "UnhealthyThresholdCount": 3}},
            "Listener": {"Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": {"LoadBalancerArn": {"Ref": "Balancer"},
                "Port": 80, "Protocol": "HTTP", "DefaultActions": [{"Type": "forward", "TargetGroupArn": {"Ref": "Group"}}]}},
            "Service": {"Type": "AWS::ECS::Service", "DependsOn": ["Listener"], "Properties": {"Cluster": "app-test", "ServiceName": "app-test-service",
                "TaskDefinition": {"Ref": "Task"}, "DesiredCount": \(count), "LaunchType": "FARGATE",
                "LoadBalancers": [{"ContainerName": "main", "ContainerPort": 8080, "TargetGroupArn": {"Ref": "Group"}}],
                "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-1"], "SecurityGroups": ["sg-1"]}},
                "DeploymentConfiguration": {"MinimumHealthyPercent": 100, "MaximumPercent": 200,
                    "DeploymentCircuitBreaker": {"Enable": \(hasBreaker), "Rollback": \(hasBreaker)}}}}},
         "Outputs": {"Url": {"Value": "http://app.example.com"}, "ClusterName": {"Value": "app-test"},
            "ServiceName": {"Value": {"Fn::GetAtt": ["Service", "Name"]}}, "LogGroupName": {"Value": {"Ref": "Log"}}}}
        """
    }
}
