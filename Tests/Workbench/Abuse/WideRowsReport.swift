/// The growth of a server's memory under requests over rows of a megabyte.
package struct WideRowsReport: Sendable, CustomStringConvertible {
    /// The growth under one request, or several at once.
    package struct Growth: Sendable {
        let request: String
        /// The number of requests at once.
        let requests: Int
        /// The statuses of the answers.
        let statuses: [Int]
        /// The bytes of all answers.
        let bytes: Int
        /// The peak resident memory minus the resident memory before, in MB.
        package let megabytes: Double
    }

    /// The maximum growth per request in MB.
    package static let limit = 64.0

    let store: String
    package internal(set) var growths: [Growth] = []
    /// The requests with an undocumented response, as messages.
    package internal(set) var failures: [String] = []

    init(store: String) { self.store = store }

    /// The failures, and the requests under which the process grew too much.
    package var violations: [String] {
        failures
            + growths.compactMap { growth in
                let limit = Self.limit * Double(growth.requests)
                guard growth.megabytes > limit else { return nil }
                return "\(growth.request): \(Int(growth.megabytes)) MB, expected at most \(Int(limit))"
            }
    }

    package var description: String {
        var text = [
            "Rows of a megabyte on \(store): growth of the server's memory in MB, statuses, size of the answers in MB"
        ]
        for growth in growths {
            let statuses = growth.statuses.map { "\($0)" }.joined(separator: " ")
            text.append(
                "  \(growth.request.padded(to: 44)) \("\(Int(growth.megabytes.rounded()))".padded(to: 6)) "
                    + "\(statuses.padded(to: 16)) \(growth.bytes / 1_000_000)")
        }
        text.append("  violations                                   \(violations.count)")
        text += violations.map { "    \($0)" }
        return text.joined(separator: "\n")
    }
}
