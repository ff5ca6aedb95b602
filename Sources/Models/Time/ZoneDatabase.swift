import Basics
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The system's copy of the IANA time zone database: a folder of TZif files, in the package `tzdata` of Linux distributions.
///
/// The operating system's updates bring new rules without a new build. A process reads the files of each zone once.
final class ZoneDatabase: Sendable {
    /// The system's database.
    static let system = ZoneDatabase(
        folder: ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"].first {
            FileManager.default.fileExists(atPath: $0)
        })

    /// The end of the calculated transitions: after this year, the last offset holds.
    static let lastYear = 2199

    /// The names of all zones and links; empty if the system has no database.
    let names: Set<String>
    private let folder: String
    // Bounded by the number of names.
    private let loaded = Mutex<[String: ZoneRules]>([:])

    /// Creates a database of the files in a folder.
    init(folder: String?) {
        self.folder = folder ?? ""
        names = folder.map(Self.names) ?? []
    }

    /// Returns the rules of a zone or link; `nil` for an unknown name.
    func rules(named name: String) -> ZoneRules? {
        guard names.contains(name) else { return nil }
        if let known = loaded.withLock({ $0[name] }) { return known }
        guard let bytes = FileManager.default.contents(atPath: folder + "/" + name), let file = TZifFile(Array(bytes))
        else { return nil }
        let rules = ZoneRules(identifier: name, file)
        loaded.withLock { $0[name] = rules }
        return rules
    }

    /// Returns the names of the files below a folder.
    ///
    /// All names of the database begin with an upper-case letter; those of other files (`zone.tab`, `leapseconds`) and of the copies
    /// in `posix/` and `right/` do not.
    private static func names(in folder: String) -> Set<String> {
        var names: Set<String> = []
        var open = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        open.removeAll { $0.utf8.first.map { (0x41...0x5A).contains($0) } != true }
        while let name = open.popLast() {
            // A file has no contents as a folder.
            if let entries = try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + name) {
                open += entries.map { name + "/" + $0 }
            } else {
                names.insert(name)
            }
        }
        return names
    }
}

extension ZoneRules {
    /// Creates the rules of a file; the file's footer gives the transitions up to ``ZoneDatabase/lastYear``.
    init(identifier: String, _ file: TZifFile) {
        var transitions = file.transitions
        if let zone = POSIXTimeZone(file.footer), zone.daylight != nil {
            let first = transitions.last.map { Self.year(of: $0.at) } ?? CalendarDate.earliest.components.year
            for year in stride(from: first, through: ZoneDatabase.lastYear, by: 1) {
                transitions += zone.transitions(in: year).filter { $0.at > transitions.last?.at ?? .min }
            }
        }
        let earliest = Timestamp.earliest.microseconds / 1_000_000
        let before = transitions.prefix { $0.at <= earliest }
        let initial = before.last?.offset ?? file.initialOffset
        let end = CivilDate.daysSinceEpoch(year: ZoneDatabase.lastYear + 1, month: 1, day: 1) * 86_400
        var changes: [Transition] = []
        for transition in transitions.dropFirst(before.count)
        where transition.at < Int64(end) && transition.offset != changes.last?.offset ?? initial {
            changes.append(transition)
        }
        self.init(identifier: identifier, initialOffset: initial, transitions: changes)
    }

    private static func year(of seconds: Int64) -> Int {
        CivilDate(daysSinceEpoch: Int(seconds.dividedRoundingDown(by: 86_400))).year
    }
}
