/// The times of others on a server with and without clients that abuse it.
package struct AbuseReport: Sendable, CustomStringConvertible {
    /// One kind of request of the others.
    struct Line: Sendable {
        let request: String
        let alone: Duration
        let besideSlow: Duration
        let besideHeavy: Duration
    }

    /// The p95 of others may grow by this beside abusers.
    package static let largestRatio = 2.0

    let store: String
    var lines: [Line] = []
    /// Further counts, by what they count.
    var counts: [(name: String, count: Int)] = []
    /// Requests of others that failed, in words.
    package var failures: [String] = []

    init(store: String) { self.store = store }

    /// The requests of others that failed, and the times that grew too much.
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
            "Abuse of a server on \(store): p95 in ms of others, alone, beside slow clients, beside heavy queries"
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
    /// Milliseconds with one digit after the point.
    fileprivate var tenths: String {
        let value = Int((inSeconds * 10_000).rounded())
        return "\(value / 10).\(value % 10)"
    }
}
