package import Models

/// A column as a store's catalog records it.
struct StoredColumn {
    let name: String
    let type: String
    let nullable: Bool
    let use: String?
    let label: String?
    let unit: String?
    let description: String?
    let formerNames: String?
    let lookup: String?
}

extension DatasetDefinition {
    /// Reads a definition from a store's catalog.
    static func stored(
        name: String, columns: [StoredColumn], timeColumn: String?, partitioning: String?, key: String?,
        keepDays: Int64?
    ) throws(StorageError) -> DatasetDefinition {
        do {
            return try DatasetDefinition(
                name: Identifier(name),
                columns: columns.map { stored in
                    let type = try word(ColumnType.self, stored.type, of: stored.name)
                    let use = try stored.use.map { try word(ColumnUse.self, $0, of: stored.name) }
                    return Column(
                        name: try Identifier(stored.name), type: type, nullable: stored.nullable, use: use,
                        label: stored.label, unit: stored.unit, description: stored.description,
                        formerNames: try (stored.formerNames ?? "").split(separator: " ")
                            .map { try Identifier(String($0)) },
                        lookup: try stored.lookup.map { try Identifier($0) })
                },
                timeColumn: timeColumn.map { try Identifier($0) },
                partitioning: partitioning.map { try word(TimePartitioning.self, $0, of: name) },
                key: try (key ?? "").split(separator: " ").map { try Identifier(String($0)) },
                retention: keepDays.flatMap { Retention(days: Int($0)) })
        } catch let error as StorageError {
            throw error
        } catch {
            throw .unexpected("the stored definition of \(name) is damaged: \(error)")
        }
    }

    private static func word<Word: RawRepresentable<String>>(
        _: Word.Type, _ text: String, of name: String
    ) throws(StorageError) -> Word {
        guard let word = Word(rawValue: text) else {
            throw .unexpected("\(name) has the unknown \(Word.self) \(text)")
        }
        return word
    }

    /// The names of the key's columns as a store's catalog records them; `nil` without a key.
    var storedKey: String? { key.isEmpty ? nil : key.map(\.rawValue).joined(separator: " ") }

    /// Returns the definition after a change; throws a store's error.
    package func changed(by change: DatasetChange) throws(StorageError) -> DatasetDefinition {
        do throws(DefinitionError) { return try applying(change) } catch { throw .invalidDefinition(error) }
    }
}
