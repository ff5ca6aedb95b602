import Diagnostics
public import Logging
import Models

/// What `api-server` is told: checked values, with defaults that need no configuration.
public struct ServerSettings: Sendable {
    /// The address to listen on.
    public let host: String
    /// The port to listen on; 0 takes a free one.
    public let port: Int
    /// Where the data lives.
    public let store: StoreLocation
    /// What replays the store's PostgreSQL, if there is one.
    public let replica: DatabaseReplica?
    /// When the store's own tables are brought to this program's level.
    public let migration: MigrationTime
    /// How a store on PostgreSQL is connected to.
    public let connections: DatabaseConnections
    /// The folder for uploads and answers that are spooled; `nil` for the system's folder of temporary files.
    public let spoolFolder: String?
    /// The most bytes on disk of everything that is spooled at a time.
    public let spoolLimit: Int
    /// What is open to everyone, if that was said.
    public let anonymous: AccessPolicy?
    /// The host names that requests may be addressed to, besides this machine's own.
    public let allowedHosts: [String]
    /// How long requests in flight may take after the signal to stop.
    public let drainSeconds: Int
    /// How long connections are still taken after the signal to stop, readiness failing, so that a load balancer notices.
    public let drainDelay: Int
    /// The least level of messages in the log.
    public let logLevel: Logger.Level

    /// Reads settings.
    ///
    /// - Parameter value: The text of a setting, if it was given.
    /// - Throws: ``SettingsProblem`` for the first that cannot be used.
    public init(_ value: (Setting) -> String?) throws(SettingsProblem) {
        try Setting.refuseEmpty(Setting.allCases, value)
        host = value(.host) ?? "127.0.0.1"
        guard Self.isHost(host) else {
            throw SettingsProblem(.host, text: host, expected: "an address or a name, such as 127.0.0.1")
        }
        port = try Self.number(.port, value(.port), in: 0...65_535) ?? 8080
        store = try Self.store(value)
        migration = try Self.choice(.migrate, value(.migrate), among: MigrationTime.allCases) ?? .start
        connections = try DatabaseConnections(value)
        if case .sqlite = store, let setting = Setting.connections.first(where: { value($0) != nil }) {
            throw SettingsProblem(
                "\(setting.name) is for a store on PostgreSQL, and the store is a SQLite file: "
                    + "leave it out, or say with \(Setting.store.name) or \(Setting.databaseHost.name) where the database is"
            )
        }
        replica = try DatabaseReplica.read(beside: store, value)
        spoolFolder = try Self.folder(.spoolFolder, value(.spoolFolder))
        spoolLimit = try (Self.number(.spoolLimit, value(.spoolLimit), in: 1...(1 << 24)) ?? 8192) << 20
        anonymous = try Self.choice(.anonymous, value(.anonymous), among: AccessPolicy.allCases)
        allowedHosts = try Self.hosts(value(.allowedHosts))
        drainSeconds = try Self.number(.drainSeconds, value(.drainSeconds), in: 0...3600) ?? 25
        drainDelay = try Self.number(.drainDelay, value(.drainDelay), in: 0...600) ?? 0
        logLevel = try Self.choice(.logLevel, value(.logLevel), among: Logger.Level.allCases) ?? .info
    }

    /// What is open to everyone, if the address allows it.
    ///
    /// - Throws: ``SettingsProblem`` when others than this machine could connect and nobody said that they may.
    public func access() throws(SettingsProblem) -> AccessPolicy {
        if let anonymous { return anonymous }
        guard Self.isLoopback(host) else {
            throw SettingsProblem(
                "refusing to listen on \(host): every machine that reaches it could read and write everything. "
                    + "Set --anonymous read or --anonymous all (or ANONYMOUS) if that is what you want, "
                    + "or --host 127.0.0.1")
        }
        return .all
    }

    /// The host names that requests may be addressed to.
    public var hosts: HostPolicy { HostPolicy(listeningOn: host, names: allowedHosts) }

    private static func hosts(_ text: String?) throws(SettingsProblem) -> [String] {
        guard let text else { return [] }
        return try text.split(separator: ",", omittingEmptySubsequences: false).map { part throws(SettingsProblem) in
            let name = part.filter { $0 != " " }
            guard let authority = Authority(name), authority.port == nil, !name.contains(":") || name.hasSuffix("]")
            else {
                throw SettingsProblem(
                    .allowedHosts, text: name,
                    expected: "host names without scheme or port, separated by commas, such as data.example.com")
            }
            return authority.host
        }
    }

    /// Checks that files can be made in the folder for what is spooled.
    ///
    /// - Throws: ``SettingsProblem`` where they cannot.
    public func checkSpoolFolder() throws(SettingsProblem) {
        let folder = SpoolBudget(folder: spoolFolder, limit: spoolLimit).folder
        do {
            _ = try SpoolFile(in: folder)
        } catch {
            throw SettingsProblem(
                .spoolFolder, got: SafeDescription.path(folder),
                expected: "a folder in which this program can make files")
        }
    }

    /// Whether only this machine reaches an address.
    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// `true` if a text has only the characters of a host's name or address, with a zone perhaps. What is listened on is shown.
    private static func isHost(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || $0.properties.numericType != nil || ".-_:[]%".unicodeScalars.contains($0)
            }
    }

    private static func store(_ value: (Setting) -> String?) throws(SettingsProblem) -> StoreLocation {
        guard let database = Setting.database.first(where: { value($0) != nil }) else {
            return try StoreLocation(value(.store) ?? "sqlite:data/weir.sqlite")
        }
        guard value(.store) == nil else {
            throw SettingsProblem(
                "\(Setting.store.name) and \(database.name) both say where the data lives; give one of them")
        }
        return .database(try DatabaseLocation(value))
    }

    private static func folder(_ setting: Setting, _ text: String?) throws(SettingsProblem) -> String? {
        guard let text, SafeDescription.path(text) != "\"\(text)\"" else { return text }
        throw SettingsProblem(setting, got: SafeDescription.path(text), expected: "a folder's path")
    }

    static func number(_ setting: Setting, _ text: String?, in range: ClosedRange<Int>) throws(SettingsProblem)
        -> Int?
    {
        guard let text else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw SettingsProblem(
                setting, text: text,
                expected: "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func choice<Choice: RawRepresentable>(
        _ setting: Setting, _ text: String?, among choices: [Choice]
    ) throws(SettingsProblem) -> Choice? where Choice.RawValue == String {
        guard let text else { return nil }
        let valid = choices.map(\.rawValue)
        guard let choice = Choice(rawValue: text) else {
            let nearest = NearestName.match(text, among: valid).map { "; did you mean \"\($0)\"?" } ?? ""
            throw SettingsProblem(
                setting, text: text, expected: valid.joined(separator: ", ") + nearest)
        }
        return choice
    }
}
