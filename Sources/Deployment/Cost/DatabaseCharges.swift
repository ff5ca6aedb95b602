import Basics
import Infra

/// The charges for a database.
struct DatabaseCharges {
    /// The resources of all stacks.
    let index: ResourceIndex
    /// The resource.
    let item: ResourceIndex.Item

    private var properties: TemplateExpression { item.resource.properties }

    /// The charges for an instance.
    var instance: [Charge] {
        let instanceClass = properties["DBInstanceClass"]?.literalText ?? ""
        let source = index.targets(of: properties["SourceDBInstanceIdentifier"], in: item.key.stack).first
        let engine = (properties["Engine"] ?? source?.resource.properties["Engine"])?.literalText ?? "postgres"
        guard !engine.hasPrefix("aurora") else { return auroraInstance(engine, instanceClass) }
        let zones = properties["MultiAZ"]?.literalText == "true" ? "multi" : "single"
        let words = zones == "multi" ? "Multi-AZ" : "one zone"
        var charges: [Charge] = [.hourly("rds.\(engine).\(instanceClass).\(zones)", "\(instanceClass), \(words)")]
        let storage = properties["AllocatedStorage"] ?? source?.resource.properties["AllocatedStorage"]
        let type = (properties["StorageType"] ?? source?.resource.properties["StorageType"])?.literalText ?? "gp2"
        if let size = storage?.literalNumber {
            charges.append(.monthly("rds.\(type).\(zones)", "\(size) GB \(type), \(words)", Double(size)))
        }
        charges.append(.usage("rds.backup.gb", "Backups beyond the storage's size"))
        if instanceClass.hasPrefix("db.t") { charges.append(.usage("rds.credits", "CPU credits above the baseline")) }
        return charges + managedSecret
    }

    /// The charges for an Aurora cluster; its instances are charged on their own.
    var cluster: [Charge] {
        [.usage("aurora.storage.gb", "Aurora storage"), .usage("aurora.io", "Aurora I/O")] + managedSecret
    }

    private func auroraInstance(_ engine: String, _ instanceClass: String) -> [Charge] {
        guard instanceClass == "db.serverless" else {
            return [.hourly("rds.\(engine).\(instanceClass)", "\(instanceClass) (\(engine))")]
        }
        let cluster = index.targets(of: properties["DBClusterIdentifier"], in: item.key.stack).first
        let scaling = cluster?.resource.properties["ServerlessV2ScalingConfiguration"]
        guard let least = scaling?["MinCapacity"].flatMap(DatabaseCharges.number), least > 0 else {
            return [.usage("aurora.acu", "Aurora capacity")]
        }
        return [
            .hourly("aurora.acu", "\(Decimals.text(least, 1)) ACU (least)", least),
            .usage("aurora.acu", "Aurora capacity above the least"),
        ]
    }

    /// RDS keeps a managed master password in a secret of the account.
    private var managedSecret: [Charge] {
        properties["ManageMasterUserPassword"]?.literalText == "true" ? Charge.secret("Managed master secret") : []
    }

    private static func number(_ value: TemplateExpression) -> Double? { value.literalText.flatMap { Double($0) } }
}
