package import Models

extension Dataset {
    /// Returns a column.
    func column(_ name: Identifier) -> Column? { columns.first { $0.name == name } }

    /// The columns whose type a change alters, with their conversions.
    func conversions(_ change: DatasetChange) -> [(column: Column, conversion: ColumnConversion)] {
        change.altered.compactMap { alteration in
            guard let column = column(alteration.column), let type = alteration.type,
                let conversion = ColumnConversion(from: column.type, to: type)
            else { return nil }
            return (column, conversion)
        }
    }

    /// Checks that a caller knows the dataset's columns as they are, but for added ones.
    ///
    /// - Parameter known: The dataset as the caller knows it.
    /// - Throws: ``StorageError/definitionChanged(_:)``.
    package func requireSameDefinition(as known: Dataset) throws(StorageError) {
        guard known.definitionVersion == definitionVersion else { throw .definitionChanged(name) }
    }
}

extension DatasetChange {
    /// A Boolean value that indicates whether a caller that knows the columns of before cannot go on.
    package var changesMeaning: Bool {
        !renamed.isEmpty || !dropped.isEmpty || altered.contains { $0.type != nil }
    }
}

extension Column {
    /// The former names as a store's catalog records them; `nil` for none.
    var storedFormerNames: String? {
        formerNames.isEmpty ? nil : formerNames.map(\.rawValue).joined(separator: " ")
    }
}
