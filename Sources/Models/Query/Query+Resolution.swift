extension Query {
    /// Checks the query against a dataset: names, types, values, zone.
    ///
    /// - Throws: ``InvalidQuery`` with the first 100 mistakes, each with its JSON pointer and the nearest valid name where there is one.
    ///   Sizes come first: what is too large is looked into no further.
    public func resolved(
        against dataset: DatasetDefinition, limits: QueryLimits = .document
    ) throws(InvalidQuery) -> ResolvedQuery {
        var resolver = QueryResolver(dataset: dataset, zone: ZoneRules.named(timezone) ?? .utc)
        return try resolver.resolve(self, limits: limits)
    }
}

extension Predicate {
    /// Checks filters for listing rows: every member is a column.
    ///
    /// - Parameter zone: The zone in which dates are meant.
    /// - Throws: ``InvalidQuery`` with the first 100 mistakes; pointers start at the array of filters.
    public static func rows(
        _ filters: [Filter], of dataset: DatasetDefinition, zone: ZoneRules = .utc
    ) throws(InvalidQuery) -> Predicate {
        try RowFilter(filters, of: dataset, zone: zone).predicate
    }
}
