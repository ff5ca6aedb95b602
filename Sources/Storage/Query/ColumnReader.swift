import Models

/// The conversion of a result set's column to a batch's column.
enum ColumnReader: Sendable, Hashable {
    /// Reads values of a type.
    case plain(ColumnType)
    /// Converts bucket keys to the buckets' starts.
    case bucket(BucketRule)
    /// Converts bucket keys to the buckets' first days.
    case days(Granularity)

    var type: ColumnType {
        switch self {
        case .plain(let type): type
        case .bucket: .timestamp
        case .days: .date
        }
    }
}
