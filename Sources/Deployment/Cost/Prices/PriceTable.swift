/// The list prices of a region.
///
/// A price without a published source is not in the table. It is reported as unknown, never derived from another region or a
/// similar item.
package struct PriceTable: Sendable, Hashable {
    /// The region.
    package let region: String
    private let prices: [String: Price]

    /// Creates a table; nil prices for a region that has none.
    package init(region: String) {
        var own: [Price] = []
        switch region {
        case "eu-central-1": own = PriceTable.frankfurt
        case "us-east-1": own = PriceTable.virginia
        default: break
        }
        self.init(region: region, own + PriceTable.everywhere)
    }

    /// Creates a table of these prices.
    package init(region: String, _ prices: [Price]) {
        self.region = region
        self.prices = Dictionary(prices.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The regions that have prices of their own.
    package static let regions = ["eu-central-1", "us-east-1"]

    /// The price of an item; nil if no source is known.
    package subscript(key: String) -> Price? { prices[key] }

    /// The prices, sorted by key.
    package var all: [Price] { prices.values.sorted { $0.key < $1.key } }
}

extension PriceTable {
    /// The prices that are the same in every region.
    static let everywhere = [
        // "Each AWS KMS key that you create in AWS KMS costs $1/month (prorated hourly)."
        Price("kms.key", 1, per: "key-month", "page \"AWS Key Management Service Pricing\"", on: "2026-03-14"),
        Price(
            "route53.zone", 0.50, per: "zone-month", "offer AmazonRoute53, HostedZone, first 25 zones", on: "2026-08-17"
        ),
        Price("waf.acl", 5, per: "ACL-month", "page \"AWS WAF Pricing\"", on: "2026-09-24"),
        Price("waf.rule", 1, per: "rule-month", "page \"AWS WAF Pricing\"", on: "2026-09-24"),
        Price("waf.requests", 0.60, per: "million requests", "page \"AWS WAF Pricing\"", on: "2026-09-24"),
        // The offer's dashboards have the location "Any".
        Price(
            "cloudwatch.dashboard", 3, per: "dashboard-month", "offer AmazonCloudWatch, DashboardsUsageHour",
            on: "2026-09-11"),
        Price("budget.day", 0, per: "budget-day", "offer AWSBudgets aws-other, BudgetsUsage", on: "2026-09-11"),
    ]
}
