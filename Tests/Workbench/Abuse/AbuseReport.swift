/// The latencies of ordinary clients with and without abusive clients.
package struct AbuseReport: Sendable, CustomStringConvertible {
    /// One kind of ordinary request.
    struct Line: Sendable {
        let request: String
        let alone: Duration
        let besideSlow: Duration
        let besideHeavy: Duration
    }

    /// The maximum growth of an ordinary request's p95 under abuse.
    package static let largestRatio = 2.0

    let store: String
    var lines: [Line] = []
    /// Further counts by name.
    var counts: [(name: String, count: Int)] = []
    /// The failed ordinary requests, as messages.
    package var failures: [String] = []

    init(store: String) { self.store = store }

    /// The failed ordinary requests, and the latencies that grew too much.
    package var violations: [String] {
        failures
            + lines.flatMap { line in
                [("slow clients", line.besideSlow), ("heavy queries", line.besideHeavy)].compactMap { name, time in
                    guard time.inSeconds > Self.largestRatio * line.alone.inSeconds else { return nil }
                    return
                        "\(line.request) beside \(name): p95 \(time.tenths) ms, \(line.alone.tenths) ms without them"
                }
            }
    }

    package var description: String {
        var text = [
            "Abuse of a server on \(store): p95 in ms of ordinary requests: alone, beside slow clients, beside heavy queries"
        ]
        for line in lines {
            text.append(
                "  \(line.request.padded(to: 20)) \(line.alone.tenths.padded(to: 8)) \(line.besideSlow.tenths.padded(to: 8)) "
                    + line.besideHeavy.tenths)
        }
        text += counts.map { "  \($0.name.padded(to: 44)) \($0.count)" }
        text.append("  violations                                   \(violations.count)")
        text += violations.prefix(20).map { "    \($0)" }
        return text.joined(separator: "\n")
    }
}

extension Duration {
    /// The milliseconds with one decimal.
    var tenths: String {
        let value = Int((inSeconds * 10_000).rounded())
        return "\(value / 10).\(value % 10)"
    }
}
