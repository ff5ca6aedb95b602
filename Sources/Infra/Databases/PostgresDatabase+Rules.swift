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
            PropertyRule(
                "rotation", { $0.rotation.flatMap { $0.faults.isEmpty ? nil : $0.days } },
                ValidValues("every 1 to 1000 days") { _ in false }),
        ] + commonRules
    }

    /// The least valid `maximumStorage` in GiB ("Managing capacity automatically with Amazon RDS storage autoscaling").
    package var leastMaximum: Int {
        let size = min(max(0, storage.gibibytes), StorageSize.greatest)
        return (size * 11 + 9) / 10
    }
}
