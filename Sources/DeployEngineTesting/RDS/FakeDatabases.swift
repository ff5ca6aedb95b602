#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The model of Relational Database Service: the instances that a test or a stack adds.
package struct FakeDatabases: Sendable {
    /// A database instance.
    package struct Instance: Sendable, Hashable {
        /// The identifier, in lower case.
        package var id: String
        /// The status, such as `available`.
        package var status = "available"
        /// The engine.
        package var engine = "postgres"
        /// The engine's version.
        package var version = "18.1"
        /// The class.
        package var instanceClass = "db.t4g.micro"
        /// The host name; nil while it is created.
        package var host: String?
        /// The port.
        package var port = 5432
        /// A Boolean value that indicates whether there is a standby.
        package var isMultiAZ = false
        /// A Boolean value that indicates whether deletion is refused.
        package var isProtected = true
        /// The allocated storage in GiB.
        package var storage = 20
        /// The days for which backups are kept.
        package var backupDays = 7
        /// The changes that wait for the maintenance window, by the API's names.
        package var pending: [String: String] = [:]
        /// The ARN of the secret that RDS manages.
        package var secret: String?
        /// The time of creation.
        package var createdAt: Date

        /// Creates an available instance.
        package init(id: String, createdAt: Date) {
            self.id = id
            self.createdAt = createdAt
        }
    }

    /// A snapshot of an instance.
    package struct Snapshot: Sendable, Hashable {
        /// The identifier.
        package var id: String
        /// The instance.
        package var instance: String
        /// The kind: `manual` or `automated`.
        package var kind = "manual"
        /// The time of creation.
        package var createdAt: Date
        /// The seconds until it is available.
        package var duration: TimeInterval = 180
    }

    /// The snapshots by identifier.
    package var snapshots: [String: Snapshot] = [:]
    /// The instances by identifier.
    package var instances: [String: Instance] = [:]
    let account: FakeAccountNames

    init(account: FakeAccountNames) { self.account = account }

    /// Adds an available instance with a host name.
    package mutating func add(_ id: String, at now: Date, _ change: (inout Instance) -> Void = { _ in }) {
        var instance = Instance(id: id, createdAt: now)
        instance.host = "\(id).\(FakeAccountNames.hexadecimal("rds", 1).prefix(12)).\(account.region).rds.amazonaws.com"
        change(&instance)
        instances[id] = instance
    }
}
