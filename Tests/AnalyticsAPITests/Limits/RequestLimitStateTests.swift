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

    @Test("Clients without current requests are forgotten once there are many")
    func memory() {
        var state = RequestLimitState()
        let limits = RequestLimits(requests: [RequestQuota(quota: 1, window: 10)])
        for index in 0..<RequestLimitState.sweepCount {
            _ = state.admit("\(index)", limits, at: .zero)
            state.finished("\(index)")
        }
        #expect(Self.admit(&state, "0", limits, at: .seconds(9)) == "requests-10s in 1")
        #expect(Self.admit(&state, "new", limits, at: .seconds(11)) == #""requests-10s";r=0;t=10"#)
        #expect(Self.admit(&state, "0", limits, at: .seconds(11)) == #""requests-10s";r=0;t=10"#)
        #expect(Self.admit(&state, "new", limits, at: .seconds(12)) == "requests-10s in 9")
    }
}
