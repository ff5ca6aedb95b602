/// What a soak found, in counts.
package struct SoakReport: Sendable, CustomStringConvertible {
    /// What was done to the service.
    package let name: String
    /// How often.
    package let rounds: Int
    package let ledger: IngestLedger
    /// How long it took from the moment that its database took connections until the service acknowledged a batch.
    package var recoveries: [Duration] = []
    /// Further counts, by what they count.
    package var counts: [(name: String, count: Int)] = []
    /// What must not be, in words; empty if all is well.
    package var violations: [String] = []

    package init(name: String, rounds: Int, ledger: IngestLedger) {
        self.name = name
        self.rounds = rounds
        self.ledger = ledger
    }

    /// The counts, one a line, then every violation.
    package var description: String {
        var lines = [
            "\(name): \(rounds) times",
            "  batches acknowledged               \(ledger.acknowledged.count) (of \(IngestLoad.rowsPerBatch) rows)",
            "  of these, written by a request that failed  \(ledger.replayed)",
            "  batches given up after a failure   \(ledger.abandoned.count)",
            "  answers with 503                   \(ledger.refused)",
            "  requests without an answer         \(ledger.unanswered)",
        ]
        lines += counts.map { "  \($0.name.padded(to: 34)) \($0.count)" }
        if let longest = recoveries.max() {
            let sorted = recoveries.sorted()
            lines.append(
                "  back after its database            median \(sorted[sorted.count / 2].milliseconds) ms, longest \(longest.milliseconds) ms"
            )
        }
        lines.append("  violations                         \(violations.count)")
        lines += violations.prefix(50).map { "    \($0)" }
        return lines.joined(separator: "\n")
    }
}

extension Duration {
    /// Whole milliseconds.
    package var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }

    /// Seconds with their fraction.
    package var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

extension String {
    /// The text with spaces after it.
    package func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
