#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeWorkloads {
    /// Creates a cluster, or returns the existing one.
    @discardableResult
    package mutating func createCluster(_ input: FakeValue) -> FakeValue {
        let name = input["clusterName"]?.text ?? "default"
        if ecs.clusters[name]?.status != "ACTIVE" {
            ecs.clusters[name] = FakeECS.Cluster(
                name: name, arn: account.arn("ecs", "cluster/\(name)"), settings: input["settings"] ?? .array([]))
        }
        return ["cluster": ecs.clusters[name].map(render) ?? .null]
    }

    /// Deletes a cluster without services and tasks.
    @discardableResult
    mutating func deleteCluster(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let cluster = try cluster(input)
        if ecs.services.values.contains(where: { $0.cluster == cluster.arn && $0.status == "ACTIVE" }) {
            throw FakeError(
                "ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.")
        }
        if ecs.tasks.values.contains(where: { $0.cluster == cluster.arn && $0.status != .stopped }) {
            throw FakeError("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active.")
        }
        ecs.clusters[cluster.name]?.status = "INACTIVE"
        return ["cluster": ecs.clusters[cluster.name].map(render) ?? .null]
    }

    func describeClusters(_ input: FakeValue) -> FakeValue {
        let names = input["clusters"]?.texts ?? ["default"]
        var clusters: [FakeValue] = []
        var failures: [FakeValue] = []
        for name in names {
            if let cluster = ecs.clusters[name.split(separator: "/").last.map(String.init) ?? name] {
                clusters.append(render(cluster))
            } else {
                let arn = name.hasPrefix("arn:") ? name : account.arn("ecs", "cluster/\(name)")
                failures.append(["arn": .string(arn), "reason": "MISSING"])
            }
        }
        return ["clusters": .array(clusters), "failures": .array(failures)]
    }

    private func render(_ cluster: FakeECS.Cluster) -> FakeValue {
        let tasks = ecs.tasks.values.filter { $0.cluster == cluster.arn }
        let services = ecs.services.values.count { $0.cluster == cluster.arn && $0.status == "ACTIVE" }
        return [
            "clusterArn": .string(cluster.arn), "clusterName": .string(cluster.name), "status": .string(cluster.status),
            "registeredContainerInstancesCount": 0,
            "runningTasksCount": FakeValue(tasks.count { $0.status == .running }),
            "pendingTasksCount": FakeValue(tasks.count { $0.status < .running }),
            "activeServicesCount": FakeValue(services), "settings": cluster.settings, "statistics": .array([]),
            "tags": .array([]), "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
            "defaultCapacityProviderStrategy": .array([]),
        ]
    }

    /// The cluster of a request.
    func cluster(_ input: FakeValue) throws(FakeError) -> FakeECS.Cluster {
        guard let cluster = ecs.cluster(input["cluster"]?.text) else {
            throw FakeError("ClusterNotFoundException", "Cluster not found.")
        }
        return cluster
    }
}
