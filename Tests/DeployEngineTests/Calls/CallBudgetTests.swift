import DeployEngine
import TestSupport
import Testing

@Suite struct CallBudgetTests {
    @Test("A burst passes without a wait, and the next call waits for its turn")
    func burst() {
        var budget = CallBudget(settings: .init(shortestInterval: .milliseconds(200), burst: 3))
        let waits = (0..<5).map { _ in budget.reserve("ECS", at: .zero).wait }
        #expect(waits == [.zero, .zero, .zero, .milliseconds(200), .milliseconds(400)])
    }

    @Test("A budget that was not used for a while has its burst again")
    func refill() {
        var budget = CallBudget(settings: .init(shortestInterval: .milliseconds(200), burst: 3))
        for _ in 0..<5 { _ = budget.reserve("ECS", at: .zero) }
        let waits = (0..<3).map { _ in budget.reserve("ECS", at: .seconds(10)).wait }
        #expect(waits == [.zero, .zero, .zero])
    }

    @Test("A throttled call widens the interval at once, and success narrows it slowly")
    func adaption() {
        var budget = CallBudget()
        let ticket = budget.reserve("ECS", at: .zero)
        budget.throttled(ticket, at: .zero, random: 1)
        #expect(budget.interval(of: "ECS") == .seconds(1))
        let second = budget.reserve("ECS", at: .zero)
        #expect(second.wait == .seconds(1))
        budget.throttled(second, at: .seconds(1), random: 1)
        #expect(budget.interval(of: "ECS") == .seconds(2))
        var calls = 0
        while budget.interval(of: "ECS") > .milliseconds(250), calls < 1000 {
            budget.succeeded(budget.reserve("ECS", at: .seconds(100 * calls)))
            calls += 1
        }
        #expect((10...60).contains(calls), "\(calls) calls")
    }

    @Test("Calls that were under way when the interval widened do not widen it again")
    func oneReduction() {
        var budget = CallBudget()
        let tickets = (0..<5).map { _ in budget.reserve("CloudFormation", at: .zero) }
        for ticket in tickets { budget.throttled(ticket, at: .seconds(1), random: 0) }
        #expect(budget.interval(of: "CloudFormation") == .seconds(1))
        budget.succeeded(tickets[4])
        #expect(budget.interval(of: "CloudFormation") == .seconds(1), "a success of the old pace narrows nothing")
    }

    @Test("The services do not share a pace")
    func lanes() {
        var budget = CallBudget()
        budget.throttled(budget.reserve("ECS", at: .zero), at: .zero, random: 1)
        #expect(budget.reserve("CloudFormation", at: .zero).wait == .zero)
    }

    @Test("No sequence of results leaves the bounds of the interval", arguments: 0..<20)
    func bounds(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let settings = CallBudget.Settings()
        var budget = CallBudget(settings: settings)
        var now = Duration.zero
        for _ in 0..<500 {
            let ticket = budget.reserve("ECS", at: now)
            #expect(ticket.wait >= .zero && ticket.wait <= settings.longestInterval * 2)
            now += ticket.wait + .milliseconds(Int.random(in: 0...3000, using: &generator))
            if generator.chance(40) {
                budget.throttled(ticket, at: now, random: Double.random(in: 0...1, using: &generator))
            } else {
                budget.succeeded(ticket)
            }
            let interval = budget.interval(of: "ECS")
            #expect(interval >= settings.shortestInterval && interval <= settings.longestInterval)
        }
    }
}
