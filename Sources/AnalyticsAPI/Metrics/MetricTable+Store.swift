import Basics
package import Storage

extension MetricTable {
    /// Writes the metrics of a store.
    package mutating func set(_ store: StoreMetrics) {
        for server in store.servers {
            for (name, queue) in server.queues {
                let labels = [server.name, name]
                set(.queueMaximum, labels, Double(queue.maximum))
                set(.queueRunning, labels, Double(queue.running))
                set(.queueWaiting, labels, Double(queue.waiting))
                set(.queueWaits, labels, Double(queue.waits))
                set(.queueWaitTime, labels, queue.waited.inSeconds)
            }
            for (name, durations) in server.queries { set(.queryDuration, [server.name, name], durations) }
        }
        for (name, pool) in store.pools { set(pool, named: name) }
        guard let replica = store.replica else { return }
        set(.replicaReads, ["answered"], Double(replica.answered))
        set(.replicaReads, ["stale"], Double(replica.stale))
        set(.replicaReads, ["failed"], Double(replica.failedOver))
        if let staleness = replica.staleness { set(.replicaStaleness, [], staleness.inSeconds) }
    }

    private mutating func set(_ pool: PoolMetrics, named name: String) {
        set(.poolMaximum, [name], Double(pool.maximum))
        set(.poolConnections, [name, "in_use"], Double(pool.inUse))
        set(.poolConnections, [name, "idle"], Double(pool.idle))
        set(.poolWaiting, [name], Double(pool.waiting))
        set(.poolWaits, [name], Double(pool.waits))
        set(.poolWaitTime, [name], pool.waited.inSeconds)
        set(.poolOpened, [name], Double(pool.opened))
        set(.poolClosed, [name], Double(pool.closed))
        set(.poolFailures, [name], Double(pool.failures))
    }
}
