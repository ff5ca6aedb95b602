import Infra

extension DeploymentEnvironment {
    /// The number of connections above which an alarm is raised; nil for a class of instances whose limit is not known, and for
    /// a serverless cluster, whose limit moves with its capacity.
    var connectionThreshold: Int? {
        let limit: Int?
        switch aurora?.capacity {
        case .provisioned(let instanceClass): limit = instanceClass.connectionLimit
        case .serverless: limit = nil
        case nil: limit = database.instanceClass.connectionLimit
        }
        return limit.map { $0 * observe.thresholds.databaseConnections / 100 }
    }

    /// The free storage in bytes below which an alarm is raised; nil for a cluster, whose storage grows by itself.
    var storageThreshold: Double? {
        guard aurora == nil else { return nil }
        let percent = Double(database.storage.gibibytes * observe.thresholds.databaseStorage)
        return percent / 100 * 1_073_741_824
    }
}

extension PostgresDatabase.Reference {
    /// The lag of each replica in seconds; for a cluster with readers the greatest of them.
    func lags(ofReaders clusterReaders: Int) -> [MetricSeries] {
        guard kind == .cluster else { return readers.map { $0.metric(.replicaLag).series } }
        guard clusterReaders > 0 else { return [] }
        return [MetricExpression("milliseconds / 1000", ["milliseconds": metric(.clusterLag)]).series]
    }
}
