internal import Synchronization

/// A provider that remembers what another one answered.
///
/// - A value is fresh for up to ``SecretCacheRules/lifetime``. Then it is still given out at once, while it is refreshed
///   in the background: first the provider is asked which version the reference means, and only if that is a new one is
///   the value read. Nobody waits for a refresh while there is something to use.
/// - A refresh that fails for the time being leaves what is held in use and is tried again after an exponential
///   back-off. Any other failure says something about the secret and reaches the callers.
/// - However many callers ask for a secret at the same time, the provider is asked once. A caller that is cancelled stops
///   waiting at once and disturbs nobody else.
public final class CachingSecretProvider: SecretProvider {
    private typealias Answer = Result<Secret, SecretError>

    private struct Shared {
        var cache: SecretCache
        /// Those who wait, by the number of the flight and then by their own; an entry for each flight under way, though
        /// nobody may wait for it.
        var waiting: [Int: [Int: CheckedContinuation<Answer, Never>]] = [:]
    }

    private let provider: any SecretProvider
    private let shared: Mutex<Shared>
    private let callers = Atomic<Int>(0)
    private let now: @Sendable () -> Duration
    private let random: @Sendable () -> Double
    private let observe: @Sendable (SecretCacheEvent) -> Void

    /// Puts a cache in front of a provider.
    /// - Parameters:
    ///   - provider: Who knows the secrets. It must give up on its own some time.
    ///   - rules: How long values hold, and what follows a failure.
    ///   - clock: Tells how much time has passed.
    ///   - random: Gives numbers from 0 to 1, to spread the times at which many processes ask.
    ///   - observe: Told of what an operator may want to know, before anybody gets the answer. It must return soon.
    public init<C: Clock>(
        _ provider: any SecretProvider, rules: SecretCacheRules = SecretCacheRules(), clock: C = ContinuousClock(),
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        observe: @escaping @Sendable (SecretCacheEvent) -> Void = { _ in }
    ) where C.Duration == Duration {
        self.provider = provider
        shared = Mutex(Shared(cache: SecretCache(rules: rules)))
        let start = clock.now
        now = { start.duration(to: clock.now) }
        self.random = random
        self.observe = observe
    }

    /// The secret: what is held if it can be used, else what the provider says.
    /// - Throws: ``SecretError``; ``SecretError/Kind/cancelled`` as soon as the caller is cancelled.
    public func secret(for reference: SecretReference) async throws(SecretError) -> Secret {
        try await answer(about: reference) { cache, now in cache.ask(reference, now: now) }.get()
    }

    /// The secret as it is now, for a caller whose copy was refused: after a rotation, a database no longer takes the
    /// password that is held.
    ///
    /// Such refreshes happen at most once each ``SecretCacheRules/forcedInterval``; in between the caller gets what is
    /// held.
    /// - Parameters:
    ///   - reference: Which secret.
    ///   - rejected: The identifier of the version that was refused. If another one is held by now, that is the answer,
    ///     and the provider is not asked.
    /// - Throws: ``SecretError``, as ``secret(for:)`` does.
    public func refreshedSecret(
        for reference: SecretReference, rejecting rejected: String? = nil
    ) async throws(SecretError) -> Secret {
        try await answer(about: reference) { cache, now in cache.force(reference, rejected: rejected, now: now) }.get()
    }

    /// The version of what ``secret(for:)`` gives.
    /// - Throws: ``SecretError``, as ``secret(for:)`` does.
    public func version(for reference: SecretReference) async throws(SecretError) -> SecretVersion {
        try await secret(for: reference).version
    }

    /// How many callers wait at this moment.
    package var waitingCallers: Int { shared.withLock { $0.waiting.values.reduce(0) { $0 + $1.count } } }

    /// How many questions to the provider are under way at this moment.
    package var flights: Int { shared.withLock { $0.waiting.count } }

    private func answer(
        about reference: SecretReference, _ decide: (inout SecretCache, Duration) -> SecretCache.Decision
    ) async -> Answer {
        let caller = callers.add(1, ordering: .relaxed).newValue
        let cancelled = Answer.failure(
            SecretError(.cancelled, id: reference.id, reason: "the caller was cancelled before there was an answer"))
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let now = now()
                // Deciding to wait and waiting are one step, so that no flight lands in between.
                let (answer, flight) = shared.withLock { shared -> (Answer?, SecretCache.Flight?) in
                    // The handler below may have run by now and found nobody.
                    if Task.isCancelled { return (cancelled, nil) }
                    switch decide(&shared.cache, now) {
                    case .use(let secret, let refresh):
                        if let refresh { shared.waiting[refresh.number] = [:] }
                        return (.success(secret), refresh)
                    case .fail(let error): return (.failure(error), nil)
                    case .wait(let flight, let isNew):
                        shared.waiting[flight.number, default: [:]][caller] = continuation
                        return (nil, isNew ? flight : nil)
                    }
                }
                if let flight { start(flight) }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let continuation = shared.withLock { shared in
                shared.waiting.values.firstIndex { $0[caller] != nil }.flatMap { index in
                    shared.waiting.values[index].removeValue(forKey: caller)
                }
            }
            continuation?.resume(returning: cancelled)
        }
    }

    /// Asks the provider. A task of its own, because it belongs to everybody who waits and to none of them: it must
    /// outlive the caller that happened to come first.
    private func start(_ flight: SecretCache.Flight) {
        Task.detached { [self] in
            let landing = await fly(flight)
            let (now, random) = (now(), random())
            let (outcome, waiting) = shared.withLock { shared in
                let outcome = shared.cache.land(flight, landing, now: now, random: random)
                return (outcome, shared.waiting.removeValue(forKey: flight.number))
            }
            if let event = outcome.event { observe(event) }
            for continuation in (waiting ?? [:]).values { continuation.resume(returning: outcome.result) }
        }
    }

    private func fly(_ flight: SecretCache.Flight) async -> SecretCache.Landing {
        do throws(SecretError) {
            if let held = flight.held, let version = try await visibleVersion(for: flight.reference),
                version.id == held
            {
                return .unchanged(version)
            }
            return .fetched(try await provider.secret(for: flight.reference))
        } catch {
            return .failed(error)
        }
    }

    /// The version that a reference means, or `nil` if only the value may be read: a role can be allowed the one without
    /// the other, and then the value has to tell.
    private func visibleVersion(for reference: SecretReference) async throws(SecretError) -> SecretVersion? {
        do throws(SecretError) {
            return try await provider.version(for: reference)
        } catch  where error.kind == .accessDenied {
            return nil
        }
    }
}
