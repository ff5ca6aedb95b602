import Basics
internal import Synchronization

/// A cache in front of another provider.
///
/// - A value is fresh for up to ``SecretCacheRules/lifetime``. A stale value is returned at once while a refresh runs in
///   the background: it looks up the reference's version, and reads the value only if the version is new. Callers wait
///   only if no value is cached.
/// - After a transient failure of a refresh the cached value stays in use, and the refresh is retried with exponential
///   back-off. Any other failure concerns the secret itself and is thrown to the callers.
/// - Concurrent calls for a secret share one request to the provider. A cancelled caller stops waiting at once without
///   an effect on the others.
public final class CachingSecretProvider: SecretProvider {
    private typealias Answer = Result<ResolvedSecret, SecretError>

    private struct Shared {
        var cache: SecretCache
        /// The waiting callers by the number of the flight and their own; each running flight has an entry, even without
        /// callers.
        var waiting: [Int: [Int: CheckedContinuation<Answer, Never>]] = [:]
    }

    private let provider: any SecretProvider
    private let shared: Mutex<Shared>
    private let callers = Atomic<Int>(0)
    private let now: @Sendable () -> Duration
    private let random: @Sendable () -> Double
    private let observe: @Sendable (SecretCacheEvent) -> Void

    /// Creates a cache.
    /// - Parameters:
    ///   - provider: The provider of the secrets. It must have a time-out of its own.
    ///   - rules: The lifetime of values and the back-off after failures.
    ///   - clock: The clock for lifetimes.
    ///   - random: Returns numbers from 0 to 1, the jitter that spreads the requests of many processes.
    ///   - observe: Receives events for an operator's log, before a caller gets the result. It must return quickly.
    public init<C: Clock>(
        _ provider: any SecretProvider, rules: SecretCacheRules = SecretCacheRules(), clock: C = ContinuousClock(),
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        observe: @escaping @Sendable (SecretCacheEvent) -> Void = { _ in }
    ) where C.Duration == Duration {
        self.provider = provider
        shared = Mutex(Shared(cache: SecretCache(rules: rules)))
        now = clock.stopwatch()
        self.random = random
        self.observe = observe
    }

    /// Returns the cached secret if it is usable, else the provider's.
    /// - Throws: ``SecretError``; ``SecretError/Kind/cancelled`` as soon as the caller is cancelled.
    public func secret(for reference: SecretReference) async throws(SecretError) -> ResolvedSecret {
        try await answer(about: reference) { cache, now in cache.ask(reference, now: now) }.get()
    }

    /// Returns a refreshed secret, for a caller whose copy was rejected: after a rotation, a database no longer accepts the
    /// cached password.
    ///
    /// Such refreshes run at most once each ``SecretCacheRules/forcedInterval``; in between the caller gets the cached
    /// value.
    /// - Parameters:
    ///   - reference: The secret and its version.
    ///   - rejected: The identifier of the rejected version. If another one is cached by now, it is returned without a
    ///     request to the provider.
    /// - Throws: ``SecretError``, as ``secret(for:)`` does.
    public func refreshedSecret(
        for reference: SecretReference, rejecting rejected: String? = nil
    ) async throws(SecretError) -> ResolvedSecret {
        try await answer(about: reference) { cache, now in cache.force(reference, rejected: rejected, now: now) }.get()
    }

    /// Returns the version of the secret that ``secret(for:)`` returns.
    /// - Throws: ``SecretError``, as ``secret(for:)`` does.
    public func version(for reference: SecretReference) async throws(SecretError) -> SecretVersion {
        try await secret(for: reference).version
    }

    /// The number of waiting callers.
    package var waitingCallers: Int { shared.withLock { $0.waiting.values.reduce(0) { $0 + $1.count } } }

    /// The number of running requests to the provider.
    package var flights: Int { shared.withLock { $0.waiting.count } }

    private func answer(
        about reference: SecretReference, _ decide: (inout SecretCache, Duration) -> SecretCache.Decision
    ) async -> Answer {
        let caller = callers.add(1, ordering: .relaxed).newValue
        let cancelled = Answer.failure(
            SecretError(.cancelled, id: reference.id, reason: "the caller was cancelled while waiting for the secret"))
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let now = now()
                // Decide and wait in one step, so that no flight lands in between.
                let (answer, flight) = shared.withLock { shared -> (Answer?, SecretCache.Flight?) in
                    // The cancellation handler may have run already, before the caller waited.
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

    /// Starts a request to the provider in a task of its own, because all waiting callers share it and it must outlive the
    /// first one.
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

    /// The version of a reference, or `nil` if the role may read only the value, whose version then decides.
    private func visibleVersion(for reference: SecretReference) async throws(SecretError) -> SecretVersion? {
        do throws(SecretError) {
            return try await provider.version(for: reference)
        } catch  where error.kind == .accessDenied {
            return nil
        }
    }
}

/// An event of a cached secret for an operator's log. It contains no value.
public enum SecretCacheEvent: Sendable, Hashable {
    /// A value was read for the first time.
    case fetched(SecretReference, version: String)
    /// The secret was rotated: a new version replaces the cached one.
    case rotated(SecretReference, from: String, to: String)
    /// A refresh failed transiently; the cached value stays in use.
    case stale(SecretReference, SecretError)
    /// The secret cannot be read, and no value is cached.
    case failed(SecretReference, SecretError)
}
