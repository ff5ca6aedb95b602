#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A cache of credentials that refreshes them before they expire, with one refresh at a time for all callers.
///
/// A refresh runs in a task of its own: a cancelled caller stops waiting, and the refresh continues for the others. The
/// source's own time-outs end it.
public actor CachingCredentialsProvider: CredentialsProvider {
    private typealias Outcome = Result<ResolvedCredentials, CredentialsError>

    private let source: any CredentialsProvider
    private let now: @Sendable () -> Date
    private let random: @Sendable () -> Double
    private var state = RefreshState()
    private var waiting: [Int: CheckedContinuation<Outcome, Never>] = [:]
    private var nextWaiter = 0

    /// Creates a cache.
    /// - Parameters:
    ///   - source: The provider to cache.
    ///   - now: Returns the current time.
    ///   - random: Returns a number from 0 to 1, the jitter of the pause after a failure.
    public init(
        _ source: any CredentialsProvider, now: @escaping @Sendable () -> Date = { Date() },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.source = source
        self.now = now
        self.random = random
    }

    /// Returns credentials that are valid for at least another minute, or older ones if the source fails.
    public func credentials() async throws(CredentialsError) -> ResolvedCredentials {
        switch state.ask(now: now()) {
        case .use(let resolved): return resolved
        case .useAndRefresh(let resolved):
            refresh()
            return resolved
        case .wait: return try await outcome().get()
        case .refreshAndWait:
            refresh()
            return try await outcome().get()
        }
    }

    /// Discards credentials that a service no longer accepts, unless they have been replaced already.
    public func discard(_ credentials: ResolvedCredentials) async {
        state.discard(credentials)
        await source.discard(credentials)
    }

    /// The number of waiting callers.
    var waitingCount: Int { waiting.count }

    private func refresh() {
        // A task of its own, so that no caller's cancellation reaches it.
        Task {
            let outcome: Outcome
            do throws(CredentialsError) {
                outcome = .success(try await source.credentials())
            } catch {
                outcome = .failure(error)
            }
            finish(outcome)
        }
    }

    private func finish(_ outcome: Outcome) {
        let shared = state.refreshed(outcome, now: now(), random: random())
        let waiters = waiting.values
        waiting = [:]
        for waiter in waiters { waiter.resume(returning: shared) }
    }

    private func outcome() async -> Outcome {
        let waiter = nextWaiter
        nextWaiter += 1
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // If the task is cancelled before it waits, the cancellation handler finds no waiter.
                if Task.isCancelled {
                    continuation.resume(returning: .failure(.cancelled("credentials")))
                } else {
                    waiting[waiter] = continuation
                }
            }
        } onCancel: {
            Task { await leave(waiter) }
        }
    }

    private func leave(_ waiter: Int) {
        waiting.removeValue(forKey: waiter)?.resume(returning: .failure(.cancelled("credentials")))
    }
}
