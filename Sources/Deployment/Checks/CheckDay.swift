import Basics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Days as texts such as `2027-01-31`, which sort in the order of time.
package enum CheckDay {
    /// The day in UTC.
    package static var today: String { Date.now.formatted(Date.ISO8601FormatStyle().year().month().day()) }

    /// Returns `true` for a day of the Gregorian calendar from the year 2000 on.
    package static func isValid(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == 45 || (48...57).contains($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return false }
        return year >= 2000 && (1...12).contains(month)
            && (1...CivilDate.days(inMonth: month, of: year)).contains(day)
    }
}
