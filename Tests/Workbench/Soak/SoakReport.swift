/// The counts of a soak.
package struct SoakReport: Sendable, CustomStringConvertible {
    /// The fault injected into the service.
    package let name: String
    /// The number of faults.
    package let rounds: Int
    package let ledger: IngestLedger
    /// The times from the database accepting connections until the service acknowledged a batch.
    package var recoveries: [Duration] = []
    /// Further counts by name.
    package var counts: [(name: String, count: Int)] = []
    /// The violations, as messages; empty if there are none.
    package var violations: [String] = []

    package init(name: String, rounds: Int, ledger: IngestLedger) {
        self.name = name
        self.rounds = rounds
        self.ledger = ledger
    }

    /// The counts, one per line, then every violation.
    package var description: String {
        var lines = [
            "\(name): \(rounds) times",
            "  batches acknowledged               \(ledger.acknowledged.count) (of \(IngestLoad.rowsPerBatch) rows)",
            "  of these, written by a failed request  \(ledger.replayed)",
            "  batches abandoned after a failure  \(ledger.abandoned.count)",
            "  responses with 503                 \(ledger.refused)",
            "  requests without a response        \(ledger.unanswered)",
        ]
        lines += counts.map { "  \($0.name.padded(to: 34)) \($0.count)" }
        if let longest = recoveries.max() {
            let sorted = recoveries.sorted()
            lines.append(
                "  recovery after its database        median \(sorted[sorted.count / 2].milliseconds) ms, longest \(longest.milliseconds) ms"
            )
        }
        lines.append("  violations                         \(violations.count)")
        lines += violations.prefix(50).map { "    \($0)" }
        return lines.joined(separator: "\n")
    }
}

extension Duration {
    /// The whole milliseconds.
    package var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }

    /// The seconds with their fraction.
    package var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

extension String {
    /// Returns the text padded with spaces at its end.
    package func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
