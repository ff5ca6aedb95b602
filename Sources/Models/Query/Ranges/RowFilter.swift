/// A condition on the rows of a list, checked against a dataset, and the time ranges of its bounds.
public struct RowFilter: Sendable, Hashable {
    /// The condition; operands are column indices.
    public let condition: ResolvedFilter
    /// The time ranges, in the order of the filters; pointers start at the array of filters.
    package let ranges: [ResolvedRange]
    /// The former names of columns that the filters use.
    package let formerNames: [FormerName]
    /// The time zone of the filters; `nil` if no condition depends on one.
    package let zone: ZoneRules?

    /// Checks filters, in which every member is a column.
    ///
    /// - Parameter zone: The time zone of dates and local times.
    /// - Throws: ``QueryError`` with the first 100 errors; pointers start at the array of filters.
    public init(_ filters: [Filter], of dataset: DatasetDefinition, zone: ZoneRules = .utc) throws(QueryError) {
        try self.init(filters, of: dataset, zone: zone, hiding: [])
    }

    /// Checks the filters of a client for which some columns do not exist.
    ///
    /// - Parameter hidden: The columns; naming one is the same error as naming one that the dataset does not have.
    /// - Throws: ``QueryError``.
    package init(
        _ filters: [Filter], of dataset: DatasetDefinition, zone: ZoneRules, hiding hidden: Set<Identifier>
    ) throws(QueryError) {
        var resolver = QueryResolver(dataset: dataset, zone: zone, hiding: hidden)
        condition = try resolver.resolveRows(filters)
        ranges = resolver.ranges
        formerNames = resolver.formerNames
        self.zone = resolver.usesZone ? zone : nil
    }
}
