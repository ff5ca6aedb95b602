import Crypto
import Testing
import WebTokensTesting

@testable import WebTokens

@Suite struct KeySetStateTests {
    private static let keys = try? KeySet(
        document: TokenText.keys(SigningKey.p256(P256.Signing.PrivateKey()).jwk("k")))
    private static let more = try? KeySet(
        document: TokenText.keys(
            SigningKey.p256(P256.Signing.PrivateKey()).jwk("k"), SigningKey.p256(P256.Signing.PrivateKey()).jwk("l")))

    /// An event at a second.
    enum Event: Sendable {
        /// A request with a key's id, and the decision.
        case decide(String, String)
        /// The same after a wait.
        case again(String, String)
        /// The result of a fetch.
        case fetched, fetchedMore, failed
    }

    private static func name(_ decision: KeySetState.Decision) -> String {
        switch decision {
        case .use(let key): "use \(key.id)"
        case .useAndFetch(let key): "use \(key.id) and fetch"
        case .join: "join"
        case .fetch: "fetch"
        case .unknown: "unknown"
        case .unavailable: "unavailable"
        }
    }

    @Test(
        "The keys are fetched in the background, once in ten seconds at most, and serve for a day without their issuer",
        arguments: [
            // The first request, and others meanwhile.
            [(0, .decide("k", "fetch")), (0, .decide("k", "join")), (1, .fetched), (1, .again("k", "use k"))],
            // An unknown key costs one fetch in ten seconds.
            [
                (0, .decide("k", "fetch")), (0, .fetched), (1, .decide("x", "unknown")), (9, .decide("y", "unknown")),
                (10, .decide("x", "fetch")), (10, .decide("y", "join")), (11, .fetched), (11, .again("x", "unknown")),
                (11, .again("y", "unknown")), (19, .decide("z", "unknown")), (20, .decide("z", "fetch")),
                (20, .decide("k", "use k")),
            ],
            // A new key is found by the first request that names it.
            [
                (0, .decide("k", "fetch")), (0, .fetched), (60, .decide("l", "fetch")), (60, .decide("k", "use k")),
                (61, .fetchedMore), (61, .again("l", "use l")),
            ],
            // A refresh in the background, by one request.
            [
                (0, .decide("k", "fetch")), (0, .fetched), (899, .decide("k", "use k")),
                (900, .decide("k", "use k and fetch")), (900, .decide("k", "use k")), (901, .failed),
                (902, .decide("k", "use k")), (910, .decide("k", "use k and fetch")), (911, .fetched),
                (1800, .decide("k", "use k")), (1810, .decide("k", "use k and fetch")),
            ],
            // The issuer is away: for a day its keys serve, then nothing does.
            [
                (0, .decide("k", "fetch")), (0, .fetched), (86_399, .decide("k", "use k and fetch")),
                (86_399, .failed), (86_400, .decide("k", "unavailable")), (86_409, .decide("k", "fetch")),
                (86_410, .failed), (86_410, .again("k", "unavailable")), (86_419, .decide("k", "fetch")),
                (86_420, .fetched), (86_420, .again("k", "use k")),
            ],
            // The issuer is away from the start.
            [
                (0, .decide("k", "fetch")), (3, .failed), (3, .again("k", "unavailable")),
                (4, .decide("k", "unavailable")), (10, .decide("k", "fetch")), (10, .fetched),
                (10, .again("k", "use k")),
            ],
            // A key that is withdrawn.
            [
                (0, .decide("l", "fetch")), (0, .fetchedMore), (1, .decide("l", "use l")),
                (900, .decide("k", "use k and fetch")), (900, .decide("l", "use l")), (901, .fetched),
                (901, .decide("l", "unknown")),
            ],
        ] as [[(Int, Event)]])
    func decisions(events: [(Int, Event)]) throws {
        var state = KeySetState()
        for (second, event) in events {
            let now = Duration.seconds(second)
            switch event {
            case .decide(let id, let expected):
                #expect(Self.name(state.decide(id, at: now)) == expected, "at \(second)")
            case .again(let id, let expected):
                #expect(Self.name(state.decide(id, at: now, mayWait: false)) == expected, "at \(second)")
            case .fetched: state.fetched(try #require(Self.keys))
            case .fetchedMore: state.fetched(try #require(Self.more))
            case .failed: state.failed()
            }
        }
    }

    @Test("The keys are fetched at the start once")
    func start() {
        var state = KeySetState()
        #expect(state.start(at: .zero) && !state.start(at: .seconds(60)))
        #expect(Self.name(state.decide("k", at: .zero)) == "join")
    }
}
