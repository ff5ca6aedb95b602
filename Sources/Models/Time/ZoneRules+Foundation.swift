// Full Foundation: FoundationEssentials has fixed offsets only, not the IANA time zones.
import Diagnostics
import Foundation
import Synchronization

extension ZoneRules {
    /// Returns the rules of a zone or link of the IANA time zone database; `nil` for an unknown name.
    ///
    /// Transitions are read up to the year 2200; after it, the last offset holds. A process reads the rules of each zone once.
    public static func named(_ identifier: String) -> ZoneRules? {
        if identifier == "UTC" || identifier == "Etc/UTC" { return .utc }
        if let known = loaded.withLock({ $0[identifier] }) { return known }
        guard isName(identifier) else { return nil }
        let rules: ZoneRules
        if aliasesOfGMT.contains(identifier) {
            // Foundation reads these names as abbreviations and changes the identifier.
            rules = ZoneRules(identifier: identifier, initialOffset: 0, transitions: [])
        } else {
            guard let zone = TimeZone(identifier: identifier), zone.identifier == identifier else { return nil }
            rules = ZoneRules(reading: zone, as: identifier)
        }
        loaded.withLock { $0[identifier] = rules }
        return rules
    }

    /// The release of the time zone database, such as `2025b`.
    public static var dataVersion: String { TimeZone.timeZoneDataVersion }

    /// Returns the nearest name of a time zone.
    public static func nearestName(to identifier: String) -> String? {
        NearestName.match(identifier, among: Set(TimeZone.knownTimeZoneIdentifiers).union(namesWithoutArea).sorted())
    }

    /// Returns whether the database can have a name.
    ///
    /// Foundation also accepts the names that ICU adds: ambiguous abbreviations ("IST"), custom offsets ("GMT+3"), and names that
    /// the database dropped.
    private static func isName(_ identifier: String) -> Bool {
        if namesWithoutArea.contains(identifier) { return true }
        return identifier.contains("/") && !identifier.hasPrefix("SystemV/") && identifier != "US/Pacific-New"
    }

    /// The names without an area: zones and links of the files `northamerica`, `europe`, `etcetera`, `factory` and `backward` of
    /// the IANA time zone database, release 2025b.
    private static let namesWithoutArea: Set<String> = [
        "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "Factory", "GB", "GB-Eire", "GMT", "GMT+0",
        "GMT-0", "GMT0", "Greenwich", "HST", "Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan", "Kwajalein",
        "Libya", "MET", "MST", "MST7MDT", "NZ", "NZ-CHAT", "Navajo", "PRC", "PST8PDT", "Poland", "Portugal", "ROC",
        "ROK", "Singapore", "Turkey", "UCT", "UTC", "Universal", "W-SU", "WET", "Zulu",
    ]
    private static let aliasesOfGMT: Set<String> = ["GMT", "GMT+0", "GMT-0", "GMT0"]

    // Bounded by the number of IANA time zones, because only names that Foundation knows are added.
    private static let loaded = Mutex<[String: ZoneRules]>([:])

    private init(reading zone: TimeZone, as identifier: String) {
        var moment = Date(timeIntervalSince1970: Double(Timestamp.earliest.microseconds / 1_000_000))
        let last = Date(
            timeIntervalSince1970: Double(CalendarDate(year: 2200, month: 1, day: 1).daysSinceEpoch) * 86_400)
        let initial = zone.secondsFromGMT(for: moment)
        var transitions: [Transition] = []
        while let next = zone.nextDaylightSavingTimeTransition(after: moment), next < last, next > moment {
            let offset = zone.secondsFromGMT(for: next)
            if offset != transitions.last?.offset ?? initial {
                transitions.append(Transition(at: Int64(next.timeIntervalSince1970.rounded()), offset: offset))
            }
            moment = next
        }
        self.init(identifier: identifier, initialOffset: initial, transitions: transitions)
    }
}
