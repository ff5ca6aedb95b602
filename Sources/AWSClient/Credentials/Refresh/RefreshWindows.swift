#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The windows before the expiration in which credentials are refreshed, in seconds.
struct RefreshWindows: Sendable, Hashable {
    /// The window in which callers wait for a refresh.
    static let mandatory: TimeInterval = 60

    /// The window in which a refresh runs while callers use the held credentials. It is longer for long-lived credentials,
    /// so that a long failure of the source has no effect.
    /// - Parameter lifetime: The remaining validity when the credentials arrived.
    static func advisory(lifetime: TimeInterval) -> TimeInterval {
        if lifetime <= 20 * 60 { return 5 * 60 }
        if lifetime < 90 * 60 { return 15 * 60 }
        return 60 * 60
    }

    /// The pause after a failure of the source: five to ten minutes, with jitter to spread the requests of a fleet.
    /// - Parameter random: A number from 0 to 1.
    static func pause(random: Double) -> TimeInterval {
        300 + 300 * min(max(random, 0), 1)
    }
}
