internal import Basics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// HTTP's format of dates (RFC 9110, section 5.6.7).
enum HTTPDateText {
    static func text(_ date: Date) -> String {
        let seconds = Int(date.timeIntervalSince1970)
        let days = seconds.dividedRoundingDown(by: 86_400)
        let rest = seconds - days * 86_400
        let day = CivilDate(daysSinceEpoch: days)
        let names = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int) -> String { String(String(number + 100).dropFirst()) }
        let time = "\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
        return "\(names[((days % 7) + 7) % 7]), \(two(day.day)) \(months[day.month - 1]) \(day.year) \(time) GMT"
    }
}
