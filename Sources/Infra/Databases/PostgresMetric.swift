/// The metrics of a database instance ("Amazon CloudWatch instance-level metrics for Amazon RDS").
public enum PostgresMetric: String, MetricName, Sendable {
    /// The share of the CPU in use, in percent.
    case cpuUtilization = "CPUUtilization"
    /// The free storage, in bytes.
    case freeStorageSpace = "FreeStorageSpace"
    /// The free memory, in bytes.
    case freeableMemory = "FreeableMemory"
    /// The number of client connections.
    case connections = "DatabaseConnections"
    /// The lag of a read replica, in seconds.
    case replicaLag = "ReplicaLag"
    /// The greatest lag of an Aurora cluster's readers, in milliseconds.
    case clusterLag = "AuroraReplicaLagMaximum"

    /// The namespace of RDS.
    public var namespace: String { "AWS/RDS" }
    /// The metric's name.
    public var name: String { rawValue }
    /// The statistic that shows trouble.
    public var statistic: Metric.Statistic {
        switch self {
        case .cpuUtilization: .average
        case .freeStorageSpace, .freeableMemory: .minimum
        case .connections, .replicaLag, .clusterLag: .maximum
        }
    }
}
