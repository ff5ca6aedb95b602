import AWSClient
import Basics
package import Diagnostics
package import Logging
import SecretsClient
package import Storage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Creates the store at a location.
package enum StoreFactory {
    /// Creates the store of a command.
    ///
    /// - Parameters:
    ///   - waitsForSecret: `true` for a store that is created later if the database's location is in a secret that cannot be read
    ///     yet. It must be opened by a ``StoreOpener``.
    ///   - failures: Receives each failed connection to the primary.
    /// - Throws: ``CommandError``, with the code 64 for an invalid setting.
    package static func open(
        _ location: StoreLocation, connections: DatabaseConnections, replica: DatabaseReplica? = nil,
        waitsForSecret: Bool = false, failures: ConnectFailures = ConnectFailures(), logger: Logger
    ) async throws(CommandError) -> any AnalyticsStore {
        let log = DatabaseConnectionLog(logger: logger, failures: failures, elapsed: ContinuousClock().stopwatch())
        do {
            return try await make(location, connections: connections, replica: replica, log: log, logger: logger)
        } catch let error as SecretError where waitsForSecret && error.isTransient {
            return LateStore { () async throws(StorageError) in
                do {
                    return try await make(
                        location, connections: connections, replica: replica, log: log, logger: logger)
                } catch let error as SecretError {
                    log.write(error)
                    throw .unavailable(.unreachable)
                } catch {
                    throw .unexpected("\(error)")
                }
            }
        } catch let error as SecretError {
            throw CommandError.failure("cannot read the database's credentials: \(error)")
        } catch let problem as SettingsError {
            throw CommandError.usage(problem.description)
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError.failure("cannot open the \(location.kind) store: \(error)")
        }
    }

    /// Creates the store, and for SQLite the folder of its file.
    ///
    /// - Throws: ``CommandError`` if the folder cannot be created; ``SettingsError`` for an invalid location; ``SecretError`` if the
    ///   database's secret cannot be read.
    static func make(
        _ location: StoreLocation, connections: DatabaseConnections, replica: DatabaseReplica?,
        log: DatabaseConnectionLog, logger: Logger
    ) async throws -> any AnalyticsStore {
        switch location {
        case .sqlite(let path):
            try SQLiteFile(path: path).makeFolder()
            var options = SQLiteAnalyticsStore.Options()
            if let timeout = connections.statementTimeout { options.statementTimeout = .seconds(timeout) }
            return SQLiteAnalyticsStore(path: path, options: options)
        case .postgres(let uri):
            let authorities = connections.authorities
            let target = try Self.target { () throws(PostgresTargetError) in
                try PostgresTarget(uri, authorities: authorities)
            }
            var second: PostgresTarget?
            if let replica, case .uri(let text) = replica.location {
                second = try Self.target { () throws(PostgresTargetError) in
                    try PostgresTarget(text, authorities: authorities)
                }
            }
            return postgres(target, second, replica, connections, credentials: nil, log)
        case .database(let location):
            let variables = ProcessInfo.processInfo.environment
            if case .iam(let user) = location.credentials {
                return try postgres(location, user, connections, replica, variables, log: log, logger: logger)
            }
            let login = try DatabaseLogin(
                location, variables: variables,
                secretsManager: { id throws(SettingsError) in
                    try SecretsManagerAccess.provider(for: id, of: .databaseSecret, variables: variables)
                },
                observe: { log.write($0) })
            let address = try await login.address()
            let target = try Self.target(address.host, address, connections)
            var second: PostgresTarget?
            if let replica, case .host(let host) = replica.location {
                second = try Self.target(host, address, connections)
            }
            return postgres(
                target, second, replica, connections,
                credentials: LoggedDatabaseLogin(login: login, logger: logger, log: log), log)
        }
    }

    /// Creates a store whose login has a token of IAM database authentication for each server.
    private static func postgres(
        _ location: DatabaseLocation, _ user: String, _ connections: DatabaseConnections, _ replica: DatabaseReplica?,
        _ variables: [String: String], log: DatabaseConnectionLog, logger: Logger
    ) throws -> PostgresAnalyticsStore {
        guard let host = location.host, let name = location.name else {
            throw SettingsError("\(Setting.databaseHost.name) and \(Setting.databaseName.name) are required")
        }
        let address = DatabaseAddress(host: host, port: location.port ?? 5432, name: name)
        let session: AWSSession
        do { session = try AWSSession(environment: AWSEnvironment(variables)) } catch {
            throw SettingsError("\(Setting.databaseAuthentication.name): no AWS configuration: \(error)")
        }
        func server(_ host: String) throws -> (target: PostgresTarget, login: IAMDatabaseLogin) {
            let target = try Self.target(host, address, connections)
            // The server sees the token as it is.
            guard target.verifiesServer else {
                throw SettingsError(
                    "\(Setting.databaseAuthentication.name) is \"iam\", which requires TLS to a verified server: remove "
                        + "PGSSLMODE, and set \(Setting.databaseHost.name) to the endpoint of a database on another machine"
                )
            }
            let login = try IAMDatabaseLogin.make(
                user: user, host: host, port: address.port, session: session, logger: logger, log: log)
            return (target, login)
        }
        let primary = try server(host)
        var second: (target: PostgresTarget, login: IAMDatabaseLogin)?
        if let replica, case .host(let host) = replica.location { second = try server(host) }
        return postgres(
            primary.target, second?.target, replica, connections, credentials: primary.login,
            replicaCredentials: second?.login, log)
    }

    private static func target(
        _ host: String, _ address: DatabaseAddress, _ connections: DatabaseConnections
    ) throws(SettingsError) -> PostgresTarget {
        try target { () throws(PostgresTargetError) in
            try PostgresTarget(
                host: host, port: address.port, database: address.name, authorities: connections.authorities)
        }
    }

    /// Describes an invalid target with the names of settings.
    private static func target(
        _ make: () throws(PostgresTargetError) -> PostgresTarget
    ) throws(SettingsError) -> PostgresTarget {
        do { return try make() } catch { throw SettingsError(error) }
    }

    private static func postgres(
        _ target: PostgresTarget, _ second: PostgresTarget?, _ replica: DatabaseReplica?,
        _ connections: DatabaseConnections, credentials: (any PostgresCredentialsProvider)?,
        replicaCredentials: (any PostgresCredentialsProvider)? = nil, _ log: DatabaseConnectionLog
    ) -> PostgresAnalyticsStore {
        var options = PostgresAnalyticsStore.Options()
        if let maximum = connections.maximum { options.connections = maximum }
        if let lifetime = connections.lifetime { options.connectionLifetime = .seconds(lifetime) }
        if let seconds = replica?.maxStaleness { options.maxStaleness = .seconds(seconds) }
        if let timeout = connections.statementTimeout { options.statementTimeout = .seconds(timeout) }
        let authorities = [PostgresRole.primary: target.chosenAuthorities, .replica: second?.chosenAuthorities]
        return PostgresAnalyticsStore(
            target: target, replica: second, credentials: credentials, replicaCredentials: replicaCredentials,
            options: options,
            untrusted: { log.write($0, of: $1, authorities: authorities[$1] ?? nil) },
            unreachable: { log.write($0, of: $1) })
    }
}

extension SettingsError {
    /// Describes an invalid target with the names of settings.
    init(_ problem: PostgresTargetError) {
        let file = Setting.databaseAuthorities
        switch problem {
        case .authoritiesMissing(let path):
            self.init("\(file.name): the file \(SafeDescription.path(path)) does not exist or is not readable")
        case .noAuthorities: self.init("\(problem), or with \(file.name)")
        default: self.init(problem.description)
        }
    }
}
