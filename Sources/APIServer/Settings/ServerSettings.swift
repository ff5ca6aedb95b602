package import AnalyticsAPI
import Basics
import Diagnostics
package import Logging
package import ServerContract

/// The validated settings of `api-server`. The defaults work without any configuration.
package struct ServerSettings: Sendable {
    /// The address to listen on.
    package let host: String
    /// The port to listen on; 0 lets the system choose one.
    package let port: Int
    /// The address and the port of administration; `nil` for none.
    package let administration: AdministrationAddress?
    /// The location of the store.
    package let store: StoreLocation
    /// The replica of a store in PostgreSQL.
    package let replica: DatabaseReplica?
    /// The time at which the server migrates the store's schema.
    package let migration: MigrationMode
    /// The options of the connections to the database.
    package let connections: DatabaseConnections
    /// The application's login that a migration makes; `nil` for none.
    package let applicationLogin: ApplicationLoginSettings?
    /// The folder of the spool files; `nil` for the system's temporary folder.
    package let spoolFolder: String?
    /// The maximum size of all spool files, in bytes.
    package let spoolLimit: Int
    /// The operations that anonymous clients may perform; `nil` if the operator did not set it.
    package let anonymous: AnonymousAccess?
    /// The source of the administrator's key; `nil` if there is none.
    package let adminKey: AdminKeySource?
    /// The source of the document about identity providers; `nil` if no token is accepted.
    package let identity: IdentitySource?
    /// The host names that requests may be addressed to, besides this machine's own.
    package let allowedHosts: [String]
    /// The origins whose web pages may use the API.
    package let origins: OriginPolicy
    /// The objects of Amazon S3 that clients may import; `nil` for none.
    package let importSources: ImportSources?
    /// The idle time-out of a client's connection, in seconds.
    package let idleTimeout: Int
    /// The time for requests in flight to finish after the signal to stop, in seconds.
    package let drainSeconds: Int
    /// The time between failing readiness and closing the listening socket, in seconds, for a load balancer to notice.
    package let drainDelay: Int
    /// The minimum level of messages in the log.
    package let logLevel: Logger.Level
    /// A Boolean value that indicates whether answers to clients with rights have `Server-Timing`.
    package let sendsTiming: Bool
    /// The exported telemetry.
    package let telemetry: TelemetrySettings

    /// `true` if only programs on this machine can reach the server.
    package var listensOnLoopback: Bool { Loopback.contains(host) }

    /// Reads settings.
    ///
    /// - Parameter value: Returns the text of a setting, or `nil` if it is not set.
    /// - Throws: ``SettingsError`` for the first invalid setting.
    package init(_ value: (Setting) -> String?) throws(SettingsError) {
        let values = try SettingValues(value)
        host = values.text(.host)
        guard Self.isHost(host) else {
            throw SettingsError(.host, text: host, expected: "an address or a name, such as 127.0.0.1")
        }
        port = try values.numberOrDefault(.port)
        administration = try AdministrationAddress.read(values, besides: (host: host, port: port))
        store = try Self.store(values)
        migration = try values.choice(.migrate) ?? .auto
        connections = try DatabaseConnections(values)
        if case .sqlite = store, let setting = Setting.connections.first(where: { values[$0] != nil }) {
            throw SettingsError(
                "\(setting.name) applies only to PostgreSQL, but the store is a SQLite file: "
                    + "remove it, or set \(Setting.store.name) or \(Setting.databaseHost.name) to the database's location"
            )
        }
        applicationLogin = try ApplicationLoginSettings.read(values)
        replica = try DatabaseReplica.read(beside: store, values)
        spoolFolder = try Self.folder(.spoolFolder, values[.spoolFolder])
        spoolLimit = try values.numberOrDefault(.spoolLimit) << 20
        anonymous = try values.choice(.anonymous)
        adminKey = try AdminKeySource.read(values)
        identity = try IdentitySource.read(values)
        allowedHosts = try Self.hosts(values[.allowedHosts])
        origins = try Self.origins(values[.allowedOrigins])
        importSources = try Self.importSources(values[.importSources])
        idleTimeout = try values.numberOrDefault(.idleTimeout)
        drainSeconds = try values.numberOrDefault(.drainSeconds)
        drainDelay = try values.numberOrDefault(.drainDelay)
        logLevel = try values.choice(.logLevel) ?? .info
        sendsTiming = try values.choice(.serverTiming, as: Switch.self) != .off
        telemetry = try TelemetrySettings(values)
    }

    private enum Switch: String { case on, off }

    /// Returns the operations that anonymous clients may perform.
    ///
    /// - Throws: ``SettingsError`` if the server must not start (``ServerContract/ServerAdmission``).
    package func access() throws(SettingsError) -> AccessPolicy {
        let admission = ServerAdmission(
            host: host, anonymous: anonymous, identifiesClients: adminKey != nil || identity != nil)
        do throws(ServerStartError) {
            return switch try admission.anonymousAccess() {
            case .none: .none
            case .read: .read
            case .all: .all
            }
        } catch {
            throw SettingsError(error.description)
        }
    }

    /// A warning for the creator of a key, if a server with these settings answers requests without one too; `nil` if it does
    /// not, or does not start.
    package var keyWarning: String? {
        let rights: String
        switch try? access() {
        case .all: rights = "sees and changes everything"
        case .read: rights = "reads everything"
        case .some(.none), nil: return nil
        }
        return "a client without a key \(rights) on a server with the settings of this command. "
            + "A key restricts only on a server with \(Setting.adminSecretFile.name), a file with the administrator's key, "
            + "and without \(Setting.anonymous.name)"
    }

    /// A Boolean value that indicates whether the program migrates the schema itself.
    package var migratesAtStart: Bool { migration == .auto }

    /// A Boolean value that indicates whether a migration may still make the login of the database.
    var waitsForLogin: Bool {
        guard migration == .never, case .database(let location) = store else { return false }
        if case .environment = location.credentials { return false }
        return true
    }

    /// The host names that requests may be addressed to.
    package var hosts: HostPolicy { HostPolicy(listeningOn: host, names: allowedHosts) }

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

    private static func importSources(_ text: String?) throws(SettingsError) -> ImportSources? {
        guard let text else { return nil }
        guard let sources = ImportSources(text) else {
            throw SettingsError(.importSources, text: text, expected: ImportSources.expected)
        }
        return sources
    }

    private static func origins(_ text: String?) throws(SettingsError) -> OriginPolicy {
        guard let text else { return .none }
        if text == "*" { return .any }
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
        guard let policy = OriginPolicy(origins: names) else {
            throw SettingsError(
                .allowedOrigins, text: names.first { OriginPolicy.normalized($0) == nil } ?? text,
                expected: "origins without paths, separated by commas, such as https://app.example.com, or * alone")
        }
        return policy
    }

    /// Checks that the program can create files in the spool folder.
    ///
    /// - Throws: ``SettingsError`` if it cannot.
    package func checkSpoolFolder() throws(SettingsError) {
        var limits = ServerLimits()
        limits.spoolFolder = spoolFolder
        guard !limits.canSpool else { return }
        throw SettingsError(
            .spoolFolder, got: spoolFolder.map { SafeDescription.path($0) } ?? "the system's temporary folder",
            expected: "a folder in which this program can create files")
    }

    /// Returns `true` if a text has only the characters of a host name or an address with an optional zone. Messages show the
    /// host.
    static func isHost(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || $0.properties.numericType != nil || ".-_:[]%".unicodeScalars.contains($0)
            }
    }

    private static func store(_ values: SettingValues) throws(SettingsError) -> StoreLocation {
        guard let database = Setting.database.first(where: { values[$0] != nil }) else {
            return try StoreLocation(values.text(.store))
        }
        guard values[.store] == nil else {
            throw SettingsError(
                "\(Setting.store.name) and \(database.name) both locate the store; set only one of them")
        }
        return .database(try DatabaseLocation(values))
    }

    private static func folder(_ setting: Setting, _ text: String?) throws(SettingsError) -> String? {
        guard let text, SafeDescription.path(text) != "\"\(text)\"" else { return text }
        throw SettingsError(setting, got: SafeDescription.path(text), expected: "a folder's path")
    }
}
