import Basics
import Models

/// Times in a picture: labels of ticks in two lines, and times in sentences.
enum TimeText {
    /// The label of a tick: the time, and below it the date or the year where it changes.
    struct Label: Hashable, Sendable {
        /// The first line.
        let text: String
        /// The second line; empty if it equals that of the tick before.
        var context: String
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The labels of ticks.
    ///
    /// - Parameter quarters: `true` to write Q1 in place of Jan.
    static func labels(_ ticks: TimeTicks, quarters: Bool = false) -> [Label] {
        var previous: CivilDate?
        return ticks.ticks.map { tick in
            let date = civil(tick.local)
            defer { previous = date }
            let isNewYear = previous?.year != date.year
            switch ticks.step {
            case .years: return Label(text: String(date.year), context: "")
            case .months:
                let month = quarters && date.month % 3 == 1 ? "Q\(date.month / 3 + 1)" : months[date.month - 1]
                return Label(text: month, context: isNewYear ? String(date.year) : "")
            case .days, .weeks:
                let isNew = isNewYear || previous?.month != date.month
                let month = months[date.month - 1] + (isNewYear ? " \(date.year)" : "")
                return Label(text: String(date.day), context: isNew ? month : "")
            case .seconds, .minutes, .hours:
                let day = "\(date.day) \(months[date.month - 1])" + (isNewYear ? " \(date.year)" : "")
                let context = previous == date ? tick.offset.map { offset(seconds: $0) } ?? "" : day
                return Label(text: clock(tick.local, seconds: hasSeconds(ticks.step)), context: context)
            }
        }
    }

    private static func hasSeconds(_ step: TimeStep) -> Bool {
        if case .seconds = step { return true }
        return false
    }

    /// An instant in a sentence, as precise as buckets of a width.
    static func sentence(_ instant: Int64, zone: ZoneRules, granularity: Granularity?, isDay: Bool = false) -> String {
        let shift = Int64(zone.offset(at: Timestamp(microseconds: instant))) * 1_000_000
        let local = instant + shift
        let date = civil(local)
        let month = months[date.month - 1]
        switch granularity?.unit {
        case .year: return String(date.year)
        case .quarter: return "Q\((date.month + 2) / 3) \(date.year)"
        case .month: return "\(month) \(date.year)"
        case .day, .week: return "\(date.day) \(month) \(date.year)"
        case nil where isDay: return "\(date.day) \(month) \(date.year)"
        case .second, nil: return "\(date.day) \(month) \(date.year) " + clock(local, seconds: true)
        case .hour, .minute: return "\(date.day) \(month) \(date.year) " + clock(local, seconds: false)
        }
    }

    private static func clock(_ local: Int64, seconds: Bool) -> String {
        let second = Int(
            local.dividedRoundingDown(by: 1_000_000) - local.dividedRoundingDown(by: 86_400_000_000) * 86_400)
        var bytes: [UInt8] = []
        bytes.appendTwoDigits(second / 3600)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendTwoDigits(second / 60 % 60)
        if seconds {
            bytes.append(UInt8(ascii: ":"))
            bytes.appendTwoDigits(second % 60)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// An offset from UTC: "UTC+02:00".
    static func offset(seconds: Int) -> String {
        let minutes = Int(seconds.magnitude) / 60
        var bytes: [UInt8] = []
        bytes.appendTwoDigits(minutes / 60)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendTwoDigits(minutes % 60)
        return "UTC" + (seconds < 0 ? "−" : "+") + String(decoding: bytes, as: UTF8.self)
    }

    private static func civil(_ local: Int64) -> CivilDate {
        CivilDate(daysSinceEpoch: Int(local.dividedRoundingDown(by: 86_400_000_000)))
    }
}
