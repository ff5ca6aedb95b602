import Basics

/// The requests of all limited clients, and the decision about the next one. A value without a clock: times are those of a
/// monotonic clock.
struct RequestLimitState: Sendable {
    /// The number of clients from which those that need no memory are forgotten.
    static let sweepCount = 1000

    /// The decision about a request.
    enum Decision: Sendable, Equatable {
        /// The request may proceed; ``RequestLimitState/finished(_:)`` ends it.
        case admitted(LimitReport)
        /// The request is refused and not counted.
        case refused(LimitReport, violated: [String], retryAfter: Int)
    }

    private struct Client {
        /// The windows of requests by their lengths.
        var windows: [Int: LimitWindow] = [:]
        var meters: [LimitMeter: LimitWindow] = [:]
        var running = 0
        var queries = 0
        /// The limits of the latest request.
        var limits: RequestLimits

        /// Returns `true` if the client is as one that has sent no request: nothing runs, and all windows have ended without a debt.
        ///
        /// Credentials of one owner may have different limits, so a window may be one that the latest request does not have.
        func isNew(at now: Duration) -> Bool {
            guard running == 0, queries == 0 else { return false }
            let requests = Dictionary(limits.requests.map { ($0.window, $0) }) { first, _ in first }
            return windows.allSatisfy { length, window in
                isOver(window, requests[length] ?? RequestQuota(quota: .max, window: length), scale: 1, at: now)
            }
                && meters.allSatisfy { meter, window in
                    let longest = RequestQuota(quota: meter.maximum, window: KeyPolicyReader.maximumWindow)
                    return isOver(window, limits.meters[meter] ?? longest, scale: meter.scale, at: now)
                }
        }

        private func isOver(_ window: LimitWindow, _ quota: RequestQuota, scale: Int64, at now: Duration) -> Bool {
            window.at(now, quota: Int64(quota.quota) * scale, length: quota.window).used == 0
        }
    }

    private var clients: [String: Client] = [:]
    /// The number of clients at which they are looked through again: twice those that stayed, so that a request takes constant time on
    /// average.
    private var nextSweep = sweepCount

    /// The number of remembered clients.
    var count: Int { clients.count }

    /// Decides about a request of a client.
    mutating func admit(_ owner: String, _ limits: RequestLimits, at now: Duration) -> Decision {
        if clients.count >= nextSweep, clients[owner] == nil { sweep(at: now) }
        var client = clients[owner] ?? Client(limits: limits)
        client.limits = limits
        let report = Self.report(client, limits, at: now)
        // These are tested once the request begins a query or sends rows, because other requests may proceed.
        let later = [
            LimitReport.concurrentQueriesName, limits.meters[.uploadBytes].map(LimitMeter.uploadBytes.name) ?? "",
        ]
        let reached = report.items.filter { $0.wait != nil && !later.contains($0.name) }
        // A refused request begins no window.
        guard reached.isEmpty else {
            return .refused(
                report, violated: reached.map(\.name), retryAfter: reached.compactMap(\.wait).max() ?? 1)
        }
        for quota in limits.requests {
            var window = (client.windows[quota.window] ?? LimitWindow(at: now))
                .at(now, quota: Int64(quota.quota), length: quota.window)
            window.add(1)
            client.windows[quota.window] = window
        }
        client.running += 1
        clients[owner] = client
        return .admitted(Self.report(client, limits, at: now))
    }

    /// Ends a request that was admitted.
    mutating func finished(_ owner: String) {
        guard let client = clients[owner], client.running > 0 else { return }
        clients[owner]?.running -= 1
    }

    /// Decides about a query of an admitted request; ``endedQuery(_:)`` ends it.
    mutating func beginQuery(_ owner: String, _ limits: RequestLimits, at now: Duration) -> Decision {
        let client = clients[owner] ?? Client(limits: limits)
        if let most = limits.concurrentQueries, client.queries >= most {
            return refused(LimitReport.concurrentQueriesName, client, limits, at: now)
        }
        clients[owner, default: client].queries += 1
        return .admitted(report(owner, limits, at: now))
    }

    /// Ends a query.
    mutating func endedQuery(_ owner: String) {
        guard let client = clients[owner], client.queries > 0 else { return }
        clients[owner]?.queries -= 1
    }

    /// Counts what a request has used up, in the meter's smallest units.
    mutating func add(
        _ amount: Int64, to meter: LimitMeter, of owner: String, _ limits: RequestLimits, at now: Duration
    ) {
        guard amount > 0, let quota = limits.meters[meter] else { return }
        var client = clients[owner] ?? Client(limits: limits)
        var window = Self.window(client, meter, quota, at: now)
        window.add(amount)
        client.meters[meter] = window
        clients[owner] = client
    }

    /// Decides about uploaded bytes that have arrived, or that a request announces.
    ///
    /// - Parameter bytes: The announced bytes, which are not counted; 0 to test those that have been counted.
    func upload(_ bytes: Int, _ owner: String, _ limits: RequestLimits, at now: Duration) -> Decision {
        guard let quota = limits.meters[.uploadBytes] else { return .admitted(report(owner, limits, at: now)) }
        let client = clients[owner] ?? Client(limits: limits)
        let used = Self.window(client, .uploadBytes, quota, at: now).used
        // A quota that is used up exactly admits no further byte, and refuses none that has arrived.
        let (sum, overflow) = used.addingReportingOverflow(Int64(bytes))
        guard overflow || sum > Int64(quota.quota) else { return .admitted(report(owner, limits, at: now)) }
        return refused(LimitMeter.uploadBytes.name(quota), client, limits, at: now)
    }

    /// Returns the rest of a client's limits.
    func report(_ owner: String, _ limits: RequestLimits, at now: Duration) -> LimitReport {
        Self.report(clients[owner] ?? Client(limits: limits), limits, at: now)
    }

    private func refused(
        _ name: String, _ client: Client, _ limits: RequestLimits, at now: Duration
    ) -> Decision {
        let report = Self.report(client, limits, at: now)
        let item = report.items.first { $0.name == name }
        return .refused(report, violated: [name], retryAfter: item?.wait ?? item?.reset ?? 1)
    }

    private static func window(
        _ client: Client, _ meter: LimitMeter, _ quota: RequestQuota, at now: Duration
    ) -> LimitWindow {
        (client.meters[meter] ?? LimitWindow(at: now))
            .at(now, quota: Int64(quota.quota) * meter.scale, length: quota.window)
    }

    private static func report(_ client: Client, _ limits: RequestLimits, at now: Duration) -> LimitReport {
        var report = LimitReport()
        func add(
            _ subject: LimitReport.Subject, _ name: String, _ quota: RequestQuota, unit: String? = nil,
            _ window: LimitWindow, scale: Int64
        ) {
            let most = Int64(quota.quota) * scale
            let reset = window.reset(now, quota: most, length: quota.window).wholeSeconds
            report.items.append(
                LimitReport.Item(
                    subject: subject, name: name, quota: quota.quota, window: quota.window, unit: unit,
                    remaining: Int(max(0, most - window.used) / scale), reset: reset,
                    wait: window.used >= most ? reset : nil))
        }
        for quota in limits.requests {
            let window = (client.windows[quota.window] ?? LimitWindow(at: now))
                .at(now, quota: Int64(quota.quota), length: quota.window)
            add(.requests, quota.name, quota, window, scale: 1)
        }
        for (subject, name, most, running) in [
            (LimitReport.Subject.concurrentRequests, LimitReport.concurrentName, limits.concurrent, client.running),
            (.concurrentQueries, LimitReport.concurrentQueriesName, limits.concurrentQueries, client.queries),
        ] {
            guard let most else { continue }
            report.items.append(
                LimitReport.Item(
                    subject: subject, name: name, quota: most, unit: "concurrent-requests",
                    remaining: max(0, most - running),
                    wait: running >= most ? 1 : nil))
        }
        for meter in LimitMeter.allCases {
            guard let quota = limits.meters[meter] else { continue }
            add(
                .meter(meter), meter.name(quota), quota, unit: meter.unit, window(client, meter, quota, at: now),
                scale: meter.scale)
        }
        return report
    }

    private mutating func sweep(at now: Duration) {
        clients = clients.filter { !$1.isNew(at: now) }
        nextSweep = max(Self.sweepCount, 2 * clients.count)
    }
}

extension Duration {
    /// The duration in seconds, rounded up.
    fileprivate var wholeSeconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) + (attoseconds > 0 ? 1 : 0)
    }
}
