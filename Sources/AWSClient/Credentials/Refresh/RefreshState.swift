#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The state machine of a credentials cache, as a pure value: time and randomness are inputs.
struct RefreshState: Sendable {
    /// The action of a caller.
    enum Decision: Sendable, Hashable {
        /// Use these credentials.
        case use(ResolvedCredentials)
        /// Use these credentials and start a refresh.
        case useAndRefresh(ResolvedCredentials)
        /// Wait for the running refresh.
        case wait
        /// Start a refresh and wait for it.
        case refreshAndWait
    }

    private struct Held: Sendable {
        let resolved: ResolvedCredentials
        let advisory: TimeInterval
    }

    private var held: Held?
    private(set) var isRefreshing = false
    /// The end of the pause before the next request to the source.
    private var pausedUntil: Date?
    /// `true` if the source failed. Otherwise the pause is due to credentials that expire soon, and callers may have to
    /// wait.
    private var hasFailed = false

    /// Decides for a caller that needs credentials.
    mutating func ask(now: Date) -> Decision {
        guard let held else { return beginToWait() }
        guard let expiration = held.resolved.expiration else { return .use(held.resolved) }
        let left = expiration.timeIntervalSince(now)
        if left > held.advisory { return .use(held.resolved) }
        let isPaused = pausedUntil.map { now < $0 } ?? false
        if left <= RefreshWindows.mandatory {
            // Use the held credentials even after their expiration: services may accept them, and otherwise report it.
            if isPaused, hasFailed { return .use(held.resolved) }
            return beginToWait()
        }
        if isPaused || isRefreshing { return .use(held.resolved) }
        isRefreshing = true
        return .useAndRefresh(held.resolved)
    }

    private mutating func beginToWait() -> Decision {
        if isRefreshing { return .wait }
        isRefreshing = true
        return .refreshAndWait
    }

    /// Records the result of a refresh.
    /// - Parameters:
    ///   - result: The source's result.
    ///   - now: The current time.
    ///   - random: A number from 0 to 1.
    /// - Returns: The result for waiting callers. It is a failure only if no credentials are held; the next caller then
    ///   starts a refresh.
    mutating func refreshed(
        _ result: Result<ResolvedCredentials, CredentialsError>, now: Date, random: Double
    ) -> Result<ResolvedCredentials, CredentialsError> {
        isRefreshing = false
        switch result.flatMap({ Self.unexpired($0, now: now) }) {
        case .success(let resolved):
            hasFailed = false
            pausedUntil = nil
            let left = resolved.expiration.map { $0.timeIntervalSince(now) } ?? .infinity
            let advisory = RefreshWindows.advisory(lifetime: left)
            held = Held(resolved: resolved, advisory: advisory)
            // The advisory window has begun already, and an immediate refresh would return the same credentials.
            if left <= advisory { pausedUntil = now.addingTimeInterval(RefreshWindows.pause(random: random)) }
            return .success(resolved)
        case .failure(let error):
            guard let held else { return .failure(error) }
            hasFailed = true
            pausedUntil = now.addingTimeInterval(RefreshWindows.pause(random: random))
            return .success(held.resolved)
        }
    }

    /// Discards credentials that a service no longer accepts; if they are held, the next caller starts a refresh.
    mutating func discard(_ resolved: ResolvedCredentials) {
        guard held?.resolved == resolved else { return }
        held = nil
        pausedUntil = nil
        hasFailed = false
    }

    /// Converts expired credentials to a failure.
    private static func unexpired(
        _ resolved: ResolvedCredentials, now: Date
    ) -> Result<ResolvedCredentials, CredentialsError> {
        guard let expiration = resolved.expiration, expiration <= now else { return .success(resolved) }
        let age = Int(min(now.timeIntervalSince(expiration), 1e9))
        return .failure(
            CredentialsError(
                .unavailable, source: resolved.source,
                reason: "the credentials expired \(age) seconds ago; check this machine's clock"))
    }
}
