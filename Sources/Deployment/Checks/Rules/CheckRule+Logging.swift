import Infra

extension CheckRule {
    /// Rules about logs.
    static let logging: [CheckRule] = [
        CheckRule(
            "WEIR-LOG-001", .warning, "A log has a retention",
            why: "A log without retention grows, and costs, forever, and keeps personal data forever.",
            fix: "Set RetentionInDays; service.logDays and network.flowLogDays in an environment file.",
            types: ["AWS::Logs::LogGroup"], checkov: ["CKV_AWS_66", "CKV_AWS_338"]
        ) { subject in [subject["RetentionInDays"].expectSet("a number of days")] },
        CheckRule(
            "WEIR-LOG-002", .warning, "A load balancer keeps access logs",
            why: "Without access logs an incident leaves no record of the requests, those that no task saw included.",
            fix: "Set access_logs.s3.enabled and its bucket.",
            tiers: [.production], types: ["AWS::ElasticLoadBalancingV2::LoadBalancer"], checkov: ["CKV_AWS_91"]
        ) { subject in
            let attributes = subject["LoadBalancerAttributes"].elements
            guard let attribute = attributes.first(where: { $0["Key"].text == "access_logs.s3.enabled" }) else {
                return [
                    subject["LoadBalancerAttributes"].failure("lacks access_logs.s3.enabled; expected it with true")
                ]
            }
            return [attribute["Value"].expect("true") { $0?.literalFlag == true }]
        },
        CheckRule(
            "WEIR-LOG-003", .warning, "A container writes a log",
            why: "The output of a container without a log driver is lost, and with it the reason of its end.",
            fix: "Set LogConfiguration, with awslogs and a log group of the stack.",
            types: ["AWS::ECS::TaskDefinition"]
        ) { subject in
            subject["ContainerDefinitions"].elements.map { $0["LogConfiguration/LogDriver"].expectSet("a log driver") }
        },
        CheckRule(
            "WEIR-LOG-004", .note, "A database exports its log",
            why: "The log on an instance is kept for days and is lost with the instance.",
            fix: "Add postgresql to EnableCloudwatchLogsExports.",
            tiers: [.production], types: ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"], checkov: ["CKV_AWS_129"]
        ) { subject in
            if subject["DBClusterIdentifier"].isSet { return [] }
            return [subject["EnableCloudwatchLogsExports"].expectSet("the engine's log")]
        },
        CheckRule(
            "WEIR-LOG-005", .warning, "A trail proves that its files are unchanged",
            why: "An intruder who can write to the bucket removes the record of the intrusion.",
            fix: "Set EnableLogFileValidation to true.",
            types: ["AWS::CloudTrail::Trail"], checkov: ["CKV_AWS_36"]
        ) { subject in [subject["EnableLogFileValidation"].expect("true") { $0?.literalFlag == true }] },
    ]
}
