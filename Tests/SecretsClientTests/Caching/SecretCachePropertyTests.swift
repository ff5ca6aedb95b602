import TestSupport
import Testing

@testable import SecretsClient

/// Invariants of the cache over random histories.
@Suite struct SecretCachePropertyTests {
    @Test("The invariants hold over random histories", arguments: (1...20).map { UInt64($0) })
    func histories(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let rules = SecretCacheRules(
            lifetime: .seconds([0, 10, 300].randomElement(using: &generator) ?? 0),
            maximumEntries: Int.random(in: 1...9, using: &generator))
        let names = ["a", "b", "c", "d", "e", "f"]
        var cache = SecretCache(rules: rules)
        var now = Duration.zero
        var flights: [SecretReference: SecretCache.Flight] = [:]
        // The versions that the last result left usable.
        var usable: [SecretReference: String] = [:]
        var version = 0

        for step in 0..<1000 {
            let place: Comment = "seed \(seed), step \(step)"
            now += .seconds(Double.random(in: 0...20, using: &generator))
            let name = names.randomElement(using: &generator) ?? "a"
            let reference = SecretReference(name)
            if let flight = flights[reference], Bool.random(using: &generator) {
                flights[reference] = nil
                let landing: SecretCache.Landing
                switch Int.random(in: 0..<4, using: &generator) {
                case 0:
                    landing = .failed(SecretError(.unavailable, id: name, reason: "away"))
                case 1:
                    landing = .failed(SecretError(.accessDenied, id: name, reason: "denied"))
                    usable[reference] = nil
                case 2 where flight.held != nil:
                    landing = .unchanged(SecretVersion(id: flight.held ?? "", stages: [.current]))
                default:
                    version += 1
                    landing = .fetched(try SecretCacheTests.secret("v\(version)"))
                    usable[reference] = "v\(version)"
                }
                let outcome = cache.land(flight, landing, now: now, random: .random(in: 0...1, using: &generator))
                let got = try? outcome.result.get().version.id
                if got == nil, case .failed = landing, rules.maximumEntries < names.count {
                    // Another secret has evicted the entry.
                    usable[reference] = nil
                }
                #expect(got == usable[reference], place)
            } else {
                let known = cache.count
                let decision =
                    Int.random(in: 0..<5, using: &generator) == 0
                    ? cache.force(reference, rejected: usable[reference], now: now) : cache.ask(reference, now: now)
                switch decision {
                case .use(let secret, let refresh):
                    #expect(secret.version.id == usable[reference], place)
                    if let refresh {
                        #expect(flights[reference] == nil, place)
                        flights[reference] = refresh
                    }
                case .wait(let flight, let isNew):
                    #expect(isNew == (flights[reference] == nil), place)
                    flights[reference] = flight
                case .fail(let error): #expect([.unavailable, .accessDenied].contains(error.kind), place)
                }
                #expect(cache.count <= max(rules.maximumEntries, flights.count, known), place)
            }
        }
        #expect(version > 50, "seed \(seed): too little happened")
    }
}
