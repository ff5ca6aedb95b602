import Models
import Storage

/// A dataset in which a view's columns are looked up, as its client sees it.
struct VisibleLookup: Sendable {
    /// The dataset without what does not exist for the client.
    let target: LookupTarget
    /// The client's restriction of the dataset.
    let restriction: DatasetRestriction

    /// Creates a lookup from the view of the dataset, which a grant has made.
    init(_ view: DatasetView) {
        target = LookupTarget(view.dataset, hiding: view.hidden, condition: view.condition)
        restriction = view.restriction
    }
}

extension DatasetDefinition {
    /// Returns the definition without the lookups in some datasets.
    func withoutLookups(where isWithheld: (Identifier) -> Bool) throws(DefinitionError) -> DatasetDefinition {
        guard columns.contains(where: { $0.lookup.map(isWithheld) ?? false }) else { return self }
        let shown = columns.map { column in
            guard let lookup = column.lookup, isWithheld(lookup) else { return column }
            return Column(
                name: column.name, type: column.type, nullable: column.nullable, use: column.use, label: column.label,
                unit: column.unit, description: column.description, formerNames: column.formerNames)
        }
        return try DatasetDefinition(
            name: name, columns: shown, timeColumn: timeColumn, partitioning: partitioning, key: key,
            retention: retention)
    }
}
