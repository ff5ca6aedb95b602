import HTTPTypes

/// The responses to clients that write batches of rows.
package struct IngestLedger: Sendable {
    /// The acknowledged batches.
    package private(set) var acknowledged: Set<Int> = []
    /// The batches that failed and were not retried: each is stored as a whole or not at all.
    package private(set) var abandoned: Set<Int> = []
    /// The acknowledgements of a batch that an earlier request with the same key had written.
    package private(set) var replayed = 0
    /// The responses with 503.
    package private(set) var refused = 0
    /// The requests without a response.
    package private(set) var unanswered = 0
    /// The successful reads.
    package private(set) var reads = 0
    /// The outcome of each unsuccessful request.
    package private(set) var failures: [String] = []
    /// The duration of the slowest request.
    package private(set) var longest: Duration = .zero
    /// The responses that the situation does not excuse.
    package private(set) var violations: [String] = []
    /// The instant of the first acknowledgement since ``mark()``.
    package private(set) var firstSinceMark: ContinuousClock.Instant?

    package init() {}

    /// Resets ``firstSinceMark``.
    package mutating func mark() { firstSinceMark = nil }

    /// Records the response to a batch.
    ///
    /// - Returns: `true` if the batch is settled.
    package mutating func record(_ reply: LocalClient.Reply, to batch: Int, rows: Int) -> Bool {
        switch reply.status {
        case 201, 200:
            acknowledged.insert(batch)
            if reply.headers[.idempotencyReplayed] == "true" { replayed += 1 }
            if firstSinceMark == nil { firstSinceMark = .now }
            if !reply.text.contains("\"inserted\":\(rows),") {
                violate("batch \(batch) was acknowledged with \(reply.text)")
            }
            return true
        case 503:
            refused += 1
            if reply.headers[.retryAfter] == nil { violate("503 without Retry-After: \(reply.text)") }
            return false
        case 409 where reply.text.contains("idempotency_in_progress"):
            return false
        default:
            violate("batch \(batch) was answered with \(reply.status): \(reply.text)")
            return false
        }
    }

    /// Records the response to a read.
    package mutating func recordRead(_ reply: LocalClient.Reply) {
        switch reply.status {
        case 200: reads += 1
        case 503:
            refused += 1
            if reply.headers[.retryAfter] == nil { violate("503 without Retry-After: \(reply.text)") }
        default: violate("a read was answered with \(reply.status): \(reply.text)")
        }
    }

    package mutating func recordNoAnswer() { unanswered += 1 }

    /// Records a request's duration and its response's status, `nil` without a response.
    package mutating func recordTime(_ time: Duration, status: Int?) {
        longest = max(longest, time)
        if status.map({ (200..<300).contains($0) }) != true {
            failures.append(status.map { "answered with \($0)" } ?? "not answered")
        }
    }

    package mutating func abandon(_ batch: Int) { abandoned.insert(batch) }

    // The first hundred are enough.
    package mutating func violate(_ text: String) { if violations.count < 100 { violations.append(text) } }

    /// Compares the stored rows with the ledger and returns the differences.
    ///
    /// - Parameters:
    ///   - stored: The number of rows and of distinct rows by batch.
    ///   - rows: The number of rows in a batch.
    package func compare(stored: [Int: (rows: Int, distinct: Int)], rows: Int) -> [String] {
        var found: [String] = []
        for batch in acknowledged.sorted() where stored[batch] == nil {
            found.append("batch \(batch) was acknowledged but is not stored")
        }
        for (batch, held) in stored.sorted(by: { $0.key < $1.key }) {
            if !acknowledged.contains(batch), !abandoned.contains(batch) {
                found.append("batch \(batch) is stored, but no client sent it")
            }
            if held.rows != rows || held.distinct != rows {
                found.append(
                    "batch \(batch) has \(held.rows) rows, \(held.distinct) of them distinct, expected \(rows)")
            }
        }
        return found
    }

    /// Compares the database's own row count with the service's and returns the difference.
    ///
    /// - Parameter counted: The database's count; `nil` if it returned no number.
    package static func compare(counted: Int?, stored: Int) -> [String] {
        counted == stored
            ? []
            : [
                "PostgreSQL counts \(counted.map { "\($0)" } ?? "no") rows, the service reports \(stored)"
            ]
    }
}
