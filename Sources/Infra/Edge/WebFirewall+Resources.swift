internal import CloudFormation

extension WebFirewall {
    /// The firewall's rules: the rate first, so that a flood is refused before its content is inspected.
    var rules: [AWS.WAFv2.WebACL.Rule] {
        var rules: [AWS.WAFv2.WebACL.Rule] = []
        if let rateLimit {
            let isForwarded = clientAddress == .forwarded
            rules.append(
                .init(
                    name: "RateLimit", priority: 0,
                    statement: .init(
                        rateBasedStatement: .init(
                            aggregateKeyType: isForwarded ? .forwardedIp : .ip, limit: .literal(rateLimit),
                            evaluationWindowSec: 300,
                            forwardedIPConfig: isForwarded
                                ? .init(fallbackBehavior: .match, headerName: "X-Forwarded-For") : nil)),
                    visibilityConfig: .named("RateLimit"),
                    action: .init(block: .init(customResponse: .init(responseCode: 429)))))
        }
        for (index, group) in managedRules.enumerated() {
            rules.append(rule(group, priority: index + 1))
        }
        return rules
    }

    private func rule(_ group: ManagedRules, priority: Int) -> AWS.WAFv2.WebACL.Rule {
        .init(
            name: .literal(group.group), priority: .literal(priority),
            statement: .init(
                managedRuleGroupStatement: .init(
                    name: .literal(group.group), vendorName: "AWS",
                    ruleActionOverrides: overrides)),
            visibilityConfig: .named(group.group),
            overrideAction: mode == .block ? .init(none: [:]) : .init(count: [:]))
    }

    /// The rules that only count. Each group gets all names: AWS WAF ignores those that a managed group does not have
    /// ("RuleActionOverride" in its API reference).
    private var overrides: [AWS.WAFv2.WebACL.RuleActionOverride]? {
        guard !countedRules.isEmpty else { return nil }
        return Set(countedRules).sorted().map { .init(actionToUse: .init(count: .init()), name: .literal($0)) }
    }

    /// Adds the log group and the firewall's logging, without the headers that carry credentials.
    func addLogs(
        keeping retention: LogRetention, name: String, of acl: TemplateValue<String>, _ scope: Scope
    ) -> ResourceName<AWS.Logs.LogGroup> {
        let group = scope.add(
            "Logs",
            AWS.Logs.LogGroup(
                kmsKeyId: logKey?.value,
                // AWS WAF writes to log groups with this prefix only ("Logging destinations": CloudWatch Logs).
                logGroupName: .literal("aws-waf-logs-" + name), retentionInDays: .literal(retention.days)),
            .kept(.delete))
        scope.add(
            "Logging",
            AWS.WAFv2.LoggingConfiguration(
                // Without the ":*" that the group's attribute has at its end.
                logDestinationConfigs: [
                    "arn:\(AWS.partition):logs:\(AWS.region):\(AWS.accountID):log-group:\(group.ref)"
                ],
                resourceArn: acl,
                redactedFields: ["authorization", "cookie"].map { .init(singleHeader: .init(name: .literal($0))) }))
        return ResourceName(group.ref)
    }
}

extension AWS.WAFv2.WebACL.VisibilityConfig {
    /// Metrics and samples under a name.
    static func named(_ name: String) -> AWS.WAFv2.WebACL.VisibilityConfig {
        .init(cloudWatchMetricsEnabled: true, metricName: .literal(name), sampledRequestsEnabled: true)
    }
}
