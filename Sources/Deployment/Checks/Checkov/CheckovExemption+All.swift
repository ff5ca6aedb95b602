extension CheckovExemption {
    /// The exemptions of the product.
    static let all: [CheckovExemption] = everywhere + outsideProduction + production + account

    private static let everywhere: [CheckovExemption] = [
        CheckovExemption(
            "CKV_AWS_158", ["AWS::Logs::LogGroup"],
            "CloudWatch Logs encrypts every log group; a key of the account adds a way to lose the logs"
        ) { !$0["KmsKeyId"].isSet },
        CheckovExemption(
            "CKV_AWS_149", ["AWS::SecretsManager::Secret"],
            "Secrets Manager encrypts with the account's own key; another key is for secrets shared between accounts"
        ) { !$0["KmsKeyId"].isSet },
        CheckovExemption(
            "CKV_AWS_260", ["AWS::EC2::SecurityGroupIngress"], "Port 80 answers with a redirect to HTTPS only"
        ) { subject in
            subject["FromPort"].text == "80" && subject["CidrIp"].text == "0.0.0.0/0" && redirects(subject.template)
        },
        CheckovExemption(
            "CKV_AWS_16", ["AWS::RDS::DBInstance"], "A read replica has the encryption of its source"
        ) { $0["SourceDBInstanceIdentifier"].isSet && !$0["StorageEncrypted"].isSet },
        CheckovExemption(
            "CKV_AWS_16", ["AWS::RDS::DBInstance"], "A restored database has the encryption of its snapshot"
        ) { $0["DBSnapshotIdentifier"].isSet && !$0["StorageEncrypted"].isSet },
        CheckovExemption(
            "CKV_AWS_192", ["AWS::WAFv2::WebACL"],
            "The rule is about Log4j, which the server, a program in Swift, does not have", applies: letsLog4jPass),
        CheckovExemption(
            "CKV_AWS_86", ["AWS::CloudFront::Distribution"],
            "Nothing is cached: the logs of the load balancer and of the server have every request"
        ) { !$0["DistributionConfig/Logging"].isSet },
        CheckovExemption(
            "CKV_AWS_68", ["AWS::CloudFront::Distribution"],
            "Nothing is cached: the firewall of the load balancer judges every request"
        ) { subject in
            !subject["DistributionConfig/WebACLId"].isSet
                && !subject.template.resources(ofType: "AWS::WAFv2::WebACLAssociation").isEmpty
        },
    ]

    private static let outsideProduction: [CheckovExemption] = [
        CheckovExemption(
            "CKV_AWS_2", ["AWS::ElasticLoadBalancingV2::Listener"], tiers: [.dev, .staging],
            "An environment without a domain serves HTTP; production requires HTTPS", applies: isPlain),
        CheckovExemption(
            "CKV_AWS_103", ["AWS::ElasticLoadBalancingV2::Listener"], tiers: [.dev, .staging],
            "An environment without a domain serves HTTP; production requires HTTPS", applies: isPlain),
        CheckovExemption(
            "CKV_AWS_260", ["AWS::EC2::SecurityGroupIngress"], tiers: [.dev, .staging],
            "An environment without a domain serves HTTP; production requires HTTPS"
        ) { subject in
            subject["FromPort"].text == "80" && subject["CidrIp"].text == "0.0.0.0/0" && !redirects(subject.template)
        },
        CheckovExemption(
            "CKV_AWS_91", ["AWS::ElasticLoadBalancingV2::LoadBalancer"], tiers: [.dev, .staging],
            "Access logs are production's; the server writes a log of its own"
        ) { subject in
            !subject["LoadBalancerAttributes"].elements.contains { attribute in
                attribute["Key"].text == "access_logs.s3.enabled" && attribute["Value"].text == "true"
            }
        },
        CheckovExemption(
            "CKV_AWS_68", ["AWS::CloudFront::Distribution"], tiers: [.dev, .staging],
            "The firewall is production's; any environment can have one"
        ) { subject in
            !subject["DistributionConfig/WebACLId"].isSet
                && subject.template.resources(ofType: "AWS::WAFv2::WebACLAssociation").isEmpty
        },
        CheckovExemption(
            "CKV_AWS_157", ["AWS::RDS::DBInstance"], tiers: [.dev, .staging],
            "A standby in another zone is production's; this environment can be away for a while"
        ) { $0["MultiAZ"].text != "true" },
        CheckovExemption(
            "CKV_AWS_118", ["AWS::RDS::DBInstance"], tiers: [.dev, .staging],
            "Metrics of the database's operating system are production's", applies: isUnmonitored),
        CheckovExemption(
            "CKV_AWS_65", ["AWS::ECS::Cluster"], tiers: [.dev, .staging],
            "Container Insights are production's; ECS's own metrics are free of charge", applies: hasNoInsights),
    ]

    private static let production: [CheckovExemption] = [
        CheckovExemption(
            "CKV_AWS_157", ["AWS::RDS::DBInstance"], tiers: [.production],
            "A read replica needs no standby: while it is away, its source answers"
        ) { $0["SourceDBInstanceIdentifier"].isSet && $0["MultiAZ"].text != "true" },
        CheckovExemption(
            "CKV_AWS_118", ["AWS::RDS::DBInstance"], tiers: [.production],
            "The environment file switches the metrics of the operating system off", applies: isUnmonitored),
        CheckovExemption(
            "CKV_AWS_65", ["AWS::ECS::Cluster"], tiers: [.production],
            "The environment file switches Container Insights off", applies: hasNoInsights),
    ]

    private static func isUnmonitored(_ subject: CheckSubject) -> Bool {
        !subject["MonitoringInterval"].isSet || subject["MonitoringInterval"].text == "0"
    }

    private static func hasNoInsights(_ subject: CheckSubject) -> Bool {
        !subject["ClusterSettings"].elements.contains { ["enabled", "enhanced"].contains($0["Value"].text) }
    }

    /// Returns `true` for a firewall without the group of rules about known bad inputs, or with one that only counts.
    private static func letsLog4jPass(_ subject: CheckSubject) -> Bool {
        !subject["Rules"].elements.contains { rule in
            rule["Statement/ManagedRuleGroupStatement/Name"].text == "AWSManagedRulesKnownBadInputsRuleSet"
                && rule["OverrideAction/None"].isSet
        }
    }

    /// Returns `true` for a listener that forwards plain HTTP.
    private static func isPlain(_ subject: CheckSubject) -> Bool {
        subject["Protocol"].text == "HTTP" && subject["DefaultActions/0/Type"].text != "redirect"
    }

    /// Returns `true` for a template whose listener on port 80 redirects to HTTPS.
    private static func redirects(_ template: CheckedTemplate) -> Bool {
        template.resources(ofType: "AWS::ElasticLoadBalancingV2::Listener").contains { listener in
            let properties = CheckedProperty(template: template, path: "", value: .known(listener.properties))
            return properties["Port"].text == "80"
                && properties["DefaultActions/0/RedirectConfig/Protocol"].text == "HTTPS"
        }
    }
}
