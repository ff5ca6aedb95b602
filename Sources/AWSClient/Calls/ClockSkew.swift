internal import HTTPCore
internal import HTTPTypes

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How far the local clock is from the service's, learnt from its answers.
///
/// A value without a clock: the caller says when it sent and when it received. An answer is trusted if it was not kept
/// by a cache on the way and did not take too long. While the clocks agree nothing is corrected.
struct ClockSkew: Sendable, Hashable {
    /// Differences up to this are none: services accept five minutes.
    static let tolerance: TimeInterval = 240
    /// An exchange that took longer says nothing about clocks.
    static let longestRoundTrip: TimeInterval = 900

    /// Whether corrections are made at all.
    let isEnabled: Bool
    /// Seconds to add to the local clock when signing.
    private(set) var offset: TimeInterval = 0

    /// Begins without an offset.
    init(isEnabled: Bool = true) { self.isEnabled = isEnabled }

    /// What an answer says the offset is, in seconds; nil if it does not tell.
    static func candidate(fields: HTTPFields, sent: Date, received: Date) -> TimeInterval? {
        guard fields[.age] == nil, let text = fields[.date], let date = HTTPDate.secondsSinceEpoch(text) else {
            return nil
        }
        let roundTrip = received.timeIntervalSince(sent)
        guard roundTrip >= 0, roundTrip <= longestRoundTrip else { return nil }
        return Double(date) - (sent.timeIntervalSince1970 + roundTrip / 2)
    }

    /// Takes note of an answer.
    /// - Parameters:
    ///   - candidate: What the answer says the offset is.
    ///   - errorCode: The answer's error, or nil for a success.
    ///   - used: The offset that the request was signed with.
    /// - Returns: Whether the request may succeed if it is signed anew.
    mutating func observe(candidate: TimeInterval?, errorCode: String?, used: TimeInterval) -> Bool {
        guard isEnabled, let candidate else { return false }
        if let errorCode, ErrorCodes.clockSkew.contains(errorCode), abs(used - candidate) > Self.tolerance {
            offset = candidate
            return true
        }
        // The clock has been set right meanwhile.
        if offset != 0, abs(candidate) <= Self.tolerance { offset = 0 }
        return false
    }
}
