import Models
import Storage
import StorageTesting
import Testing

@Suite("Contract: results as sequences of rows")
struct QueryResultContract {
    private static let rows: [[Value]] = (0..<5000).map { [.string($0 % 2 == 0 ? "north" : "south"), .integer($0)] }

    private func withOrders(_ kind: StoreKind, _ body: (any AnalyticsStore) async throws -> Void) async throws {
        try await withStore(kind) { store in
            try await store.createDataset("orders", columns: ["region": .string, "n": .integer])
            let dataset = try await store.dataset(named: Identifier("orders"))
            try await store.add(Self.rows, to: dataset)
            try await body(store)
        }
    }

    @Test("A query by name yields the rows of its result", arguments: StoreKind.testable)
    func byName(kind: StoreKind) async throws {
        try await withOrders(kind) { store in
            var seen: [String] = []
            let query = Query(measures: ["sum(n)"], dimensions: ["region"], order: ["region"])
            for try await row in store.query(query, on: "orders") {
                #expect(row["sum(n)"] == row[1])
                #expect(row["none"] == nil)
                seen.append("\(row)")
            }
            #expect(seen == ["region: north, sum(n): 6247500", "region: south, sum(n): 6250000"])
        }
    }

    @Test("The rows of a sequence are those of its batches", arguments: StoreKind.testable)
    func rowsAndBatches(kind: StoreKind) async throws {
        try await withOrders(kind) { store in
            let query = store.query(Query(dimensions: ["n", "region"], order: ["n"]), on: "orders")
            var rows: [[Value]] = []
            for try await row in query { rows.append(row.values) }
            let result = try await query.result()
            #expect(result.dataVersion == 1)
            #expect(result.columns.map(\.name) == ["n", "region"])
            #expect(rows == (try await result.collect().rows))
            #expect(rows.count == Self.rows.count)
        }
    }

    // More rounds than any pool has connections, so that a leaked connection shows.
    @Test("A loop that ends early closes its result", arguments: StoreKind.testable)
    func earlyEnd(kind: StoreKind) async throws {
        try await withOrders(kind) { store in
            for _ in 0..<40 {
                for try await row in store.query(Query(dimensions: ["n"]), on: "orders") where row[0] == 1 { break }
            }
            for _ in 0..<40 {
                let result = try await store.query(Query(dimensions: ["n"]), on: "orders").result()
                for try await _ in result { break }
                _ = result.columns
            }
            for _ in 0..<40 { _ = try await store.query(Query(dimensions: ["n"]), on: "orders").result() }
            try await store.checkHealth()
        }
    }

    @Test("A cancelled task's result is closed", arguments: StoreKind.testable)
    func cancellation(kind: StoreKind) async throws {
        try await withOrders(kind) { store in
            for _ in 0..<20 {
                let reading = Task {
                    var count = 0
                    for try await _ in store.query(Query(dimensions: ["n"]), on: "orders") { count += 1 }
                    return count
                }
                reading.cancel()
                // A task can end before its cancellation reaches it.
                if case .failure(let error) = await reading.result {
                    guard case .cancelled = try #require(error as? StorageError) else {
                        Issue.record("got \(error)")
                        continue
                    }
                }
            }
            try await store.checkHealth()
        }
    }

    @Test(
        "A query by name reports unknown datasets, malformed names and invalid queries", arguments: StoreKind.testable)
    func mistakes(kind: StoreKind) async throws {
        try await withOrders(kind) { store in
            func message(_ query: Query, _ name: String) async -> String {
                do {
                    for try await row in store.query(query, on: name) { Issue.record("got \(row)") }
                    return ""
                } catch {
                    return error.description
                }
            }
            #expect(
                await message(Query(measures: ["count"]), "order")
                    == #"the dataset "order" does not exist; did you mean "orders"?"#)
            #expect(await message(Query(measures: ["count"]), "No Orders").hasPrefix(#"got "No Orders", expected "#))
            #expect(await message(Query(measures: ["sum(m)"]), "orders").hasPrefix("/measures/0: "))
        }
    }

    @Test("A failing reader is closed once and its result ends")
    func failingReader() async throws {
        let reader = FailingReader()
        let result = QueryResult(reader)
        #expect(try await result.nextBatch()?.rowCount == 1)
        await #expect(throws: StorageError.self) { try await result.nextBatch() }
        #expect(reader.closings == 1)
        #expect(try await result.nextBatch() == nil)
        await result.close()
        #expect(reader.closings == 1)
    }
}
