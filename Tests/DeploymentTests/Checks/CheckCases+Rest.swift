import Deployment

extension CheckCases {
    private static let breaker = #""Enable": true, "Rollback": true"#

    static let permissions: [CheckCase] = [
        policy("WEIR-IAM-001", .pass, #""Action": ["s3:GetObject"], "Resource": "*""#),
        policy(
            "WEIR-IAM-001", .fail, #""Action": "s3:*", "Resource": "*""#, "Action is \"s3:*\"; expected single actions"),
        policy("WEIR-IAM-001", .fail, #""Action": ["sqs:SendMessage", "*"], "Resource": "*""#),
        policy("WEIR-IAM-001", .fail, #""NotAction": "iam:*", "Resource": "*""#, "allows everything else"),
        policy("WEIR-IAM-002", .pass, #""Action": "ecr:GetAuthorizationToken", "Resource": "*""#),
        policy("WEIR-IAM-002", .pass, #""Action": "s3:GetObject", "Resource": {"Fn::Sub": "${Bucket.Arn}/*"}"#),
        policy("WEIR-IAM-002", .pass, #""Action": "s3:GetObject", "Resource": "*", "Condition": {"Bool": {"a": "b"}}"#),
        policy(
            "WEIR-IAM-002", .fail, #""Action": "secretsmanager:GetSecretValue", "Resource": "*""#,
            "Resource is \"*\" for secretsmanager:GetSecretValue"),
        trust("WEIR-IAM-003", .pass, #""Principal": {"Service": "ecs-tasks.amazonaws.com"}"#),
        trust("WEIR-IAM-003", .fail, #""Principal": {"AWS": "*"}"#, "Principal is everyone"),
        trust("WEIR-IAM-003", .fail, #""Principal": {"Federated": "arn"}"#, "does not limit the token's sub"),
        trust(
            "WEIR-IAM-003", .pass,
            #""Principal": {"Federated": "arn"}, "Condition": {"StringEquals": {"host:sub": "repo:o/r:environment:dev"}}"#
        ),
        trust(
            "WEIR-IAM-003", .fail,
            #""Principal": {"Federated": "arn"}, "Condition": {"StringLike": {"host:sub": "repo:o/*"}}"#,
            "before the first wildcard"),
        trust(
            "WEIR-IAM-003", .pass,
            #""Principal": {"Federated": "arn"}, "Condition": {"StringLike": {"host:sub": "repo:o/r:*"}}"#),
        .init(
            "WEIR-IAM-004", .pass,
            """
            AWS::SQS::QueuePolicy {"PolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": "*", \
            "Condition": {"StringEquals": {"aws:SourceAccount": "1"}}}, {"Effect": "Deny", "Principal": "*"}]}}
            """),
        .init(
            "WEIR-IAM-004", .fail,
            #"AWS::S3::BucketPolicy {"PolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": {"AWS": ["*"]}}]}}"#,
            "Principal is everyone"),
        .init(
            "WEIR-IAM-005", .pass, #"AWS::IAM::Role {"ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]}"#),
        .init(
            "WEIR-IAM-005", .fail,
            #"AWS::IAM::Role {"ManagedPolicyArns": [{"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess"}]}"#
        ),
    ]

    static let containers: [CheckCase] = [
        service("WEIR-ECS-001", .pass, breaker),
        service("WEIR-ECS-001", .fail, #""Enable": true"#, "Rollback is not set; expected true"),
        .init("WEIR-ECS-001", .fail, #"AWS::ECS::Service {}"#),
        .init("WEIR-ECS-001", .notApplicable, #"AWS::ECS::Service {"DeploymentController": {"Type": "EXTERNAL"}}"#),
        service("WEIR-ECS-002", .pass, breaker + #", "ThresholdConfiguration": {"Type": "COUNT", "Value": 3}"#),
        service("WEIR-ECS-002", .fail, breaker, "Type is not set; expected a threshold"),
        scaled("WEIR-ECS-003", .pass, "{}"), scaled("WEIR-ECS-003", .fail, #"{"DesiredCount": 2}"#),
        .init("WEIR-ECS-003", .notApplicable, #"AWS::ECS::Service {"DesiredCount": 2}"#),
        .init(
            "WEIR-ECS-004", .pass,
            #"AWS::ECS::TaskDefinition {} ; "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain""#),
        .init(
            "WEIR-ECS-004", .fail, #"AWS::ECS::TaskDefinition {} ; "DeletionPolicy": "Retain""#, "UpdateReplacePolicy"),
        .init("WEIR-ECS-005", .pass, #"AWS::ECS::TaskDefinition {"ContainerDefinitions": [{"User": "10001:10001"}]}"#),
        .init("WEIR-ECS-005", .fail, #"AWS::ECS::TaskDefinition {"ContainerDefinitions": [{"User": "0"}]}"#),
        .init(
            "WEIR-ECS-005", .fail,
            #"AWS::ECS::TaskDefinition {"ContainerDefinitions": [{"User": "1000", "Privileged": true}]}"#),
        .init(
            "WEIR-ECS-006", .pass,
            #"AWS::ECS::TaskDefinition {"ContainerDefinitions": [{"ReadonlyRootFilesystem": true}]}"#),
        .init("WEIR-ECS-006", .fail, #"AWS::ECS::TaskDefinition {"ContainerDefinitions": [{}]}"#),
        .init("WEIR-ECS-007", .pass, #"AWS::ECS::Service {}"#),
        .init("WEIR-ECS-007", .fail, #"AWS::ECS::Service {"EnableExecuteCommand": true}"#),
    ]

    static let data: [CheckCase] = [
        .init("WEIR-DAT-001", .pass, #"AWS::RDS::DBInstance {"DeletionProtection": true}"#),
        .init("WEIR-DAT-001", .fail, #"AWS::RDS::DBInstance {}"#, "DeletionProtection is not set; expected true"),
        .init("WEIR-DAT-001", .notApplicable, #"AWS::RDS::DBInstance {}"#, tier: .staging),
        .init("WEIR-DAT-001", .pass, #"AWS::Cognito::UserPool {"DeletionProtection": "ACTIVE"}"#),
        .init("WEIR-DAT-001", .fail, #"AWS::Cognito::UserPool {"DeletionProtection": "INACTIVE"}"#),
        .init("WEIR-DAT-001", .fail, #"AWS::ElasticLoadBalancingV2::LoadBalancer {}"#),
        .init("WEIR-DAT-002", .pass, #"AWS::RDS::DBInstance {"BackupRetentionPeriod": "14"}"#),
        .init("WEIR-DAT-002", .fail, #"AWS::RDS::DBInstance {"BackupRetentionPeriod": 6}"#, "expected 7 days at least"),
        .init("WEIR-DAT-002", .pass, #"AWS::RDS::DBInstance {}"#, tier: .dev),
        .init("WEIR-DAT-002", .fail, #"AWS::RDS::DBInstance {"BackupRetentionPeriod": 0}"#, tier: .dev),
        .init(
            "WEIR-DAT-003", .pass,
            #"AWS::S3::Bucket {} ; "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain""#),
        .init("WEIR-DAT-003", .fail, #"AWS::S3::Bucket {}"#, "DeletionPolicy is not set"),
        .init(
            "WEIR-DAT-004", .pass,
            #"AWS::RDS::DBInstance {} ; "DeletionPolicy": "Snapshot", "UpdateReplacePolicy": "Snapshot""#),
        .init(
            "WEIR-DAT-004", .fail,
            #"AWS::RDS::DBInstance {} ; "DeletionPolicy": "Delete", "UpdateReplacePolicy": "Snapshot""#,
            "DeletionPolicy is \"Delete\"; expected Retain or Snapshot"),
        .init("WEIR-DAT-005", .pass, #"AWS::RDS::DBInstance {"MultiAZ": true}"#),
        .init("WEIR-DAT-005", .fail, #"AWS::RDS::DBInstance {}"#),
        .init(
            "WEIR-DAT-006", .pass,
            """
            AWS::S3::Bucket {"PublicAccessBlockConfiguration": {"BlockPublicAcls": true, "BlockPublicPolicy": true, \
            "IgnorePublicAcls": true, "RestrictPublicBuckets": true}}
            """),
        .init("WEIR-DAT-006", .fail, #"AWS::S3::Bucket {"PublicAccessBlockConfiguration": {"BlockPublicAcls": true}}"#),
        .init("WEIR-NAM-001", .pass, #"AWS::IAM::Role {}"#),
        .init("WEIR-NAM-001", .fail, #"AWS::RDS::DBInstance {"DBInstanceIdentifier": "weir"}"#, "fixes the name"),
    ]

    private static func policy(
        _ rule: String, _ expected: CheckCase.Expected, _ statement: String, _ message: String? = nil
    ) -> CheckCase {
        .init(
            rule, expected,
            #"AWS::IAM::Policy {"PolicyDocument": {"Statement": [{"Effect": "Allow", \#(statement)}]}}"#,
            message)
    }

    private static func trust(
        _ rule: String, _ expected: CheckCase.Expected, _ statement: String, _ message: String? = nil
    ) -> CheckCase {
        .init(
            rule, expected,
            #"AWS::IAM::Role {"AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", \#(statement)}]}}"#,
            message)
    }

    private static func service(
        _ rule: String, _ expected: CheckCase.Expected, _ breaker: String, _ message: String? = nil
    ) -> CheckCase {
        .init(
            rule, expected,
            #"AWS::ECS::Service {"DeploymentConfiguration": {"DeploymentCircuitBreaker": {\#(breaker)}}}"#, message)
    }

    private static func scaled(_ rule: String, _ expected: CheckCase.Expected, _ service: String) -> CheckCase {
        .init(
            rule, expected,
            sections: """
                "Resources": {"Subject": {"Type": "AWS::ECS::Service", "Properties": \(service)}, "Target": {"Type": \
                "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": {"ResourceId": {"Fn::Sub": \
                "service/${Cluster}/${Subject.Name}"}}}}
                """)
    }
}
