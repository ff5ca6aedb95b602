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
        guard request.operation == "DescribeDBInstances" else { throw FakeError.unknownOperation(request) }
        let output = try host.change(in: world) { (workloads) throws(FakeError) -> FakeValue in
            try workloads.describeDatabases(request.input)
        }
        return .listing(output, members: ["DBInstances": "DBInstance"])
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
            "PendingModifiedValues": FakeValue(instance.pending),
            "InstanceCreateTime": .string(instance.createdAt.formatted(.iso8601)),
            "MasterUserSecret": instance.secret.map { ["SecretArn": .string($0), "SecretStatus": "active"] } ?? .null,
        ]
    }
}
