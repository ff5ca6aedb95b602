package import Infra

/// `observe.thresholds`: the limits of the alarms.
package struct AlarmThresholds: CheckedProperties, Sendable, Hashable {
    /// `cpu`: the tasks' CPU, in percent. Defaults to 80.
    package var cpu = 80
    /// `memory`: the tasks' memory, in percent. Defaults to 80.
    package var memory = 80
    /// `errorRate`: the share of requests answered with status 5xx, in percent. Defaults to 5.
    package var errorRate = 5
    /// `latency`: the 95th percentile of the response time, in milliseconds. Defaults to 1000.
    package var latency = 1000
    /// `healthyPercent`: the least share of healthy targets, in percent. Defaults to 60: one of two tasks is too few, two of
    /// three are enough.
    package var healthyPercent = 60
    /// `databaseCpu`: the database's CPU, in percent. Defaults to 80.
    package var databaseCPU = 80
    /// `databaseStorage`: the least free share of the database's initial storage, in percent. Defaults to 10.
    package var databaseStorage = 10
    /// `databaseConnections`: the connections in use, in percent of those that the instance class takes. Defaults to 80.
    package var databaseConnections = 80
    /// `replicaLag`: the lag of a read replica, in seconds. Defaults to 60.
    package var replicaLag = 60

    /// The thresholds with their defaults.
    package init() {}

    /// The rules of the properties.
    package static var rules: [PropertyRule<AlarmThresholds>] {
        [
            PropertyRule("cpu", { $0.cpu }, .range(1...100, unit: "%")),
            PropertyRule("memory", { $0.memory }, .range(1...100, unit: "%")),
            PropertyRule("errorRate", { $0.errorRate }, .range(0...100, unit: "%")),
            PropertyRule("latency", { $0.latency }, .range(1...3_600_000, unit: "ms")),
            PropertyRule("healthyPercent", { $0.healthyPercent }, .range(1...100, unit: "%")),
            PropertyRule("databaseCpu", { $0.databaseCPU }, .range(1...100, unit: "%")),
            PropertyRule("databaseStorage", { $0.databaseStorage }, .range(1...99, unit: "%")),
            PropertyRule("databaseConnections", { $0.databaseConnections }, .range(1...100, unit: "%")),
            PropertyRule("replicaLag", { $0.replicaLag }, .range(1...86_400, unit: "s")),
        ]
    }
}
