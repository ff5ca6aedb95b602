import HTTPCore
import HTTPTypes
import Testing

@Suite("RetryPolicy")
struct RetryPolicyTests {
    struct Row: Sendable {
        var attempt = 1
        var reason = RetryReason.transient
        var serverDelay: Duration?
        var tokens = 500
        var random = 1.0
        var expected: RetryPolicy.Decision
    }

    static let rows: [Row] = [
        Row(random: 0, expected: .retry(after: .zero, cost: 5)),
        Row(random: 0.5, expected: .retry(after: .milliseconds(500), cost: 5)),
        Row(expected: .retry(after: .seconds(1), cost: 5)),
        Row(attempt: 2, expected: .retry(after: .seconds(2), cost: 5)),
        Row(attempt: 3, expected: .retry(after: .seconds(4), cost: 5)),
        Row(attempt: 5, expected: .retry(after: .seconds(16), cost: 5)),
        Row(attempt: 6, expected: .retry(after: .seconds(20), cost: 5)),
        Row(attempt: 99, random: 0.5, expected: .retry(after: .seconds(10), cost: 5)),
        Row(attempt: 100, expected: .stop(.attemptsExhausted)),
        Row(reason: .throttled, expected: .retry(after: .seconds(1), cost: 5)),
        Row(reason: .timeout, expected: .retry(after: .seconds(1), cost: 10)),
        Row(tokens: 5, expected: .retry(after: .seconds(1), cost: 5)),
        Row(tokens: 4, expected: .stop(.bucketEmpty)),
        Row(reason: .timeout, tokens: 9, expected: .stop(.bucketEmpty)),
        Row(serverDelay: .seconds(7), expected: .retry(after: .seconds(7), cost: 5)),
        Row(serverDelay: .milliseconds(3), expected: .retry(after: .seconds(1), cost: 5)),
        Row(serverDelay: .seconds(60), random: 0, expected: .retry(after: .seconds(60), cost: 5)),
        Row(serverDelay: .seconds(61), expected: .stop(.serverDelayTooLong)),
        Row(random: 7, expected: .retry(after: .seconds(1), cost: 5)),
        Row(random: -1, expected: .retry(after: .zero, cost: 5)),
    ]

    @Test("A decision depends on attempt, reason, tokens and the server's delay", arguments: rows.indices)
    func decides(_ index: Int) {
        let row = Self.rows[index]
        var bucket = RetryTokenBucket(capacity: row.tokens)
        let decision = RetryPolicy(maximumAttempts: 100).decide(
            afterAttempt: row.attempt, reason: row.reason, serverDelay: row.serverDelay, bucket: &bucket,
            random: row.random)
        #expect(decision == row.expected)
        if case .retry(_, let cost) = row.expected {
            #expect(bucket.available == row.tokens - cost)
        } else {
            #expect(bucket.available == row.tokens)
        }
    }

    @Test("A policy makes three attempts by default and at least one")
    func attempts() {
        let policy = RetryPolicy()
        var bucket = RetryTokenBucket()
        let decisions = (1...3).map {
            policy.decide(afterAttempt: $0, reason: .transient, bucket: &bucket, random: 0)
        }
        #expect(
            decisions == [.retry(after: .zero, cost: 5), .retry(after: .zero, cost: 5), .stop(.attemptsExhausted)])
        #expect(RetryPolicy(maximumAttempts: -3).maximumAttempts == 1)
    }

    @Test("A success returns one token, or the cost of its last retry, up to the capacity")
    func bucket() {
        var bucket = RetryTokenBucket()
        #expect(bucket.available == 500)
        bucket.succeeded(lastCost: nil)
        #expect(bucket.available == 500)
        #expect(bucket.take(10) && bucket.take(5))
        bucket.succeeded(lastCost: nil)
        #expect(bucket.available == 486)
        bucket.succeeded(lastCost: 5)
        #expect(bucket.available == 491)
        bucket.succeeded(lastCost: 10)
        #expect(bucket.available == 500)
        var empty = RetryTokenBucket(capacity: -1)
        #expect(!empty.take(1) && empty.available == 0)
    }

    @Test(
        "The server's delay is read from the response's fields",
        arguments: [
            ([("x-amz-retry-after", "1500"), ("Retry-After", "9")], Duration.milliseconds(1500)),
            ([("Retry-After", "9")], .seconds(9)), ([("Retry-After", "-1")], nil), ([("Retry-After", "soon")], nil),
            ([("Retry-After", "99999999999999999999")], nil),
            (
                [("Retry-After", "Sun, 06 Nov 1994 08:49:47 GMT"), ("Date", "Sun, 06 Nov 1994 08:49:37 GMT")],
                .seconds(10)
            ),
            (
                [("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"), ("Date", "Mon, 07 Nov 1994 08:49:37 GMT")],
                .seconds(0)
            ),
            ([("Retry-After", "Sun, 06 Nov 1994 08:49:47 GMT")], nil), ([], nil),
        ])
    func serverDelay(_ fields: [(String, String)], _ expected: Duration?) throws {
        var response = HTTPResponse(status: .serviceUnavailable)
        for (name, value) in fields { response.headerFields[try #require(HTTPField.Name(name))] = value }
        #expect(response.retryDelay == expected)
    }

    @Test(
        "A status is retried if it is transient or throttling",
        arguments: [
            (200, nil), (400, nil), (403, nil), (404, nil), (429, RetryReason.throttled), (500, .transient), (501, nil),
            (502, .transient), (503, .transient), (504, .transient),
        ])
    func statuses(_ code: Int, _ expected: RetryReason?) {
        #expect(RetryReason(status: .init(code: code)) == expected)
    }

    @Test("A transport error is retried if it is transient or a time-out", arguments: TransportError.Kind.allCases)
    func failures(_ kind: TransportError.Kind) {
        let expected: RetryReason? =
            switch kind {
            case .nameResolution, .connection, .connectionLost: .transient
            case .timeout, .connectTimeout: .timeout
            default: nil
            }
        #expect(RetryReason(TransportError(kind, "")) == expected)
    }
}
