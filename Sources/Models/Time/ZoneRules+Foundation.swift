// Full Foundation: the essentials alone know only fixed offsets, not the IANA zones.
import Foundation
import Synchronization

extension ZoneRules {
    /// The rules of an IANA zone, or `nil` if there is none of that name.
    ///
    /// Changes are known up to the year 2200; after it the last offset holds. Rules are read once a process and zone.
    public static func named(_ identifier: String) -> ZoneRules? {
        if identifier == "UTC" || identifier == "Etc/UTC" { return .utc }
        if let known = loaded.withLock({ $0[identifier] }) { return known }
        // Abbreviations and "GMT+3" are understood by Foundation but not by databases, or the other way round.
        guard identifier.contains("/") || knownNames.contains(identifier), !identifier.hasPrefix("Etc/"),
            let zone = TimeZone(identifier: identifier), zone.identifier == identifier
        else { return nil }
        let rules = ZoneRules(reading: zone, as: identifier)
        loaded.withLock { $0[identifier] = rules }
        return rules
    }

    /// The zone a person most likely meant.
    public static func nearestName(to identifier: String) -> String? {
        NearestName.match(identifier, among: ["UTC"] + TimeZone.knownTimeZoneIdentifiers)
    }

    // Bounded by the number of IANA zones: only names that Foundation knows get in.
    private static let loaded = Mutex<[String: ZoneRules]>([:])
    private static let knownNames = Set(TimeZone.knownTimeZoneIdentifiers)

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
