import HTTPTypes

/// What clients that write batches of rows were told.
package struct IngestLedger: Sendable {
    /// The batches that were acknowledged.
    package private(set) var acknowledged: Set<Int> = []
    /// The batches that failed and were not sent again: each may be there, whole, or not at all.
    package private(set) var abandoned: Set<Int> = []
    /// Acknowledgements of a batch that had been written by an earlier request of the same key.
    package private(set) var replayed = 0
    /// Answers with 503.
    package private(set) var refused = 0
    /// Requests that got no answer.
    package private(set) var unanswered = 0
    /// Reads that were answered with success.
    package private(set) var reads = 0
    /// What came of each request that was not answered with success.
    package private(set) var failures: [String] = []
    /// How long the slowest request took.
    package private(set) var longest: Duration = .zero
    /// Answers that the situation does not excuse.
    package private(set) var violations: [String] = []
    /// When a batch was acknowledged for the first time since ``mark()``.
    package private(set) var firstSinceMark: ContinuousClock.Instant?

    package init() {}

    /// Forgets when the last acknowledgement came.
    package mutating func mark() { firstSinceMark = nil }

    /// Takes an answer to a batch.
    ///
    /// - Returns: Whether the batch is settled.
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

    /// Takes an answer to a read.
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

    /// Notes how long a request took and what came of it: the answer's status, or `nil` if there was none.
    package mutating func recordTime(_ time: Duration, status: Int?) {
        longest = max(longest, time)
        if status.map({ (200..<300).contains($0) }) != true {
            failures.append(status.map { "answered with \($0)" } ?? "not answered")
        }
    }

    package mutating func abandon(_ batch: Int) { abandoned.insert(batch) }

    // The first hundred tell enough.
    package mutating func violate(_ text: String) { if violations.count < 100 { violations.append(text) } }

    /// What is wrong with what the store holds.
    ///
    /// - Parameters:
    ///   - stored: By batch, how many rows there are and how many of them differ.
    ///   - rows: How many rows a batch has.
    package func compare(stored: [Int: (rows: Int, distinct: Int)], rows: Int) -> [String] {
        var found: [String] = []
        for batch in acknowledged.sorted() where stored[batch] == nil {
            found.append("batch \(batch) was acknowledged and is lost")
        }
        for (batch, held) in stored.sorted(by: { $0.key < $1.key }) {
            if !acknowledged.contains(batch), !abandoned.contains(batch) {
                found.append("batch \(batch) is there, and nobody wrote it")
            }
            if held.rows != rows || held.distinct != rows {
                found.append(
                    "batch \(batch) has \(held.rows) rows, \(held.distinct) of them different, instead of \(rows)")
            }
        }
        return found
    }

    /// What is wrong if the database, asked directly, counts other rows than the service says that it holds.
    ///
    /// - Parameter counted: `nil` if the database gave no number.
    package static func compare(counted: Int?, stored: Int) -> [String] {
        counted == stored
            ? []
            : [
                "PostgreSQL counts \(counted.map { "\($0)" } ?? "no number of") rows, and the service says that it holds \(stored)"
            ]
    }
}
