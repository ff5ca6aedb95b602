import Basics
import Infra
import ServerContract

/// A Compose file that runs an environment's server with a PostgreSQL server on one machine.
///
/// Source of the keys: the Compose Specification (`compose-spec.json`).
package struct ComposeExport: Sendable {
    /// The environment.
    package let settings: ExportSettings

    /// Creates an export.
    package init(_ settings: ExportSettings) {
        self.settings = settings
    }

    private var name: String { settings.application }

    /// The file.
    package var documents: YAMLDocuments {
        YAMLDocuments(
            comment: [
                "\(name) \(settings.environment) on one machine, made by infra-cli export compose.",
                "",
                "Before the first start, make the secrets. The containers' users read them, so their folder protects them:",
                "  mkdir -m 700 secrets",
                "  openssl rand -hex 24 > secrets/password",
                "  printf '{\"username\":\"\(user)\",\"password\":\"%s\"}' \"$(cat secrets/password)\" > secrets/database.json",
                "  openssl rand -hex 24 > secrets/admin-key",
                "  chmod 644 secrets/*",
            ],
            [
                [
                    "name": .string("\(name)-\(settings.environment)"),
                    "services": ["server": server, "database": database],
                    "networks": [
                        "clients": [:],
                        // The database has no way out of the machine.
                        "data": ["internal": true],
                    ],
                    "volumes": ["database": [:]],
                    "secrets": [
                        "password": ["file": "./secrets/password"],
                        "database.json": ["file": "./secrets/database.json"],
                        "admin-key": ["file": "./secrets/admin-key"],
                    ],
                ]
            ])
    }

    private var user: String { settings.database.username }

    private var server: TemplateExpression {
        let size = settings.service.size
        let environment: [(String, String)] =
            [
                (ServerVariable.databaseHost.name, "database"),
                (ServerVariable.databaseName.name, settings.database.databaseName),
                (ServerVariable.databasePort.name, "5432"),
                ("DB_SECRET_FILE", "/run/secrets/database.json"), (ServerVariable.host.name, "0.0.0.0"),
                // The connection does not leave the machine, and the database has no certificate.
                ("PGSSLMODE", "disable"), (ServerVariable.port.name, String(settings.port)), ("SQLITE_TMPDIR", "/tmp"),
                (ServerVariable.adminSecretFile.name, "/run/secrets/admin-key"),
            ] + (settings.anonymous == .none ? [] : [(ServerVariable.anonymous.name, settings.anonymous.rawValue)])
        return [
            "image": .string(settings.image), "platform": .string("linux/\(settings.platform)"),
            "user": .string(settings.service.user), "read_only": true, "init": true,
            "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"],
            "tmpfs": ["/tmp"],
            "cpus": .string(Decimals.text(Double(size.cpu) / 1024, 2)), "mem_limit": .string("\(size.memory)m"),
            "environment": .object(
                environment.sorted { $0.0 < $1.0 }.map { .init($0.0, .string($0.1)) }),
            "secrets": ["database.json", "admin-key"],
            // Other machines cannot connect; put a server with TLS in front before they can.
            "ports": [.string("127.0.0.1:\(settings.port):\(settings.port)")],
            "networks": ["clients", "data"],
            "depends_on": ["database": ["condition": "service_healthy"]],
            "healthcheck": [
                "test": ["CMD", "api-server", "health"], "interval": "30s", "timeout": "5s", "retries": 3,
                "start_period": "30s",
            ],
            "stop_grace_period": .string("\(settings.service.stopTimeout.seconds)s"),
            "restart": "unless-stopped",
        ]
    }

    private var database: TemplateExpression {
        let major = settings.database.version.major
        // From version 18 on, the image's volume is the folder above the versions' data.
        let folder = major >= 18 ? "/var/lib/postgresql" : "/var/lib/postgresql/data"
        let check = "pg_isready --username=\(user) --dbname=\(settings.database.databaseName)"
        return [
            "image": .string("postgres:\(major)"), "read_only": true, "cap_drop": ["ALL"],
            // The image's start script changes the owner of its folder and its own user.
            "cap_add": ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"],
            "security_opt": ["no-new-privileges:true"],
            "tmpfs": ["/tmp", "/var/run/postgresql"], "shm_size": "256m",
            "environment": [
                "POSTGRES_DB": .string(settings.database.databaseName),
                "POSTGRES_PASSWORD_FILE": "/run/secrets/password", "POSTGRES_USER": .string(user),
            ],
            "secrets": ["password"],
            "volumes": [.string("database:\(folder)")],
            "networks": ["data"],
            "healthcheck": [
                "test": ["CMD-SHELL", .string(check)], "interval": "5s", "timeout": "5s", "retries": 12,
                "start_period": "30s",
            ],
            "stop_grace_period": "60s",
            "restart": "unless-stopped",
        ]
    }
}
