/// The state machine of a cache of secrets, as a pure value: time and randomness are inputs.
///
/// ``CachingSecretProvider`` is the shell that carries out the decisions and reports their results.
struct SecretCache: Sendable {
    /// A running request to the provider.
    struct Flight: Sendable, Hashable {
        let number: Int
        let reference: SecretReference
        /// The cached version: if it is still the reference's, the value need not be read.
        let held: String?
    }

    /// The decision for a caller.
    enum Decision: Sendable, Equatable {
        /// Return the value, and start the flight in the background, if there is one.
        case use(ResolvedSecret, refresh: Flight?)
        /// Wait for the flight, and start it if `isNew`.
        case wait(Flight, isNew: Bool)
        /// Throw the provider's recent failure.
        case fail(SecretError)
    }

    /// The result of a flight.
    enum Landing: Sendable, Equatable {
        case fetched(ResolvedSecret)
        /// The cached version is current; it now has these stages.
        case unchanged(SecretVersion)
        case failed(SecretError)
    }

    /// The result for the callers that waited for a flight, and the event to report.
    struct Outcome: Sendable, Equatable {
        let result: Result<ResolvedSecret, SecretError>
        let event: SecretCacheEvent?
    }

    private struct Entry {
        var held: ResolvedSecret?
        var freshUntil: Duration = .zero
        var flight: Flight?
        var failures = 0
        var failure: SecretError?
        var pausedUntil: Duration = .zero
        var forcedUntil: Duration?
        /// The number of the last use.
        var lastUse = 0

        mutating func hold(_ secret: ResolvedSecret, until: Duration) {
            held = secret
            freshUntil = until
            failures = 0
            failure = nil
            pausedUntil = .zero
        }
    }

    let rules: SecretCacheRules
    private var entries: [SecretReference: Entry] = [:]
    private var uses = 0
    private var flights = 0

    init(rules: SecretCacheRules) { self.rules = rules }

    /// The number of entries, including failed ones.
    var count: Int { entries.count }

    /// Decides for a caller that needs a secret.
    /// - Parameter now: The time on a monotonic clock.
    mutating func ask(_ reference: SecretReference, now: Duration) -> Decision {
        touch(reference)
        var entry = entries[reference, default: Entry()]
        defer { entries[reference] = entry }

        // Without a lifetime a cached value only bridges a failure.
        if let held = entry.held, rules.lifetime > .zero || now < entry.pausedUntil {
            let isDue = now >= entry.freshUntil && now >= entry.pausedUntil && entry.flight == nil
            return .use(held, refresh: isDue ? depart(reference, &entry, held: held.version.id) : nil)
        }
        if let flight = entry.flight { return .wait(flight, isNew: false) }
        if let failure = entry.failure, now < entry.pausedUntil { return .fail(failure) }
        return .wait(depart(reference, &entry, held: entry.held?.version.id), isNew: true)
    }

    /// Decides for a caller that needs a newer secret, because its own was rejected.
    /// - Parameters:
    ///   - rejected: The rejected version, if the caller knows it.
    ///   - now: The time on a monotonic clock.
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
            if let failure = entry.failure, now < entry.pausedUntil { return .fail(failure) }
        }
        entry.forcedUntil = now + rules.forcedInterval
        // Read the value even if the version is unchanged, because the caller saw it rejected.
        return .wait(depart(reference, &entry, held: nil), isNew: true)
    }

    /// Records the result of a flight.
    /// - Parameters:
    ///   - landing: The result.
    ///   - now: The time on a monotonic clock.
    ///   - random: A number from 0 to 1.
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
                // Unreachable: a running flight's cached value is not changed or evicted.
                let error = SecretError(
                    .unavailable, id: reference.id, reason: "the cached value was evicted; try again")
                return Outcome(result: .failure(error), event: nil)
            }
            let secret = ResolvedSecret(held.value, version: version)
            entry.hold(secret, until: now + rules.freshness(random: random))
            return Outcome(result: .success(secret), event: nil)
        case .failed(let error):
            entry.failures += 1
            entry.failure = error
            entry.pausedUntil = now + rules.backoff(failures: entry.failures, random: random)
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

    /// Records the use, and evicts the least recently used entry for a new secret.
    private mutating func touch(_ reference: SecretReference) {
        uses += 1
        if entries[reference] == nil, entries.count >= rules.maximumEntries {
            // Entries in flight have waiting callers. The search is linear, but only for a new secret.
            let oldest = entries.filter { $0.value.flight == nil }.min { $0.value.lastUse < $1.value.lastUse }
            if let oldest { entries[oldest.key] = nil }
        }
        entries[reference, default: Entry()].lastUse = uses
    }
}
