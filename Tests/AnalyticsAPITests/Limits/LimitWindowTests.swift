import Testing

@testable import AnalyticsAPI

@Suite struct LimitWindowTests {
    /// The amount that one client has used up at a time.
    struct Use: Sendable {
        let now: Duration
        let amount: Int64
        /// The amount of the window afterwards, and the time until something is left.
        let used: Int64
        let reset: Duration
    }

    @Test(
        "An amount past the quota counts in the windows that follow, so that no client gets more over time",
        arguments: [
            [
                Use(now: .seconds(5), amount: 4, used: 4, reset: .seconds(60)),
                Use(now: .seconds(25), amount: 5, used: 9, reset: .seconds(40)),
                Use(now: .seconds(64), amount: 0, used: 9, reset: .seconds(1)),
                Use(now: .seconds(65), amount: 1, used: 1, reset: .seconds(60)),
            ],
            [
                // Three and a half quotas at once: nothing is left for three windows, and half of the fourth.
                Use(now: .zero, amount: 35, used: 35, reset: .seconds(180)),
                Use(now: .seconds(59), amount: 0, used: 35, reset: .seconds(121)),
                Use(now: .seconds(60), amount: 0, used: 25, reset: .seconds(120)),
                Use(now: .seconds(179), amount: 0, used: 15, reset: .seconds(1)),
                Use(now: .seconds(180), amount: 0, used: 5, reset: .seconds(60)),
                Use(now: .seconds(200), amount: 5, used: 10, reset: .seconds(40)),
                Use(now: .seconds(240), amount: 0, used: 0, reset: .seconds(60)),
            ],
            [
                Use(now: .zero, amount: 20, used: 20, reset: .seconds(120)),
                Use(now: .seconds(120), amount: 0, used: 0, reset: .seconds(60)),
            ],
            [
                Use(now: .zero, amount: .max, used: .max, reset: .seconds(60_000_000)),
                Use(now: .zero, amount: 1, used: .max, reset: .seconds(60_000_000)),
            ],
            [Use(now: .seconds(3), amount: -5, used: 0, reset: .seconds(60))],
        ])
    func debt(uses: [Use]) {
        var window = LimitWindow(at: .zero)
        for use in uses {
            window = window.at(use.now, quota: 10, length: 60)
            window.add(use.amount)
            #expect(window.used == use.used, "\(use.now)")
            #expect(window.reset(use.now, quota: 10, length: 60) == use.reset, "\(use.now)")
        }
    }
}
