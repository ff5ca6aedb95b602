import Infra

extension CheckRule {
    /// Rules about ways into and out of the network.
    static let network: [CheckRule] = [
        CheckRule(
            "WEIR-NET-001", .error, "A database has no public address",
            why: "A database with a public address is one weak password or one unpatched fault away from the internet.",
            fix: "Set PubliclyAccessible to false and reach the database from the VPC.",
            types: ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::Redshift::Cluster"], checkov: ["CKV_AWS_17"]
        ) { subject in
            // Aurora's instances follow their cluster's subnet group, and a cluster that is not Multi-AZ has no such property.
            let isAurora = subject["Engine"].text?.hasPrefix("aurora") == true || subject["DBClusterIdentifier"].isSet
            let isCluster = subject.type == "AWS::RDS::DBCluster"
            return [
                subject["PubliclyAccessible"].expect("false") { literal in
                    literal.map { $0.literalFlag == false } ?? (isAurora || isCluster)
                }
            ]
        },
        CheckRule(
            "WEIR-NET-002", .error, "The internet reaches web ports only",
            why: "A port that every address can reach is found and tried by scanners within minutes.",
            fix:
                "Name the blocks of addresses or the security group that may connect; leave 80 and 443 to load balancers.",
            types: ["AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress"],
            checkov: ["CKV_AWS_24", "CKV_AWS_25"]
        ) { subject in
            ingress(of: subject).map { rule -> CheckVerdict in
                let source = anywhere(rule)
                guard source.isAnywhere else { return source.verdict }
                let ports = ["FromPort", "ToPort"].map { rule[$0].text }
                if ports.allSatisfy({ $0 == "80" || $0 == "443" }), ports[0] == ports[1] { return .pass }
                return rule.failure("lets every address reach \(words(forPortsOf: rule)); expected 80 or 443 at most")
            }
        },
        CheckRule(
            "WEIR-NET-003", .warning, "Traffic out of a security group is limited",
            why: "A compromised task without limits sends data to any address, over any port.",
            fix: "Allow single ports, and single security groups or blocks where the addresses are known.",
            types: ["AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupEgress"], checkov: ["CKV_AWS_382"]
        ) { subject in
            if subject.type == "AWS::EC2::SecurityGroup", !subject["SecurityGroupEgress"].isSet {
                return [
                    subject["SecurityGroupEgress"].failure(
                        "is not set, which allows all traffic out; expected a rule, such as one to 127.0.0.1/32")
                ]
            }
            let rules =
                subject.type == "AWS::EC2::SecurityGroup"
                ? subject["SecurityGroupEgress"].elements : [subject.properties]
            return rules.map { rule -> CheckVerdict in
                let target = anywhere(rule)
                guard target.isAnywhere else { return target.verdict }
                guard rule["IpProtocol"].text == "-1" || rule["FromPort"].text != rule["ToPort"].text else {
                    return .pass
                }
                return rule.failure("allows \(words(forPortsOf: rule)) to every address; expected one port")
            }
        },
        CheckRule(
            "WEIR-NET-004", .warning, "A network records its flows",
            why: "Without flow logs an incident leaves no record of the addresses that took part.",
            fix: "Add a flow log of the VPC; network.flowLogDays in an environment file.",
            tiers: [.staging, .production], types: ["AWS::EC2::VPC"], checkov: ["CKV2_AWS_11"]
        ) { subject in
            let logs = subject.template.resources(ofType: "AWS::EC2::FlowLog")
            let isLogged = logs.contains { subject.template.refers($0.properties, to: subject.element.logicalID) }
            return [isLogged ? .pass : subject.properties.failure("no flow log refers to the VPC; expected one")]
        },
        CheckRule(
            "WEIR-NET-005", .error, "Tasks and instances have no public address",
            why: "A public address bypasses the load balancer, its firewall and its access log.",
            fix: "Place tasks in private subnets with AssignPublicIp DISABLED; reach AWS through NAT or endpoints.",
            types: ["AWS::ECS::Service", "AWS::EC2::Subnet"], checkov: ["CKV_AWS_130", "CKV_AWS_333"]
        ) { subject in
            if subject.type == "AWS::EC2::Subnet" {
                return [subject["MapPublicIpOnLaunch"].expect("false") { $0 == nil || $0?.literalFlag == false }]
            }
            let configuration = subject["NetworkConfiguration/AwsvpcConfiguration"]
            guard configuration.isSet else { return [] }
            return [configuration["AssignPublicIp"].expect("DISABLED") { $0 == nil || $0 == "DISABLED" }]
        },
    ]

    private static func ingress(of subject: CheckSubject) -> [CheckedProperty] {
        subject.type == "AWS::EC2::SecurityGroup" ? subject["SecurityGroupIngress"].elements : [subject.properties]
    }

    /// The range of a rule: every address; otherwise a verdict for an unknown or a limited range.
    private static func anywhere(_ rule: CheckedProperty) -> (isAnywhere: Bool, verdict: CheckVerdict) {
        var verdict = CheckVerdict.pass
        for name in ["CidrIp", "CidrIpv6"] {
            let judged = rule[name].expect("a block") { !["0.0.0.0/0", "::/0"].contains($0?.literalText) }
            if case .fail = judged { return (true, judged) }
            if case .unknown = judged { verdict = judged }
        }
        if case .unknown(let reason) = rule.value { return (false, rule.unknown("the rule is \(reason)")) }
        return (false, verdict)
    }

    private static func words(forPortsOf rule: CheckedProperty) -> String {
        if rule["IpProtocol"].text == "-1" { return "all ports of all protocols" }
        let (first, last) = (rule["FromPort"].text ?? "?", rule["ToPort"].text ?? "?")
        return first == last ? "port \(first)" : "ports \(first) to \(last)"
    }
}
