/// A review as text of at most 80 columns.
package struct ReviewText: Sendable, CustomStringConvertible {
    private let review: Review
    private let isColoured: Bool

    /// Creates the text of a review.
    package init(_ review: Review, isColoured: Bool = false) {
        self.review = review
        self.isColoured = isColoured
    }

    /// The stacks with their changes, those that need attention first, and the digest.
    package var description: String {
        var lines = ["Changes of \(review.environment), as CloudFormation announces them", ""]
        for stack in review.stacks {
            switch stack.state {
            case .unchanged: lines.append("\(stack.name): no change")
            case .postponed:
                lines.append("\(stack.name): new; its changes are known once the stacks above exist")
            case .rearranged:
                lines.append("\(stack.name): moved first; its changes are known afterwards")
                lines += stack.rearranged.map { line in
                    line.count > 77 ? "  " + line.prefix(77) + "…" : "  " + line
                }
            case .prepared:
                lines.append("\(stack.name): \(ReviewText.counts(stack.changes))")
                lines += ReviewText.sorted(stack.changes).map { line($0) }
            }
        }
        lines.append("")
        if let image = review.imageDigest { lines.append("image   \(image)") }
        lines += ["digest  \(review.digest)", ""]
        return lines.joined(separator: "\n") + "\n"
    }

    private func line(_ change: ReviewedChange) -> String {
        let mark = change.endangersContent ? "!" : " "
        let name = change.logicalID.count > 40 ? String(change.logicalID.prefix(39)) + "…" : change.logicalID
        let verb = change.words.padded(to: 12)
        let text = "\(mark) \(verb) \(name.padded(to: 40)) \(change.type.dropFirst(5))"
        let short = text.count > 80 ? String(text.prefix(79)) + "…" : text
        guard isColoured, change.endangersContent || change.words == "replace" || change.words == "remove" else {
            return short
        }
        return "\u{1B}[31m\(short)\u{1B}[0m"
    }

    private static func sorted(_ changes: [ReviewedChange]) -> [ReviewedChange] {
        let order = ["remove", "replace", "may replace", "decided at deployment", "in place", "import", "add"]
        func rank(_ change: ReviewedChange) -> Int {
            change.endangersContent ? -1 : order.firstIndex(of: change.words) ?? order.count
        }
        return changes.sorted { (rank($0), $0.logicalID) < (rank($1), $1.logicalID) }
    }

    private static func counts(_ changes: [ReviewedChange]) -> String {
        var counts: [(word: String, count: Int)] = []
        for change in sorted(changes) {
            if let place = counts.firstIndex(where: { $0.word == change.words }) {
                counts[place].count += 1
            } else {
                counts.append((change.words, 1))
            }
        }
        return counts.isEmpty ? "no resource changes" : counts.map { "\($0.count) \($0.word)" }.joined(separator: ", ")
    }
}

extension String {
    /// The text with spaces up to a width.
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
