import Testing

@testable import AnalyticsAPI

@Suite struct RequestLimitStateTests {
    private static let limits = RequestLimits(
        requests: [RequestQuota(quota: 3, window: 10), RequestQuota(quota: 5, window: 3600)])

    private static func admit(
        _ state: inout RequestLimitState, _ owner: String = "a", _ limits: RequestLimits = limits, at now: Duration
    ) -> String {
        switch state.admit(owner, limits, at: now) {
        case .admitted(let report): report.state
        case .refused(_, let violated, let retryAfter): "\(violated.joined(separator: " ")) in \(retryAfter)"
        }
    }

    @Test("Requests count against every window, refused ones against none, and a window begins with its first request")
    func windows() {
        var state = RequestLimitState()
        let steps: [(Duration, String)] = [
            (.seconds(100), #""requests-10s";r=2;t=10, "requests-3600s";r=4;t=3600"#),
            (.milliseconds(100_500), #""requests-10s";r=1;t=10, "requests-3600s";r=3;t=3600"#),
            (.seconds(109), #""requests-10s";r=0;t=1, "requests-3600s";r=2;t=3591"#),
            (.milliseconds(109_999), "requests-10s in 1"), (.milliseconds(109_999), "requests-10s in 1"),
            (.seconds(110), #""requests-10s";r=2;t=10, "requests-3600s";r=1;t=3590"#),
            (.seconds(111), #""requests-10s";r=1;t=9, "requests-3600s";r=0;t=3589"#),
            (.seconds(112), "requests-3600s in 3588"), (.seconds(3699), "requests-3600s in 1"),
            (.seconds(3700), #""requests-10s";r=2;t=10, "requests-3600s";r=4;t=3600"#),
        ]
        for (now, expected) in steps { #expect(Self.admit(&state, at: now) == expected, "\(now)") }
        // Another client has windows of its own.
        #expect(Self.admit(&state, "b", at: .seconds(3700)) == #""requests-10s";r=2;t=10, "requests-3600s";r=4;t=3600"#)
    }

    @Test("Concurrent requests count until they end")
    func concurrent() {
        var state = RequestLimitState()
        let limits = RequestLimits(concurrent: 2)
        #expect(Self.admit(&state, "a", limits, at: .zero) == #""concurrent";r=1"#)
        #expect(Self.admit(&state, "a", limits, at: .zero) == #""concurrent";r=0"#)
        #expect(Self.admit(&state, "a", limits, at: .zero) == "concurrent in 1")
        state.finished("a")
        state.finished("other")
        #expect(Self.admit(&state, "a", limits, at: .zero) == #""concurrent";r=0"#)
        for _ in 0..<9 { state.finished("a") }
        #expect(Self.admit(&state, "a", limits, at: .zero) == #""concurrent";r=1"#)
    }

    @Test("The policy names every limit with its quota, window and unit")
    func policy() {
        var state = RequestLimitState()
        var limits = Self.limits
        limits.concurrent = 4
        guard case .admitted(let report) = state.admit("a", limits, at: .zero) else { return }
        let expected =
            #""requests-10s";q=3;w=10, "requests-3600s";q=5;w=3600, "concurrent";q=4;qu="concurrent-requests""#
        #expect(report.policy == expected)
    }

    @Test("Time in the database counts when it is known; past the quota, requests wait until windows have paid for it")
    func databaseTime() {
        var state = RequestLimitState()
        let limits = RequestLimits(meters: [.databaseSeconds: RequestQuota(quota: 10, window: 60)])
        #expect(Self.admit(&state, "a", limits, at: .zero) == #""database-60s";r=10;t=60"#)
        state.add(9_400_000, to: .databaseSeconds, of: "a", limits, at: .seconds(4))
        #expect(Self.admit(&state, "a", limits, at: .seconds(5)) == #""database-60s";r=0;t=59"#)
        state.add(15_600_000, to: .databaseSeconds, of: "a", limits, at: .seconds(30))
        #expect(Self.admit(&state, "a", limits, at: .seconds(31)) == "database-60s in 93")
        #expect(Self.admit(&state, "a", limits, at: .seconds(70)) == "database-60s in 54")
        #expect(Self.admit(&state, "a", limits, at: .seconds(124)) == #""database-60s";r=5;t=60"#)
        // A meter without a quota counts nothing.
        state.add(.max, to: .answerBytes, of: "a", limits, at: .seconds(124))
        #expect(Self.admit(&state, "a", limits, at: .seconds(125)) == #""database-60s";r=5;t=59"#)
    }

    @Test("Uploaded bytes are refused past the quota, and other requests are not")
    func uploads() {
        var state = RequestLimitState()
        let limits = RequestLimits(meters: [.uploadBytes: RequestQuota(quota: 1000, window: 86_400)])
        func upload(_ bytes: Int) -> String {
            switch state.upload(bytes, "a", limits, at: .zero) {
            case .admitted(let report): report.state
            case .refused(_, let violated, let retryAfter): "\(violated.joined(separator: " ")) in \(retryAfter)"
            }
        }
        #expect(upload(1000) == #""uploads-86400s";r=1000;t=86400"#)
        #expect(upload(1001) == "uploads-86400s in 86400")
        state.add(600, to: .uploadBytes, of: "a", limits, at: .zero)
        #expect(upload(400) == #""uploads-86400s";r=400;t=86400"#)
        #expect(upload(401) == "uploads-86400s in 86400")
        state.add(400, to: .uploadBytes, of: "a", limits, at: .zero)
        #expect(upload(0) == #""uploads-86400s";r=0;t=86400"#)
        state.add(1, to: .uploadBytes, of: "a", limits, at: .zero)
        #expect(upload(0) == "uploads-86400s in 86400")
        #expect(Self.admit(&state, "a", limits, at: .seconds(1)) == #""uploads-86400s";r=0;t=86399"#)
    }

    private static let sentences: [(RequestLimits, String)] = [
        (RequestLimits(requests: [.init(quota: 60, window: 10)]), "60 requests in 10 seconds"),
        (RequestLimits(requests: [.init(quota: 1, window: 1)]), "1 request in 1 second"),
        (RequestLimits(concurrent: 4), "4 requests at a time"),
        (RequestLimits(concurrentQueries: 2), "2 queries, plans and row lists at a time"),
        (
            RequestLimits(meters: [.databaseSeconds: .init(quota: 30, window: 60)]),
            "30 seconds in the database in 60 seconds"
        ),
        (RequestLimits(meters: [.answerBytes: .init(quota: 500, window: 60)]), "500 bytes of answers in 60 seconds"),
        (RequestLimits(meters: [.uploadBytes: .init(quota: 1, window: 60)]), "1 byte of uploaded rows in 60 seconds"),
        (
            RequestLimits(requests: [.init(quota: 3, window: 10), .init(quota: 5, window: 60)]),
            "3 requests in 10 seconds, and 5 requests in 60 seconds"
        ),
    ]

    @Test("A limit is told in words with its quota and its time", arguments: sentences)
    func words(limits: RequestLimits, expected: String) {
        let report = RequestLimitState().report("a", limits, at: .zero)
        #expect(report.words(of: report.items.map(\.name)) == expected)
        #expect(report.words(of: []) == "")
    }

    @Test("Concurrent queries count apart from other requests")
    func concurrentQueries() {
        var state = RequestLimitState()
        let limits = RequestLimits(concurrent: 3, concurrentQueries: 1)
        #expect(Self.admit(&state, "a", limits, at: .zero) == #""concurrent";r=2, "concurrent-queries";r=1"#)
        guard case .admitted = state.beginQuery("a", limits, at: .zero) else {
            Issue.record("the first query was refused")
            return
        }
        #expect(Self.admit(&state, "a", limits, at: .zero) == #""concurrent";r=1, "concurrent-queries";r=0"#)
        guard case .refused(let report, let violated, let retryAfter) = state.beginQuery("a", limits, at: .zero) else {
            Issue.record("the second query was admitted")
            return
        }
        #expect(violated == ["concurrent-queries"] && retryAfter == 1)
        #expect(report.state == #""concurrent";r=1, "concurrent-queries";r=0"#)
        state.endedQuery("a")
        state.endedQuery("a")
        state.endedQuery("other")
        guard case .admitted = state.beginQuery("a", limits, at: .zero) else {
            Issue.record("the query after the first was refused")
            return
        }
    }

    @Test("The policy of what requests use up has the unit of each quota")
    func units() {
        let limits = RequestLimits(
            concurrentQueries: 2,
            meters: [
                .databaseSeconds: RequestQuota(quota: 10, window: 60),
                .answerBytes: RequestQuota(quota: 999_999_999_999_999, window: 3600),
                .uploadBytes: RequestQuota(quota: 5, window: 86_400),
            ])
        let expected = [
            #""concurrent-queries";q=2;qu="concurrent-requests""#,
            #""database-60s";q=10;w=60;qu="weir-database-seconds""#,
            #""answers-3600s";q=999999999999999;w=3600;qu="content-bytes""#,
            #""uploads-86400s";q=5;w=86400;qu="content-bytes""#,
        ]
        #expect(RequestLimitState().report("a", limits, at: .zero).policy == expected.joined(separator: ", "))
    }

    @Test("Clients whose windows have ended are forgotten once there are many, and no others")
    func memory() {
        var state = RequestLimitState()
        let limits = RequestLimits(requests: [RequestQuota(quota: 1, window: 10)])
        for index in 0..<RequestLimitState.sweepCount {
            _ = state.admit("\(index)", limits, at: .zero)
            state.finished("\(index)")
        }
        #expect(Self.admit(&state, "0", limits, at: .seconds(9)) == "requests-10s in 1")
        #expect(Self.admit(&state, "new", limits, at: .seconds(11)) == #""requests-10s";r=0;t=10"#)
        #expect(state.count == 1)
        #expect(Self.admit(&state, "0", limits, at: .seconds(11)) == #""requests-10s";r=0;t=10"#)
        #expect(Self.admit(&state, "new", limits, at: .seconds(12)) == "requests-10s in 9")
    }

    @Test("A client in debt, with a current request, or with a window of other limits is not forgotten")
    func debts() {
        var state = RequestLimitState()
        let limits = RequestLimits(
            concurrent: 2, meters: [.databaseSeconds: RequestQuota(quota: 1, window: 60)])
        let daily = RequestLimits(requests: [RequestQuota(quota: 1, window: 86_400)])
        _ = state.admit("running", limits, at: .zero)
        for owner in ["debtor", "paid"] {
            _ = state.admit(owner, limits, at: .zero)
            state.add(owner == "debtor" ? 3_000_000 : 1_000_000, to: .databaseSeconds, of: owner, limits, at: .zero)
            state.finished(owner)
        }
        // Two credentials of one owner.
        for limits in [daily, limits] {
            _ = state.admit("daily", limits, at: .zero)
            state.finished("daily")
        }
        for index in 0..<RequestLimitState.sweepCount {
            _ = state.admit("\(index)", limits, at: .seconds(100))
            state.finished("\(index)")
        }
        _ = state.admit("last", limits, at: .seconds(100))
        #expect(state.count < 10)
        #expect(Self.admit(&state, "running", limits, at: .seconds(100)).hasPrefix(#""concurrent";r=0"#))
        #expect(Self.admit(&state, "debtor", limits, at: .seconds(100)) == "database-60s in 80")
        #expect(Self.admit(&state, "daily", daily, at: .seconds(100)) == "requests-86400s in 86300")
    }

    @Test("Clients that must be remembered are looked through again only when their number has doubled")
    func sweeps() {
        var state = RequestLimitState()
        let limits = RequestLimits(requests: [RequestQuota(quota: 1, window: 10)])
        for index in 0..<RequestLimitState.sweepCount { _ = state.admit("\(index)", limits, at: .zero) }
        for index in 0..<RequestLimitState.sweepCount {
            _ = state.admit("more \(index)", limits, at: .zero)
            state.finished("more \(index)")
        }
        #expect(state.count == 2 * RequestLimitState.sweepCount)
        _ = state.admit("last", limits, at: .seconds(10))
        #expect(state.count == RequestLimitState.sweepCount + 1)
    }
}
