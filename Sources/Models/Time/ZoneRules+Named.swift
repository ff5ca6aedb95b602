import Basics
import Diagnostics

extension ZoneRules {
    /// Returns the rules of a zone or link of the IANA time zone database; `nil` for an unknown name.
    ///
    /// The rules are read from the system's database (`/usr/share/zoneinfo`). They have the transitions up to the year 2199; after it,
    /// the last offset holds.
    public static func named(_ identifier: String) -> ZoneRules? {
        if identifier == "UTC" || identifier == "Etc/UTC" { return .utc }
        return ZoneDatabase.system.rules(named: identifier)
    }

    /// Returns the nearest name of a time zone.
    package static func nearestName(to identifier: String) -> String? {
        NearestName.match(identifier, among: ZoneDatabase.system.names.sorted())
    }

    /// The expected form of a time zone's name, for messages.
    package static var expected: String {
        ZoneDatabase.system.names.isEmpty
            ? "UTC, the only zone of a system without a time zone database; install tzdata for others"
            : "the IANA name of a time zone such as \"Europe/Berlin\""
    }

    /// A hash of the rules, which changes with every change of a transition.
    package var fingerprint: UInt64 {
        var hash = FNV1a()
        for number in [Int64(initialOffset)] + transitions.flatMap({ [$0.at, Int64($0.offset)] }) {
            withUnsafeBytes(of: number.littleEndian) { hash.update($0) }
        }
        return hash.value
    }
}
