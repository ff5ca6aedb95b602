import Infra

extension EnvironmentReader {
    static let auditKeys: [EnvironmentKey] = [
        EnvironmentKey(
            "days",
            "The time that the records of the account's calls are kept, in days. Defaults to 365.", example: "730"),
        EnvironmentKey(
            "logDays",
            "The time that the calls are kept in a log group too, in days, or off. Defaults to off.", example: "90"),
        EnvironmentKey(
            "config",
            "Records the configuration of all resources with AWS Config, once for each account and region. Defaults to false.",
            example: "true"),
        EnvironmentKey(
            "rules",
            "The identifiers of the managed rules that AWS Config checks. Defaults to nine common ones.",
            example: "[RDS_STORAGE_ENCRYPTED, S3_BUCKET_SSL_REQUESTS_ONLY]"),
    ]
    static let budgetKeys: [EnvironmentKey] = [
        EnvironmentKey("monthly", "The limit of the account's costs in US dollars a month. Required.", example: "200"),
        EnvironmentKey(
            "emails", "The addresses of the alerts, at most 10. Required without topic.",
            example: "[operations@example.com]"),
        EnvironmentKey(
            "topic", "The ARN of a topic of the alerts, whose policy lets AWS Budgets publish.",
            example: "arn:aws:sns:eu-central-1:123456789012:billing"),
        EnvironmentKey(
            "actual",
            "The shares of the limit, in percent, at which actual costs raise an alert. Defaults to 80 and 100.",
            example: "[50, 80, 100]"),
        EnvironmentKey(
            "forecast",
            "The shares of the limit, in percent, at which the month's forecast raises an alert. Defaults to 100.",
            example: "[100]"),
        EnvironmentKey(
            "tags",
            "The cost allocation tags of the counted costs. By default all costs of the account count.",
            example: "{Application: weir}"),
    ]

    /// Reads `audit`; nil without the section.
    func audit(_ top: SettingsReader) -> AuditTrail? {
        guard top.has("audit") else { return nil }
        let block = top.block("audit", keys: EnvironmentReader.auditKeys)
        var audit = AuditTrail()
        block.set("days", \.retentionDays, of: &audit, "retentionDays")
        block.set("logDays", \.logs, of: &audit, "logs", off: true)
        block.set("config", \.recordsConfiguration, of: &audit, "recordsConfiguration")
        if let rules = block.list("rules", expected: "identifiers of AWS's managed rules", { $0 }) {
            audit.configurationRules = rules
            block.check("rules", "configurationRules", of: audit)
            if !audit.recordsConfiguration {
                block.refuse("rules", expected: "audit.config: true, which makes the rules")
            }
        }
        return audit
    }

    /// Reads `budget`; nil without the section, or without a valid limit.
    func budget(_ top: SettingsReader) -> Budget? {
        guard top.has("budget") else { return nil }
        let block = top.block("budget", keys: EnvironmentReader.budgetKeys)
        let limit = block.required("monthly", expected: "the limit in US dollars a month, a whole number") { text in
            Int(text: text).flatMap { Budget(monthly: $0).faults.contains { $0.property == "monthly" } ? nil : $0 }
        }
        var budget = Budget(monthly: limit ?? 1)
        if let emails = block.list("emails", expected: "addresses such as ops@example.com", { $0 }) {
            budget.emails = emails
            block.check("emails", "emails", of: budget)
        }
        budget.topic = block.optional("topic", expected: "a topic of SNS: arn:aws:sns:<region>:<account>:<name>") {
            text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 6, parts[0] == "arn", parts[2] == "sns", parts.allSatisfy({ !$0.isEmpty }) else {
                return nil
            }
            return ResourceARN(.literal(text))
        }
        if !block.has("emails"), !block.has("topic") {
            block.refuse("emails", expected: "an address, or a topic: nothing receives the alerts otherwise")
        }
        shares("actual", \.actual, in: block, of: &budget)
        shares("forecast", \.forecast, in: block, of: &budget)
        let tagBlock = block.block("tags", keys: nil)
        for key in tagBlock.keys { budget.tags[key] = tagBlock.text(key) }
        return limit == nil ? nil : budget
    }

    private func shares(
        _ key: String, _ path: WritableKeyPath<Budget, [Int]>, in block: SettingsReader, of budget: inout Budget
    ) {
        guard let shares = block.list(key, expected: "whole numbers (percent)", Int.init(text:)) else { return }
        budget[keyPath: path] = shares
        block.check(key, key, of: budget)
        block.check(key, "alerts", of: budget)
    }
}
