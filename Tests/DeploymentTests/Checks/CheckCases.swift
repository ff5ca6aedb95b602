import Deployment

/// The cases of every rule: at least one that passes and one that fails.
enum CheckCases {
    static let all = network + encryption + transport + permissions + secrets + logging + images + containers + data

    private static let network: [CheckCase] = [
        .init("WEIR-NET-001", .pass, #"AWS::RDS::DBInstance {"PubliclyAccessible": false}"#),
        .init("WEIR-NET-001", .pass, #"AWS::RDS::DBInstance {"Engine": "aurora-postgresql"}"#),
        .init(
            "WEIR-NET-001", .fail, #"AWS::RDS::DBInstance {"PubliclyAccessible": "true"}"#,
            #"PubliclyAccessible is "true"; expected false"#),
        .init("WEIR-NET-001", .fail, #"AWS::RDS::DBInstance {}"#, "PubliclyAccessible is not set; expected false"),
        .init(
            "WEIR-NET-001", .notEvaluable,
            sections: """
                "Parameters": {"Open": {"Type": "String"}}, "Resources": {"Subject": {"Type": "AWS::RDS::DBInstance", \
                "Properties": {"PubliclyAccessible": {"Ref": "Open"}}}}
                """, "PubliclyAccessible is the parameter \"Open\""),
        .init(
            "WEIR-NET-001", .notEvaluable,
            #"AWS::RDS::DBInstance {"PubliclyAccessible": {"Fn::If": ["Open", true, false]}}"#,
            "in one case of its condition"),
        .init(
            "WEIR-NET-001", .fail, #"AWS::RDS::DBInstance {"PubliclyAccessible": {"Fn::If": ["Open", true, "true"]}}"#),
        .init(
            "WEIR-NET-002", .pass,
            #"AWS::EC2::SecurityGroupIngress {"CidrIp": "0.0.0.0/0", "FromPort": 443, "ToPort": 443}"#),
        .init(
            "WEIR-NET-002", .pass,
            #"AWS::EC2::SecurityGroupIngress {"CidrIp": "10.0.0.0/8", "FromPort": 22, "ToPort": 22}"#),
        .init("WEIR-NET-002", .notApplicable, #"AWS::EC2::SecurityGroup {"GroupDescription": "x"}"#),
        .init(
            "WEIR-NET-002", .fail,
            #"AWS::EC2::SecurityGroup {"SecurityGroupIngress": [{"CidrIp": "0.0.0.0/0", "FromPort": 80, "ToPort": 443}]}"#,
            "ports 80 to 443"),
        .init(
            "WEIR-NET-002", .fail, #"AWS::EC2::SecurityGroupIngress {"CidrIpv6": "::/0", "IpProtocol": "-1"}"#,
            "all ports of all protocols"),
        .init(
            "WEIR-NET-002", .notEvaluable,
            #"AWS::EC2::SecurityGroupIngress {"CidrIp": {"Ref": "Block"}, "FromPort": 22, "ToPort": 22}"#),
        .init(
            "WEIR-NET-003", .pass,
            #"AWS::EC2::SecurityGroup {"SecurityGroupEgress": [{"CidrIp": "127.0.0.1/32", "IpProtocol": "-1"}]}"#),
        .init(
            "WEIR-NET-003", .pass,
            #"AWS::EC2::SecurityGroupEgress {"CidrIp": "0.0.0.0/0", "FromPort": 443, "ToPort": 443}"#),
        .init("WEIR-NET-003", .fail, #"AWS::EC2::SecurityGroup {}"#, "allows all traffic out"),
        .init("WEIR-NET-003", .fail, #"AWS::EC2::SecurityGroupEgress {"CidrIp": "0.0.0.0/0", "IpProtocol": "-1"}"#),
        .init(
            "WEIR-NET-004", .pass,
            sections: """
                "Resources": {"Subject": {"Type": "AWS::EC2::VPC"}, "Flow": {"Type": "AWS::EC2::FlowLog", \
                "Properties": {"ResourceId": {"Ref": "Subject"}}}}
                """),
        .init("WEIR-NET-004", .fail, #"AWS::EC2::VPC {}"#, "no flow log refers to the VPC"),
        .init("WEIR-NET-004", .notApplicable, #"AWS::EC2::VPC {}"#, tier: .dev),
        .init("WEIR-NET-005", .pass, #"AWS::EC2::Subnet {"MapPublicIpOnLaunch": false}"#),
        .init("WEIR-NET-005", .fail, #"AWS::EC2::Subnet {"MapPublicIpOnLaunch": true}"#),
        .init(
            "WEIR-NET-005", .pass,
            #"AWS::ECS::Service {"NetworkConfiguration": {"AwsvpcConfiguration": {"AssignPublicIp": "DISABLED"}}}"#),
        .init(
            "WEIR-NET-005", .fail,
            #"AWS::ECS::Service {"NetworkConfiguration": {"AwsvpcConfiguration": {"AssignPublicIp": "ENABLED"}}}"#),
    ]

    private static let encryption: [CheckCase] = [
        .init("WEIR-ENC-001", .pass, #"AWS::RDS::DBInstance {"StorageEncrypted": true}"#),
        .init("WEIR-ENC-001", .notEvaluable, #"AWS::RDS::DBInstance {"DBSnapshotIdentifier": "before"}"#),
        .init("WEIR-ENC-001", .notApplicable, #"AWS::RDS::DBInstance {"DBClusterIdentifier": {"Ref": "Cluster"}}"#),
        .init("WEIR-ENC-001", .fail, #"AWS::RDS::DBCluster {}"#, "StorageEncrypted is not set; expected true"),
        .init("WEIR-ENC-001", .fail, #"AWS::EFS::FileSystem {"Encrypted": false}"#),
        .init("WEIR-ENC-001", .fail, #"AWS::ElastiCache::ReplicationGroup {}"#, "AtRestEncryptionEnabled is not set"),
        .init("WEIR-ENC-002", .pass, #"AWS::KMS::Key {"EnableKeyRotation": true}"#),
        .init("WEIR-ENC-002", .notApplicable, #"AWS::KMS::Key {"KeySpec": "RSA_2048"}"#),
        .init("WEIR-ENC-002", .fail, #"AWS::KMS::Key {"KeyPolicy": {}}"#),
    ]

    private static let transport: [CheckCase] = [
        .init(
            "WEIR-TLS-001", .pass,
            """
            AWS::ElasticLoadBalancingV2::Listener {"Protocol": "HTTP", "DefaultActions": \
            [{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS"}}]}
            """),
        .init(
            "WEIR-TLS-001", .fail,
            #"AWS::ElasticLoadBalancingV2::Listener {"Protocol": "HTTP", "DefaultActions": [{"Type": "forward"}]}"#,
            "Type is \"forward\" over HTTP; expected a redirect to HTTPS"),
        .init(
            "WEIR-TLS-001", .notApplicable,
            #"AWS::ElasticLoadBalancingV2::Listener {"Protocol": "HTTP", "DefaultActions": [{"Type": "forward"}]}"#,
            tier: .dev),
        .init(
            "WEIR-TLS-002", .pass,
            #"AWS::ElasticLoadBalancingV2::Listener {"Protocol": "HTTPS", "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}"#
        ),
        .init(
            "WEIR-TLS-002", .fail,
            #"AWS::ElasticLoadBalancingV2::Listener {"Protocol": "HTTPS", "SslPolicy": "ELBSecurityPolicy-2016-08"}"#),
        .init("WEIR-TLS-002", .fail, #"AWS::ElasticLoadBalancingV2::Listener {"Protocol": "HTTPS"}"#, "is not set"),
        .init(
            "WEIR-TLS-003", .pass,
            #"AWS::RDS::DBParameterGroup {"Family": "postgres14", "Parameters": {"rds.force_ssl": "1"}}"#),
        .init("WEIR-TLS-003", .pass, #"AWS::RDS::DBParameterGroup {"Family": "postgres17"}"#),
        .init("WEIR-TLS-003", .fail, #"AWS::RDS::DBParameterGroup {"Family": "postgres14"}"#),
        .init(
            "WEIR-TLS-003", .fail,
            #"AWS::RDS::DBParameterGroup {"Family": "postgres17", "Parameters": {"rds.force_ssl": 0}}"#),
        .init("WEIR-TLS-004", .pass, #"AWS::ElastiCache::ReplicationGroup {"TransitEncryptionEnabled": true}"#),
        .init("WEIR-TLS-004", .fail, #"AWS::ElastiCache::ReplicationGroup {}"#),
        .init(
            "WEIR-TLS-005", .pass,
            """
            AWS::CloudFront::Distribution {"DistributionConfig": {"DefaultCacheBehavior": \
            {"ViewerProtocolPolicy": "redirect-to-https"}}}
            """),
        .init(
            "WEIR-TLS-005", .fail,
            """
            AWS::CloudFront::Distribution {"DistributionConfig": {"DefaultCacheBehavior": \
            {"ViewerProtocolPolicy": "https-only"}, "CacheBehaviors": [{"ViewerProtocolPolicy": "allow-all"}]}}
            """),
    ]

    private static let secrets: [CheckCase] = [
        .init(
            "WEIR-SEC-001", .pass,
            #"AWS::RDS::DBInstance {"MasterUserPassword": "{{resolve:secretsmanager:db:SecretString:password}}"}"#),
        .init("WEIR-SEC-001", .pass, #"AWS::RDS::DBInstance {"MasterUserPassword": {"Ref": "Password"}}"#),
        .init(
            "WEIR-SEC-001", .fail, #"AWS::RDS::DBInstance {"MasterUserPassword": "canary-one"}"#,
            "MasterUserPassword is written in plain text"),
        .init("WEIR-SEC-001", .fail, #"AWS::SecretsManager::Secret {"SecretString": "canary-two"}"#),
        .init(
            "WEIR-SEC-001", .fail, #"AWS::SSM::Parameter {"Value": "postgres://weir:canary@db/weir"}"#,
            "a login in a URI"),
        .init(
            "WEIR-SEC-001", .fail, #"AWS::Lambda::Function {"Layers": [["key AKIAABCDEFGHIJKLMNOP"]]}"#,
            "an access key of AWS"),
        .init(
            "WEIR-SEC-002", .pass,
            """
            AWS::ECS::TaskDefinition {"ContainerDefinitions": [{"Environment": [{"Name": "DB_SECRET_ARN", \
            "Value": {"Ref": "Secret"}}, {"Name": "DB_PASSWORD", "Value": ""}]}]}
            """),
        .init(
            "WEIR-SEC-002", .fail,
            """
            AWS::ECS::TaskDefinition {"ContainerDefinitions": [{"Environment": [{"Name": "DB_PASSWORD", \
            "Value": {"Ref": "Password"}}]}]}
            """, "sets DB_PASSWORD in plain text"),
        .init(
            "WEIR-SEC-002", .fail,
            """
            AWS::ECS::TaskDefinition {"ContainerDefinitions": [{"Environment": [{"Name": "DB_URL", \
            "Value": {"Fn::Sub": "{{resolve:secretsmanager:${Secret}:SecretString:url}}"}}]}]}
            """),
        .init(
            "WEIR-SEC-003", .pass, sections: #""Parameters": {"SubjectPassword": {"Type": "String", "NoEcho": true}}"#),
        .init("WEIR-SEC-003", .notApplicable, sections: #""Parameters": {"SubjectSecretArn": {"Type": "String"}}"#),
        .init(
            "WEIR-SEC-003", .fail,
            sections: #""Parameters": {"SubjectToken": {"Type": "String", "NoEcho": true, "Default": "canary"}}"#,
            "Default is set; expected no default"),
        .init(
            "WEIR-SEC-003", .fail, sections: #""Parameters": {"SubjectApiKey": {"Type": "String"}}"#,
            "NoEcho is not set"),
        .init("WEIR-SEC-004", .pass, sections: #""Outputs": {"Subject": {"Value": {"Fn::GetAtt": ["Db", "Arn"]}}}"#),
        .init(
            "WEIR-SEC-004", .fail,
            sections: """
                "Parameters": {"Key": {"Type": "String", "NoEcho": true}}, \
                "Outputs": {"Subject": {"Value": {"Ref": "Key"}}}
                """, "expected its ARN"),
        .init(
            "WEIR-SEC-004", .fail,
            sections: #""Outputs": {"Subject": {"Value": "{{resolve:secretsmanager:db:SecretString:password}}"}}"#),
    ]

    private static let logging: [CheckCase] = [
        .init("WEIR-LOG-001", .pass, #"AWS::Logs::LogGroup {"RetentionInDays": {"Ref": "Days"}}"#),
        .init("WEIR-LOG-001", .fail, #"AWS::Logs::LogGroup {}"#, "RetentionInDays is not set"),
        .init(
            "WEIR-LOG-002", .pass,
            """
            AWS::ElasticLoadBalancingV2::LoadBalancer {"LoadBalancerAttributes": \
            [{"Key": "access_logs.s3.enabled", "Value": "true"}]}
            """),
        .init("WEIR-LOG-002", .fail, #"AWS::ElasticLoadBalancingV2::LoadBalancer {}"#, "lacks access_logs.s3.enabled"),
        .init(
            "WEIR-LOG-003", .pass,
            #"AWS::ECS::TaskDefinition {"ContainerDefinitions": [{"LogConfiguration": {"LogDriver": "awslogs"}}]}"#),
        .init("WEIR-LOG-003", .fail, #"AWS::ECS::TaskDefinition {"ContainerDefinitions": [{"Name": "main"}]}"#),
        .init("WEIR-LOG-004", .pass, #"AWS::RDS::DBInstance {"EnableCloudwatchLogsExports": ["postgresql"]}"#),
        .init("WEIR-LOG-004", .fail, #"AWS::RDS::DBInstance {}"#),
        .init("WEIR-LOG-005", .pass, #"AWS::CloudTrail::Trail {"EnableLogFileValidation": true}"#),
        .init("WEIR-LOG-005", .fail, #"AWS::CloudTrail::Trail {}"#),
    ]

    private static let images: [CheckCase] = [
        .init(
            "WEIR-IMG-001", .pass,
            """
            AWS::ECS::TaskDefinition {"ContainerDefinitions": [{"Image": {"Fn::Sub": \
            "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/weir:0.1.0"}}, {"Image": "weir@sha256:00"}]}
            """),
        .init(
            "WEIR-IMG-001", .fail, #"AWS::ECS::TaskDefinition {"ContainerDefinitions": [{"Image": "host:5000/weir"}]}"#,
            "Image has no tag, which means \"latest\""),
        .init(
            "WEIR-IMG-001", .fail, #"AWS::ECS::TaskDefinition {"ContainerDefinitions": [{"Image": "weir:latest"}]}"#,
            "the moving tag \"latest\""),
        .init(
            "WEIR-IMG-001", .notEvaluable,
            #"AWS::ECS::TaskDefinition {"ContainerDefinitions": [{"Image": {"Fn::Sub": "weir:${Tag}"}}]}"#),
        .init("WEIR-IMG-002", .pass, #"AWS::ECR::Repository {"ImageTagMutability": "IMMUTABLE"}"#),
        .init("WEIR-IMG-002", .fail, #"AWS::ECR::Repository {}"#),
        .init("WEIR-IMG-003", .pass, #"AWS::ECR::Repository {"ImageScanningConfiguration": {"ScanOnPush": true}}"#),
        .init("WEIR-IMG-003", .fail, #"AWS::ECR::Repository {}"#),
    ]
}
