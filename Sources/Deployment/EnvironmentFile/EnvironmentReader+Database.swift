import Infra
import ServerContract

extension EnvironmentReader {
    static let databaseKeys: [EnvironmentKey] = [
        "engine", "instance", "minimumCapacity", "maximumCapacity", "version", "minorUpgrades", "storage",
        "maximumStorage", "multiZone", "replicas", "backupDays", "backupWindow", "maintenanceWindow",
        "deletionProtection", "removal", "performanceInsights", "monitoring", "logs", "certificateAuthority", "name",
        "auth", "password", "key", "snapshot",
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
