import Models

/// Maps rows of a partitioned dataset to their partitions.
struct PartitionRule: Sendable, Hashable {
    /// The time column.
    let column: Column
    /// Its position in the dataset.
    let index: Int
    /// The width of a partition.
    let partitioning: TimePartitioning
    /// The number of indexes of each partition beside its primary key.
    let indexes: Int

    /// The rule of a dataset; `nil` if the dataset is not partitioned.
    init?(_ definition: DatasetDefinition) {
        guard let partitioning = definition.partitioning, let index = definition.timeIndex else { return nil }
        self.partitioning = partitioning
        self.index = index
        column = definition.columns[index]
        indexes = definition.columns.count { $0.use != nil }
    }

    /// The partition of a row with this time; `nil` if the value is not a time.
    func partition(of time: Value) -> TimePartition? {
        switch time {
        case .timestamp(let instant): partition(of: instant.microseconds)
        case .date(let day): partition(of: Int64(day.daysSinceEpoch))
        default: nil
        }
    }

    /// The partitions of a batch's rows.
    ///
    /// - Parameter offset: The number of columns before the dataset's own.
    func partitions(of batch: RowBatch, offset: Int = 0) -> Set<TimePartition> {
        guard batch.columns.indices.contains(index + offset) else { return [] }
        let times = batch.columns[index + offset]
        var found: Set<TimePartition> = []
        // Adjacent rows are mostly in the same partition.
        var last: Range<Int64> = 0..<0
        for row in 0..<times.count where !times.isNull(row) {
            let time = times.integers[row]
            if last.contains(time) { continue }
            let partition = partition(of: time)
            found.insert(partition)
            last = Int64(partition.start.daysSinceEpoch) * unit..<Int64(partition.end.daysSinceEpoch) * unit
        }
        return found
    }

    private func partition(of time: Int64) -> TimePartition {
        let (quotient, remainder) = time.quotientAndRemainder(dividingBy: unit)
        return TimePartition(partitioning, containing: Int(remainder < 0 ? quotient - 1 : quotient))
    }

    /// The length of a day in the column's unit.
    private var unit: Int64 { column.type == .date ? 1 : Timestamp.microsecondsPerDay }
}
