public import Models

extension DatasetDefinition {
    /// Creates a definition with nullable columns.
    ///
    /// - Throws: The errors of ``Identifier`` and ``DatasetDefinition``.
    public static func of(
        _ name: String, _ columns: KeyValuePairs<String, ColumnType>, time: String? = nil
    ) throws -> DatasetDefinition {
        try DatasetDefinition(
            name: Identifier(name), columns: columns.map { try Column(name: Identifier($0.key), type: $0.value) },
            timeColumn: time.map { try Identifier($0) })
    }
}
