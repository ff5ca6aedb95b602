#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Keeps what a source gave and replaces it in time, with one question to the source however many callers there are.
///
/// A refresh belongs to nobody: a caller who is cancelled while waiting leaves, and the refresh goes on for the others
/// and for those to come. It ends by the source's own time limits.
public actor CachingCredentialsProvider: CredentialsProvider {
    private typealias Outcome = Result<ResolvedCredentials, CredentialsError>

    private let source: any CredentialsProvider
    private let now: @Sendable () -> Date
    private let random: @Sendable () -> Double
    private var state = RefreshState()
    private var waiting: [Int: CheckedContinuation<Outcome, Never>] = [:]
    private var nextWaiter = 0

    /// Wraps a source.
    /// - Parameters:
    ///   - source: Where credentials come from.
    ///   - now: The time.
    ///   - random: Gives a number from 0 to 1, which spreads the waits after a failure.
    public init(
        _ source: any CredentialsProvider, now: @escaping @Sendable () -> Date = { Date() },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.source = source
        self.now = now
        self.random = random
    }

    /// Credentials that hold for another minute at least, unless the source fails and older ones are all there is.
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

    /// Forgets credentials that a service no longer accepts, unless others have taken their place already.
    public func discard(_ credentials: ResolvedCredentials) async {
        state.discard(credentials)
        await source.discard(credentials)
    }

    /// How many callers wait now.
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
                // Cancelled before it could wait: the handler has run already, or will find nothing.
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
