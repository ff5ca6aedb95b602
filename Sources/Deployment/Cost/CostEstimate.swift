package import Infra

/// An estimate of the monthly cost of stacks, for comparisons of templates.
package protocol CostEstimate: Sendable {
    /// Estimates the stacks of an environment.
    /// - Parameters:
    ///   - stacks: The stacks, synthesized together.
    ///   - environment: The environment's name.
    func report(on stacks: [StackTemplate], environment: String) -> CostReport
}

extension CostEstimate {
    /// The change of the monthly fixed cost between two versions of an environment's stacks, in cents; nil if a charge of either
    /// version has no known price.
    package func monthlyDelta(from old: [StackTemplate], to new: [StackTemplate]) -> Int? {
        let (before, after) = (report(on: old, environment: ""), report(on: new, environment: ""))
        // A charge without a price that both versions have does not change the difference.
        func unknown(_ report: CostReport) -> Set<String> {
            Set(report.lines(.unknown).map { "\($0.resource) \($0.item) \($0.quantity ?? 0)" })
        }
        return unknown(before) == unknown(after) ? after.totalCents - before.totalCents : nil
    }
}

/// An estimate from a region's price list.
package struct PriceListEstimate: CostEstimate {
    /// The prices.
    package let prices: PriceTable

    /// Creates an estimate with the prices of a region.
    package init(region: String) {
        prices = PriceTable(region: region)
    }

    /// Creates an estimate with other prices.
    package init(prices: PriceTable) {
        self.prices = prices
    }

    /// Estimates the stacks of an environment.
    package func report(on stacks: [StackTemplate], environment: String) -> CostReport {
        let index = ResourceIndex(stacks)
        var lines: [CostReport.Line] = []
        for item in index.items {
            let construct = item.component.joined(separator: "/")
            for charge in ChargeRules(index: index, item: item).charges {
                let price = prices[charge.key]
                let cents = price.flatMap { price in
                    charge.quantity.map { Int(($0 * price.dollars * 100).rounded()) }
                }
                let kind: CostReport.Kind = price == nil ? .unknown : charge.quantity == nil ? .usage : .fixed
                lines.append(
                    CostReport.Line(
                        stack: item.key.stack, resource: item.key.logicalID, construct: construct, item: charge.item,
                        kind: kind, quantity: charge.quantity, price: price, cents: cents))
            }
        }
        let stackOrder = Dictionary(
            stacks.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
        // Swift's sort is stable, so the charges of a resource stay together in their order.
        lines.sort { (stackOrder[$0.stack] ?? 0, $0.construct) < (stackOrder[$1.stack] ?? 0, $1.construct) }
        return CostReport(environment: environment, region: prices.region, lines: lines)
    }
}
