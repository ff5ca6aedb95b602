public import CloudFormation

/// A web application firewall in front of a load balancer: AWS's managed rules, a limit on the rate of each client, and logs.
///
///     var firewall = WebFirewall()
///     firewall.rateLimit = 1000
///     scope.add("Firewall", firewall, in: balancer)
public struct WebFirewall: PlacedConstruct, Sendable, Hashable {
    /// A group of rules that AWS maintains ("AWS Managed Rules rule groups list").
    public enum ManagedRules: String, Sendable, Hashable, CaseIterable, TextReadable {
        /// Addresses with a bad reputation.
        case ipReputation = "ip-reputation"
        /// Widely known attacks (OWASP Top 10).
        case common
        /// Requests that are known to exploit vulnerabilities.
        case knownBadInputs = "known-bad-inputs"
        /// SQL injection.
        case sqlInjection = "sql-injection"

        /// The group's name in AWS WAF.
        var group: String {
            switch self {
            case .ipReputation: "AWSManagedRulesAmazonIpReputationList"
            case .common: "AWSManagedRulesCommonRuleSet"
            case .knownBadInputs: "AWSManagedRulesKnownBadInputsRuleSet"
            case .sqlInjection: "AWSManagedRulesSQLiRuleSet"
            }
        }
    }

    /// The action on requests that a managed rule matches.
    public enum Mode: String, Sendable, Hashable, CaseIterable, TextReadable {
        /// Refuses them with status 403.
        case block
        /// Counts them in metrics and logs, and lets them pass.
        case count
    }

    /// The place of a client's address.
    public enum ClientAddress: Sendable, Hashable {
        /// The connection's own address.
        case connection
        /// The first address of the header `X-Forwarded-For`, for a firewall behind a distribution. A client that reaches the
        /// load balancer directly can choose it.
        case forwarded
    }

    /// The groups of managed rules. Defaults to all of ``ManagedRules``.
    public var managedRules = ManagedRules.allCases
    /// The action of the managed rules. Defaults to `.block`.
    public var mode = Mode.block
    /// The names of managed rules that count even if the mode is `.block`, such as `SizeRestrictions_BODY`. Defaults to none.
    public var countedRules: [String] = []
    /// The number of requests that one client address may send in 5 minutes; nil for no limit. Defaults to 2000.
    public var rateLimit: Int? = 2000
    /// The place of a client's address. Defaults to `.connection`.
    public var clientAddress = ClientAddress.connection
    /// The retention of logs about requests; nil writes none. Defaults to 30 days.
    public var logs: LogRetention? = .days(30)
    /// The customer-managed key that encrypts logs, whose policy admits CloudWatch Logs; nil is the service's own. Defaults to
    /// nil.
    public var logKey: ResourceARN<AWS.KMS.Key>?

    /// Describes a firewall.
    public init() {}

    /// The rules of the properties.
    public static var rules: [PropertyRule<WebFirewall>] {
        [
            PropertyRule(
                "managedRules", { $0.managedRules.map(\.rawValue).joined(separator: ", ") },
                { firewall in
                    ValidValues("each group at most once") { _ in
                        Set(firewall.managedRules).count == firewall.managedRules.count
                    }
                }),
            // "Rate-based rule statement": the limit of an evaluation window.
            PropertyRule(
                "rateLimit", { $0.rateLimit }, .range(10...2_000_000_000, unit: "requests in 5 minutes")),
            PropertyRule(
                "rateLimit", { $0.rateLimit == nil && $0.managedRules.isEmpty ? "off" : nil },
                ValidValues("a limit, as there are no managed rules", contains: { _ in false })),
            PropertyRule(
                "countedRules",
                { firewall in
                    firewall.countedRules.first { name in
                        name.isEmpty || name.utf8.count > 128
                            || !name.utf8.allSatisfy {
                                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
                                    || $0 == 45
                            }
                    }
                },
                ValidValues("a managed rule's name, such as SizeRestrictions_BODY", contains: { _ in false })),
            PropertyRule("logs", { $0.logs }, LogRetention.valid),
        ]
    }

    /// Adds the firewall, its association with the load balancer and its log group.
    public func build(in scope: Scope, _ balancer: LoadBalancer.Reference) -> Reference {
        let name = ([scope.stack.name] + scope.path).joined(separator: "-")
        let acl = scope.add(
            AWS.WAFv2.WebACL(
                defaultAction: .init(allow: .init()), scope: .regional, visibilityConfig: .named(name), rules: rules))
        scope.add(
            "Association",
            AWS.WAFv2.WebACLAssociation(resourceArn: balancer.arn.value, webACLArn: acl.arn))
        let logGroup = logs.map { addLogs(keeping: $0, name: name, of: acl.arn, scope) }
        return Reference(arn: ResourceARN(acl.arn), metricName: name, logGroup: logGroup)
    }
}
