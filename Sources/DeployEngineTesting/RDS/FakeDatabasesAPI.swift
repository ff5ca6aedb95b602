#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The API of Relational Database Service.
package final class FakeDatabasesAPI: FakeService {
    /// `rds`.
    package static let signingName = "rds"
    private let host: FakeWorkloadHost

    init(_ host: FakeWorkloadHost) { self.host = host }

    /// Handles a request.
    package func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse {
        let output = try host.change(in: world) { (workloads) throws(FakeError) -> FakeValue in
            switch request.operation {
            case "DescribeDBInstances": try workloads.describeDatabases(request.input)
            case "DescribeDBSnapshots": try workloads.describeSnapshots(request.input)
            case "CreateDBSnapshot": try workloads.createSnapshot(request.input)
            default: throw FakeError.unknownOperation(request)
            }
        }
        return .listing(output, members: ["DBInstances": "DBInstance", "DBSnapshots": "DBSnapshot"])
    }
}

extension FakeWorkloads {
    func describeDatabases(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let id = input["DBInstanceIdentifier"]?.text?.lowercased()
        if let id, databases.instances[id] == nil {
            throw FakeError("DBInstanceNotFound", "DBInstance \(id) not found.", status: 404)
        }
        let found = databases.instances.values.filter { id == nil || $0.id == id }.sorted { $0.id < $1.id }
        let page = FakePage(found, token: input["Marker"]?.text, limit: input["MaxRecords"]?.integer ?? 100)
        return ["DBInstances": .array(page.elements.map(render)), "Marker": FakeValue(page.nextToken)]
    }

    private func render(_ instance: FakeDatabases.Instance) -> FakeValue {
        [
            "DBInstanceIdentifier": .string(instance.id), "DBInstanceStatus": .string(instance.status),
            "DBInstanceArn": .string(account.arn("rds", "db:\(instance.id)")), "Engine": .string(instance.engine),
            "EngineVersion": .string(instance.version), "DBInstanceClass": .string(instance.instanceClass),
            "Endpoint": instance.host.map { ["Address": .string($0), "Port": FakeValue(instance.port)] } ?? .null,
            "MultiAZ": .bool(instance.isMultiAZ), "DeletionProtection": .bool(instance.isProtected),
            "AllocatedStorage": FakeValue(instance.storage), "BackupRetentionPeriod": FakeValue(instance.backupDays),
            "AutoMinorVersionUpgrade": true, "PendingModifiedValues": FakeValue(instance.pending),
            "InstanceCreateTime": .string(instance.createdAt.formatted(.iso8601)),
            "MasterUserSecret": instance.secret.map { ["SecretArn": .string($0), "SecretStatus": "active"] } ?? .null,
        ]
    }

    func describeSnapshots(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let id = input["DBSnapshotIdentifier"]?.text
        let instance = input["DBInstanceIdentifier"]?.text
        let kind = input["SnapshotType"]?.text
        if let id, databases.snapshots[id] == nil {
            throw FakeError("DBSnapshotNotFound", "DBSnapshot \(id) not found.", status: 404)
        }
        let found = databases.snapshots.values.filter {
            (id == nil || $0.id == id) && (instance == nil || $0.instance == instance)
                && (kind == nil || $0.kind == kind)
        }.sorted { $0.id < $1.id }
        let page = FakePage(found, token: input["Marker"]?.text, limit: input["MaxRecords"]?.integer ?? 100)
        return ["DBSnapshots": .array(page.elements.map(render)), "Marker": FakeValue(page.nextToken)]
    }

    /// Creates a snapshot, which is available after three minutes.
    mutating func createSnapshot(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let id = input["DBSnapshotIdentifier"]?.text ?? ""
        let instance = input["DBInstanceIdentifier"]?.text ?? ""
        guard databases.instances[instance] != nil else {
            throw FakeError("DBInstanceNotFound", "DBInstance \(instance) not found.", status: 404)
        }
        guard databases.snapshots[id] == nil else {
            throw FakeError("DBSnapshotAlreadyExists", "Cannot create the snapshot because \(id) already exists.")
        }
        let snapshot = FakeDatabases.Snapshot(id: id, instance: instance, createdAt: now)
        databases.snapshots[id] = snapshot
        return ["DBSnapshot": render(snapshot)]
    }

    private func render(_ snapshot: FakeDatabases.Snapshot) -> FakeValue {
        let elapsed = now.timeIntervalSince(snapshot.createdAt)
        let isDone = elapsed >= snapshot.duration
        return [
            "DBSnapshotIdentifier": .string(snapshot.id), "DBInstanceIdentifier": .string(snapshot.instance),
            "DBSnapshotArn": .string(account.arn("rds", "snapshot:\(snapshot.id)")),
            "Status": isDone ? "available" : "creating", "SnapshotType": .string(snapshot.kind),
            "PercentProgress": FakeValue(isDone ? 100 : Int(elapsed / snapshot.duration * 100)),
            "EngineVersion": FakeValue(databases.instances[snapshot.instance]?.version),
            "SnapshotCreateTime": .string(snapshot.createdAt.formatted(.iso8601)),
        ]
    }
}
