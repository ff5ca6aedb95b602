import ServerContract
import Testing

@Suite struct ServerTimeoutsTests {
    @Test("The default time-outs fit the default load balancer and each other")
    func defaults() {
        let timeouts = ServerTimeouts()
        #expect((timeouts.statement, timeouts.balancer, timeouts.idle) == (50, 60, 75))
        #expect(timeouts.problems == [])
        for balancer in 2...4000 { #expect(ServerTimeouts(balancer: balancer).problems == []) }
    }

    @Test(
        "A time-out that does not exceed the one before it is reported with the consequence",
        arguments: [
            (ServerTimeouts(idle: 60), "IDLE_TIMEOUT is 60 s; expected more than", "502"),
            (ServerTimeouts(idle: 5), "IDLE_TIMEOUT is 5 s", "502"),
            (ServerTimeouts(statement: 60), "DB_STATEMENT_TIMEOUT is 60 s; expected less than", "504"),
            (ServerTimeouts(statement: 0), "DB_STATEMENT_TIMEOUT is 0, which disables it", "504"),
            (ServerTimeouts(balancer: 1), "DB_STATEMENT_TIMEOUT is 1 s", "504"),
        ])
    func problems(timeouts: ServerTimeouts, mention: String, status: String) {
        let found = timeouts.problems
        #expect(found.count == 1 && found.first?.contains(mention) == true, "\(found)")
        #expect(found.first?.contains(status) == true)
    }
}
