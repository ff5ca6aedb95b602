import AnalyticsAPI
import ArgumentParser
import Configuration

/// The flags of the settings, as text. ``ServerSettings`` validates them.
struct SettingFlags: ParsableArguments {
    @Option(help: "The address to listen on (default: 127.0.0.1).")
    var host: String?

    @Option(help: "The port to listen on; 0 selects a free port (default: 8080).")
    var port: String?

    @Option(help: "The location of the store: sqlite:PATH or postgres://… (default: sqlite:data/weir.sqlite).")
    var store: String?

    @Option(help: "The host of the PostgreSQL server, instead of --store (default: the secret's host).")
    var dbHost: String?

    @Option(help: "The port of the PostgreSQL server (default: the secret's port, else 5432).")
    var dbPort: String?

    @Option(help: "The name of the PostgreSQL database (default: the secret's dbname).")
    var dbName: String?

    @Option(help: "The ARN or name of the secret in AWS Secrets Manager with the database's user and password.")
    var dbSecretArn: String?

    @Option(help: "A file with the database's user and password, in the JSON format of a secret.")
    var dbSecretFile: String?

    @Option(help: "The user of the database; DB_PASSWORD holds the password.")
    var dbUser: String?

    @Option(
        help:
            "The time of schema migrations: at the server's start, or never if the operator runs 'api-server migrate' (default: start)."
    )
    var migrate: String?

    @Option(
        help:
            "A PEM file of the certificate authorities for the PostgreSQL server (default: Amazon RDS's, else the system's)."
    )
    var dbCaFile: String?

    @Option(help: "The postgres:// URI of a replica for reads, for a --store with a postgres:// URI.")
    var storeReplica: String?

    @Option(help: "The host of a replica for reads, for a database from --db-host or a secret.")
    var dbReplicaHost: String?

    @Option(help: "The maximum staleness of reads from the replica, in seconds (default: 5).")
    var dbMaxStaleness: String?

    @Option(help: "The maximum number of connections to PostgreSQL (default: 10).")
    var dbConnections: String?

    @Option(help: "The maximum lifetime of a connection to PostgreSQL, in seconds (default: 1800).")
    var dbConnectionLifetime: String?

    @Option(help: "The time-out of a database statement, in seconds; 0 disables it (default: 60).")
    var dbStatementTimeout: String?

    @Option(
        help: "The folder for the spooled uploads and answers of slow clients (default: the system's temporary folder)."
    )
    var spoolFolder: String?

    @Option(help: "The maximum disk space for all spooled uploads and answers, in MiB (default: 8192).")
    var spoolLimit: String?

    @Option(
        help: "The operations that anonymous clients may perform: read or all. Required on any but a loopback address.")
    var anonymous: String?

    @Option(
        help:
            "The host names that requests may be addressed to, separated by commas (default: loopback names on a loopback address, else any)."
    )
    var allowedHosts: String?

    @Option(help: "The time for requests in flight to finish after SIGTERM, in seconds (default: 25).")
    var drainSeconds: String?

    @Option(
        help:
            "The time after SIGTERM during which the server still accepts connections while /health/ready fails, in seconds (default: 0)."
    )
    var drainDelay: String?

    @Option(help: "The minimum level of log messages: trace, debug, info, … (default: info).")
    var logLevel: String?

    /// Returns a function that reads a setting: the flag, else the environment variable.
    func reader() -> (Setting) -> String? {
        let flags: [(Setting, String?)] = [
            (.host, host), (.port, port), (.store, store), (.databaseHost, dbHost), (.databasePort, dbPort),
            (.databaseName, dbName), (.databaseSecret, dbSecretArn), (.databaseSecretFile, dbSecretFile),
            (.databaseUser, dbUser), (.databaseAuthorities, dbCaFile), (.databaseConnections, dbConnections),
            (.databaseConnectionLifetime, dbConnectionLifetime), (.databaseStatementTimeout, dbStatementTimeout),
            (.migrate, migrate), (.storeReplica, storeReplica),
            (.databaseReplicaHost, dbReplicaHost),
            (.maxStaleness, dbMaxStaleness), (.spoolFolder, spoolFolder), (.spoolLimit, spoolLimit),
            (.anonymous, anonymous), (.allowedHosts, allowedHosts),
            (.drainSeconds, drainSeconds),
            (.drainDelay, drainDelay),
            (.logLevel, logLevel),
        ]
        var given: [AbsoluteConfigKey: ConfigValue] = [:]
        for case (let setting, let text?) in flags {
            let key = AbsoluteConfigKey(setting.rawValue.split(separator: ".").map { String($0) })
            given[key] = ConfigValue(.string(text), isSecret: setting.isSecret)
        }
        let reader = ConfigReader(providers: [
            InMemoryProvider(name: "flags", values: given), EnvironmentVariablesProvider(),
        ])
        return { setting in
            let key = ConfigKey(setting.rawValue.split(separator: ".").map { String($0) })
            return reader.string(forKey: key, isSecret: setting.isSecret)
        }
    }

    /// Reads and validates the settings.
    ///
    /// - Throws: `ExitCode` 64, after printing the error.
    func settings() throws -> ServerSettings {
        do {
            return try ServerSettings(reader())
        } catch {
            throw Failure.usage(error.description)
        }
    }
}
