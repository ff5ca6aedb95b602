import Testing

@testable import AnalyticsAPI
@testable import Storage

/// Clients, their budgets and a wait queue in simulated time.
@Suite("Abuse in simulated time")
struct AbuseSimulationTests {
    /// The time of each query in the database, in milliseconds.
    private static let work = 100

    /// The latencies of a client that sends four queries a second for twenty seconds, in milliseconds, while another client sends fifty a
    /// second.
    ///
    /// - Parameters:
    ///   - budget: The limits of the other client; `nil` if there is none.
    ///   - places: The concurrent queries of the server.
    private static func latencies(beside budget: RequestLimits?, places: Int) -> [Int] {
        var queue = WorkQueueState(maximum: places)
        var limits = RequestLimitState()
        var arrivals = stride(from: 3, to: 20_000, by: 250).map { (time: $0, client: "ordinary") }
        if budget != nil { arrivals += stride(from: 0, to: 20_000, by: 20).map { ($0, "abusive") } }
        arrivals.sort { $0.time < $1.time }
        arrivals.reverse()
        var running: [(end: Int, number: Int)] = []
        var queries: [(client: String, arrival: Int)] = []
        var found: [Int] = []
        while !arrivals.isEmpty || !running.isEmpty {
            let end = running.map(\.end).min() ?? .max
            if let (now, client) = arrivals.last, now <= end {
                arrivals.removeLast()
                if client == "abusive", let budget {
                    let instant = Duration.milliseconds(now)
                    guard case .admitted = limits.admit(client, budget, at: instant) else { continue }
                    guard case .admitted = limits.beginQuery(client, budget, at: instant) else {
                        limits.finished(client)
                        continue
                    }
                }
                queries.append((client, now))
                let entry = queue.enter(queries.count - 1, client: client)
                if entry == .run { running.append((now + work, queries.count - 1)) }
                #expect(entry == .run || entry == .wait)
            } else if let index = running.firstIndex(where: { $0.end == end }) {
                let (client, arrival) = queries[running.remove(at: index).number]
                if client == "ordinary" { found.append(end - arrival) }
                if client == "abusive", let budget {
                    limits.add(Int64(work) * 1000, to: .databaseSeconds, of: client, budget, at: .milliseconds(end))
                    limits.endedQuery(client)
                    limits.finished(client)
                }
                if let next = queue.leave(client: client) { running.append((end + work, next)) }
            }
        }
        return found
    }

    private static func p95(_ latencies: [Int]) -> Int { latencies.sorted()[latencies.count * 95 / 100] }

    @Test(
        "A client at ten times its budget leaves the p95 of another within 1.3 times, which the wait queue alone does not"
    )
    func budget() {
        let alone = Self.latencies(beside: nil, places: 2)
        #expect(alone.count == 80 && Self.p95(alone) == 100)
        // Five requests a second of fifty, one query at a time, a second in the database of ten.
        let budget = RequestLimits(
            requests: [RequestQuota(quota: 5, window: 1)], concurrentQueries: 1,
            meters: [.databaseSeconds: RequestQuota(quota: 1, window: 10)])
        let beside = Self.latencies(beside: budget, places: 2)
        #expect(beside.count == 80 && Double(Self.p95(beside)) <= 1.3 * Double(Self.p95(alone)), "\(Self.p95(beside))")
        // The other client is never more than one query away, however many wait.
        let unlimited = Self.latencies(
            beside: RequestLimits(requests: [RequestQuota(quota: 1_000_000, window: 1)]), places: 2)
        #expect(unlimited.count == 80 && Double(Self.p95(unlimited)) > 1.3 * Double(Self.p95(alone)))
        #expect((unlimited.max() ?? 0) <= 200)
    }

    @Test("A budget of time in the database alone bounds the part of the time in which other clients wait")
    func timeOnly() {
        let budget = RequestLimits(meters: [.databaseSeconds: RequestQuota(quota: 1, window: 30)])
        let beside = Self.latencies(beside: budget, places: 1)
        // The queries that arrive before a second is used up run, and then their excess keeps others out.
        #expect(beside.count == 80 && (beside.max() ?? 0) <= 200, "\(beside.max() ?? 0)")
        #expect(beside.contains { $0 > Self.work } && beside.suffix(20).allSatisfy { $0 == Self.work }, "\(beside)")
    }
}
