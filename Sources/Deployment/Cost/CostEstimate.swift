package import Infra

/// An estimate of the monthly cost of stacks, for comparisons of templates.
package protocol CostEstimate: Sendable {
    /// Estimates the resources of an environment's stacks.
    /// - Parameters:
    ///   - index: The resources.
    ///   - environment: The environment's name.
    func report(on index: ResourceIndex, environment: String) -> CostReport
}

extension CostEstimate {
    /// Estimates stacks that were synthesized together.
    package func report(on stacks: [StackTemplate], environment: String) -> CostReport {
        report(on: ResourceIndex(stacks), environment: environment)
    }

    /// The difference between two versions of an environment's stacks.
    /// - Parameters:
    ///   - old: The resources of the older version.
    ///   - new: The resources of the newer version.
    ///   - stacks: The names of the stacks to count; nil counts all.
    package func difference(
        from old: ResourceIndex, to new: ResourceIndex, in stacks: Set<String>? = nil
    ) -> CostDifference {
        func counted(_ index: ResourceIndex) -> CostReport {
            let report = report(on: index, environment: "")
            guard let stacks else { return report }
            return CostReport(
                environment: "", region: report.region, lines: report.lines.filter { stacks.contains($0.stack) })
        }
        return CostDifference(from: counted(old), to: counted(new))
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

    /// Estimates the resources of an environment's stacks.
    package func report(on index: ResourceIndex, environment: String) -> CostReport {
        var lines: [CostReport.Line] = []
        for item in index.items {
            // The constructs of a plain group, such as alarms, are summed up together.
            let construct = item.component.first ?? item.key.logicalID
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
            index.stackNames.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        // Swift's sort is stable, so the charges of a resource stay together in their order.
        lines.sort { (stackOrder[$0.stack] ?? 0, $0.construct) < (stackOrder[$1.stack] ?? 0, $1.construct) }
        return CostReport(environment: environment, region: prices.region, lines: lines)
    }
}
