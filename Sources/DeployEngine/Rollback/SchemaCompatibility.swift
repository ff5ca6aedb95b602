/// The schema of the database as it is now, and the releases that can serve it.
///
/// Migrations are never reverted. A release can serve a schema that is ahead of it if the later migrations only added objects that
/// it ignores; each migration states the lowest level that a program must know.
package struct SchemaCompatibility: Sendable, Hashable {
    /// The level of the schema; nil if it is not known.
    package let level: Int?
    /// The lowest level that a program must know; nil if it is not known.
    package let neededLevel: Int?
    /// `true` if the lowest level was recorded; otherwise the level itself is assumed.
    package let isNeededLevelKnown: Bool
    /// The oldest release whose migration brought the schema to the needed level; nil if no record tells.
    package let movedBy: Int?
    /// The release with a migration whose result is not recorded, if it is newer than the last record.
    package let uncertain: Int?

    /// Determines the schema.
    /// - Parameters:
    ///   - history: The releases. A failed release counts as well: its migration was not undone.
    ///   - observed: The schema as the database reports it; nil to rely on the history.
    package init(history: ReleaseHistory, observed: Release.SchemaRecord?) {
        if let observed, let level = observed.after ?? observed.before {
            self.level = level
            neededLevel = observed.neededLevel ?? level
            isNeededLevelKnown = observed.neededLevel != nil
            movedBy = Self.mover(history, to: neededLevel)
            uncertain = nil
            return
        }
        let recorded = history.releases.first { $0.schema?.after != nil }
        level = recorded?.schema?.after
        neededLevel = recorded?.schema.flatMap { $0.neededLevel ?? $0.after }
        isNeededLevelKnown = recorded?.schema?.neededLevel != nil
        movedBy = Self.mover(history, to: neededLevel)
        uncertain =
            history.releases.first { release in
                release.number > (recorded?.number ?? 0) && release.schema?.after == nil
                    && release.phases.contains { $0.phase == .migrate }
            }?.number
    }

    /// The oldest release that records the needed level or a higher one.
    private static func mover(_ history: ReleaseHistory, to level: Int?) -> Int? {
        guard let level else { return nil }
        return history.releases.last { ($0.schema?.neededLevel ?? -1) >= level }?.number
    }

    /// The reasons why a release cannot serve the schema.
    /// - Parameters:
    ///   - target: The release.
    ///   - migrates: `true` if the release's own migration task runs before its service. It checks the schema itself, so only a
    ///     recorded level refuses the rollback before.
    package func obstacles(to target: Release, migrates: Bool) -> [String] {
        var obstacles: [String] = []
        if let uncertain {
            obstacles.append(
                "release \(uncertain) began a migration whose result is not recorded. Run 'infra-cli migrate --status' to read the schema's level first"
            )
        }
        guard let record = target.schema else { return obstacles }
        if let neededLevel, let known = record.knownLevel ?? record.after, known < neededLevel,
            isNeededLevelKnown || !migrates
        {
            obstacles.append(
                "the schema has moved past release \(target.number)\(movedBy.map { " with release \($0)" } ?? ""): it is at level \(level ?? neededLevel) and needs a program that knows level \(neededLevel), that release knows level \(known). Restore a backup with the schema of that time, or deploy a newer version with the correction"
            )
        }
        if let level, let from = record.servesFrom, level < from {
            obstacles.append(
                "the schema is at level \(level), release \(target.number) serves level \(from) and later. Run 'infra-cli migrate' with that release's image first"
            )
        }
        return obstacles
    }

    /// The reasons to doubt that a release can serve the schema.
    package func doubts(about target: Release, migrates: Bool) -> [String] {
        if let level, !isNeededLevelKnown, migrates, let known = target.schema.flatMap({ $0.knownLevel ?? $0.after }),
            known < level
        {
            return [
                "the schema is at level \(level), release \(target.number) knows level \(known). Its own migration task checks before the service is touched whether it can serve that schema"
            ]
        }
        let isKnown = target.schema.map { $0.knownLevel != nil || $0.after != nil } ?? false
        if isKnown && level != nil { return [] }
        guard level != nil || isKnown else { return [] }
        return [
            "the ledger does not say whether release \(target.number) can serve the present schema\(level.map { " (level \($0))" } ?? "")"
        ]
    }
}
