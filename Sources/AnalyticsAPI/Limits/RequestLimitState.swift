import Basics

/// The requests of all limited clients, and the decision about the next one. A value without a clock: times are those of a
/// monotonic clock.
struct RequestLimitState: Sendable {
    /// The number of clients from which those without current requests are forgotten.
    static let sweepCount = 20_000

    /// The decision about a request.
    enum Decision: Sendable, Equatable {
        /// The request may proceed; ``RequestLimitState/finished(_:)`` ends it.
        case admitted(LimitReport)
        /// The request is refused and not counted.
        case refused(LimitReport, violated: [String], retryAfter: Int)
    }

    private struct Client {
        /// The windows by their lengths: the beginning, and the requests since.
        var windows: [Int: (start: Duration, used: Int)] = [:]
        var running = 0
    }

    private var clients: [String: Client] = [:]

    /// Decides about a request of a client.
    mutating func admit(_ owner: String, _ limits: RequestLimits, at now: Duration) -> Decision {
        if clients.count >= Self.sweepCount, clients[owner] == nil { sweep(at: now) }
        var client = clients[owner] ?? Client()
        var report = LimitReport()
        var violated: [String] = []
        var retryAfter = 0
        for quota in limits.requests {
            var window = client.windows[quota.window] ?? (now, 0)
            if now - window.start >= .seconds(quota.window) { window = (now, 0) }
            client.windows[quota.window] = window
            let reset = (window.start + .seconds(quota.window) - now).wholeSeconds
            if window.used >= quota.quota {
                violated.append(quota.name)
                retryAfter = max(retryAfter, reset)
            }
            report.requests.append((quota, remaining: max(0, quota.quota - window.used), reset: reset))
        }
        if let most = limits.concurrent {
            if client.running >= most {
                violated.append(LimitReport.concurrentName)
                retryAfter = max(retryAfter, 1)
            }
            report.concurrent = (most, remaining: max(0, most - client.running))
        }
        // A refused request begins no window.
        guard violated.isEmpty else { return .refused(report, violated: violated, retryAfter: retryAfter) }
        for quota in limits.requests { client.windows[quota.window]?.used += 1 }
        client.running += 1
        clients[owner] = client
        report.countThisRequest()
        return .admitted(report)
    }

    /// Ends a request that was admitted.
    mutating func finished(_ owner: String) {
        guard let client = clients[owner], client.running > 0 else { return }
        clients[owner]?.running -= 1
    }

    private mutating func sweep(at now: Duration) {
        clients = clients.filter { _, client in
            client.running > 0 || client.windows.contains { now - $0.value.start < .seconds($0.key) }
        }
    }
}

/// The rest of a client's limits, as header fields of draft-ietf-httpapi-ratelimit-headers-10.
struct LimitReport: Sendable, Equatable {
    /// The name of the limit on concurrent requests.
    static let concurrentName = "concurrent"

    var requests: [(quota: RequestQuota, remaining: Int, reset: Int)] = []
    var concurrent: (most: Int, remaining: Int)?

    /// Takes the admitted request into account.
    mutating func countThisRequest() {
        for index in requests.indices { requests[index].remaining = max(0, requests[index].remaining - 1) }
        if let (most, remaining) = concurrent { concurrent = (most, max(0, remaining - 1)) }
    }

    /// The value of `RateLimit-Policy`: a Structured Field list of strings with parameters.
    var policy: String {
        var items = requests.map { "\"\($0.quota.name)\";q=\($0.quota.quota);w=\($0.quota.window)" }
        if let (most, _) = concurrent {
            items.append("\"\(Self.concurrentName)\";q=\(most);qu=\"concurrent-requests\"")
        }
        return items.joined(separator: ", ")
    }

    /// The value of `RateLimit`.
    var state: String {
        var items = requests.map { "\"\($0.quota.name)\";r=\($0.remaining);t=\($0.reset)" }
        if let (_, remaining) = concurrent { items.append("\"\(Self.concurrentName)\";r=\(remaining)") }
        return items.joined(separator: ", ")
    }

    static func == (a: LimitReport, b: LimitReport) -> Bool { a.policy == b.policy && a.state == b.state }
}

extension Duration {
    /// The duration in seconds, rounded up.
    fileprivate var wholeSeconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) + (attoseconds > 0 ? 1 : 0)
    }
}
