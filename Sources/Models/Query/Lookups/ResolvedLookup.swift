/// A dataset that a query reads by its key: for each row of the query's dataset at most one row.
package struct ResolvedLookup: Sendable, Hashable {
    /// A column whose values are looked up.
    package struct Source: Sendable, Hashable {
        /// The index in ``ResolvedQuery/columns``.
        package let place: Int
        /// The index in the columns of the dataset that is looked up in.
        package let column: Int
    }

    /// The index of the query's column with the values of the key.
    package let column: Int
    /// The dataset that is looked up in.
    package let dataset: Dataset
    /// The index of the key in that dataset's columns.
    package let key: Int
    /// The condition that a row of that dataset meets to exist; operands are indices of its columns.
    package let condition: ResolvedFilter
    /// The columns that the query uses.
    package internal(set) var columns: [Source] = []
}

extension ResolvedQuery {
    /// `true` if every row of the datasets that values are looked up in exists for the client.
    package var readsWholeLookups: Bool { lookups.allSatisfy { $0.condition == .always } }

    /// The datasets that the query looks up values in, each once.
    package var lookupDatasets: [Dataset] {
        lookups.map(\.dataset).reduce(into: []) { found, dataset in
            if !found.contains(where: { $0.id == dataset.id }) { found.append(dataset) }
        }
    }
}
