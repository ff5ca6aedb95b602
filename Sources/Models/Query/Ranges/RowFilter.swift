/// A condition on the rows of a list, checked against a dataset, and the time ranges of its bounds.
public struct RowFilter: Sendable, Hashable {
    /// The condition; operands are column indices.
    public let condition: ResolvedFilter
    /// The time ranges, in the order of the filters; pointers start at the array of filters.
    package let ranges: [ResolvedRange]

    /// Checks filters, in which every member is a column.
    ///
    /// - Parameter zone: The time zone of dates and local times.
    /// - Throws: ``QueryError`` with the first 100 errors; pointers start at the array of filters.
    public init(_ filters: [Filter], of dataset: DatasetDefinition, zone: ZoneRules = .utc) throws(QueryError) {
        var resolver = QueryResolver(dataset: dataset, zone: zone)
        condition = try resolver.resolveRows(filters)
        ranges = resolver.ranges
    }
}
