#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension SigningTime {
    /// Creates a time from a date, rounded down to the second and clamped to the years 0000 to 9999.
    ///
    /// `Date` comes from FoundationEssentials where that module exists, as on Linux, and from Foundation elsewhere, as on
    /// macOS. swift-crypto links the same module, so this initializer adds no dependency. A program that imports neither
    /// module uses ``now()`` or ``init(secondsSinceEpoch:)``.
    /// - Parameter date: The date. One that is not a number counts as 1970-01-01.
    public init(_ date: Date) {
        let seconds = date.timeIntervalSince1970.rounded(.down)
        self.init(secondsSinceEpoch: Int(exactly: min(max(seconds, -1e12), 1e12)) ?? 0)
    }
}
