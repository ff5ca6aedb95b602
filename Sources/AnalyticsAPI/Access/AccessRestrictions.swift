package import Models

/// The limits of a client's sight within its scopes.
package struct AccessRestrictions: Sendable, Hashable {
    /// No restriction.
    package static let none = AccessRestrictions(datasets: nil)

    /// The datasets that exist for the client; `nil` for all.
    package var datasets: Set<Identifier>?
    /// The restrictions of single datasets.
    package var views: [Identifier: DatasetRestriction]

    /// Creates restrictions.
    package init(datasets: Set<Identifier>?, views: [Identifier: DatasetRestriction] = [:]) {
        self.datasets = datasets
        self.views = views
    }

    /// A Boolean value that indicates whether nothing is restricted.
    package var isEmpty: Bool { datasets == nil && views.isEmpty }

    /// Returns `true` if a dataset may exist for the client.
    func allows(_ dataset: Identifier) -> Bool { datasets?.contains(dataset) ?? true }

    /// Returns the restriction of a dataset that ``allows(_:)`` admits.
    subscript(dataset: Identifier) -> DatasetRestriction { views[dataset] ?? .none }
}

/// The part of a dataset that a client sees.
package struct DatasetRestriction: Sendable, Hashable {
    /// No restriction.
    package static let none = DatasetRestriction()

    /// The filters that a row must pass to exist for the client; times without a zone are UTC.
    package var filters: [Filter]
    /// The columns that do not exist for the client.
    package var hiddenColumns: Set<Identifier>
    /// Further filters, which the client has chosen itself. They may name only columns that exist for it, because a filter on a
    /// hidden column would tell about its values.
    var chosenFilters: [Filter] = []
    /// Further columns that the client has hidden itself, out of those that exist for it.
    var chosenHiddenColumns: Set<Identifier> = []

    /// Creates a restriction.
    package init(filters: [Filter] = [], hiddenColumns: Set<Identifier> = []) {
        self.filters = filters
        self.hiddenColumns = hiddenColumns
    }
}
