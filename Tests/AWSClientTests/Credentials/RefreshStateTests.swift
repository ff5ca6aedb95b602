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

    /// A state with credentials received at the start.
    static func holding(_ held: ResolvedCredentials) -> RefreshState {
        var state = RefreshState()
        _ = state.ask(now: start)
        _ = state.refreshed(.success(held), now: start, random: 0)
        return state
    }

    @Test("The first caller starts a refresh and the others wait")
    func first() {
        var state = RefreshState()
        #expect(state.ask(now: Self.start) == .refreshAndWait)
        #expect(state.ask(now: Self.start) == .wait)
    }

    @Test("Only discarding the held credentials starts a new request to the source")
    func discarded() {
        let held = Self.credentials("a", until: 100_000)
        var state = Self.holding(held)
        state.discard(Self.credentials("b", until: 100_000))
        #expect(state.ask(now: Self.start) == .use(held))
        state.discard(held)
        #expect(state.ask(now: Self.start) == .refreshAndWait)
    }

    @Test("Credentials that do not expire are never refreshed")
    func permanent() {
        let held = Self.credentials("a", until: nil)
        var state = Self.holding(held)
        #expect(state.ask(now: Self.at(1e9)) == .use(held))
    }

    /// The lifetime and its advisory window.
    static let table: [(lifetime: TimeInterval, advisory: TimeInterval)] = [
        (400, 300), (1200, 300), (1201, 900), (5399, 900), (5400, 3600), (21_600, 3600),
    ]

    @Test(
        "The lifetime determines the advisory window, and callers wait in the last minute", arguments: table)
    func windows(lifetime: TimeInterval, advisory: TimeInterval) {
        let held = Self.credentials("a", until: lifetime)
        let state = Self.holding(held)
        func decision(_ left: TimeInterval) -> RefreshState.Decision {
            var state = state
            return state.ask(now: Self.at(lifetime - left))
        }
        #expect(decision(advisory + 1) == .use(held))
        #expect(decision(advisory) == .useAndRefresh(held))
        #expect(decision(61) == .useAndRefresh(held))
        #expect(decision(60) == .refreshAndWait)
        #expect(decision(-1000) == .refreshAndWait)
    }

    @Test("One refresh runs in the advisory window, and callers join it in the last minute")
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

    @Test(
        "Credentials are kept after a failure, and the source is tried again after five to ten minutes",
        arguments: [0, 0.5, 1])
    func failure(random: Double) {
        let held = Self.credentials("a", until: 10_000)
        var state = Self.holding(held)
        #expect(state.ask(now: Self.at(8000)) == .useAndRefresh(held))
        #expect(state.refreshed(.failure(Self.failed), now: Self.at(8000), random: random) == .success(held))
        let pause = 300 + 300 * random
        #expect(state.ask(now: Self.at(8000 + pause - 1)) == .use(held))
        #expect(state.ask(now: Self.at(8000 + pause)) == .useAndRefresh(held))
    }

    @Test("Credentials are kept after a failure near or past their expiration until the pause ends")
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

    @Test("Without credentials waiting callers get the failure, and the next caller starts a refresh at once")
    func coldFailure() {
        var state = RefreshState()
        #expect(state.ask(now: Self.start) == .refreshAndWait)
        #expect(state.refreshed(.failure(Self.failed), now: Self.start, random: 1) == .failure(Self.failed))
        #expect(state.ask(now: Self.start) == .refreshAndWait)
    }

    @Test("Expired credentials from the source count as a failure", arguments: [0, -1, -1e12])
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

    @Test("Credentials about to expire do not cause repeated requests to the source")
    func shortLived() {
        let held = Self.credentials("a", until: 200)
        var state = Self.holding(held)
        #expect(state.ask(now: Self.at(1)) == .use(held))
        // Callers wait for a refresh if the credentials are valid for less than a minute.
        #expect(state.ask(now: Self.at(141)) == .refreshAndWait)
    }
}
