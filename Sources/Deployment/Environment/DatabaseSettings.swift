package import Infra

/// The `database` section.
package struct DatabaseSettings: Sendable, Hashable {
    /// `instance`: the instance class; db.t4g.micro in dev, db.t4g.small in staging, db.t4g.medium in production.
    package var instance: String
    /// `version`: PostgreSQL's version, such as 18 or 17.9; 18 by default.
    package var version: PostgresVersion
    /// `storage`: GiB to start with, 20 to 65536; 20 by default, 50 in production.
    package var storage: Int
    /// `maximumStorage`: GiB it may grow to, at least a tenth more than `storage`, or `off`; five times `storage` by default.
    package var maximumStorage: Int?
    /// `multiZone`: a standby in another zone; on in production.
    package var multiZone: Bool
    /// `backupDays`: 1 to 35; 1 in dev, 7 in staging, 14 in production.
    package var backupDays: Int
    /// `deletionProtection`: refuses deletion; off in dev only.
    package var deletionProtection: Bool
    /// `removal`: `snapshot`, `retain` or `delete`, for the day the resource goes; `snapshot` by default.
    package var removal: ResourceOptions.Policy
    /// `performanceInsights`: on, but for dev.
    package var performanceInsights: Bool
    /// `name`: the database in the instance; `weir` by default.
    package var name: String

    /// The defaults of a tier.
    package init(tier: Tier) {
        instance = tier.choose(dev: "db.t4g.micro", staging: "db.t4g.small", production: "db.t4g.medium")
        version = .newest
        storage = tier.choose(dev: 20, staging: 20, production: 50)
        maximumStorage = storage * 5
        multiZone = tier == .production
        backupDays = tier.choose(dev: 1, staging: 7, production: 14)
        deletionProtection = tier != .dev
        removal = .snapshot
        performanceInsights = tier != .dev
        name = "weir"
    }
}
