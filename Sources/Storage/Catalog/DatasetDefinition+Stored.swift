package import Models

extension DatasetDefinition {
    /// A definition as a store wrote it down.
    static func stored(
        name: String, columns: [(name: String, type: String, nullable: Bool)], timeColumn: String?
    ) throws(StorageError) -> DatasetDefinition {
        do {
            return try DatasetDefinition(
                name: Identifier(name),
                columns: columns.map { stored in
                    guard let type = ColumnType(rawValue: stored.type) else {
                        throw StorageError.unexpected("column \(stored.name) has the unknown type \(stored.type)")
                    }
                    return Column(name: try Identifier(stored.name), type: type, nullable: stored.nullable)
                },
                timeColumn: timeColumn.map { try Identifier($0) })
        } catch let error as StorageError {
            throw error
        } catch {
            throw .unexpected("the stored definition of \(name) is damaged: \(error)")
        }
    }

    /// The definition with more columns at its end.
    package func adding(_ added: [Column]) throws(StorageError) -> DatasetDefinition {
        for (index, column) in added.enumerated() where !column.nullable {
            throw .invalidDefinition(.addedColumnNotNullable(index: index, name: column.name))
        }
        do {
            return try DatasetDefinition(name: name, columns: columns + added, timeColumn: timeColumn)
        } catch {
            throw .invalidDefinition(error)
        }
    }
}
