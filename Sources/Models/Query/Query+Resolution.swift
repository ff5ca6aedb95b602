extension Query {
    /// Checks the query against a dataset: names, types, values and time zone.
    ///
    /// - Parameters:
    ///   - dataset: The dataset.
    ///   - limits: The limits on the number of groups.
    ///   - now: The time of the query, to which relative ranges refer.
    /// - Throws: ``QueryError`` with the first 100 errors, each with its JSON pointer and the nearest valid name, if there is one.
    ///   Sizes are checked first: a query that is too large is not checked further.
    public func resolved(
        against dataset: DatasetDefinition, limits: QueryLimits = .document, now: Timestamp = .now()
    ) throws(QueryError) -> ResolvedQuery {
        try resolved(against: dataset, limits: limits, hiding: [], now: now)
    }

    /// Checks the query of a client for which some columns do not exist.
    ///
    /// - Parameters:
    ///   - hidden: The columns; naming one is the same error as naming one that the dataset does not have.
    ///   - lookups: The datasets that exist for the client among those in which columns are looked up, by their names.
    /// - Throws: ``QueryError``.
    package func resolved(
        against dataset: DatasetDefinition, limits: QueryLimits, hiding hidden: Set<Identifier>,
        now: Timestamp = .now(),
        lookups: [Identifier: LookupTarget] = [:]
    ) throws(QueryError) -> ResolvedQuery {
        var resolver = QueryResolver(
            dataset: dataset, zone: ZoneRules.named(timezone) ?? .utc, hiding: hidden, now: now, lookups: lookups)
        return try resolver.resolve(self, limits: limits)
    }
}

extension ResolvedFilter {
    /// Checks filters for a list of rows, in which every member is a column.
    ///
    /// - Parameter zone: The time zone of dates and local times.
    /// - Throws: ``QueryError`` with the first 100 errors; pointers start at the array of filters.
    public static func rows(
        _ filters: [Filter], of dataset: DatasetDefinition, zone: ZoneRules = .utc
    ) throws(QueryError) -> ResolvedFilter {
        try RowFilter(filters, of: dataset, zone: zone).condition
    }
}
