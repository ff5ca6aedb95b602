import Crypto
import Testing

@testable import WebTokens

@Suite struct BalancerKeyStateTests {
    private static let pem = Array(P256.Signing.PrivateKey().publicKey.pemRepresentation.utf8)
    private static let hour = Duration.seconds(3600)

    private static func key(_ id: String) throws -> VerificationKey { try VerificationKey(pem: pem, id: id) }

    /// The decision as a word, with the id to fetch.
    private static func word(_ decision: BalancerKeyState.Decision) -> String {
        switch decision {
        case .use(let key): "use \(key.id)"
        case .useAndFetch(let key): "use and fetch \(key.id)"
        case .join: "join"
        case .fetch(let id): "fetch \(id)"
        case .unavailable: "unavailable"
        case .unknown: "unknown"
        }
    }

    @Test(
        "A known key serves for two days, and is fetched again after one, whatever other ids are asked for",
        arguments: [
            (0, "use a"), (23, "use a"), (24, "use and fetch a"), (47, "use and fetch a"), (48, "fetch a"),
            (99, "fetch a"),
        ])
    func known(hours: Int, expected: String) throws {
        var state = BalancerKeyState()
        state.fetched(try Self.key("a"), at: .zero)
        let now = Self.hour * hours
        // Made-up ids hold the one place for ids that are not known.
        #expect(Self.word(state.decide("x", at: now)) == "fetch x")
        for number in 0..<1000 { _ = state.decide("x\(number)", at: now) }
        #expect(Self.word(state.decide("a", at: now)) == expected)
        let isFetching = expected.contains("fetch")
        let second = hours < 48 ? "use a" : "join"
        if isFetching { #expect(Self.word(state.decide("a", at: now)) == second) }
        if hours >= 48 { #expect(Self.word(state.decide("a", at: now, hasWaited: true)) == "unavailable") }
    }

    @Test("The fetches of a known key that fail are ten seconds apart, then twice as many, up to five minutes")
    func backOff() throws {
        var state = BalancerKeyState()
        state.fetched(try Self.key("a"), at: .zero)
        var now = Self.hour * 24
        for wait in [10, 20, 40, 80, 160, 300, 300] {
            #expect(Self.word(state.decide("a", at: now)) == "use and fetch a")
            state.failed("a", isMissing: false, at: now)
            now += .seconds(wait) - .milliseconds(1)
            #expect(Self.word(state.decide("a", at: now)) == "use a")
            now += .milliseconds(1)
        }
        state.fetched(try Self.key("a"), at: now)
        #expect(Self.word(state.decide("a", at: now + Self.hour)) == "use a")
    }

    @Test("A known key whose document is gone is forgotten, and an id of no key is asked for again after ten minutes")
    func missing() throws {
        var state = BalancerKeyState()
        state.fetched(try Self.key("a"), at: .zero)
        let now = Self.hour * 24
        #expect(Self.word(state.decide("a", at: now)) == "use and fetch a")
        state.failed("a", isMissing: true, at: now)
        #expect(Self.word(state.decide("a", at: now + .seconds(599))) == "unknown")
        #expect(Self.word(state.decide("a", at: now + .seconds(600))) == "fetch a")
    }

    /// Runs a flood for ten minutes, in which a real id is asked for once a second.
    ///
    /// - Parameter flood: Returns the made-up ids of a tenth of a second, from its number and the number of fetches until then.
    /// - Returns: The seconds until the real id is fetched, and the number of all fetches.
    private static func run(_ flood: (_ tenth: Int, _ fetches: Int) -> [String]) -> (seconds: Int?, fetches: Int) {
        var state = BalancerKeyState()
        var fetches = 0
        for tenth in 0..<6000 {
            let now = Duration.milliseconds(tenth * 100)
            let ids = flood(tenth, fetches) + (tenth % 10 == 9 ? ["real"] : [])
            for id in ids {
                guard case .fetch(let wanted) = state.decide(id, at: now) else { continue }
                fetches += 1
                if wanted == "real" { return (tenth / 10, fetches) }
                state.failed(wanted, isMissing: true, at: now)
            }
        }
        return (nil, fetches)
    }

    @Test("A real id is fetched within half a minute, while made-up ids are asked for a thousand times a second")
    func distinct() {
        let (seconds, fetches) = Self.run { tenth, _ in (0..<100).map { "x\(tenth)-\($0)" } }
        #expect(seconds.map { $0 <= 30 } == true, "\(String(describing: seconds))")
        #expect(fetches <= 4)
    }

    @Test("A real id has its turn within six minutes, while more requests name each of a few made-up ids")
    func repeated() {
        // Fifteen at a time, each asked for ten times as often as the real one, and a new one for each that a fetch did not find.
        let (seconds, _) = Self.run { _, fetches in (fetches..<(fetches + 15)).map { "x\($0)" } }
        #expect(seconds.map { $0 <= 360 } == true, "\(String(describing: seconds))")
    }

    @Test("An id whose fetch fails waits longer each time, and others are fetched meanwhile")
    func failing() {
        var state = BalancerKeyState()
        #expect(Self.word(state.decide("a", at: .zero)) == "fetch a")
        #expect(Self.word(state.decide("a", at: .zero)) == "join")
        #expect(Self.word(state.decide("b", at: .zero)) == "unavailable")
        state.failed("a", isMissing: false, at: .zero)
        #expect(Self.word(state.decide("a", at: .zero, hasWaited: true)) == "unavailable")
        // The requests for one id begin the fetch of another one.
        #expect(Self.word(state.decide("a", at: .seconds(9))) == "unavailable")
        let first = Self.word(state.decide("a", at: .seconds(10)))
        #expect(["fetch a", "fetch b"].contains(first))
        state.failed(String(first.suffix(1)), isMissing: false, at: .seconds(10))
        let second = Self.word(state.decide("a", at: .seconds(20)))
        #expect(["fetch a", "fetch b"].contains(second) && second != first)
    }

    @Test("What is kept of ids that are not known is bounded")
    func bounded() {
        var state = BalancerKeyState()
        for number in 0..<5000 {
            let now = BalancerKeyState.interval * number
            if case .fetch(let id) = state.decide("x\(number)", at: now) {
                state.failed(id, isMissing: number % 2 == 0, at: now)
            }
        }
        var dumped = ""
        dump(state, to: &dumped)
        #expect(dumped.ranges(of: "\"x").count <= BalancerKeyState.maximumMissing + 3 * WantedKeys.maximumCount)
        for number in 0..<50_000 { _ = state.decide("y\(number)", at: .seconds(60_000)) }
        dumped = ""
        dump(state, to: &dumped)
        #expect(dumped.utf8.count < 4_000_000)
    }
}
