import Logging
import ServerContract

extension Setting {
    /// The type of a setting's value.
    package enum ValueType: Hashable, Sendable {
        /// Any text, which the setting's own rule validates.
        case text
        /// A whole number in a range.
        case number(ClosedRange<Int>)
        /// One of a few words.
        case choice([String])
    }

    /// The default of a setting.
    package enum Default: Hashable, Sendable {
        /// A value.
        case value(String)
        /// A value that depends on other settings or on the system, in words.
        case described(String)
        /// No default: the setting is optional.
        case none
    }

    /// The type, the default and the help text of a setting.
    package struct Definition: Hashable, Sendable {
        /// The type of the value.
        package let type: ValueType
        /// The default.
        package let fallback: Default
        /// The meaning of the setting, as a noun phrase in Markdown.
        package let help: String

        init(_ help: String, _ type: ValueType = .text, default fallback: Default = .none) {
            self.type = type
            self.fallback = fallback
            self.help = help
        }
    }

    /// The type, the default and the help text.
    package var definition: Definition {
        switch self {
        case .host: Definition("the address to listen on", default: .value("127.0.0.1"))
        case .port:
            Definition("the port to listen on; 0 selects a free port", .number(0...65_535), default: .value("8080"))
        case .adminHost:
            Definition("the address of the administration port", default: .value("127.0.0.1"))
        case .adminPort:
            Definition(
                "the port of `/metrics` and a second set of health checks; 0 selects a free port", .number(0...65_535),
                default: .described("no such port"))
        case .store:
            Definition(
                "the location of the store: `sqlite:PATH` or `postgres://…`", default: .value("sqlite:data/weir.sqlite")
            )
        case .databaseHost, .databasePort, .databaseName, .databaseSecret, .databaseSecretFile,
            .databaseAuthentication, .databaseUser, .databasePassword, .databaseAuthorities, .databaseConnections,
            .databaseConnectionLifetime,
            .databaseStatementTimeout:
            databaseDefinition
        case .applicationUser, .applicationAuthentication, .applicationSecret: applicationDefinition
        case .storeReplica, .databaseReplicaHost, .maxStaleness: replicaDefinition
        case .migrate:
            Definition(
                "the time of schema migrations: `auto` at start, or `never` if the operator runs `api-server migrate`",
                .choice(MigrationMode.allCases.map(\.rawValue)), default: .value(MigrationMode.auto.rawValue))
        case .spoolFolder:
            Definition(
                "the folder for the spooled uploads and answers of slow clients",
                default: .described("the system's temporary folder"))
        case .spoolLimit:
            Definition(
                "the maximum disk space for all spooled uploads and answers, in MiB", .number(1...(1 << 24)),
                default: .value("8192"))
        case .anonymous:
            Definition(
                "the operations that anonymous clients may perform: `none`, `read` or `all`",
                .choice(AnonymousAccess.allCases.map(\.rawValue)),
                default: .described(
                    "`none` with an administrator's key or an identity provider; else `all` on a loopback address; else required"
                ))
        case .adminSecret:
            Definition("the ARN or name of a secret in AWS Secrets Manager with the administrator's key")
        case .adminSecretFile: Definition("a file with the administrator's key")
        case .identity:
            Definition("the identity providers whose tokens are accepted, and the rights they give, as a JSON document")
        case .identityFile: Definition("a file with that document")
        case .allowedHosts:
            Definition(
                "the host names that requests may be addressed to, separated by commas",
                default: .described("loopback names on a loopback address, else any"))
        case .allowedOrigins:
            Definition(
                "the origins of web pages that may use the API, separated by commas, or `*` for any to read",
                default: .described("only the server's own"))
        case .importSources:
            Definition(
                "the objects in Amazon S3 that clients may import, as `s3://BUCKET` or `s3://BUCKET/PREFIX/`, separated by commas",
                default: .described("none"))
        case .idleTimeout:
            Definition(
                "the idle time-out of a client's connection, in seconds; more than a load balancer's",
                .number(1...4100),
                default: .value(String(ServerTimeouts().idle)))
        case .drainSeconds:
            Definition(
                "the time for requests in flight to finish after SIGTERM, in seconds", .number(0...3600),
                default: .value("25"))
        case .drainDelay:
            Definition(
                "the time after SIGTERM during which connections are still accepted while `/health/ready` fails, in seconds",
                .number(0...600), default: .value("0"))
        case .logLevel:
            Definition(
                "the minimum level of log messages: `trace`, `debug`, `info`, `notice`, `warning`, `error` or `critical`",
                .choice(Logger.Level.allCases.map(\.rawValue)),
                default: .value(Logger.Level.info.rawValue))
        case .serverTiming:
            Definition(
                "the header `Server-Timing` on answers to clients with rights: `on` or `off`", .choice(["on", "off"]),
                default: .value("on"))
        case .metrics, .otlpEndpoint, .otlpTracesEndpoint, .otlpMetricsEndpoint, .otlpHeaders, .serviceName,
            .resourceAttributes, .samplerRatio, .exportInterval:
            telemetryDefinition
        case .configurationFile:
            Definition(
                "a file with settings, as lines of the form `VARIABLE=VALUE`; flags and the environment take precedence"
            )
        }
    }

    private var telemetryDefinition: Definition {
        switch self {
        case .metrics:
            Definition(
                "the way of metrics besides OTLP: `prometheus` at `ADMIN_PORT`, or `emf` also as lines on standard output",
                .choice(["prometheus", "emf"]), default: .value("prometheus"))
        case .otlpEndpoint:
            Definition("the base URL of a receiver of OTLP over HTTP, such as `http://127.0.0.1:4318`")
        case .otlpTracesEndpoint:
            Definition("the URL that traces are exported to", default: .described("`/v1/traces` below the base URL"))
        case .otlpMetricsEndpoint:
            Definition("the URL that metrics are exported to", default: .described("`/v1/metrics` below the base URL"))
        case .otlpHeaders: Definition("header fields of exports, such as `name=value,name2=value2`")
        case .serviceName: Definition("the name of the service in telemetry", default: .value("weir"))
        case .resourceAttributes:
            Definition("further attributes of the process in telemetry, such as `name=value,name2=value2`")
        case .samplerRatio:
            Definition(
                "the share of traces that are exported where the client has not decided, from 0 to 1",
                default: .value("1"))
        default:
            Definition(
                "the time between two exports of metrics, in milliseconds", .number(1000...3_600_000),
                default: .value("60000"))
        }
    }

    private var databaseDefinition: Definition {
        switch self {
        case .databaseHost:
            Definition(
                "the host of the PostgreSQL server, instead of `--store`", default: .described("the secret's `host`"))
        case .databasePort:
            Definition(
                "the port of the PostgreSQL server", .number(1...65_535),
                default: .described("the secret's `port`, else 5432"))
        case .databaseName:
            Definition("the name of the PostgreSQL database", default: .described("the secret's `dbname`"))
        case .databaseSecret:
            Definition("the ARN or name of a secret in AWS Secrets Manager with the database's user and password")
        case .databaseSecretFile:
            Definition("a file with the database's user and password, in the JSON format of a secret")
        case .databaseAuthentication:
            Definition(
                "the authentication with the database: `secret`, or `iam` for IAM database authentication of `DB_USER`",
                .choice(DatabaseAuthentication.allCases.map(\.rawValue)),
                default: .value(DatabaseAuthentication.secret.rawValue))
        case .databaseUser:
            Definition("the user of the database, with the password in `DB_PASSWORD` unless `DB_AUTH` is `iam`")
        case .databasePassword: Definition("the password of `DB_USER`")
        case .databaseAuthorities:
            Definition(
                "a PEM file of the certificate authorities for the PostgreSQL server",
                default: .described("Amazon RDS's, else the system's"))
        case .databaseConnections:
            Definition("the maximum number of connections to PostgreSQL", .number(1...1000), default: .value("10"))
        case .databaseConnectionLifetime:
            Definition(
                "the maximum lifetime of a connection to PostgreSQL, in seconds", .number(1...86_400),
                default: .value("1800"))
        default:
            Definition(
                "the time-out of a database statement, in seconds; 0 disables it", .number(0...86_400),
                default: .value(String(ServerTimeouts().statement)))
        }
    }

    private var applicationDefinition: Definition {
        switch self {
        case .applicationUser: Definition("for `migrate`: the login of the application, which it makes")
        case .applicationAuthentication:
            Definition(
                "for `migrate`: the authentication of that login: `secret` or `iam`",
                .choice(DatabaseAuthentication.allCases.map(\.rawValue)),
                default: .value(DatabaseAuthentication.secret.rawValue))
        default: Definition("for `migrate`: the ARN or name of the secret with that login's user and password")
        }
    }

    private var replicaDefinition: Definition {
        switch self {
        case .storeReplica:
            Definition("the URI of a replica for reads, for a `--store` with `postgres://…`")
        case .databaseReplicaHost:
            Definition("the host of a replica for reads, for a database from `DB_HOST` or a secret")
        default:
            Definition(
                "the maximum staleness of reads from the replica, in seconds", .number(1...86_400),
                default: .value("5"))
        }
    }
}

extension Setting.Definition {
    /// The help text of a flag: a sentence with the default.
    package var flagHelp: String {
        switch fallback {
        case .value(let text), .described(let text): flagHelp(fallback: text)
        case .none: flagHelp(fallback: nil)
        }
    }

    /// Returns the help text of a flag with another default; `nil` for none.
    package func flagHelp(fallback: String?) -> String {
        let text = help.prefix(1).uppercased() + help.dropFirst()
        return (text + (fallback.map { " (default: \($0))" } ?? "") + ".").filter { $0 != "`" }
    }
}

extension Setting {
    /// The setting's row of the table in `Docs/API.md`.
    package var documentationRow: String {
        let definition = self.definition
        let fallback =
            switch definition.fallback {
            case .value(let value): "`\(value)`"
            case .described(let text): text
            case .none: ""
            }
        return [flag.map { "`\($0)`" } ?? "", "`\(variable)`", fallback, definition.help]
            .reduce("|") { $0 + ($1.isEmpty ? " |" : " \($1) |") }
    }
}
