import Infra
import ServerContract

extension EnvironmentReader {
    static let databaseKeys: [EnvironmentKey] = [
        EnvironmentKey(
            "engine",
            "PostgreSQL on an instance of RDS, or a cluster of Aurora, whose readers share the storage. Defaults to postgres.",
            example: "aurora"),
        EnvironmentKey("instance", "The instance class. A change restarts the database.", example: "db.t4g.medium"),
        EnvironmentKey(
            "minimumCapacity", "The least capacity of a serverless cluster of Aurora, in its capacity units.",
            example: "0.5"),
        EnvironmentKey(
            "maximumCapacity", "The greatest capacity of a serverless cluster of Aurora, in its capacity units.",
            example: "8"),
        EnvironmentKey(
            "version",
            "The version of PostgreSQL, a major version or a major and a minor one. A higher major version upgrades in place.",
            example: "18"),
        EnvironmentKey(
            "minorUpgrades", "Applies minor versions of PostgreSQL in the maintenance window.", example: "true"),
        EnvironmentKey("storage", "The initial storage in GiB. It can grow and never shrink.", example: "50"),
        EnvironmentKey("maximumStorage", "The size in GiB up to which the storage grows by itself.", example: "250"),
        EnvironmentKey(
            "multiZone", "A standby in another zone, which takes over when the first fails.", example: "true"),
        EnvironmentKey("replicas", "The number of read replicas.", example: "1"),
        EnvironmentKey("backupDays", "The retention of automated backups in days.", example: "14"),
        EnvironmentKey("backupWindow", "The daily time of backups in UTC.", example: "01:00-02:00"),
        EnvironmentKey("maintenanceWindow", "The weekly time of maintenance in UTC.", example: "sun:02:30-sun:03:30"),
        EnvironmentKey("deletionProtection", "Refuses deletion of the database.", example: "true"),
        EnvironmentKey(
            "removal", "The action on the data when the database is removed or replaced.", example: "snapshot",
            standard: { $0.database.removal.rawValue.lowercased() }),
        EnvironmentKey("performanceInsights", "Records the load of statements for the last 7 days.", example: "true"),
        EnvironmentKey("monitoring", "The interval of the operating system's metrics in seconds.", example: "60"),
        EnvironmentKey(
            "logs", "The logs that are exported to CloudWatch.", example: "[postgresql]",
            standard: { KeyCatalog.text(of: $0.database.logs) }),
        EnvironmentKey(
            "certificateAuthority", "The authority of the server's certificate.", example: "rds-ca-rsa2048-g1"),
        EnvironmentKey("name", "The name of the database. A change replaces it.", example: "weir"),
        EnvironmentKey(
            "auth",
            "The login of the server: a signed token without a password, or a password of its own that rotates.",
            example: "iam", standard: { $0.applicationLogin.rawValue }),
        EnvironmentKey(
            "password", "The keeper of the master user's password: RDS, which rotates it, or a generated secret.",
            example: "managed"),
        EnvironmentKey(
            "key",
            "A key of KMS for storage, snapshots and the master secret, in place of AWS's own. A change replaces the database."
        ),
        EnvironmentKey(
            "snapshot",
            "The snapshot to restore, by name or ARN. A change replaces the database; the key stays set afterwards.",
            example: "before-upgrade"),
    ]

    /// Reads `database` into the tier's instance, or into its cluster with `engine: aurora`.
    func database(_ block: SettingsReader, _ tier: Tier) -> DatabaseChoice {
        let engines: [(String, Bool)] = [("postgres", false), ("aurora", true)]
        let words = [
            "postgresql": "postgres", "rds": "postgres", "aurora-postgresql": "aurora", "auroradb": "aurora",
        ]
        guard block.choice("engine", engines, synonyms: words) ?? false else {
            return .instance(instance(block, tier.database))
        }
        return .cluster(cluster(block, tier.aurora))
    }

    /// Reads `database.auth`.
    func applicationLogin(_ block: SettingsReader) -> DatabaseAuthentication? {
        block.choice(
            "auth", DatabaseAuthentication.allCases.map { ($0.rawValue, $0) },
            synonyms: ["password": "secret", "token": "iam", "role": "iam"])
    }

    /// Reads `database.key`.
    func encryptionKey(_ block: SettingsReader, region: String?) -> EncryptionKey {
        let place = region ?? "<region>"
        let expected = "aws, own, or a key of KMS here: arn:aws:kms:\(place):<account>:key/<id>"
        return block.optional("key", expected: expected) { text in
            if text == "aws" { return .managed }
            if text == "own" { return .own }
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"), parts[2] == "kms",
                region == nil || parts[3] == region ?? "", parts[4].utf8.count == 12, parts[5].hasPrefix("key/"),
                parts[5].utf8.count > 4, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
            else { return nil }
            return EncryptionKey.existing(ResourceARN(.literal(text)))
        } ?? .managed
    }

    private func instance(_ block: SettingsReader, _ database: PostgresDatabase) -> PostgresDatabase {
        var database = database
        refuse(
            ["minimumCapacity", "maximumCapacity"], of: block,
            "no such key with engine postgres, whose instance has a fixed size")
        block.set("instance", \.instanceClass, of: &database, "instanceClass")
        storage(block, &database)
        block.set("multiZone", \.multiZone, of: &database)
        replicas(block, &database)
        common(block, &database)
        return database
    }

    private func cluster(_ block: SettingsReader, _ cluster: AuroraCluster) -> AuroraCluster {
        var cluster = cluster
        refuse(
            ["storage", "maximumStorage"], of: block, "no such key with engine aurora, whose storage grows by itself")
        refuse(["multiZone"], of: block, "no such key with engine aurora: replicas take over in other zones")
        refuse(["password"], of: block, "no such key with engine aurora: RDS manages the password")
        if let name = block.scalar("instance") {
            refuse(
                ["minimumCapacity", "maximumCapacity"], of: block,
                "no such key beside instance: capacity units are those of a cluster without instance")
            cluster.capacity = .provisioned(DatabaseInstanceClass(name))
            block.check("instance", "instanceClass", of: cluster)
        } else {
            block.set("maximumCapacity", \.maximum, of: &cluster, "maximum")
            block.set("minimumCapacity", \.minimum, of: &cluster, "minimum")
        }
        block.set("replicas", \.readers, of: &cluster, "readers")
        common(block, &cluster)
        return cluster
    }

    /// Reads what an instance and a cluster have in common.
    private func common<Database: PostgresDescription>(_ block: SettingsReader, _ database: inout Database) {
        block.set("version", \.version, of: &database)
        block.set("minorUpgrades", \.minorUpgrades, of: &database)
        block.set("backupDays", \.backups, of: &database, "backups")
        block.set("backupWindow", \.backupWindow, of: &database)
        block.set("maintenanceWindow", \.maintenanceWindow, of: &database)
        block.set("deletionProtection", \.deletionProtection, of: &database)
        let removals: [(String, ResourceOptions.Policy)] = [
            ("snapshot", .snapshot), ("retain", .retain), ("delete", .delete),
        ]
        let removalWords = ["keep": "retain", "destroy": "delete", "remove": "delete", "backup": "snapshot"]
        if let removal = block.choice("removal", removals, synonyms: removalWords) { database.removal = removal }
        block.set("performanceInsights", \.performanceInsights, of: &database)
        block.set("monitoring", \.monitoring, of: &database, off: true)
        if let logs = logs(block) {
            database.logs = logs
            block.check("logs", "logs", of: database)
        }
        block.set("certificateAuthority", \.certificateAuthority, of: &database)
        block.set("name", \.databaseName, of: &database, "databaseName")
        block.set("snapshot", \.snapshot, of: &database)
    }

    private func refuse(_ keys: [String], of block: SettingsReader, _ expected: String) {
        for key in keys where block.has(key) { block.refuse(key, expected: expected) }
    }

    private func storage(_ block: SettingsReader, _ database: inout PostgresDatabase) {
        if block.set("storage", \.storage, of: &database) {
            let maximum = min(database.storage.gibibytes * 5, StorageSize.greatest)
            database.maximumStorage = maximum < database.leastMaximum ? nil : .gibibytes(maximum)
        }
        if database.leastMaximum > StorageSize.greatest {
            // The storage has its greatest size.
            if block.text("maximumStorage") ?? "off" != "off" {
                block.refuse("maximumStorage", expected: "off: storage has no room left to grow")
            }
        } else {
            block.set("maximumStorage", \.maximumStorage, of: &database, off: true)
        }
    }

    /// Reads `replicas` and `password`. A file that asks for replicas and names no keeper of the password gets the one that
    /// replicas need.
    private func replicas(_ block: SettingsReader, _ database: inout PostgresDatabase) {
        let isNamed = block.set(
            "password", \.masterPassword, of: &database, "masterPassword",
            synonyms: ["rds": "managed", "secret": "generated"])
        if !isNamed, block.has("replicas"), block.text("replicas") != "0" { database.masterPassword = .generated }
        block.set("replicas", \.replicas, of: &database)
    }

    /// Reads `logs`: a list of logs, or `off`.
    private func logs(_ block: SettingsReader) -> [DatabaseLog]? {
        if block.text("logs") == "off" { return [] }
        return block.list("logs", expected: "postgresql, upgrade or off", DatabaseLog.init(text:))
    }
}

/// The database of an environment file.
enum DatabaseChoice {
    /// An instance of RDS.
    case instance(PostgresDatabase)
    /// A cluster of Aurora.
    case cluster(AuroraCluster)
}
