// The services that Weir calls or deploys, with their names, versions and hosts from AWS's published models.

extension AWSService {
    /// Security Token Service.
    public static let sts = AWSService(
        name: "STS", signingName: "sts", wire: .query(version: "2011-06-15"),
        rule: .regional("sts", governmentIsFIPS: true))

    /// Secrets Manager.
    public static let secretsManager = AWSService(
        name: "Secrets Manager", signingName: "secretsmanager", wire: .json(version: "1.1", target: "secretsmanager"),
        rule: .regional(
            .init(
                prefix: "secretsmanager", plainDualStack: ["aws", "aws-cn", "aws-us-gov"],
                plainDualStackFIPS: ["aws", "aws-us-gov"])))

    /// CloudFormation.
    package static let cloudFormation = AWSService(
        name: "CloudFormation", signingName: "cloudformation", wire: .query(version: "2010-05-15"),
        rule: .regional("cloudformation", governmentIsFIPS: true))

    /// Elastic Container Service.
    package static let ecs = AWSService(
        name: "ECS", signingName: "ecs", wire: .json(version: "1.1", target: "AmazonEC2ContainerServiceV20141113"),
        rule: .regional("ecs"))

    /// Elastic Container Registry.
    package static let ecr = AWSService(
        name: "ECR", signingName: "ecr", wire: .json(version: "1.1", target: "AmazonEC2ContainerRegistry_V20150921"),
        rule: .regional(.init(prefix: "api.ecr", variantPrefix: "ecr")))

    /// Simple Storage Service.
    public static let s3 = AWSService(name: "S3", signingName: "s3", wire: .restXML, rule: .s3)

    /// CloudWatch Logs.
    package static let logs = AWSService(
        name: "CloudWatch Logs", signingName: "logs", wire: .json(version: "1.1", target: "Logs_20140328"),
        rule: .regional("logs", governmentIsFIPS: true))

    /// CloudWatch's metrics and alarms.
    package static let cloudWatch = AWSService(
        name: "CloudWatch", signingName: "monitoring",
        wire: .json(version: "1.0", target: "GraniteServiceVersion20100801"),
        rule: .regional(
            .init(prefix: "monitoring", governmentIsFIPS: true, governmentIsFIPSInDualStack: true)))

    /// Systems Manager.
    package static let ssm = AWSService(
        name: "SSM", signingName: "ssm", wire: .json(version: "1.1", target: "AmazonSSM"),
        rule: .regional("ssm", governmentIsFIPS: true))

    /// Relational Database Service.
    package static let rds = AWSService(
        name: "RDS", signingName: "rds", wire: .query(version: "2014-10-31"),
        rule: .regional("rds", governmentIsFIPS: true))

    /// Elastic Compute Cloud.
    package static let ec2 = AWSService(
        name: "EC2", signingName: "ec2", wire: .ec2(version: "2016-11-15"),
        rule: .regional("ec2", governmentIsFIPS: true))

    /// Elastic Load Balancing, version 2.
    package static let loadBalancing = AWSService(
        name: "Elastic Load Balancing v2", signingName: "elasticloadbalancing", wire: .query(version: "2015-12-01"),
        rule: .regional("elasticloadbalancing", governmentIsFIPS: true))

    /// Application Auto Scaling.
    package static let applicationAutoScaling = AWSService(
        name: "Application Auto Scaling", signingName: "application-autoscaling",
        wire: .json(version: "1.1", target: "AnyScaleFrontendService"),
        rule: .regional("application-autoscaling", governmentIsFIPS: true))

    /// Simple Notification Service.
    package static let sns = AWSService(
        name: "SNS", signingName: "sns", wire: .query(version: "2010-03-31"),
        rule: .regional("sns", governmentIsFIPS: true))

    /// Web Application Firewall.
    package static let waf = AWSService(
        name: "WAFV2", signingName: "wafv2", wire: .json(version: "1.1", target: "AWSWAF_20190729"),
        rule: .regional("wafv2"))

    /// Cognito's user pools.
    package static let cognito = AWSService(
        name: "Cognito Identity Provider", signingName: "cognito-idp",
        wire: .json(version: "1.1", target: "AWSCognitoIdentityProviderService"),
        rule: .regional(
            .init(
                prefix: "cognito-idp", plainDualStack: ["aws"],
                plainDualStackFIPSRegions: ["us-east-1", "us-east-2", "us-west-1", "us-west-2"])))

    /// ElastiCache.
    package static let elastiCache = AWSService(
        name: "ElastiCache", signingName: "elasticache", wire: .query(version: "2015-02-02"),
        rule: .regional("elasticache", governmentIsFIPS: true))

    /// Certificate Manager.
    package static let certificateManager = AWSService(
        name: "ACM", signingName: "acm", wire: .json(version: "1.1", target: "CertificateManager"),
        rule: .regional("acm", governmentIsFIPS: true))

    /// Identity and Access Management.
    package static let iam = AWSService(
        name: "IAM", signingName: "iam", wire: .query(version: "2010-05-08"),
        rule: .global([
            "aws": .init(
                plain: "iam.amazonaws.com", fips: "iam-fips.amazonaws.com", dualStack: "iam.global.api.aws",
                dualStackFIPS: "iam-fips.global.api.aws", region: "us-east-1", fipsRegion: "us-east-1"),
            "aws-cn": .init(
                plain: "iam.cn-north-1.amazonaws.com.cn", fips: "iam-fips.amazonaws.com.cn",
                dualStack: "iam.global.api.amazonwebservices.com.cn",
                dualStackFIPS: "iam-fips.api.amazonwebservices.com.cn", region: "cn-north-1",
                fipsRegion: "cn-north-1"),
            "aws-us-gov": .init(
                plain: "iam.us-gov.amazonaws.com", fips: "iam.us-gov.amazonaws.com", dualStack: "iam.us-gov.api.aws",
                dualStackFIPS: "iam.us-gov.api.aws", region: "us-gov-west-1", fipsRegion: "us-gov-west-1"),
        ]))

    /// CloudTrail.
    package static let cloudTrail = AWSService(
        name: "CloudTrail", signingName: "cloudtrail",
        wire: .json(version: "1.1", target: "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"),
        rule: .regional("cloudtrail", governmentIsFIPS: true))

    /// Service Quotas.
    package static let serviceQuotas = AWSService(
        name: "Service Quotas", signingName: "servicequotas",
        wire: .json(version: "1.1", target: "ServiceQuotasV20190624"),
        rule: .regional("servicequotas", governmentIsFIPS: true))

    /// Budgets.
    package static let budgets = AWSService(
        name: "Budgets", signingName: "budgets", wire: .json(version: "1.1", target: "AWSBudgetServiceGateway"),
        rule: .global([
            "aws": .init(
                plain: "budgets.amazonaws.com", fips: "budgets-fips.amazonaws.com",
                dualStack: "budgets.us-east-1.api.aws", dualStackFIPS: "budgets-fips.api.aws", region: "us-east-1",
                fipsRegion: "us-east-1"),
            "aws-cn": .init(
                plain: "budgets.amazonaws.com.cn", fips: "budgets-fips.amazonaws.com.cn",
                dualStack: "budgets.api.amazonwebservices.com.cn",
                dualStackFIPS: "budgets-fips.api.amazonwebservices.com.cn", region: "cn-northwest-1",
                fipsRegion: "cn-northwest-1"),
            "aws-us-gov": .init(
                plain: "budgets.amazonaws.com", fips: "budgets-fips.amazonaws.com", dualStack: "budgets.api.aws",
                dualStackFIPS: "budgets-fips.api.aws", region: "us-gov-west-1", fipsRegion: "us-gov-west-1"),
        ]))

    /// All services above.
    package static let known: [AWSService] = [
        sts, secretsManager, cloudFormation, ecs, ecr, s3, logs, cloudWatch, ssm, rds, ec2, loadBalancing,
        applicationAutoScaling, sns, waf, cognito, elastiCache, certificateManager, iam, cloudTrail,
        serviceQuotas, budgets,
    ]
}
