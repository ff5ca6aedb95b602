/// A dataset in which queries look up values by its key, as far as it exists for a client.
package struct LookupTarget: Sendable, Hashable {
    /// The maximum number of rows of a dataset that values are looked up in: a database may hold them in memory for each query.
    package static let maximumRows: Int64 = 100_000

    /// The whole dataset.
    package let dataset: Dataset
    /// The columns that do not exist for the client.
    package let hidden: Set<Identifier>
    /// The condition that a row meets to exist for the client; operands are indices of the whole dataset's columns. The values of
    /// other rows are null.
    package let condition: ResolvedFilter

    /// Creates a target.
    package init(_ dataset: Dataset, hiding hidden: Set<Identifier> = [], condition: ResolvedFilter = .always) {
        self.dataset = dataset
        self.hidden = hidden
        self.condition = condition
    }

    /// Returns the index of the key in the dataset's columns; `nil` if values of the column cannot be looked up: the key does not
    /// exist for the client, has several columns, so that a value would have several rows, or another type.
    package func key(for column: Column) -> Int? {
        let indices = dataset.definition.keyIndices
        guard indices.count == 1, let key = indices.first, dataset.columns[key].type == column.type,
            !hidden.contains(dataset.columns[key].name)
        else { return nil }
        return key
    }

    /// Returns the index of a column that exists for the client, by its name or a former one.
    func index(of name: String) -> Int? {
        let visible = dataset.columns.indices.filter { !hidden.contains(dataset.columns[$0].name) }
        return visible.first { dataset.columns[$0].name.rawValue == name }
            ?? visible.first { dataset.columns[$0].formerNames.contains { $0.rawValue == name } }
    }
}
