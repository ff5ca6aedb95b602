import Models
import Storage
import StorageTesting
import Testing

@Suite("Contract: snapshots and concurrency")
struct SnapshotContract {
    @Test("An open answer keeps reading the snapshot that it started with", arguments: StoreKind.testable)
    func snapshot(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let rows: [[Value]] = (0..<5000).map { [.integer($0), .string("text \($0)")] }
            let dataset = try await store.make(["n": .integer, "s": .string], rows: rows)
            let query = try Query(
                measures: ["count"], dimensions: ["n", "s"], order: [OrderItem("n")], total: true
            ).resolved(against: dataset.definition, limits: .stream)

            let unread = try await store.query(query, on: dataset)
            let begun = try await store.query(query, on: dataset)
            var seen = try #require(try await begun.nextBatch()).values
            try await store.add(rows + [[-1, "new"]], to: dataset)
            while let batch = try await begun.nextBatch() { seen += batch.values }
            await begun.close()

            let expected = rows.map { $0 + [1] }
            expectRows(seen, expected)
            #expect(begun.dataVersion == 1)
            #expect(begun.total == 5000)
            let late = try await unread.collect()
            expectRows(late.rows, expected)
            #expect(late.dataVersion == 1)
            let fresh = try await store.answer(query, on: dataset)
            #expect(fresh.dataVersion == 2)
            #expect(fresh.total == 5001)
            expectRows(Array(fresh.rows.prefix(2)), [[-1, "new", 1], [0, "text 0", 2]])
        }
    }

    @Test("An answer can be closed early and twice", arguments: StoreKind.testable)
    func closeEarly(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let rows: [[Value]] = (0..<5000).map { [.integer($0)] }
            let dataset = try await store.make(["n": .integer], rows: rows)
            let query = try Query(dimensions: ["n"]).resolved(against: dataset.definition, limits: .stream)
            // More rounds than any pool has connections, so that a leaked connection shows.
            for round in 0..<40 {
                let answer = try await store.query(query, on: dataset)
                if round % 2 == 0 { _ = try await answer.nextBatch() }
                await answer.close()
                await answer.close()
            }
            try await store.add([[1]], to: dataset)
            try await store.checkHealth()
        }
    }

    @Test("A finished answer stays at its end", arguments: StoreKind.testable)
    func pastTheEnd(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[1]])
            let query = try Query(dimensions: ["n"]).resolved(against: dataset.definition)
            let answer = try await store.query(query, on: dataset)
            var batches = 0
            while let batch = try await answer.nextBatch() { batches += batch.rowCount }
            #expect(batches == 1)
            #expect(try await answer.nextBatch() == nil)
            await answer.close()
        }
    }

    @Test("Concurrent ingests all succeed with one version each", arguments: StoreKind.testable)
    func manyWriters(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["w": .integer, "n": .integer])
            let other = try await store.make("other", ["w": .integer, "n": .integer])
            let writers: Int64 = 16
            let versions = try await withThrowingTaskGroup(of: Int64.self) { group in
                for writer in 0..<writers {
                    group.addTask {
                        let rows: [[Value]] = (0..<50).map { [.integer(writer), .integer($0)] }
                        try await store.add(rows, to: other, batchSize: 20, key: "w\(writer)")
                        return try await store.add(rows, to: dataset, batchSize: 7).dataVersion
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(versions.sorted() == Array(1...writers))
            for dataset in [dataset, other] {
                let answer = try await store.ask(
                    dataset, Query(measures: ["count", "sum(n)"], dimensions: ["w"], order: [OrderItem("w")]))
                expectRows(answer.rows, (0..<writers).map { [.integer($0), 50, 1225] })
                let described = try await store.dataset(named: dataset.name)
                #expect(described.rowCount == writers * 50)
                #expect(described.dataVersion == writers)
                let page = try await store.rows(of: dataset, page: RowPageRequest(limit: 10_000))
                #expect(Set(page.ids).count == Int(writers) * 50)
            }
        }
    }

    @Test("Readers see whole ingests and matching versions", arguments: StoreKind.testable)
    func wholeBatches(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer])
            let perIngest: Int64 = 100
            let rows: [[Value]] = (0..<perIngest).map { [.integer($0)] }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for _ in 0..<20 { try await store.add(rows, to: dataset, batchSize: 9) }
                }
                for reader in 0..<3 {
                    group.addTask {
                        var last: Int64 = 0
                        for _ in 0..<30 {
                            let (count, version) = try await Self.look(at: dataset, of: store, way: reader)
                            #expect(count == version * perIngest)
                            #expect(version >= last)
                            last = version
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await store.dataset(named: dataset.name).rowCount == 20 * perIngest)
        }
    }

    private static func look(
        at dataset: Dataset, of store: any AnalyticsStore, way: Int
    ) async throws -> (count: Int64, version: Int64) {
        switch way {
        case 0:
            let described = try await store.dataset(named: dataset.name)
            return (described.rowCount, described.dataVersion)
        case 1:
            let page = try await store.rows(of: dataset, page: RowPageRequest(limit: 100_000))
            return (Int64(page.ids.count), page.dataVersion)
        default:
            let answer = try await store.ask(dataset, Query(measures: ["count"]))
            guard case .integer(let count)? = answer.rows.first?.first else { return (-1, answer.dataVersion) }
            return (count, answer.dataVersion)
        }
    }

    @Test("Columns can be added and datasets dropped under load", arguments: StoreKind.testable)
    func definitionsUnderLoad(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer])
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { for _ in 0..<10 { try await store.add([[1], [2]], to: dataset) } }
                group.addTask {
                    for index in 0..<5 {
                        let column = try Column(name: Identifier("c\(index)"), type: .string)
                        _ = try await store.addColumns([column], to: dataset.name)
                    }
                }
                group.addTask {
                    for index in 0..<5 {
                        let other = try await store.make("other\(index)", ["n": .integer], rows: [[1]])
                        try await store.dropDataset(named: other.name, expecting: 1)
                    }
                }
                group.addTask {
                    for _ in 0..<10 { _ = try await store.ask(dataset, Query(measures: ["count", "sum(n)"])) }
                }
                try await group.waitForAll()
            }
            let after = try await store.dataset(named: dataset.name)
            #expect(after.columns.count == 6)
            #expect(after.rowCount == 20)
            #expect(after.dataVersion == 15)
            #expect(try await store.datasets().map(\.name.rawValue) == ["things"])
        }
    }

    @Test("A cancelled query leaves the store usable", arguments: StoreKind.testable)
    func cancelledQuery(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let rows: [[Value]] = (0..<20_000).map { [.integer($0), .string("text \($0 % 5000)")] }
            let dataset = try await store.make(["n": .integer, "s": .string])
            try await store.add(rows, to: dataset, batchSize: 5000)
            let query = try Query(
                measures: ["countDistinct(s)", "countDistinct(n)", "max(s)"], dimensions: ["s", "n"],
                order: [OrderItem("max(s)", .desc)]
            ).resolved(against: dataset.definition, limits: .stream)
            for round in 0..<12 {
                let task = Task {
                    let answer = try await store.query(query, on: dataset)
                    do {
                        while try await answer.nextBatch() != nil {}
                    } catch {
                        await answer.close()
                        throw error
                    }
                    await answer.close()
                }
                // Cancelled before it begins in early rounds, and while it runs in later ones.
                for _ in 0..<(round * 10) { await Task.yield() }
                task.cancel()
                switch await task.result {
                case .success: break
                case .failure(let error): #expect((error as? StorageError)?.shape == "cancelled", "\(error)")
                }
            }
            expectRows(try await store.ask(dataset, Query(measures: ["count"])).rows, [[20_000]])
            try await store.add([[1, "after"]], to: dataset)
            #expect(try await store.dataset(named: dataset.name).rowCount == 20_001)
        }
    }

    @Test("An ingest in a cancelled task writes nothing", arguments: StoreKind.testable)
    func cancelledBefore(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[0]])
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return try await store.add([[1], [2]], to: dataset, batchSize: 1)
            }
            task.cancel()
            await expectFailure("cancelled") { try await task.value }
            expectRows(try await store.list(dataset), [[0]])
        }
    }
}
