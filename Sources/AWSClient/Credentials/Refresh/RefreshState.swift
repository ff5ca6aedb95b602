#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// When credentials are used, replaced and waited for, as a value without a clock, dice or tasks.
struct RefreshState: Sendable {
    /// What a caller is to do.
    enum Answer: Sendable, Hashable {
        /// Go on with these.
        case use(ResolvedCredentials)
        /// Go on with these, and begin to replace them.
        case useAndRefresh(ResolvedCredentials)
        /// Wait for the refresh under way.
        case wait
        /// Begin a refresh and wait for it.
        case refreshAndWait
    }

    private struct Held: Sendable {
        let resolved: ResolvedCredentials
        let advisory: TimeInterval
    }

    private var held: Held?
    private(set) var isRefreshing = false
    /// Until when the source is left alone.
    private var pausedUntil: Date?
    /// Whether that is because it failed. If it is only because its answer ends soon, callers may still have to wait.
    private var hasFailed = false

    /// A caller wants credentials.
    mutating func ask(now: Date) -> Answer {
        guard let held else { return beginToWait() }
        guard let expiration = held.resolved.expiration else { return .use(held.resolved) }
        let left = expiration.timeIntervalSince(now)
        if left > held.advisory { return .use(held.resolved) }
        let isPaused = pausedUntil.map { now < $0 } ?? false
        if left <= RefreshWindows.mandatory {
            // What is held stays in use even past its end: services may take it, and otherwise say so.
            if isPaused, hasFailed { return .use(held.resolved) }
            return beginToWait()
        }
        if isPaused || isRefreshing { return .use(held.resolved) }
        isRefreshing = true
        return .useAndRefresh(held.resolved)
    }

    private mutating func beginToWait() -> Answer {
        if isRefreshing { return .wait }
        isRefreshing = true
        return .refreshAndWait
    }

    /// The refresh has ended.
    /// - Parameters:
    ///   - result: What the source answered.
    ///   - now: The time.
    ///   - random: A number from 0 to 1.
    /// - Returns: What those who waited get. A failure reaches them only if there is nothing to go on with, and then
    ///   the next caller asks the source again.
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
            // Its window has begun already: asking at once again would give the same.
            if left <= advisory { pausedUntil = now.addingTimeInterval(RefreshWindows.pause(random: random)) }
            return .success(resolved)
        case .failure(let error):
            guard let held else { return .failure(error) }
            hasFailed = true
            pausedUntil = now.addingTimeInterval(RefreshWindows.pause(random: random))
            return .success(held.resolved)
        }
    }

    /// A service no longer accepts these: if they are what is held, the next caller asks the source.
    mutating func discard(_ resolved: ResolvedCredentials) {
        guard held?.resolved == resolved else { return }
        held = nil
        pausedUntil = nil
        hasFailed = false
    }

    /// A source that gives what has expired has failed.
    private static func unexpired(
        _ resolved: ResolvedCredentials, now: Date
    ) -> Result<ResolvedCredentials, CredentialsError> {
        guard let expiration = resolved.expiration, expiration <= now else { return .success(resolved) }
        let age = Int(min(now.timeIntervalSince(expiration), 1e9))
        return .failure(
            CredentialsError(
                .unavailable, source: resolved.source,
                reason: "what it gave expired \(age) seconds ago; is this machine's clock right?"))
    }
}
