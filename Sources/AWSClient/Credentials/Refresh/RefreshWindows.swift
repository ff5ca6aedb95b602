#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// How long before its end a credential is replaced, in seconds.
struct RefreshWindows: Sendable, Hashable {
    /// Within it callers wait for a replacement.
    static let mandatory: TimeInterval = 60

    /// Within it a replacement is fetched while callers go on with what there is. Long-lived credentials are replaced
    /// early, so that a source may fail for long without anybody noticing.
    /// - Parameter lifetime: The seconds that were left when the credentials arrived.
    static func advisory(lifetime: TimeInterval) -> TimeInterval {
        if lifetime <= 20 * 60 { return 5 * 60 }
        if lifetime < 90 * 60 { return 15 * 60 }
        return 60 * 60
    }

    /// How long a source is left alone after it failed: five to ten minutes, so that a fleet does not come back as one.
    /// - Parameter random: A number from 0 to 1.
    static func pause(random: Double) -> TimeInterval {
        300 + 300 * min(max(random, 0), 1)
    }
}
