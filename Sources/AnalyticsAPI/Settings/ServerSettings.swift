import Diagnostics
public import Logging
import Models

/// The validated settings of `api-server`. The defaults work without any configuration.
public struct ServerSettings: Sendable {
    /// The address to listen on.
    public let host: String
    /// The port to listen on; 0 lets the system choose one.
    public let port: Int
    /// The location of the store.
    public let store: StoreLocation
    /// The replica of a store in PostgreSQL.
    public let replica: DatabaseReplica?
    /// The time at which the server migrates the store's schema.
    public let migration: MigrationTime
    /// The options of the connections to the database.
    public let connections: DatabaseConnections
    /// The folder of the spool files; `nil` for the system's temporary folder.
    public let spoolFolder: String?
    /// The maximum size of all spool files, in bytes.
    public let spoolLimit: Int
    /// The operations that anonymous clients may perform; `nil` if the operator did not set it.
    public let anonymous: AccessPolicy?
    /// The host names that requests may be addressed to, besides this machine's own.
    public let allowedHosts: [String]
    /// The time for requests in flight to finish after the signal to stop, in seconds.
    public let drainSeconds: Int
    /// The time between failing readiness and closing the listening socket, in seconds, for a load balancer to notice.
    public let drainDelay: Int
    /// The minimum level of messages in the log.
    public let logLevel: Logger.Level

    /// Reads settings.
    ///
    /// - Parameter value: Returns the text of a setting, or `nil` if it is not set.
    /// - Throws: ``SettingsError`` for the first invalid setting.
    public init(_ value: (Setting) -> String?) throws(SettingsError) {
        try Setting.refuseEmpty(Setting.allCases, value)
        host = value(.host) ?? "127.0.0.1"
        guard Self.isHost(host) else {
            throw SettingsError(.host, text: host, expected: "an address or a name, such as 127.0.0.1")
        }
        port = try Self.number(.port, value(.port), in: 0...65_535) ?? 8080
        store = try Self.store(value)
        migration = try Self.choice(.migrate, value(.migrate), among: MigrationTime.allCases) ?? .start
        connections = try DatabaseConnections(value)
        if case .sqlite = store, let setting = Setting.connections.first(where: { value($0) != nil }) {
            throw SettingsError(
                "\(setting.name) applies only to PostgreSQL, but the store is a SQLite file: "
                    + "remove it, or set \(Setting.store.name) or \(Setting.databaseHost.name) to the database's location"
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

    /// Returns the operations that anonymous clients may perform.
    ///
    /// - Throws: ``SettingsError`` if other machines could connect and ``anonymous`` is not set.
    public func access() throws(SettingsError) -> AccessPolicy {
        if let anonymous { return anonymous }
        guard Self.isLoopback(host) else {
            throw SettingsError(
                "refusing to listen on \(host): every machine that can reach it could read and write all data. "
                    + "Set --anonymous read or --anonymous all (or ANONYMOUS) to allow this, or --host 127.0.0.1")
        }
        return .all
    }

    /// The host names that requests may be addressed to.
    public var hosts: HostPolicy { HostPolicy(listeningOn: host, names: allowedHosts) }

    private static func hosts(_ text: String?) throws(SettingsError) -> [String] {
        guard let text else { return [] }
        return try text.split(separator: ",", omittingEmptySubsequences: false).map { part throws(SettingsError) in
            let name = part.filter { $0 != " " }
            guard let authority = Authority(name), authority.port == nil, !name.contains(":") || name.hasSuffix("]")
            else {
                throw SettingsError(
                    .allowedHosts, text: name,
                    expected: "host names without scheme or port, separated by commas, such as data.example.com")
            }
            return authority.host
        }
    }

    /// Checks that the program can create files in the spool folder.
    ///
    /// - Throws: ``SettingsError`` if it cannot.
    public func checkSpoolFolder() throws(SettingsError) {
        let folder = SpoolBudget(folder: spoolFolder, limit: spoolLimit).folder
        do {
            _ = try SpoolFile(in: folder)
        } catch {
            throw SettingsError(
                .spoolFolder, got: SafeDescription.path(folder),
                expected: "a folder in which this program can create files")
        }
    }

    /// Returns `true` for a loopback address, which only this machine can reach.
    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Returns `true` if a text has only the characters of a host name or an address with an optional zone. Messages show the
    /// host.
    private static func isHost(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || $0.properties.numericType != nil || ".-_:[]%".unicodeScalars.contains($0)
            }
    }

    private static func store(_ value: (Setting) -> String?) throws(SettingsError) -> StoreLocation {
        guard let database = Setting.database.first(where: { value($0) != nil }) else {
            return try StoreLocation(value(.store) ?? "sqlite:data/weir.sqlite")
        }
        guard value(.store) == nil else {
            throw SettingsError(
                "\(Setting.store.name) and \(database.name) both locate the store; set only one of them")
        }
        return .database(try DatabaseLocation(value))
    }

    private static func folder(_ setting: Setting, _ text: String?) throws(SettingsError) -> String? {
        guard let text, SafeDescription.path(text) != "\"\(text)\"" else { return text }
        throw SettingsError(setting, got: SafeDescription.path(text), expected: "a folder's path")
    }

    static func number(_ setting: Setting, _ text: String?, in range: ClosedRange<Int>) throws(SettingsError)
        -> Int?
    {
        guard let text else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw SettingsError(
                setting, text: text,
                expected: "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func choice<Choice: RawRepresentable>(
        _ setting: Setting, _ text: String?, among choices: [Choice]
    ) throws(SettingsError) -> Choice? where Choice.RawValue == String {
        guard let text else { return nil }
        let valid = choices.map(\.rawValue)
        guard let choice = Choice(rawValue: text) else {
            let nearest = NearestName.match(text, among: valid).map { "; did you mean \"\($0)\"?" } ?? ""
            throw SettingsError(
                setting, text: text, expected: valid.joined(separator: ", ") + nearest)
        }
        return choice
    }
}

/// The time at which a server migrates its store's schema.
public enum MigrationTime: String, CaseIterable, Sendable {
    /// At start. If several servers start at once, one of them migrates.
    case start
    /// Never: the operator runs `api-server migrate` first. Until then, servers of the new version are not ready.
    case never
}
