/// The difference of the monthly fixed charges of two versions of an environment's stacks.
package struct CostDifference: Sendable, Hashable, Encodable {
    /// The region of the prices.
    package let region: String
    /// The fixed charges of the older version in cents.
    package let oldCents: Int
    /// The fixed charges of the newer version in cents.
    package let newCents: Int
    /// A Boolean value that indicates whether a charge without a known price differs between the versions.
    package let hasUnknownChanges: Bool

    /// Compares two reports.
    package init(from old: CostReport, to new: CostReport) {
        // A charge without a price that both versions have does not change the difference.
        func unknown(_ report: CostReport) -> Set<String> {
            Set(report.lines(.unknown).map { "\($0.resource) \($0.item) \($0.quantity ?? 0)" })
        }
        region = new.region
        oldCents = old.totalCents
        newCents = new.totalCents
        hasUnknownChanges = unknown(old) != unknown(new)
    }

    /// The difference in cents; nil if a charge without a known price differs.
    package var cents: Int? { hasUnknownChanges ? nil : newCents - oldCents }

    /// The difference in a sentence.
    package var words: String {
        let change = CostReport.signed(newCents - oldCents)
        let amounts =
            "\(CostReport.dollars(oldCents)) -> \(CostReport.dollars(newCents)) US dollars a month (\(change))"
        let unknown = hasUnknownChanges ? "; changed charges without a known price come on top" : ""
        return "Fixed charges in \(region): \(amounts), before usage\(unknown)."
    }
}
