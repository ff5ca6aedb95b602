import Infra

extension EnvironmentReader {
    static let databaseKeys: [EnvironmentKey] = [
        "instance", "version", "minorUpgrades", "storage", "maximumStorage", "multiZone", "replicas", "backupDays",
        "backupWindow", "maintenanceWindow", "deletionProtection", "removal", "performanceInsights", "monitoring",
        "logs",
        "certificateAuthority", "name", "auth", "password", "snapshot",
    ]

    /// Reads `database` into the tier's database.
    func database(_ block: SettingsReader, _ database: PostgresDatabase) -> PostgresDatabase {
        var database = database
        block.set("instance", \.instanceClass, of: &database, "instanceClass")
        block.set("version", \.version, of: &database)
        block.set("minorUpgrades", \.minorUpgrades, of: &database)
        storage(block, &database)
        block.set("multiZone", \.multiZone, of: &database)
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
        if let logs = logs(block) { database.logs = logs }
        block.set("certificateAuthority", \.certificateAuthority, of: &database)
        block.set("name", \.databaseName, of: &database, "databaseName")
        replicas(block, &database)
        block.set("snapshot", \.snapshot, of: &database)
        return database
    }

    /// Reads `database.auth`.
    func applicationLogin(_ block: SettingsReader) -> ApplicationLogin? {
        block.choice(
            "auth", ApplicationLogin.allCases.map { ($0.rawValue, $0) },
            synonyms: ["password": "secret", "token": "iam", "role": "iam"])
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
