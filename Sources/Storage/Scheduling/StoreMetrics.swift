package import Basics

/// The gauges, counters and durations of a store.
package struct StoreMetrics: Sendable {
    /// The metrics of one server of the store's database.
    package struct Server: Sendable {
        /// The server's part: `primary` or `replica`.
        package var name: String
        /// The wait queues by name: `short`, `quick`, `long` and `uploads`.
        package var queues: [(name: String, metrics: QueueMetrics)]
        /// The durations of queries by class: `small`, `quick` and `long`.
        package var queries: [(name: String, durations: Histogram)]
    }

    /// The servers.
    package var servers: [Server] = []
    /// The connection pools by name: `primary` and `replica`, or `writer` and `readers`.
    package var pools: [(name: String, metrics: PoolMetrics)] = []
    /// The replica.
    package var replica: ReplicaMetrics?

    /// Creates metrics.
    package init() {}
}

/// A store with metrics.
package protocol MeasuredStore: AnalyticsStore {
    /// The current metrics.
    var storeMetrics: StoreMetrics { get }
}

extension PostgresAnalyticsStore: MeasuredStore {
    /// The metrics of the primary and of the replica.
    package var storeMetrics: StoreMetrics {
        var metrics = StoreMetrics()
        metrics.servers.append(primary.metrics(named: "primary"))
        metrics.pools.append(("primary", poolMetrics))
        if let replica {
            metrics.servers.append(replica.endpoint.metrics(named: "replica"))
            metrics.pools.append(("replica", replica.endpoint.pool.metrics))
            metrics.replica = replica.metrics
        }
        return metrics
    }
}

extension SQLiteAnalyticsStore: MeasuredStore {
    /// The metrics of the file's connections.
    package var storeMetrics: StoreMetrics {
        var metrics = StoreMetrics()
        metrics.servers.append(
            StoreMetrics.Server(
                name: "primary", queues: queries.metrics + [("uploads", largeUploads.metrics)],
                queries: queries.durations))
        metrics.pools = [("readers", readers.metrics), ("writer", writer.metrics)]
        return metrics
    }
}

extension PostgresEndpoint {
    fileprivate func metrics(named name: String) -> StoreMetrics.Server {
        // With few connections, uploads share the queue of long queries.
        let uploads = queries.contains(largeUploads) ? [] : [("uploads", largeUploads.metrics)]
        return StoreMetrics.Server(name: name, queues: queries.metrics + uploads, queries: queries.durations)
    }
}
