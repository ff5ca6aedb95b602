/// The latencies of a client's requests with and without another client at ten times its budget.
package struct BudgetReport: Sendable, CustomStringConvertible {
    /// One kind of request.
    struct Line: Sendable {
        let request: String
        let alone: Duration
        let beside: Duration
    }

    /// The maximum growth of a request's p95.
    package static let largestRatio = 1.3

    let store: String
    var lines: [Line] = []
    /// The windows of its budget, of a second each, in which the other client sent requests.
    var windows = 0
    /// The requests of the other client that were answered.
    package internal(set) var admitted = 0
    /// The requests of the other client that its budget refused.
    package internal(set) var refused = 0
    /// The failed requests, as messages.
    package internal(set) var failures: [String] = []

    init(store: String) { self.store = store }

    /// The most requests of the other client that its budget admits.
    package var mostAdmitted: Int { BudgetSoak.requestsPerSecond * windows }

    /// The failed requests, and the latencies that grew too much.
    package var violations: [String] {
        failures
            + lines.compactMap { line in
                guard line.beside.inSeconds > Self.largestRatio * line.alone.inSeconds else { return nil }
                return
                    "\(line.request): p95 \(line.beside.tenths) ms, \(line.alone.tenths) ms without the other key; expected at most \(Self.largestRatio) times"
            }
    }

    package var description: String {
        var text = ["A key at ten times its budget on \(store): p95 in ms of another key's requests: alone, beside it"]
        for line in lines {
            let ratio = line.beside.inSeconds / max(line.alone.inSeconds, 1e-6)
            text.append(
                "  \(line.request.padded(to: 20)) \(line.alone.tenths.padded(to: 8)) \(line.beside.tenths.padded(to: 8)) "
                    + "\(Int((ratio * 100).rounded())) %")
        }
        for (name, count) in [
            ("requests beyond the budget, answered", admitted), ("requests beyond the budget, refused", refused),
            ("violations", violations.count),
        ] {
            text.append("  \(name.padded(to: 44)) \(count)")
        }
        text += violations.prefix(20).map { "    \($0)" }
        return text.joined(separator: "\n")
    }
}
