import Testing

@testable import Storage

@Suite("Staleness of a replica")
struct ReplicaFreshnessTests {
    @Test("A replica's staleness is unknown until it has replayed an observed position of the primary")
    func unknown() {
        var freshness = ReplicaFreshness()
        #expect(freshness.staleness(now: .seconds(1)) == nil)
        freshness.sawReplica(at: .at(100))
        #expect(freshness.staleness(now: .seconds(1)) == nil)
        freshness.sawPrimary(at: .at(200), time: .seconds(1))
        freshness.sawReplica(at: .at(199))
        #expect(freshness.staleness(now: .seconds(2)) == nil)
        freshness.sawReplica(at: .at(200))
        #expect(freshness.staleness(now: .seconds(2)) == .seconds(1))
    }

    @Test("A replica's staleness is the time since the last primary position that it has replayed")
    func behind() {
        var freshness = ReplicaFreshness()
        for second in 1...10 { freshness.sawPrimary(at: .at(Int64(second) * 100), time: .seconds(second)) }
        freshness.sawReplica(at: .at(450))
        #expect(freshness.proven == .seconds(4))
        #expect(freshness.staleness(now: .seconds(10)) == .seconds(6))
        // A second connection may see an older position; the proven time does not go back.
        freshness.sawReplica(at: .at(300))
        #expect(freshness.proven == .seconds(4))
        freshness.sawReplica(at: .at(5000))
        #expect(freshness.proven == .seconds(10))
    }

    @Test("A replica's staleness grows if it misses writes, but not while the primary is idle")
    func idle() {
        var freshness = ReplicaFreshness()
        for second in 1...5 {
            freshness.sawPrimary(at: .at(100), time: .seconds(second))
            freshness.sawReplica(at: .at(100))
            #expect(freshness.staleness(now: .seconds(second)) == .zero)
        }
        for second in 6...9 {
            freshness.sawPrimary(at: .at(Int64(second) * 100), time: .seconds(second))
            freshness.sawReplica(at: .at(100))
        }
        #expect(freshness.staleness(now: .seconds(9)) == .seconds(4))
    }

    @Test("A replica's staleness is known, more coarsely, for long lags")
    func longLag() throws {
        var freshness = ReplicaFreshness()
        for second in 1...10_000 { freshness.sawPrimary(at: .at(Int64(second)), time: .seconds(second)) }
        freshness.sawReplica(at: .at(9_000))
        let proven = try #require(freshness.proven)
        #expect(proven <= .seconds(9_000) && proven > .seconds(8_500))
        freshness.sawReplica(at: .at(10_000))
        #expect(freshness.proven == .seconds(10_000))
    }

    @Test("A replica's staleness becomes unknown when the server is not in recovery")
    func promoted() {
        var freshness = ReplicaFreshness()
        freshness.sawPrimary(at: .at(1), time: .seconds(1))
        freshness.sawReplica(at: .at(1))
        freshness.forget()
        #expect(freshness.staleness(now: .seconds(1)) == nil)
    }

    @Test("A replica's staleness is unknown on another timeline, regardless of its position")
    func otherTimeline() {
        var freshness = ReplicaFreshness()
        freshness.sawPrimary(at: .at(100), time: .seconds(1))
        freshness.sawReplica(at: .at(100))
        #expect(freshness.proven == .seconds(1))
        // The primary was restored or another server was promoted; the replica continues with the old log.
        freshness.sawPrimary(at: .at(50, in: "b"), time: .seconds(2))
        #expect(freshness.proven == nil)
        freshness.sawReplica(at: .at(200))
        #expect(freshness.proven == nil)
        freshness.sawPrimary(at: .at(60, in: "b"), time: .seconds(3))
        freshness.sawReplica(at: .at(60, in: "b"))
        #expect(freshness.proven == .seconds(3))
    }
}

extension LogPosition {
    fileprivate static func at(_ offset: Int64, in history: String = "a") -> LogPosition {
        LogPosition(history: history, offset: offset)
    }
}
