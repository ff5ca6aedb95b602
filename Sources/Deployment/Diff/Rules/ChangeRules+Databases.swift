import Infra

extension ChangeRules {
    /// Rules about databases and caches.
    static let databases: [ChangeRule] = [
        ChangeRule(
            id: "major-upgrade-not-allowed", severity: .refused,
            why:
                "RDS refuses another major version unless AllowMajorVersionUpgrade is true (ModifyDBInstance, EngineVersion).",
            fix:
                "Set AllowMajorVersionUpgrade for this deployment, take a snapshot first, and test the upgrade on a copy.",
            find: { context in
                versions(context).compactMap { pair, old, new -> ChangeRule.Hit? in
                    guard old.major != new.major, old < new, !pair.new.type.hasPrefix("AWS::ElastiCache::"),
                        pair.new.literal("AllowMajorVersionUpgrade") != "true", !isReplaced(pair.change)
                    else { return nil }
                    return ChangeRule.Hit(
                        subject: pair.id, words: "\(pair.id) goes from major version \(text(old)) to \(text(new)).")
                }
            }),
        ChangeRule(
            id: "major-upgrade-and-parameters", severity: .refused,
            why: "The parameter group in use has to be of the family of the new major version (ModifyDBInstance, "
                + "EngineVersion).",
            fix: "Change the family of the parameter group together with the version.",
            find: { context in
                versions(context).compactMap { pair, old, new -> ChangeRule.Hit? in
                    guard old.major != new.major,
                        let name = ["DBParameterGroupName", "DBClusterParameterGroupName"].lazy
                            .compactMap({ pair.new.properties[$0] }).first,
                        let group = ChangeContext.references(name).compactMap({ context.new.resources[$0] }).first,
                        let family = group.literal("Family"), !family.hasSuffix(text(new.major))
                    else { return nil }
                    return ChangeRule.Hit(
                        subject: pair.id, words: "\(pair.id) goes to version \(text(new)) with parameters of \(family)."
                    )
                }
            }),
        ChangeRule(
            id: "engine-downgrade", severity: .refused,
            why: "No engine goes back to an older version.",
            fix: "Restore a snapshot of the older version into a new database.",
            find: { context in
                versions(context).compactMap { pair, old, new -> ChangeRule.Hit? in
                    guard new < old, !isReplaced(pair.change) else { return nil }
                    return ChangeRule.Hit(
                        subject: pair.id, words: "\(pair.id) goes from version \(text(old)) back to \(text(new)).")
                }
            }),
        ChangeRule(
            id: "storage-shrinks", severity: .refused,
            why: "RDS only enlarges storage (ModifyDBInstance, AllocatedStorage).",
            fix: "Keep the size; or copy the data into a new, smaller database.",
            find: { context in
                context.pairs("AWS::RDS::DBInstance").compactMap { pair -> ChangeRule.Hit? in
                    guard let old = pair.old.literal("AllocatedStorage").flatMap({ Int($0) }),
                        let new = pair.new.literal("AllocatedStorage").flatMap({ Int($0) }), new < old,
                        !isReplaced(pair.change)
                    else { return nil }
                    return ChangeRule.Hit(subject: pair.id, words: "\(pair.id) shrinks from \(old) to \(new) GiB.")
                }
            }),
        ChangeRule(
            id: "snapshot-removed", severity: .risk,
            why:
                "Without DBSnapshotIdentifier an empty database takes the place of the restored one (AWS::RDS::DBInstance, "
                + "DBSnapshotIdentifier).",
            fix: "Keep the identifier of the snapshot that the database was restored from.",
            find: { context in
                context.pairs("AWS::RDS::DBInstance", "AWS::RDS::DBCluster").compactMap { pair -> ChangeRule.Hit? in
                    let names = ["DBSnapshotIdentifier", "SnapshotIdentifier", "DBClusterSnapshotIdentifier"]
                    guard let name = names.first(where: { pair.old.properties[$0] != nil }),
                        pair.new.properties[name] == nil
                    else { return nil }
                    return ChangeRule.Hit(subject: pair.id, words: "\(pair.id) loses its \(name).")
                }
            }),
        ChangeRule(
            id: "scaled-count", severity: .risk,
            why: "A deployment sets the written count and undoes what autoscaling chose.",
            fix: "Leave DesiredCount out while the service is scaled; set MinCapacity instead.",
            find: { context in
                let targets = ChangeContext.resources(context.new, "AWS::ApplicationAutoScaling::ScalableTarget")
                return ChangeContext.resources(context.new, "AWS::ECS::Service").compactMap {
                    id, resource -> ChangeRule.Hit? in
                    let scaling = targets.filter {
                        ChangeContext.references($0.resource.properties["ResourceId"]).contains(id)
                    }
                    let isChanged = context.verdict(id) != nil || scaling.contains { context.verdict($0.id) != nil }
                    guard resource.properties["DesiredCount"] != nil, !scaling.isEmpty, isChanged else { return nil }
                    return ChangeRule.Hit(subject: id, words: "\(id) has a DesiredCount and is scaled.")
                }
            }),
    ]

    private static func versions(
        _ context: ChangeContext
    ) -> [(pair: ChangeContext.Pair, old: EngineVersion, new: EngineVersion)] {
        let pairs = context.pairs(
            "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::ElastiCache::ReplicationGroup",
            "AWS::ElastiCache::ServerlessCache")
        return pairs.compactMap { pair -> (pair: ChangeContext.Pair, old: EngineVersion, new: EngineVersion)? in
            let isServerless = pair.new.type == "AWS::ElastiCache::ServerlessCache"
            let property = isServerless ? "MajorEngineVersion" : "EngineVersion"
            guard let old = pair.old.literal(property).flatMap(EngineVersion.init),
                let new = pair.new.literal(property).flatMap(EngineVersion.init)
            else { return nil }
            return (pair, old, new)
        }
    }

    /// A replaced resource takes every value at its creation.
    private static func isReplaced(_ change: ResourceChange) -> Bool { change.verdict == .replace }

    private static func text(_ version: EngineVersion) -> String { text(version.numbers) }

    private static func text(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ".") }
}
