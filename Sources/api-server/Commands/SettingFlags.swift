import AnalyticsAPI
import ArgumentParser
import Configuration

/// The flags of the settings. All are texts here: ``ServerSettings`` reads them, wherever they come from.
struct SettingFlags: ParsableArguments {
    @Option(help: "The address to listen on (default: 127.0.0.1).")
    var host: String?

    @Option(help: "The port to listen on; 0 takes a free one (default: 8080).")
    var port: String?

    @Option(help: "Where the data lives: sqlite:PATH or postgres://… (default: sqlite:data/weir.sqlite).")
    var store: String?

    @Option(help: "The PostgreSQL server, in place of --store; its secret may say it too.")
    var dbHost: String?

    @Option(help: "The PostgreSQL server's port (default: what the secret says, else 5432).")
    var dbPort: String?

    @Option(help: "The database on the PostgreSQL server (default: what the secret says).")
    var dbName: String?

    @Option(help: "The secret in AWS Secrets Manager with the database's user and password, by ARN or name.")
    var dbSecretArn: String?

    @Option(help: "A file with the database's user and password, the same JSON as in a secret.")
    var dbSecretFile: String?

    @Option(help: "The database's user; the password is then in DB_PASSWORD.")
    var dbUser: String?

    @Option(
        help:
            "When the store's own tables are upgraded: start, or never, which leaves it to 'api-server migrate' (default: start)."
    )
    var migrate: String?

    @Option(
        help:
            "A PEM file with the authorities that can vouch for the PostgreSQL server (default: Amazon RDS's, else the system's)."
    )
    var dbCaFile: String?

    @Option(help: "A replica of the store for reads: postgres://…, beside a --store that is one.")
    var storeReplica: String?

    @Option(help: "The host of a replica of the database for reads, beside --db-host or the secret's.")
    var dbReplicaHost: String?

    @Option(help: "How many seconds the replica may be behind (default: 5).")
    var dbMaxStaleness: String?

    @Option(help: "The most connections to PostgreSQL at once (default: 10).")
    var dbConnections: String?

    @Option(help: "How many seconds a connection to PostgreSQL lives at most (default: 1800).")
    var dbConnectionLifetime: String?

    @Option(help: "How many seconds the database may take for one statement; 0 for no limit (default: 60).")
    var dbStatementTimeout: String?

    @Option(
        help: "The folder for uploads and answers whose clients are slow (default: the system's for temporary files).")
    var spoolFolder: String?

    @Option(help: "The most MiB on disk of all such uploads and answers at a time (default: 8192).")
    var spoolLimit: String?

    @Option(help: "What is open to everyone: read or all. Needed to listen on more than this machine.")
    var anonymous: String?

    @Option(
        help:
            "The host names that requests may be addressed to, separated by commas (default: this machine's own on 127.0.0.1, else any)."
    )
    var allowedHosts: String?

    @Option(help: "How many seconds requests may take to finish after SIGTERM (default: 25).")
    var drainSeconds: String?

    @Option(
        help: "How many seconds connections are still taken after SIGTERM while /health/ready fails (default: 0).")
    var drainDelay: String?

    @Option(help: "The least level of messages in the log: trace, debug, info, … (default: info).")
    var logLevel: String?

    /// Reads a setting: the flag, else the environment variable.
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

    /// The settings.
    ///
    /// - Throws: `ExitCode` 64 after saying what is wrong.
    func settings() throws -> ServerSettings {
        do {
            return try ServerSettings(reader())
        } catch {
            throw Failure.usage(error.description)
        }
    }
}
