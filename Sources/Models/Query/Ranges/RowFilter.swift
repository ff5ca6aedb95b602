/// A condition on the rows of a list, checked against a dataset, and the ranges of time that its bounds mean.
public struct RowFilter: Sendable, Hashable {
    /// The condition; operands are column indices.
    public let predicate: Predicate
    /// The ranges of time, in the order of the filters; pointers start at the array of filters.
    public let ranges: [ResolvedRange]

    /// Checks filters: every member is a column.
    ///
    /// - Parameter zone: The zone in which dates are meant.
    /// - Throws: ``InvalidQuery`` with the first 100 mistakes; pointers start at the array of filters.
    public init(_ filters: [Filter], of dataset: DatasetDefinition, zone: ZoneRules = .utc) throws(InvalidQuery) {
        var resolver = QueryResolver(dataset: dataset, zone: zone)
        predicate = try resolver.resolveRows(filters)
        ranges = resolver.ranges
    }
}
