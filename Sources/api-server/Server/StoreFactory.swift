import AnalyticsAPI
import Basics
import Diagnostics
import Logging
import SecretsClient
import Storage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Creates the store at a location.
enum StoreFactory {
    /// Creates the store of a command.
    ///
    /// - Parameter failures: Receives each failed connection to the primary.
    /// - Throws: `ExitCode`, after printing the reason.
    static func open(
        _ location: StoreLocation, connections: DatabaseConnections, replica: DatabaseReplica? = nil,
        failures: ConnectFailures = ConnectFailures(), logger: Logger
    ) async throws -> any AnalyticsStore {
        let log = DatabaseConnectionLog(logger: logger, failures: failures, elapsed: ContinuousClock().stopwatch())
        do {
            return try await make(location, connections: connections, replica: replica, log: log, logger: logger)
        } catch let error as SecretError {
            throw Failure.environment("cannot read the database's credentials: \(error)")
        } catch let problem as SettingsError {
            throw Failure.usage(problem.description)
        } catch {
            throw Failure.environment("cannot create the folder of the SQLite file: \(error)")
        }
    }

    /// Creates the store, and for SQLite the folder of its file.
    ///
    /// - Throws: An error of the file system; ``SettingsError`` for an invalid location; ``SecretError`` if the database's
    ///   secret cannot be read.
    static func make(
        _ location: StoreLocation, connections: DatabaseConnections, replica: DatabaseReplica?,
        log: DatabaseConnectionLog, logger: Logger
    ) async throws -> any AnalyticsStore {
        switch location {
        case .sqlite(let path):
            if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
                try FileManager.default.createDirectory(
                    atPath: String(path[..<slash]), withIntermediateDirectories: true)
            }
            var options = SQLiteAnalyticsStore.Options()
            if let timeout = connections.statementTimeout { options.statementTimeout = .seconds(timeout) }
            return SQLiteAnalyticsStore(path: path, options: options)
        case .postgres(let uri):
            var second: (String, DatabaseReplica)?
            if let replica, case .uri(let text) = replica.location { second = (text, replica) }
            return try postgres(uri, second, connections, credentials: nil, log)
        case .database(let location):
            let variables = ProcessInfo.processInfo.environment
            let login = try DatabaseLogin(
                location, variables: variables,
                secretsManager: { id throws(SettingsError) in
                    try SecretsManagerAccess.provider(for: id, variables: variables)
                },
                observe: { log.write($0) })
            let address = try await login.address()
            var second: (String, DatabaseReplica)?
            if let replica, case .host(let host) = replica.location {
                second = (
                    DatabaseAddress(host: host, port: address.port, name: address.name).connectionString, replica
                )
            }
            return try postgres(
                address.connectionString, second, connections,
                credentials: LoggedDatabaseLogin(login: login, logger: logger, log: log), log)
        }
    }

    private static func postgres(
        _ text: String, _ replica: (target: String, settings: DatabaseReplica)?, _ connections: DatabaseConnections,
        credentials: LoggedDatabaseLogin?, _ log: DatabaseConnectionLog
    ) throws(SettingsError) -> PostgresAnalyticsStore {
        let target: PostgresTarget
        var second: PostgresTarget?
        do {
            target = try PostgresTarget(text, authorities: connections.authorities)
            if let replica { second = try PostgresTarget(replica.target, authorities: connections.authorities) }
        } catch {
            throw SettingsError(error)
        }
        var options = PostgresAnalyticsStore.Options()
        if let maximum = connections.maximum { options.connections = maximum }
        if let lifetime = connections.lifetime { options.connectionLifetime = .seconds(lifetime) }
        if let seconds = replica?.settings.maxStaleness { options.maxStaleness = .seconds(seconds) }
        if let timeout = connections.statementTimeout { options.statementTimeout = .seconds(timeout) }
        let authorities = [PostgresRole.primary: target.chosenAuthorities, .replica: second?.chosenAuthorities]
        return PostgresAnalyticsStore(
            target: target, replica: second, credentials: credentials, options: options,
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
