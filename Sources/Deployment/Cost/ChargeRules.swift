import Basics
import Infra

/// The charges for a resource, from its type and properties.
struct ChargeRules {
    /// The resources of all stacks.
    let index: ResourceIndex
    /// The resource.
    let item: ResourceIndex.Item

    private var properties: TemplateExpression { item.resource.properties }
    private func text(_ key: String) -> String { properties[key]?.literalText ?? "" }
    private func targets(_ key: String) -> [ResourceIndex.Item] {
        index.targets(of: properties[key], in: item.key.stack)
    }

    /// The charges, in the order of a report.
    var charges: [Charge] {
        switch item.resource.type {
        case "AWS::ECS::Service": return service
        case "AWS::ECS::TaskDefinition": return standaloneTask
        case "AWS::ECS::Cluster": return cluster
        case "AWS::ElasticLoadBalancingV2::LoadBalancer": return balancer
        case "AWS::EC2::NatGateway": return [.hourly("nat.hour", "NAT gateway"), .usage("nat.gb", "NAT gateway data")]
        case "AWS::EC2::EIP": return [.hourly("ipv4.hour", "Public IPv4 address")]
        case "AWS::EC2::VPCEndpoint": return endpoint
        case "AWS::RDS::DBInstance": return DatabaseCharges(index: index, item: item).instance
        case "AWS::RDS::DBCluster": return DatabaseCharges(index: index, item: item).cluster
        case "AWS::ElastiCache::ReplicationGroup": return cache
        case "AWS::ElastiCache::ServerlessCache":
            return [
                .usage("cache.serverless.gb", "Serverless cache data"),
                .usage("cache.serverless.ecpu", "Serverless cache units"),
            ]
        case "AWS::SecretsManager::Secret": return Charge.secret("Secret")
        case "AWS::KMS::Key", "AWS::KMS::ReplicaKey":
            return [.monthly("kms.key", "Encryption key"), .usage("kms.requests", "Requests to the key")]
        case "AWS::CloudWatch::Alarm": return alarm
        case "AWS::CloudWatch::CompositeAlarm": return [.monthly("cloudwatch.composite", "Composite alarm")]
        case "AWS::CloudWatch::Dashboard": return [.monthly("cloudwatch.dashboard", "Dashboard")]
        case "AWS::Logs::LogGroup":
            return [.usage("logs.ingested", "Log ingestion"), .usage("logs.stored", "Log storage")]
        case "AWS::Route53::HostedZone": return [.monthly("route53.zone", "Hosted zone")]
        case "AWS::WAFv2::WebACL": return firewall
        case "AWS::ECR::Repository": return [.usage("ecr.stored", "Image storage")]
        case "AWS::S3::Bucket": return [.usage("s3.stored", "Object storage")]
        case "AWS::SNS::Topic": return [.usage("sns.published", "Messages")]
        case "AWS::SQS::Queue": return [.usage("sqs.requests", "Requests to the queue")]
        case "AWS::Cognito::UserPool": return [.usage("cognito.users", "Active users")]
        case "AWS::CloudFront::Distribution":
            return [.usage("cloudfront.gb", "Data to clients"), .usage("cloudfront.requests", "Requests")]
        case "AWS::CloudTrail::Trail": return [.usage("cloudtrail.events", "Data events and further trails")]
        case "AWS::Config::ConfigurationRecorder": return [.usage("config.items", "Configuration items")]
        case "AWS::Config::ConfigRule": return [.usage("config.evaluations", "Rule evaluations")]
        case "AWS::Budgets::Budget": return [.monthly("budget.day", "Budget", 365.0 / 12)]
        case "AWS::Scheduler::Schedule": return [.usage("scheduler.invocations", "Invocations")]
        case let type where ChargeRules.isFree(type): return []
        default:
            return [.monthly(item.resource.type, "\(item.resource.type.replacingPrefix("AWS::", with: "")): no rule")]
        }
    }

    // MARK: Containers

    private var service: [Charge] {
        guard let task = targets("TaskDefinition").first(where: { $0.resource.type == "AWS::ECS::TaskDefinition" }),
            let size = ChargeRules.size(of: task)
        else { return [.monthly("fargate", "Tasks of unknown size")] }
        let count = taskCount
        let words = count.words
        let platform = ChargeRules.platform(of: task)
        let cpu = Double(size.cpu) / 1024
        let memory = Double(size.memory) / 1024
        return [
            .hourly(
                "fargate.vcpu.\(platform)", "\(words) × \(Decimals.text(cpu, 2)) vCPU (\(platform))", count.number * cpu
            ),
            .hourly(
                "fargate.gb.\(platform)", "\(words) × \(Decimals.text(memory, 2)) GB memory", count.number * memory),
        ]
    }

    /// The number of tasks: the desired count, or the least number of the scaling target of the same construct.
    private var taskCount: (number: Double, words: String) {
        if let desired = properties["DesiredCount"]?.literalNumber {
            return (Double(desired), desired == 1 ? "1 task" : "\(desired) tasks")
        }
        let target = index.items.first { other in
            other.resource.type == "AWS::ApplicationAutoScaling::ScalableTarget" && other.key.stack == item.key.stack
                && index.targets(of: other.resource.properties["ResourceId"], in: item.key.stack)
                    .contains { $0.key == item.key }
        }
        let least = target?.resource.properties["MinCapacity"]?.literalNumber ?? 1
        return (Double(least), least == 1 ? "1 task (least)" : "\(least) tasks (least)")
    }

    /// A task definition that no service runs: charged while a task runs.
    private var standaloneTask: [Charge] {
        let isOfService = index.items.contains { other in
            other.resource.type == "AWS::ECS::Service"
                && index.targets(of: other.resource.properties["TaskDefinition"], in: other.key.stack)
                    .contains { $0.key == item.key }
        }
        guard !isOfService else { return [] }
        let platform = ChargeRules.platform(of: item)
        return [
            .usage("fargate.vcpu.\(platform)", "vCPU while a task runs"),
            .usage("fargate.gb.\(platform)", "Memory while a task runs"),
        ]
    }

    private static func size(of task: ResourceIndex.Item) -> FargateTask? {
        let properties = task.resource.properties
        return FargateTask(
            cpu: properties["Cpu"]?.literalText ?? "", memory: properties["Memory"]?.literalText ?? "")
    }

    private static func platform(of task: ResourceIndex.Item) -> String {
        task.resource.properties["RuntimePlatform"]?["CpuArchitecture"]?.literalText == "ARM64" ? "arm64" : "x86_64"
    }

    private var cluster: [Charge] {
        let settings = properties["ClusterSettings"]?.literalElements ?? []
        let insights = settings.first { $0["Name"]?.literalText == "containerInsights" }?["Value"]?.literalText
        return ["enabled", "enhanced"].contains(insights)
            ? [.usage("cloudwatch.metric", "Container Insights metrics")] : []
    }

    // MARK: Network and edge

    private var balancer: [Charge] {
        guard ["", "application"].contains(text("Type")) else {
            return [.monthly("nlb", "Load balancer of type \(text("Type"))")]
        }
        var charges: [Charge] = [
            .hourly("alb.hour", "Application load balancer"), .usage("alb.lcu", "Load balancer capacity"),
        ]
        if text("Scheme") != "internal" {
            let zones = targets("Subnets").count { $0.resource.type == "AWS::EC2::Subnet" }
            // Elastic Load Balancing takes an address in each zone.
            let words = zones == 1 ? "1 public IPv4 address" : "\(max(zones, 2)) public IPv4 addresses"
            charges.append(.hourly("ipv4.hour", words, Double(zones == 1 ? 1 : max(zones, 2))))
            charges.append(.usage("transfer.out", "Data to the internet"))
        }
        return charges
    }

    private var endpoint: [Charge] {
        guard text("VpcEndpointType") == "Interface" else { return [] }
        let zones = max(1, targets("SubnetIds").count { $0.resource.type == "AWS::EC2::Subnet" })
        let words = zones == 1 ? "Interface endpoint" : "Interface endpoint in \(zones) zones"
        return [.hourly("endpoint.hour", words, Double(zones)), .usage("endpoint.gb", "Endpoint data")]
    }

    private var firewall: [Charge] {
        let rules = properties["Rules"]?.literalElements.count ?? 0
        var charges: [Charge] = [.monthly("waf.acl", "Web ACL")]
        if rules > 0 { charges.append(.monthly("waf.rule", rules == 1 ? "1 rule" : "\(rules) rules", Double(rules))) }
        return charges + [.usage("waf.requests", "Inspected requests")]
    }

    // MARK: Data and monitoring

    private var cache: [Charge] {
        let engine = text("Engine").isEmpty ? "redis" : text("Engine")
        let clusters = properties["NumCacheClusters"]?.literalNumber
        let groups = properties["NumNodeGroups"]?.literalNumber ?? 1
        let replicas = properties["ReplicasPerNodeGroup"]?.literalNumber ?? 0
        let nodes = clusters ?? groups * (1 + replicas)
        let type = text("CacheNodeType")
        return [.hourly("cache.\(engine).\(type)", "\(nodes) × \(type) (\(engine))", Double(nodes))]
    }

    /// An alarm is charged for each metric that it evaluates.
    private var alarm: [Charge] {
        let metrics = (properties["Metrics"]?.literalElements ?? []).count { $0["MetricStat"] != nil }
        return [
            .monthly("cloudwatch.alarm", metrics > 1 ? "Alarm on \(metrics) metrics" : "Alarm", Double(max(1, metrics)))
        ]
    }

    /// A Boolean value that indicates whether AWS charges nothing for resources of a type themselves.
    private static func isFree(_ type: String) -> Bool {
        let services = [
            "AWS::IAM::", "AWS::ApplicationAutoScaling::", "AWS::CertificateManager::", "AWS::Chatbot::",
            "AWS::Lambda::Permission",
            // Standard parameters have no monthly charge.
            "AWS::SSM::Parameter",
        ]
        return services.contains { type.hasPrefix($0) } || free.contains(type)
    }

    private static let free: Set<String> = [
        "AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::RouteTable", "AWS::EC2::Route",
        "AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::InternetGateway", "AWS::EC2::VPCGatewayAttachment",
        "AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress",
        // Its log group is charged.
        "AWS::EC2::FlowLog", "AWS::EC2::NetworkAcl", "AWS::EC2::NetworkAclEntry", "AWS::EC2::DHCPOptions",
        "AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule",
        "AWS::ElasticLoadBalancingV2::ListenerCertificate", "AWS::ElasticLoadBalancingV2::TargetGroup",
        "AWS::RDS::DBSubnetGroup", "AWS::RDS::DBParameterGroup", "AWS::RDS::DBClusterParameterGroup",
        "AWS::ElastiCache::SubnetGroup", "AWS::ElastiCache::ParameterGroup", "AWS::ElastiCache::User",
        "AWS::ElastiCache::UserGroup", "AWS::SecretsManager::SecretTargetAttachment",
        "AWS::SecretsManager::RotationSchedule", "AWS::SecretsManager::ResourcePolicy", "AWS::KMS::Alias",
        "AWS::S3::BucketPolicy", "AWS::SNS::Subscription", "AWS::SNS::TopicPolicy", "AWS::SNS::TopicInlinePolicy",
        "AWS::SQS::QueuePolicy", "AWS::Logs::ResourcePolicy", "AWS::Logs::MetricFilter", "AWS::Route53::RecordSet",
        "AWS::WAFv2::WebACLAssociation", "AWS::WAFv2::LoggingConfiguration", "AWS::WAFv2::IPSet",
        "AWS::Cognito::UserPoolClient", "AWS::Cognito::UserPoolDomain", "AWS::Cognito::UserPoolResourceServer",
        "AWS::ECS::ClusterCapacityProviderAssociations", "AWS::Config::DeliveryChannel", "AWS::ECR::RepositoryPolicy",
        "AWS::CloudFront::OriginAccessControl", "AWS::CloudFront::CachePolicy",
        "AWS::CloudFront::ResponseHeadersPolicy",
        "AWS::CloudFront::OriginRequestPolicy", "AWS::Events::Rule", "AWS::CloudFormation::WaitConditionHandle",
    ]
}

extension Charge {
    /// The charges for a secret.
    static func secret(_ item: String) -> [Charge] {
        [.monthly("secret.month", item), .usage("secret.calls", "Reads of the secret")]
    }
}
