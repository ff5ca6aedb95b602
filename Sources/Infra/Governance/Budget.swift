public import CloudFormation

/// A monthly limit of the account's costs, with alerts before and after it is reached.
///
///     var budget = Budget(monthly: 200)
///     budget.emails = ["ops@example.com"]
///     scope.add("Budget", budget)
///
/// A budget stops nothing: it tells. AWS updates costs up to three times a day.
public struct Budget: Construct, Sendable, Hashable {
    /// The limit in US dollars a month.
    public var monthly: Int
    /// The addresses of the alerts. Defaults to none.
    public var emails: [String] = []
    /// The topic of the alerts, whose policy allows `budgets.amazonaws.com` to publish. Defaults to none.
    public var topic: ResourceARN<AWS.SNS.Topic>?
    /// The shares of the limit, in percent, at which actual costs raise an alert. Defaults to 80 and 100.
    public var actual = [80, 100]
    /// The shares of the limit, in percent, at which the forecast for the month raises an alert. Defaults to 100.
    public var forecast = [100]
    /// The cost allocation tags of the counted costs; an account activates such tags once. By default all costs count.
    public var tags: [String: String] = [:]

    /// Describes a budget.
    public init(monthly: Int) {
        self.monthly = monthly
    }

    /// The rules of the properties ("CreateBudget" in the Billing and Cost Management API reference).
    public static var rules: [PropertyRule<Budget>] {
        [
            PropertyRule("monthly", { $0.monthly }, .range(1...100_000_000, unit: "US dollars")),
            PropertyRule(
                "emails", { $0.emails },
                ValidValues("at most 10 addresses such as ops@example.com") { emails in
                    emails.count <= 10 && emails.allSatisfy(isAddress)
                }),
            PropertyRule("subscribers", { $0.subscribers.count }) { _ in
                ValidValues("an address in emails, or a topic: nothing receives the alerts otherwise") { $0 > 0 }
            },
            PropertyRule("actual", { $0.actual }, percentages),
            PropertyRule("forecast", { $0.forecast }, percentages),
            PropertyRule("alerts", { $0.actual.count + $0.forecast.count }, .range(1...5)),
        ]
    }

    private static var percentages: ValidValues<[Int]> {
        ValidValues("different whole numbers from 1 to 1000 (percent)") { shares in
            Set(shares).count == shares.count && shares.allSatisfy((1...1000).contains)
        }
    }

    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !parts[1].hasPrefix(".")
            && !parts[1].hasSuffix(".") && text.utf8.allSatisfy { $0 > 32 && $0 < 127 }
    }

    private var subscribers: [AWS.Budgets.Budget.Subscriber] {
        emails.map { .init(address: .literal($0), subscriptionType: "EMAIL") }
            + (topic.map { [.init(address: $0.value, subscriptionType: "SNS")] } ?? [])
    }

    /// Adds the budget.
    public func build(in scope: Scope) -> ResourceName<AWS.Budgets.Budget> {
        let alerts = actual.map { alert("ACTUAL", $0) } + forecast.map { alert("FORECASTED", $0) }
        let filters = tags.sorted { $0.key < $1.key }.map { TemplateExpression.string("user:\($0.key)$\($0.value)") }
        let budget = scope.add(
            AWS.Budgets.Budget(
                budget: .init(
                    budgetType: "COST", timeUnit: "MONTHLY",
                    budgetLimit: .init(amount: .literal(Double(monthly)), unit: "USD"),
                    costFilters: filters.isEmpty ? nil : ["TagKeyValue": .list(filters)]),
                notificationsWithSubscribers: alerts))
        return ResourceName(budget.ref)
    }

    private func alert(_ kind: TemplateValue<String>, _ percent: Int) -> AWS.Budgets.Budget.NotificationWithSubscribers
    {
        .init(
            notification: .init(
                comparisonOperator: "GREATER_THAN", notificationType: kind, threshold: .literal(Double(percent)),
                thresholdType: "PERCENTAGE"),
            subscribers: subscribers)
    }
}
