import AWSSigV4
import Foundation
import Testing

@testable import AWSClient

@Suite struct RefreshStateTests {
    static let start = Date(timeIntervalSince1970: 1_000_000)
    static let failed = CredentialsError(.unavailable, source: "s", reason: "r")

    static func at(_ seconds: TimeInterval) -> Date { start.addingTimeInterval(seconds) }

    static func credentials(_ id: String, until seconds: TimeInterval?) -> ResolvedCredentials {
        ResolvedCredentials(
            credentials: AWSCredentials(accessKeyID: id, secretAccessKey: "s"), expiration: seconds.map(at), source: "s"
        )
    }

    /// A state that got credentials at the start.
    static func holding(_ held: ResolvedCredentials) -> RefreshState {
        var state = RefreshState()
        _ = state.ask(now: start)
        _ = state.refreshed(.success(held), now: start, random: 0)
        return state
    }

    @Test("makes the first caller refresh and the others wait")
    func first() {
        var state = RefreshState()
        #expect(state.ask(now: Self.start) == .refreshAndWait)
        #expect(state.ask(now: Self.start) == .wait)
    }

    @Test("asks the source again once a service refuses what is held, and only then")
    func discarded() {
        let held = Self.credentials("a", until: 100_000)
        var state = Self.holding(held)
        state.discard(Self.credentials("b", until: 100_000))
        #expect(state.ask(now: Self.start) == .use(held))
        state.discard(held)
        #expect(state.ask(now: Self.start) == .refreshAndWait)
    }

    @Test("asks no more for credentials that do not expire")
    func permanent() {
        let held = Self.credentials("a", until: nil)
        var state = Self.holding(held)
        #expect(state.ask(now: Self.at(1e9)) == .use(held))
    }

    /// Lifetime, and how long before the end a replacement is fetched.
    static let table: [(lifetime: TimeInterval, advisory: TimeInterval)] = [
        (400, 300), (1200, 300), (1201, 900), (5399, 900), (5400, 3600), (21_600, 3600),
    ]

    @Test(
        "replaces early by how long the credentials live, and makes callers wait in the last minute", arguments: table)
    func windows(lifetime: TimeInterval, advisory: TimeInterval) {
        let held = Self.credentials("a", until: lifetime)
        let state = Self.holding(held)
        func answer(_ left: TimeInterval) -> RefreshState.Answer {
            var state = state
            return state.ask(now: Self.at(lifetime - left))
        }
        #expect(answer(advisory + 1) == .use(held))
        #expect(answer(advisory) == .useAndRefresh(held))
        #expect(answer(61) == .useAndRefresh(held))
        #expect(answer(60) == .refreshAndWait)
        #expect(answer(-1000) == .refreshAndWait)
    }

    @Test("refreshes once in the advisory window, and joins that refresh in the last minute")
    func single() {
        let held = Self.credentials("a", until: 1000)
        var state = Self.holding(held)
        #expect(state.ask(now: Self.at(800)) == .useAndRefresh(held))
        #expect(state.ask(now: Self.at(801)) == .use(held))
        #expect(state.ask(now: Self.at(941)) == .wait)
        let fresh = Self.credentials("b", until: 5000)
        #expect(state.refreshed(.success(fresh), now: Self.at(942), random: 0) == .success(fresh))
        #expect(state.ask(now: Self.at(943)) == .use(fresh))
    }

    @Test("keeps what it has after a failure, and asks again after five to ten minutes", arguments: [0, 0.5, 1])
    func failure(random: Double) {
        let held = Self.credentials("a", until: 10_000)
        var state = Self.holding(held)
        #expect(state.ask(now: Self.at(8000)) == .useAndRefresh(held))
        #expect(state.refreshed(.failure(Self.failed), now: Self.at(8000), random: random) == .success(held))
        let pause = 300 + 300 * random
        #expect(state.ask(now: Self.at(8000 + pause - 1)) == .use(held))
        #expect(state.ask(now: Self.at(8000 + pause)) == .useAndRefresh(held))
    }

    @Test("keeps what it has after a failure in the last minute and past the end, and asks again after the pause")
    func failureAtTheEnd() {
        let held = Self.credentials("a", until: 1000)
        var state = Self.holding(held)
        #expect(state.ask(now: Self.at(990)) == .refreshAndWait)
        #expect(state.refreshed(.failure(Self.failed), now: Self.at(990), random: 0) == .success(held))
        #expect(state.ask(now: Self.at(1200)) == .use(held))
        #expect(state.ask(now: Self.at(1290)) == .refreshAndWait)
        let fresh = Self.credentials("b", until: 9000)
        #expect(state.refreshed(.success(fresh), now: Self.at(1291), random: 0) == .success(fresh))
        #expect(state.ask(now: Self.at(1292)) == .use(fresh))
    }

    @Test("gives a failure to those who wait if there is nothing else, and lets the next caller try at once")
    func coldFailure() {
        var state = RefreshState()
        #expect(state.ask(now: Self.start) == .refreshAndWait)
        #expect(state.refreshed(.failure(Self.failed), now: Self.start, random: 1) == .failure(Self.failed))
        #expect(state.ask(now: Self.start) == .refreshAndWait)
    }

    @Test("takes expired credentials for a failure", arguments: [0, -1, -1e12])
    func expired(end: TimeInterval) throws {
        var state = RefreshState()
        _ = state.ask(now: Self.start)
        let result = state.refreshed(.success(Self.credentials("a", until: end)), now: Self.start, random: 0)
        let error = try #require(throws: CredentialsError.self) { try result.get() }
        #expect(error.kind == .unavailable)
        #expect(error.reason.contains("expired"))
        #expect(state.ask(now: Self.start) == .refreshAndWait)

        let held = Self.credentials("a", until: 1000)
        var holding = Self.holding(held)
        _ = holding.ask(now: Self.at(950))
        let old = Self.credentials("old", until: 949)
        #expect(holding.refreshed(.success(old), now: Self.at(950), random: 0) == .success(held))
    }

    @Test("does not ask over and over when a source gives credentials that are about to end")
    func shortLived() {
        let held = Self.credentials("a", until: 200)
        var state = Self.holding(held)
        #expect(state.ask(now: Self.at(1)) == .use(held))
        // But nobody is given what holds for less than a minute without asking.
        #expect(state.ask(now: Self.at(141)) == .refreshAndWait)
    }
}
