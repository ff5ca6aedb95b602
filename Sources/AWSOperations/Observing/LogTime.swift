#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A time in milliseconds since 1970, as CloudWatch Logs writes it.
package struct LogTime: Sendable, Hashable, Comparable, Codable {
    /// The milliseconds since 1970.
    package var milliseconds: Int

    /// Creates a time.
    package init(milliseconds: Int) { self.milliseconds = milliseconds }

    /// Creates the time of a date, without parts of milliseconds.
    package init(_ date: Date) { milliseconds = Int(date.timeIntervalSince1970 * 1000) }

    /// The date.
    package var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// Compares by time.
    package static func < (left: LogTime, right: LogTime) -> Bool { left.milliseconds < right.milliseconds }

    /// Decodes a number.
    package init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int.self)
    }

    /// Encodes a number.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}
