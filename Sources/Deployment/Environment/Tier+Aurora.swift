package import Infra

extension Tier {
    /// The default cluster of Aurora, with `engine: aurora`: serverless, with a reader in production. Else as the default
    /// database.
    package var aurora: AuroraCluster {
        let database = database
        var cluster = AuroraCluster(.serverless(minimum: 0.5, maximum: self == .production ? 16 : 4))
        cluster.readers = self == .production ? 1 : 0
        cluster.backups = database.backups
        cluster.deletionProtection = database.deletionProtection
        cluster.performanceInsights = database.performanceInsights
        cluster.monitoring = database.monitoring
        cluster.logs = database.logs.isEmpty ? [] : [.postgresql]
        cluster.databaseName = database.databaseName
        cluster.username = database.username
        return cluster
    }
}
