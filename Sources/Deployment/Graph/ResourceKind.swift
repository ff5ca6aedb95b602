/// The meaning of a resource type in an architecture graph: its group and its words.
struct ResourceKind: Sendable, Hashable {
    /// The resource type.
    let type: String
    /// The group of a node whose main resource has this type.
    let group: ArchitectureGraph.Group
    /// The kind of the node in words.
    let title: String
    /// The resource's noun in labels of permissions, such as `secret`.
    let noun: String

    /// The known types. A construct's main resource is the one whose type stands first.
    static let all: [ResourceKind] = [
        kind("AWS::CloudFront::Distribution", .edge, "CloudFront distribution", "distribution"),
        kind("AWS::ElasticLoadBalancingV2::LoadBalancer", .edge, "Application load balancer", "load balancer"),
        kind("AWS::WAFv2::WebACL", .edge, "Web application firewall", "firewall"),
        kind("AWS::CertificateManager::Certificate", .edge, "Certificate", "certificate"),
        kind("AWS::Route53::HostedZone", .edge, "DNS zone", "zone"),
        kind("AWS::Route53::RecordSet", .edge, "DNS record", "record"),
        kind("AWS::Cognito::UserPool", .edge, "User pool", "user pool"),
        kind("AWS::ECS::Service", .service, "Fargate service", "service"),
        kind("AWS::Scheduler::Schedule", .service, "Scheduled task", "schedule"),
        kind("AWS::ECS::TaskDefinition", .service, "Fargate task", "task"),
        kind("AWS::ECS::Cluster", .service, "ECS cluster", "cluster"),
        kind("AWS::Lambda::Function", .service, "Function", "function"),
        kind("AWS::SQS::Queue", .service, "Queue", "queue"),
        kind("AWS::RDS::DBCluster", .database, "Aurora cluster", "database"),
        kind("AWS::RDS::DBInstance", .database, "PostgreSQL database", "database"),
        kind("AWS::ElastiCache::ReplicationGroup", .database, "Cache", "cache"),
        kind("AWS::ElastiCache::ServerlessCache", .database, "Serverless cache", "cache"),
        kind("AWS::SecretsManager::Secret", .database, "Secret", "secret"),
        kind("AWS::CloudTrail::Trail", .account, "Audit trail", "trail"),
        kind("AWS::Config::ConfigurationRecorder", .account, "Configuration recorder", "recorder"),
        kind("AWS::Budgets::Budget", .account, "Budget", "budget"),
        kind("AWS::ECR::Repository", .account, "Image repository", "image"),
        kind("AWS::CloudWatch::CompositeAlarm", .observe, "CloudWatch alarms", "alarm"),
        kind("AWS::CloudWatch::Alarm", .observe, "CloudWatch alarms", "alarm"),
        kind("AWS::CloudWatch::Dashboard", .observe, "CloudWatch dashboard", "dashboard"),
        kind("AWS::Events::Rule", .observe, "Event rule", "rule"),
        kind("AWS::SNS::Topic", .observe, "SNS topic", "topic"),
        kind("AWS::Chatbot::SlackChannelConfiguration", .observe, "Slack channel", "channel"),
        kind("AWS::S3::Bucket", .account, "S3 bucket", "bucket"),
        kind("AWS::IAM::OIDCProvider", .account, "OIDC provider", "provider"),
        kind("AWS::EC2::VPC", .network, "VPC", "network"),
        kind("AWS::EC2::NatGateway", .network, "NAT gateway", "gateway"),
        kind("AWS::EC2::VPCEndpoint", .network, "VPC endpoint", "endpoint"),
        kind("AWS::EC2::Subnet", .network, "Subnet", "subnet"),
        kind("AWS::EC2::InternetGateway", .network, "Internet gateway", "gateway"),
        kind("AWS::Logs::LogGroup", .observe, "Log group", "logs"),
        kind("AWS::KMS::Key", .account, "Encryption key", "key"),
        kind("AWS::IAM::Role", .account, "Role", "role"),
        kind("AWS::IAM::ManagedPolicy", .account, "Permission policy", "policy"),
        kind("AWS::EC2::SecurityGroup", .network, "Security group", "group"),
    ]

    private static func kind(
        _ type: String, _ group: ArchitectureGraph.Group, _ title: String, _ noun: String
    ) -> ResourceKind {
        ResourceKind(type: type, group: group, title: title, noun: noun)
    }

    private static let ranks = Dictionary(
        all.enumerated().map { ($0.element.type, $0.offset) }, uniquingKeysWith: { first, _ in first })

    /// The position of a type among the known ones; unknown types come last.
    static func rank(of type: String) -> Int { ranks[type] ?? all.count }

    /// The kind of a type; an unknown type gets its group from its service.
    static func kind(of type: String) -> ResourceKind {
        if let rank = ranks[type] { return all[rank] }
        let name = type.split(separator: ":").last.map(String.init) ?? type
        let words = Words.split(name)
        return ResourceKind(type: type, group: group(ofUnknown: type), title: words, noun: words.lowercased())
    }

    private static func group(ofUnknown type: String) -> ArchitectureGraph.Group {
        let parts = type.split(separator: ":")
        switch parts.count > 1 ? parts[1] : "" {
        case "ElasticLoadBalancingV2", "CloudFront", "WAFv2", "Route53", "CertificateManager", "Cognito": return .edge
        case "ECS", "ApplicationAutoScaling", "Lambda", "Scheduler", "Events", "SQS": return .service
        case "RDS", "ElastiCache", "SecretsManager", "DynamoDB": return .database
        case "EC2": return .network
        case "CloudWatch", "Logs", "SNS", "Chatbot", "XRay": return .observe
        default: return .account
        }
    }

    /// A Boolean value that indicates whether resources of a type only tie others together and have no node of their own.
    static func isGlue(_ type: String) -> Bool {
        [
            "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress", "AWS::EC2::Route",
            "AWS::EC2::RouteTable", "AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::VPCGatewayAttachment",
            "AWS::EC2::EIP", "AWS::SecretsManager::SecretTargetAttachment", "AWS::RDS::DBSubnetGroup",
            "AWS::RDS::DBParameterGroup", "AWS::RDS::DBClusterParameterGroup", "AWS::ElastiCache::SubnetGroup",
            "AWS::ElastiCache::ParameterGroup", "AWS::KMS::Alias", "AWS::S3::BucketPolicy", "AWS::SSM::Parameter",
            "AWS::EC2::FlowLog", "AWS::SNS::TopicPolicy", "AWS::Logs::ResourcePolicy", "AWS::WAFv2::WebACLAssociation",
        ].contains(type)
    }
}

/// The words of an identifier.
enum Words {
    /// The words that are written in capitals.
    private static let acronyms: Set<String> = [
        "api", "cdn", "cpu", "db", "dns", "ecr", "http", "https", "iam", "ip", "kms", "nat", "oidc", "s3", "sns", "sqs",
        "tls",
        "vpc", "waf",
    ]

    /// Splits an identifier at its capitals and numbers: `LoadBalancer` gives `Load balancer`, `NatGateway1` gives
    /// `NAT gateway 1`.
    static func split(_ identifier: String) -> String {
        var words: [String] = []
        var word = ""
        let characters = Array(identifier)
        for (index, character) in characters.enumerated() {
            let isBreak = "-_/. ".contains(character)
            let previous = index > 0 ? characters[index - 1] : " "
            let next = index + 1 < characters.count ? characters[index + 1] : " "
            let startsWord = character.isUppercase && (previous.isLowercase || previous.isNumber || next.isLowercase)
            // A number at a word's end stands alone, but not in `S3`.
            let startsNumber = character.isNumber && previous.isLetter && word.count > 1
            if isBreak || ((startsWord || startsNumber) && !word.isEmpty) {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if !isBreak { word.append(character) }
        }
        if !word.isEmpty { words.append(word) }
        let written = words.enumerated().map { index, word -> String in
            if acronyms.contains(word.lowercased()) { return word.uppercased() }
            if word.count > 1, word.allSatisfy({ $0.isUppercase || $0.isNumber }) { return word }
            return index == 0 ? word.prefix(1).uppercased() + word.dropFirst() : word.lowercased()
        }
        return written.isEmpty ? identifier : written.joined(separator: " ")
    }
}
