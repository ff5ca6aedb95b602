/// What a cache of secrets holds and decides, without time, dice or waiting of its own.
///
/// ``CachingSecretProvider`` is the shell: it does what the decisions say and reports how it went.
struct SecretCache: Sendable {
    /// A question to the provider that is under way.
    struct Flight: Sendable, Hashable {
        let number: Int
        let reference: SecretReference
        /// The version that is held: if the reference still means it, its value need not be read again.
        let held: String?
    }

    /// What a caller gets.
    enum Decision: Sendable, Equatable {
        /// The value; and a flight to start that nobody waits for, if there is one.
        case use(Secret, refresh: Flight?)
        /// What a flight brings. It has to be started first if `isNew`.
        case wait(Flight, isNew: Bool)
        /// The failure that the provider answered with a short while ago.
        case fail(SecretError)
    }

    /// What a flight brought.
    enum Landing: Sendable, Equatable {
        case fetched(Secret)
        /// The reference means the version that is held, which now has these stages.
        case unchanged(SecretVersion)
        case failed(SecretError)
    }

    /// What those who waited for a flight get, and what there is to tell.
    struct Outcome: Sendable, Equatable {
        let result: Result<Secret, SecretError>
        let event: SecretCacheEvent?
    }

    private struct Entry {
        var held: Secret?
        var freshUntil: Duration = .zero
        var flight: Flight?
        var failures = 0
        var failure: SecretError?
        var silentUntil: Duration = .zero
        var forcedUntil: Duration?
        /// When it was last asked for, counted in questions.
        var lastUse = 0

        mutating func hold(_ secret: Secret, until: Duration) {
            held = secret
            freshUntil = until
            failures = 0
            failure = nil
            silentUntil = .zero
        }
    }

    let rules: SecretCacheRules
    private var entries: [SecretReference: Entry] = [:]
    private var uses = 0
    private var flights = 0

    init(rules: SecretCacheRules) { self.rules = rules }

    /// How many secrets are known, those included that failed.
    var count: Int { entries.count }

    /// A caller asks for a secret.
    /// - Parameter now: The time on a clock that only goes forward.
    mutating func ask(_ reference: SecretReference, now: Duration) -> Decision {
        touch(reference)
        var entry = entries[reference, default: Entry()]
        defer { entries[reference] = entry }

        // Without a lifetime nothing held is usable but to bridge a failure.
        if let held = entry.held, rules.lifetime > .zero || now < entry.silentUntil {
            let isDue = now >= entry.freshUntil && now >= entry.silentUntil && entry.flight == nil
            return .use(held, refresh: isDue ? depart(reference, &entry, held: held.version.id) : nil)
        }
        if let flight = entry.flight { return .wait(flight, isNew: false) }
        if let failure = entry.failure, now < entry.silentUntil { return .fail(failure) }
        return .wait(depart(reference, &entry, held: entry.held?.version.id), isNew: true)
    }

    /// A caller asks for a secret that is newer than what it has, as that was refused.
    /// - Parameters:
    ///   - rejected: The version that was refused, if the caller knows it.
    ///   - now: The time on a clock that only goes forward.
    mutating func force(_ reference: SecretReference, rejected: String?, now: Duration) -> Decision {
        touch(reference)
        var entry = entries[reference, default: Entry()]
        defer { entries[reference] = entry }

        if let held = entry.held, let rejected, held.version.id != rejected {
            return .use(held, refresh: nil)
        }
        if let flight = entry.flight { return .wait(flight, isNew: false) }
        if let until = entry.forcedUntil, now < until {
            if let held = entry.held { return .use(held, refresh: nil) }
            if let failure = entry.failure, now < entry.silentUntil { return .fail(failure) }
        }
        entry.forcedUntil = now + rules.forcedInterval
        // The value is read whatever its version: somebody has seen it fail.
        return .wait(depart(reference, &entry, held: nil), isNew: true)
    }

    /// A flight has come back.
    /// - Parameters:
    ///   - landing: What it brought.
    ///   - now: The time on a clock that only goes forward.
    ///   - random: From 0 to 1.
    mutating func land(_ flight: Flight, _ landing: Landing, now: Duration, random: Double) -> Outcome {
        let reference = flight.reference
        var entry = entries[reference, default: Entry()]
        defer { entries[reference] = entry }
        if entry.flight == flight { entry.flight = nil }

        switch landing {
        case .fetched(let secret):
            let former = entry.held?.version.id
            entry.hold(secret, until: now + rules.freshness(random: random))
            let event: SecretCacheEvent? =
                switch former {
                case nil: .fetched(reference, version: secret.version.id)
                case secret.version.id?: nil
                case let former?: .rotated(reference, from: former, to: secret.version.id)
                }
            return Outcome(result: .success(secret), event: event)
        case .unchanged(let version):
            guard let held = entry.held, held.version.id == version.id else {
                // A flight asks only after what is held, and nobody else changes that while it is under way.
                let error = SecretError(.unavailable, id: reference.id, reason: "what was held is gone; ask again")
                return Outcome(result: .failure(error), event: nil)
            }
            let secret = Secret(held.value, version: version)
            entry.hold(secret, until: now + rules.freshness(random: random))
            return Outcome(result: .success(secret), event: nil)
        case .failed(let error):
            entry.failures += 1
            entry.failure = error
            entry.silentUntil = now + rules.backoff(failures: entry.failures, random: random)
            guard error.isTransient, let held = entry.held else {
                entry.held = nil
                return Outcome(result: .failure(error), event: .failed(reference, error))
            }
            return Outcome(result: .success(held), event: .stale(reference, error))
        }
    }

    private mutating func depart(_ reference: SecretReference, _ entry: inout Entry, held: String?) -> Flight {
        flights += 1
        let flight = Flight(number: flights, reference: reference, held: held)
        entry.flight = flight
        return flight
    }

    /// Notes the use, and makes room for a secret that is new.
    private mutating func touch(_ reference: SecretReference) {
        uses += 1
        if entries[reference] == nil, entries.count >= rules.maximumEntries {
            // Somebody waits for those in flight. This goes through all of them, but only when a secret is new.
            let oldest = entries.filter { $0.value.flight == nil }.min { $0.value.lastUse < $1.value.lastUse }
            if let oldest { entries[oldest.key] = nil }
        }
        entries[reference, default: Entry()].lastUse = uses
    }
}
