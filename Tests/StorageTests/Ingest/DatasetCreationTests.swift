import Models
import Storage
import StorageTesting
import Testing

@Suite("Contract: datasets with their first rows")
struct DatasetCreationTests {
    @Test("A dataset is created with its rows, or not at all", arguments: StoreKind.testable)
    func creation(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let definition = try DatasetDefinition.of("orders", ["n": .integer])
            let rows = ArrayRowSource([[1], [2]], of: definition)
            let (made, outcome) = try await store.createDataset(definition, rows: rows)
            #expect(made.rowCount == 2 && outcome.inserted == 2 && made.definition == definition)

            let other = try DatasetDefinition.of("bad", ["n": .integer])
            await #expect(throws: StorageError.self) {
                try await store.createDataset(other, rows: ArrayRowSource([[1], ["x"]], of: other))
            }
            await #expect(throws: StorageError.self) { try await store.dataset(named: other.name) }
            // A dataset that exists is left alone.
            await #expect(throws: StorageError.self) {
                try await store.createDataset(definition, rows: ArrayRowSource([[3]], of: definition))
            }
            #expect(try await store.dataset(named: definition.name).rowCount == 2)
        }
    }
}
