public import Models

extension DatasetDefinition {
    /// A dataset whose columns are all nullable.
    ///
    /// - Throws: What ``Identifier`` and ``DatasetDefinition`` throw.
    public static func of(
        _ name: String, _ columns: KeyValuePairs<String, ColumnType>, time: String? = nil
    ) throws -> DatasetDefinition {
        try DatasetDefinition(
            name: Identifier(name), columns: columns.map { try Column(name: Identifier($0.key), type: $0.value) },
            timeColumn: time.map { try Identifier($0) })
    }
}
