extension PostgresDatabase {
    /// The rules of the properties.
    public static var rules: [PropertyRule<PostgresDatabase>] {
        [
            PropertyRule("instanceClass", { $0.instanceClass }, DatabaseInstanceClass.valid),
            PropertyRule("storage", { $0.storage }, StorageSize.valid(20...StorageSize.greatest)),
            PropertyRule("maximumStorage", { $0.maximumStorage }) { database in
                StorageSize.valid(database.leastMaximum...max(database.leastMaximum, StorageSize.greatest))
            },
            PropertyRule("replicas", { $0.replicas }) { database in
                // "Limitations for Secrets Manager integration with Amazon RDS" in the RDS user guide.
                database.masterPassword == .generated
                    ? .range(0...15)
                    : ValidValues(
                        "0: RDS makes no read replica of an instance whose master password it manages, only of one with a "
                            + "generated password"
                    ) { $0 == 0 }
            },
            PropertyRule("backups", { $0.backups }, BackupRetention.valid),
            PropertyRule("backupWindow", { $0.backupWindow }, BackupWindow.valid),
            PropertyRule("maintenanceWindow", { $0.maintenanceWindow }) {
                MaintenanceWindow.valid(beside: $0.backupWindow)
            },
            PropertyRule("monitoring", { $0.monitoring }, MonitoringInterval.valid),
            PropertyRule("databaseName", { $0.databaseName }, DatabaseNames.databases),
            PropertyRule("username", { $0.username }, DatabaseNames.users),
            PropertyRule("snapshot", { $0.snapshot }, DatabaseNames.snapshots),
        ]
    }

    /// The least valid `maximumStorage` in GiB ("Managing capacity automatically with Amazon RDS storage autoscaling").
    package var leastMaximum: Int {
        let size = min(max(0, storage.gibibytes), StorageSize.greatest)
        return (size * 11 + 9) / 10
    }
}

/// The names that RDS accepts for PostgreSQL.
enum DatabaseNames {
    /// The names of databases, without the engine's reserved words.
    static var databases: ValidValues<String> {
        ValidValues("letters, digits and underscores, a letter first, at most 63 characters, and no reserved name") {
            let reserved = ["database", "db", "postgres", "rdsadmin", "template0", "template1"]
            return isIdentifier($0) && !reserved.contains($0.lowercased())
        }
    }

    /// The names of users.
    static var users: ValidValues<String> {
        ValidValues("letters, digits and underscores, a letter first, at most 63 characters", contains: isIdentifier)
    }

    /// The identifiers and ARNs of snapshots.
    static var snapshots: ValidValues<String> {
        ValidValues("the identifier or ARN of a snapshot") { text in
            (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 32 && $0 < 127 }
        }
    }

    private static func isIdentifier(_ text: String) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (65...90).contains(byte) }
        guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 63 else { return false }
        return text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == 95 }
    }
}
