public import CloudFormation

/// The properties that an instance of RDS and a cluster of Aurora have in common.
public protocol PostgresDescription: CheckedProperties {
    /// The version of PostgreSQL.
    var version: PostgresVersion { get set }
    /// Installs minor versions in the maintenance window.
    var minorUpgrades: Bool { get set }
    /// The retention of automated backups.
    var backups: BackupRetention { get set }
    /// The daily period of automated backups; nil leaves the choice to RDS.
    var backupWindow: BackupWindow? { get set }
    /// The weekly period of maintenance; nil leaves the choice to RDS.
    var maintenanceWindow: MaintenanceWindow? { get set }
    /// Refuses deletion.
    var deletionProtection: Bool { get set }
    /// The action on the data when the database is removed or replaced.
    var removal: ResourceOptions.Policy { get set }
    /// Performance Insights for the last 7 days.
    var performanceInsights: Bool { get set }
    /// The interval of enhanced monitoring; nil switches it off.
    var monitoring: MonitoringInterval? { get set }
    /// The logs that go to CloudWatch Logs.
    var logs: [DatabaseLog] { get set }
    /// The authority of the TLS certificate.
    var certificateAuthority: DatabaseCertificateAuthority { get set }
    /// Accepts tokens that clients sign with their AWS credentials in place of passwords.
    var iamAuthentication: Bool { get set }
    /// The customer-managed key of storage, Performance Insights and the master user's secret; nil is AWS's own key.
    var key: ResourceARN<AWS.KMS.Key>? { get set }
    /// The name of the initial database.
    var databaseName: String { get set }
    /// The name of the master user.
    var username: String { get set }
    /// The snapshot to restore; nil creates an empty database.
    var snapshot: String? { get set }
}

extension PostgresDescription {
    /// The obstacles of the common properties: an older version, and what replaces the database by an empty one. A new snapshot
    /// starts over from the snapshot's data.
    func commonObstacles(to next: Self) -> [ChangeObstacle] {
        guard next.snapshot == snapshot || next.snapshot == nil else { return [] }
        var obstacles: [ChangeObstacle] = []
        if version.isNewer(than: next.version) {
            obstacles.append(
                ChangeObstacle(
                    property: "version",
                    reason:
                        "RDS has no downgrade from \(version) to \(next.version); restore a snapshot of the old version"
                ))
        }
        let replacing = [
            (snapshot != next.snapshot, "snapshot", "keep it"),
            (key != next.key, "key", "copy a snapshot under the new key, and set it as the snapshot to restore"),
            (databaseName != next.databaseName, "databaseName", "keep it, and create another database with SQL"),
            (username != next.username, "username", "keep it, and create another user with SQL"),
        ]
        for (isChanged, property, remedy) in replacing where isChanged {
            obstacles.append(
                ChangeObstacle(
                    property: property, reason: "an empty database would replace the present one; \(remedy)"))
        }
        return obstacles
    }

    /// The rules of the common properties.
    static var commonRules: [PropertyRule<Self>] {
        [
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
}
