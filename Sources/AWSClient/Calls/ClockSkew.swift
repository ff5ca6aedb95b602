internal import HTTPCore
internal import HTTPTypes

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The difference between the local clock and the service's, estimated from responses.
///
/// A pure value: the caller passes the times of sending and receiving. A response counts if no cache served it and its
/// round trip was short. While the clocks agree, the offset is zero.
struct ClockSkew: Sendable, Hashable {
    /// The maximum difference without a correction, in seconds; services accept five minutes.
    static let tolerance: TimeInterval = 240
    /// The maximum round trip of a response that counts, in seconds.
    static let longestRoundTrip: TimeInterval = 900

    /// `true` if corrections are enabled.
    let isEnabled: Bool
    /// Seconds to add to the local clock when signing.
    private(set) var offset: TimeInterval = 0

    /// Creates a skew without an offset.
    init(isEnabled: Bool = true) { self.isEnabled = isEnabled }

    /// The offset according to a response, in seconds; nil if the response does not count.
    static func candidate(fields: HTTPFields, sent: Date, received: Date) -> TimeInterval? {
        guard fields[.age] == nil, let text = fields[.date], let date = HTTPDate.secondsSinceEpoch(text) else {
            return nil
        }
        let roundTrip = received.timeIntervalSince(sent)
        guard roundTrip >= 0, roundTrip <= longestRoundTrip else { return nil }
        return Double(date) - (sent.timeIntervalSince1970 + roundTrip / 2)
    }

    /// Updates the offset from a response.
    /// - Parameters:
    ///   - candidate: The offset according to the response.
    ///   - errorCode: The response's error code, or nil for a success.
    ///   - used: The offset that the request was signed with.
    /// - Returns: `true` if the request may succeed with a new signature.
    mutating func observe(candidate: TimeInterval?, errorCode: String?, used: TimeInterval) -> Bool {
        guard isEnabled, let candidate else { return false }
        if let errorCode, ErrorCodes.clockSkew.contains(errorCode), abs(used - candidate) > Self.tolerance {
            offset = candidate
            return true
        }
        // The local clock has been corrected meanwhile.
        if offset != 0, abs(candidate) <= Self.tolerance { offset = 0 }
        return false
    }
}
