import Testing

@testable import SecretsClient

/// Tests of the cache's rules on timelines: each step has a time and an expected result.
@Suite struct SecretCacheTests {
    enum Wait: Equatable {
        /// The caller starts a request; `held` is the cached version.
        case first(held: String?)
        /// The caller joins the pending request.
        case joins
    }

    enum Step {
        case ask(Double, Expected)
        case force(Double, rejected: String? = nil, Expected)
        case fetched(Double, String)
        case unchanged(Double, String)
        case failed(Double, SecretError.Kind, callersGet: String?)
    }

    enum Expected: Equatable {
        case waits(Wait)
        case uses(String)
        case usesAndRefreshes(String)
        case fails(SecretError.Kind)
    }

    struct Timeline: CustomTestStringConvertible {
        let testDescription: String
        var rules = SecretCacheRules()
        let steps: [Step]
    }

    static let timelines: [Timeline] = [
        Timeline(
            testDescription: "A fresh value is returned without a request",
            steps: [
                .ask(0, .waits(.first(held: nil))), .fetched(1, "v1"), .ask(1, .uses("v1")), .ask(300.9, .uses("v1")),
            ]),
        Timeline(
            testDescription: "Concurrent callers share one request",
            steps: [
                .ask(0, .waits(.first(held: nil))), .ask(0, .waits(.joins)), .ask(5, .waits(.joins)), .fetched(6, "v1"),
                .ask(6, .uses("v1")),
            ]),
        Timeline(
            testDescription: "An expired value is returned at once and refreshed once by its version",
            steps: [
                .ask(0, .waits(.first(held: nil))), .fetched(0, "v1"), .ask(300, .usesAndRefreshes("v1")),
                .ask(300, .uses("v1")), .ask(400, .uses("v1")), .unchanged(401, "v1"), .ask(700.9, .uses("v1")),
                .ask(701, .usesAndRefreshes("v1")), .fetched(702, "v2"), .ask(702, .uses("v2")),
            ]),
        Timeline(
            testDescription:
                "A transient failure of a refresh keeps the value in use and doubles the back-off",
            steps: [
                .ask(0, .waits(.first(held: nil))), .fetched(0, "v1"), .ask(300, .usesAndRefreshes("v1")),
                .failed(300, .unavailable, callersGet: "v1"), .ask(300.9, .uses("v1")),
                .ask(301, .usesAndRefreshes("v1")), .failed(301, .unavailable, callersGet: "v1"),
                .ask(302.9, .uses("v1")), .ask(303, .usesAndRefreshes("v1")),
                .failed(303, .unavailable, callersGet: "v1"), .ask(306.9, .uses("v1")),
                .ask(307, .usesAndRefreshes("v1")), .unchanged(307, "v1"), .ask(606.9, .uses("v1")),
                .ask(607, .usesAndRefreshes("v1")), .failed(607, .unavailable, callersGet: "v1"),
                .ask(607.9, .uses("v1")), .ask(608, .usesAndRefreshes("v1")),
            ]),
        Timeline(
            testDescription: "The back-off has a maximum",
            rules: SecretCacheRules(firstBackoff: .seconds(20), longestBackoff: .seconds(30)),
            steps: [
                .ask(0, .waits(.first(held: nil))), .failed(0, .unavailable, callersGet: nil),
                .ask(20, .waits(.first(held: nil))), .failed(20, .unavailable, callersGet: nil),
                .ask(49.9, .fails(.unavailable)), .ask(50, .waits(.first(held: nil))),
                .failed(50, .unavailable, callersGet: nil), .ask(79.9, .fails(.unavailable)),
                .ask(80, .waits(.first(held: nil))),
            ]),
        Timeline(
            testDescription: "A refusal is thrown and removes the cached value",
            steps: [
                .ask(0, .waits(.first(held: nil))), .fetched(0, "v1"), .ask(300, .usesAndRefreshes("v1")),
                .failed(300, .accessDenied, callersGet: nil), .ask(300.5, .fails(.accessDenied)),
                .ask(301, .waits(.first(held: nil))), .fetched(301, "v1"), .ask(301, .uses("v1")),
            ]),
        Timeline(
            testDescription: "A deleted secret is reported as not found",
            steps: [
                .ask(0, .waits(.first(held: nil))), .fetched(0, "v1"), .ask(300, .usesAndRefreshes("v1")),
                .failed(300, .notFound, callersGet: nil), .ask(300.5, .fails(.notFound)),
            ]),
        Timeline(
            testDescription: "A first failure is thrown and cached for the back-off only",
            steps: [
                .ask(0, .waits(.first(held: nil))), .ask(0, .waits(.joins)), .failed(1, .notFound, callersGet: nil),
                .ask(1.9, .fails(.notFound)), .ask(2, .waits(.first(held: nil))), .fetched(2, "v1"),
                .ask(2, .uses("v1")),
            ]),
        Timeline(
            testDescription: "A forced refresh reads a fresh value again",
            steps: [
                .ask(0, .waits(.first(held: nil))), .fetched(0, "v1"), .force(1, .waits(.first(held: nil))),
                .force(1, .waits(.joins)), .ask(1, .uses("v1")), .fetched(2, "v2"), .ask(2, .uses("v2")),
            ]),
        Timeline(
            testDescription: "A forced refresh uses another version that has arrived since",
            steps: [
                .ask(0, .waits(.first(held: nil))), .fetched(0, "v1"), .force(1, rejected: "v0", .uses("v1")),
                .force(1, rejected: "v1", .waits(.first(held: nil))), .fetched(1, "v2"),
                .force(1, rejected: "v1", .uses("v2")), .force(1.5, rejected: "v2", .uses("v2")),
                .force(2, rejected: "v2", .waits(.first(held: nil))),
            ]),
        Timeline(
            testDescription: "Forced refreshes are rate-limited, even if they return the same version",
            rules: SecretCacheRules(forcedInterval: .seconds(10)),
            steps: [
                .ask(0, .waits(.first(held: nil))), .fetched(0, "v1"), .force(1, .waits(.first(held: nil))),
                .fetched(2, "v1"), .force(2, .uses("v1")), .force(10.9, .uses("v1")),
                .force(11, .waits(.first(held: nil))),
            ]),
        Timeline(
            testDescription: "A transient failure of a forced refresh returns the cached value",
            steps: [
                .ask(0, .waits(.first(held: nil))), .fetched(0, "v1"), .force(1, .waits(.first(held: nil))),
                .failed(1, .unavailable, callersGet: "v1"), .ask(1.5, .uses("v1")), .force(1.5, .uses("v1")),
                .force(2, .waits(.first(held: nil))), .failed(2, .accessDenied, callersGet: nil),
                .force(2.5, .fails(.accessDenied)),
            ]),
        Timeline(
            testDescription: "A forced refresh ignores the back-off",
            steps: [
                .ask(0, .waits(.first(held: nil))), .failed(0, .notFound, callersGet: nil),
                .force(0.5, .waits(.first(held: nil))), .fetched(0.5, "v1"), .ask(0.6, .uses("v1")),
            ]),
        Timeline(
            testDescription: "A forced refresh joins a pending refresh",
            steps: [
                .ask(0, .waits(.first(held: nil))), .fetched(0, "v1"), .ask(300, .usesAndRefreshes("v1")),
                .force(300, .waits(.joins)), .unchanged(300, "v1"), .force(300, .waits(.first(held: nil))),
            ]),
        Timeline(
            testDescription: "Without a lifetime every call checks the version, and failures return the cached value",
            rules: SecretCacheRules(lifetime: .zero),
            steps: [
                .ask(0, .waits(.first(held: nil))), .ask(0, .waits(.joins)), .fetched(0, "v1"),
                .ask(0, .waits(.first(held: "v1"))), .unchanged(0, "v1"), .ask(1, .waits(.first(held: "v1"))),
                .failed(1, .unavailable, callersGet: "v1"), .ask(1.5, .uses("v1")),
                .ask(2, .waits(.first(held: "v1"))),
            ]),
    ]

    static func secret(_ version: String) throws -> ResolvedSecret {
        ResolvedSecret(try SecretValue("value of \(version)"), version: SecretVersion(id: version, stages: [.current]))
    }

    @Test("Each step of a timeline has the expected result", arguments: timelines)
    func timeline(timeline: Timeline) throws {
        var cache = SecretCache(rules: timeline.rules)
        var flight: SecretCache.Flight?
        for (index, step) in timeline.steps.enumerated() {
            func check(_ decision: SecretCache.Decision, _ expected: Expected) {
                let got: Expected
                switch decision {
                case .use(let secret, nil): got = .uses(secret.version.id)
                case .use(let secret, let refresh?):
                    got = .usesAndRefreshes(secret.version.id)
                    #expect(refresh.held == secret.version.id, "step \(index)")
                    flight = refresh
                case .fail(let error): got = .fails(error.kind)
                case .wait(let found, true):
                    got = .waits(.first(held: found.held))
                    #expect(flight == nil, "step \(index): two requests at a time")
                    flight = found
                case .wait(let found, false):
                    got = .waits(.joins)
                    #expect(found == flight, "step \(index)")
                }
                #expect(got == expected, "step \(index)")
            }
            func land(_ landing: SecretCache.Landing, at second: Double) throws -> Result<ResolvedSecret, SecretError> {
                let landed = try #require(flight, "step \(index)")
                flight = nil
                return cache.land(landed, landing, now: .seconds(second), random: 1).result
            }
            switch step {
            case .ask(let second, let expected):
                check(cache.ask("database", now: .seconds(second)), expected)
            case .force(let second, let rejected, let expected):
                check(cache.force("database", rejected: rejected, now: .seconds(second)), expected)
            case .fetched(let second, let version):
                let secret = try Self.secret(version)
                #expect(try land(.fetched(secret), at: second) == .success(secret), "step \(index)")
            case .unchanged(let second, let version):
                let secret = try Self.secret(version)
                #expect(try land(.unchanged(secret.version), at: second) == .success(secret), "step \(index)")
            case .failed(let second, let kind, let callersGet):
                let error = SecretError(kind, id: "database", reason: "of the test")
                let expected: Result<ResolvedSecret, SecretError> =
                    if let callersGet { .success(try Self.secret(callersGet)) } else { .failure(error) }
                #expect(try land(.failed(error), at: second) == expected, "step \(index)")
            }
        }
    }

    @Test(
        "A value is fresh for half to all of its lifetime", arguments: [(0.0, 150.0), (0.5, 225), (1, 300)])
    func jitter(random: Double, seconds: Double) throws {
        var cache = SecretCache(rules: SecretCacheRules())
        guard case .wait(let flight, true) = cache.ask("a", now: .zero) else { throw MismatchError() }
        _ = cache.land(flight, .fetched(try Self.secret("v1")), now: .zero, random: random)
        guard case .use(_, nil) = cache.ask("a", now: .seconds(seconds - 0.001)) else { throw MismatchError() }
        guard case .use(_, .some) = cache.ask("a", now: .seconds(seconds)) else { throw MismatchError() }
    }

    @Test("Rules outside their range are clamped")
    func ranges() {
        #expect(SecretCacheRules().lifetime == .seconds(300))
        #expect(SecretCacheRules().maximumEntries == 1000)
        #expect(SecretCacheRules(lifetime: .seconds(4000)).lifetime == .seconds(3600))
        #expect(SecretCacheRules(lifetime: .seconds(-1)).lifetime == .zero)
        #expect(SecretCacheRules(maximumEntries: 0).maximumEntries == 1)
    }

    @Test("The back-off doubles with each failure up to its maximum, with a jitter of half")
    func backoff() {
        let rules = SecretCacheRules()
        for (failures, seconds) in [(1, 1.0), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (1_000_000, 60)] {
            #expect(rules.backoff(failures: failures, random: 1) == .seconds(seconds))
            #expect(rules.backoff(failures: failures, random: 0) == .seconds(seconds / 2))
        }
    }

    @Test("Each version and stage of a secret has its own entry")
    func keys() {
        var cache = SecretCache(rules: SecretCacheRules())
        let references = [
            SecretReference("a"), SecretReference("b"), SecretReference("a", .stage(.pending)),
            SecretReference("a", .version("AWSCURRENT")), SecretReference("a", .version("v1")),
        ]
        for reference in references {
            guard case .wait(_, isNew: true) = cache.ask(reference, now: .zero) else {
                Issue.record("\(reference) shares an entry")
                continue
            }
        }
        #expect(cache.count == references.count)
    }

    @Test("The least recently used secret is evicted, never one with waiting callers")
    func leastRecentlyUsed() throws {
        var cache = SecretCache(rules: SecretCacheRules(maximumEntries: 3))
        func load(_ name: String) throws {
            guard case .wait(let flight, true) = cache.ask(SecretReference(name), now: .zero) else {
                throw MismatchError()
            }
            _ = cache.land(flight, .fetched(try Self.secret(name)), now: .zero, random: 1)
        }
        func isHeld(_ name: String) -> Bool {
            var copy = cache
            if case .use = copy.ask(SecretReference(name), now: .zero) { return true }
            return false
        }
        for name in ["a", "b", "c"] { try load(name) }
        _ = cache.ask("a", now: .zero)
        try load("d")
        #expect(cache.count == 3)
        #expect(["a", "b", "c", "d"].map(isHeld) == [true, false, true, true])

        // All three have waiting callers, so the cache exceeds its maximum for a while.
        for name in ["a", "c", "d"] { _ = cache.force(SecretReference(name), rejected: nil, now: .zero) }
        _ = cache.ask("e", now: .zero)
        #expect(cache.count == 4)
    }

    struct MismatchError: Error {}
}
