import Basics

extension CostReport {
    private static let width = 80
    private static let itemWidth = 40
    private static let calculationWidth = 27
    private static let amountWidth = 9

    /// The report as text of at most 80 columns.
    package var text: String {
        var lines = ["Monthly cost of \(environment) in \(region), in US dollars"]
        if let dates {
            let span = dates.first == dates.last ? "of \(dates.first)" : "of \(dates.first) to \(dates.last)"
            lines += CostReport.wrapped(
                "List prices \(span), before tax, discounts and free tiers; a month has 730 hours.", indent: 0)
        } else if !self.lines.isEmpty {
            lines += CostReport.wrapped("There are no prices for this region.", indent: 0)
        }
        for subtotal in constructs {
            lines += ["", CostReport.row(subtotal.construct, "", CostReport.dollars(subtotal.cents), indent: 2)]
            for row in merged(self.lines(.fixed).filter { $0.construct == subtotal.construct }) {
                lines.append(CostReport.row(row.item, row.calculation, CostReport.dollars(row.cents), indent: 4))
            }
        }
        let unknown = self.lines(.unknown)
        let fixedUnknown = unknown.filter { $0.quantity != nil }
        let total = fixedUnknown.isEmpty ? "Total of fixed charges" : "Total of the known fixed charges"
        lines += ["", CostReport.row(total, "", CostReport.dollars(totalCents), indent: 2)]
        if !fixedUnknown.isEmpty {
            lines += ["", "Not in the total: no published price found"]
            lines += fixedUnknown.map {
                CostReport.row("\($0.construct): \($0.item)", $0.calculation, "unknown", indent: 2)
            }
        }
        let usage = grouped(self.lines(.usage) + unknown.filter { $0.quantity == nil })
        if !usage.isEmpty {
            lines += ["", "Charged by usage, which no template knows"]
            lines += usage
        }
        return lines.joined(separator: "\n")
    }

    /// Merges the lines of equal charges of a construct.
    private func merged(_ lines: [Line]) -> [(item: String, calculation: String, cents: Int)] {
        var order: [String] = []
        var equal: [String: [Line]] = [:]
        for line in lines {
            if equal[line.item] == nil { order.append(line.item) }
            equal[line.item, default: []].append(line)
        }
        return order.map { item in
            let group = equal[item, default: []]
            let rate = group.first?.price.map { CostReport.rate($0.dollars) } ?? ""
            let quantity = Decimals.text(group.reduce(0) { $0 + ($1.quantity ?? 0) }, 2)
            return (
                group.count == 1 ? item : "\(group.count) × \(item)", "\(quantity) × \(rate)",
                group.reduce(0) { $0 + ($1.cents ?? 0) }
            )
        }
    }

    /// Returns the rows of the usage charges, each charge once.
    private func grouped(_ lines: [Line]) -> [String] {
        var order: [String] = []
        var first: [String: Line] = [:]
        for line in lines where first.updateValue(first[line.item] ?? line, forKey: line.item) == nil {
            order.append(line.item)
        }
        return order.compactMap { item in
            guard let line = first[item] else { return nil }
            guard let price = line.price else { return CostReport.row(item, "", "unknown", indent: 2) }
            return CostReport.row(item, "per \(price.unit)", CostReport.rate(price.dollars), indent: 2)
        }
    }

    /// The fixed charges of both environments by construct, as text of at most 80 columns.
    package func comparisonText(with other: CostReport) -> String {
        let own = Dictionary(constructs.map { ($0.construct, $0.cents) }, uniquingKeysWith: +)
        let others = Dictionary(other.constructs.map { ($0.construct, $0.cents) }, uniquingKeysWith: +)
        let names = constructs.map(\.construct) + other.constructs.map(\.construct).filter { own[$0] == nil }
        var lines = [CostReport.columns("Fixed charges", environment, other.environment, "difference"), ""]
        for name in names {
            let (left, right) = (own[name] ?? 0, others[name] ?? 0)
            lines.append(
                CostReport.columns(
                    "  " + name, CostReport.dollars(left), CostReport.dollars(right), CostReport.signed(left - right)))
        }
        let difference = CostReport.signed(totalCents - other.totalCents)
        lines += [
            "",
            CostReport.columns(
                "  Total", CostReport.dollars(totalCents), CostReport.dollars(other.totalCents), difference),
        ]
        if !self.lines(.unknown).filter({ $0.quantity != nil }).isEmpty
            || !other.lines(.unknown).filter({ $0.quantity != nil }).isEmpty
        {
            lines.append("  Charges without a known price are in neither total.")
        }
        return lines.joined(separator: "\n")
    }

    /// An amount with its sign.
    package static func signed(_ cents: Int) -> String { (cents > 0 ? "+" : "") + dollars(cents) }

    /// A unit price with all its digits.
    static func rate(_ dollars: Double) -> String { Decimals.text(dollars, 6) }

    private static func columns(_ name: String, _ left: String, _ right: String, _ difference: String) -> String {
        fitted(name, 38) + padded(left, 13) + " " + padded(right, 13) + " " + padded(difference, 13)
    }

    private static func row(_ item: String, _ calculation: String, _ amount: String, indent: Int) -> String {
        let lead = String(repeating: " ", count: indent)
        // The amount of a subtotal ends two columns before those of its parts.
        let shift = indent > 2 ? 0 : 2
        return fitted(lead + item, itemWidth + 4 - shift) + padded(calculation, calculationWidth)
            + padded(amount, amountWidth)
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    /// The text at exactly this width, shortened with an ellipsis if it is longer.
    private static func fitted(_ text: String, _ width: Int) -> String {
        text.count < width
            ? text + String(repeating: " ", count: width - text.count) : String(text.prefix(width - 2)) + "… "
    }

    private static func wrapped(_ text: String, indent: Int) -> [String] {
        var lines: [String] = []
        var line = String(repeating: " ", count: indent)
        for word in text.split(separator: " ") {
            if line.count + word.count + 1 > width, line.count > indent {
                lines.append(line)
                line = String(repeating: " ", count: indent)
            }
            line += (line.count > indent ? " " : "") + word
        }
        return lines + [line]
    }
}

extension CostReport.Line {
    /// The calculation in words, such as `730 × 0.052`.
    var calculation: String {
        guard let quantity else { return "" }
        let units = Decimals.text(quantity, 2)
        guard let price else { return units }
        return "\(units) × \(CostReport.rate(price.dollars))"
    }
}
