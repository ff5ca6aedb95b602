import Infra

extension CheckRule {
    /// Rules about encryption on the way.
    static let transport: [CheckRule] = [
        CheckRule(
            "WEIR-TLS-001", .error, "Clients connect over HTTPS",
            why: "Everyone on the way reads and changes plain HTTP, API keys included.",
            fix: "Give the load balancer a certificate: service.domain or service.certificate in the environment file.",
            tiers: [.production], types: ["AWS::ElasticLoadBalancingV2::Listener"],
            checkov: ["CKV_AWS_2", "CKV_AWS_103", "CKV_AWS_260"]
        ) { subject in
            guard ["HTTP", "TCP"].contains(subject["Protocol"].text) else { return [] }
            if subject["Protocol"].text == "TCP" { return [] }
            return subject["DefaultActions"].elements.map { action -> CheckVerdict in
                guard action["Type"].text == "redirect" else {
                    return action["Type"].failure(
                        "is \"\(action["Type"].text ?? "unknown")\" over HTTP; expected a redirect to HTTPS")
                }
                return action["RedirectConfig/Protocol"].expect("HTTPS") { $0 == "HTTPS" }
            }
        },
        CheckRule(
            "WEIR-TLS-002", .error, "HTTPS takes TLS 1.2 or later",
            why: "TLS 1.0 and 1.1 are broken, and the policy that applies by default accepts them.",
            fix: "Set SslPolicy to ELBSecurityPolicy-TLS13-1-2-2021-06 or a stricter policy.",
            types: ["AWS::ElasticLoadBalancingV2::Listener"], checkov: ["CKV_AWS_103"]
        ) { subject in
            guard ["HTTPS", "TLS"].contains(subject["Protocol"].text) else { return [] }
            return [
                subject["SslPolicy"].expect("a policy with TLS 1.2 at least") { literal in
                    // "Security policies for your Application Load Balancer".
                    let policy = literal?.literalText ?? ""
                    let strict = [
                        "ELBSecurityPolicy-TLS13-1-2-", "ELBSecurityPolicy-TLS13-1-3-", "ELBSecurityPolicy-TLS-1-2-",
                        "ELBSecurityPolicy-FS-1-2-",
                    ]
                    return strict.contains { policy.hasPrefix($0) }
                }
            ]
        },
        CheckRule(
            "WEIR-TLS-003", .warning, "A database requires TLS",
            why: "A client without TLS sends rows, and its login's proof, in the clear through the VPC.",
            fix: "Set rds.force_ssl to 1 in the parameter group.",
            types: ["AWS::RDS::DBParameterGroup", "AWS::RDS::DBClusterParameterGroup"]
        ) { subject in
            guard let family = subject["Family"].text, family.contains("postgres") else { return [] }
            // PostgreSQL 15 and later require TLS by default ("Requiring an SSL connection to a PostgreSQL DB instance").
            let major = family.drop { !$0.isNumber }.prefix { $0.isNumber }
            let isRequired = !family.hasPrefix("aurora") && (Int(major) ?? 0) >= 15
            return [
                subject["Parameters/rds.force_ssl"].expect("1") { literal in
                    literal.map { $0.literalText == "1" } ?? isRequired
                }
            ]
        },
        CheckRule(
            "WEIR-TLS-004", .warning, "A cache encrypts its connections",
            why: "Cached results pass between tasks and cache in the clear.",
            fix: "Set TransitEncryptionEnabled to true.",
            types: ["AWS::ElastiCache::ReplicationGroup"], checkov: ["CKV_AWS_30"]
        ) { subject in [subject["TransitEncryptionEnabled"].expect("true") { $0?.literalFlag == true }] },
        CheckRule(
            "WEIR-TLS-005", .error, "A distribution refuses plain HTTP",
            why: "A distribution that answers over HTTP hands API keys to everyone on the way.",
            fix: "Set ViewerProtocolPolicy to redirect-to-https or https-only.",
            types: ["AWS::CloudFront::Distribution"], checkov: ["CKV_AWS_34"]
        ) { subject in
            let configuration = subject["DistributionConfig"]
            let behaviours = [configuration["DefaultCacheBehavior"]] + configuration["CacheBehaviors"].elements
            return behaviours.map { behaviour in
                behaviour["ViewerProtocolPolicy"].expect("redirect-to-https or https-only") { literal in
                    ["redirect-to-https", "https-only"].contains(literal?.literalText)
                }
            }
        },
    ]
}
