import AnalyticsAPI
import Logging
import SecretsClient
import Storage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Makes the store that a location names.
enum StoreFactory {
    /// Makes the store, for a command.
    ///
    /// - Throws: `ExitCode`, after saying what is wrong.
    static func open(_ location: StoreLocation, logger: Logger) async throws -> any AnalyticsStore {
        do {
            return try await make(location, logger: logger)
        } catch let error as SecretError {
            throw Failure.environment("cannot read the database's credentials: \(error)")
        } catch let problem as SettingsProblem {
            throw Failure.usage(problem.description)
        } catch {
            throw Failure.environment("cannot make the folder of the SQLite file: \(error)")
        }
    }

    /// Makes the store; for SQLite the folder of its file too.
    ///
    /// - Throws: What the file system says; for a database by its parts, why its secret cannot be used.
    static func make(_ location: StoreLocation, logger: Logger) async throws -> any AnalyticsStore {
        switch location {
        case .sqlite(let path):
            if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
                try FileManager.default.createDirectory(
                    atPath: String(path[..<slash]), withIntermediateDirectories: true)
            }
            return SQLiteAnalyticsStore(path: path)
        case .postgres(let uri):
            return PostgresAnalyticsStore(uri: uri)
        case .database(let location):
            let variables = ProcessInfo.processInfo.environment
            let login = try DatabaseLogin(
                location, variables: variables,
                secretsManager: { id throws(SettingsProblem) in
                    try SecretsManagerAccess.provider(for: id, variables: variables)
                },
                observe: { $0.write(to: logger) })
            let address = try await login.address()
            return PostgresAnalyticsStore(
                uri: address.connectionString(variables: variables),
                credentials: LoggedDatabaseLogin(login: login, logger: logger))
        }
    }
}
