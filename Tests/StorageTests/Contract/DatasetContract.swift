import Models
import Storage
import StorageTesting
import Testing

@Suite("Contract: datasets")
struct DatasetContract {
    @Test("A new dataset has its definition, no rows and version 0", arguments: StoreKind.testable)
    func create(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let columns = try ColumnType.allCases.enumerated().map { index, type in
                try Column(
                    name: Identifier("c\(index)"), type: type, nullable: index % 2 == 0,
                    label: index == 3 ? "Preis (€)" : nil)
            }
            let definition = try DatasetDefinition(
                name: Identifier("orders"), columns: columns, timeColumn: Identifier("c5"))
            let made = try await store.createDataset(definition)
            #expect(made.definition == definition)
            #expect(made.id > 0)
            #expect(made.rowCount == 0)
            #expect(made.dataVersion == 0)
            #expect(made.createdAt > Timestamp(microseconds: 1_700_000_000_000_000))
            let described = try await store.dataset(named: definition.name)
            #expect(described.definition == definition)
            #expect(described.id == made.id)
            #expect(described.createdAt == made.createdAt)
            #expect(described.dataVersion == 0)
        }
    }

    @Test("A definition without a time column is stored without one", arguments: StoreKind.testable)
    func noTimeColumn(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let made = try await store.createDataset(.of("a", ["x": .timestamp]))
            #expect(made.definition.timeColumn == nil)
            #expect(try await store.dataset(named: made.name).definition.timeColumn == nil)
        }
    }

    @Test("Partitioning and column uses are stored and copied", arguments: StoreKind.testable)
    func layout(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let time = Column(name: try Identifier("at"), type: .date, nullable: false)
            let uses = try ColumnUse.allCases.flatMap { use in
                try ColumnType.allCases.filter(use.applies).map {
                    Column(name: try Identifier("\(use.rawValue)_\($0.rawValue)"), type: $0, use: use)
                }
            }
            for partitioning in TimePartitioning.allCases {
                let definition = try DatasetDefinition(
                    name: Identifier("d_\(partitioning.rawValue)"), columns: [time] + uses, timeColumn: time.name,
                    partitioning: partitioning)
                let made = try await store.createDataset(definition)
                #expect(made.definition == definition)
                let row: [Value] = try [.day("2026-01-01")] + uses.map { _ in nil }
                try await store.add([row], to: made)
                let added = try [
                    Column(name: Identifier("more"), type: .string, use: .lookup, label: "Größe (\"m\")"),
                    Column(name: Identifier("most"), type: .integer, use: .range),
                ]
                let wider = try await store.addColumns(added, to: made.name)
                #expect(wider.definition == (try definition.adding(added)))
                #expect(try await store.dataset(named: made.name).definition == wider.definition)
                try await store.add([row + ["x", 1]], to: wider)
                expectRows(try await store.list(wider), [row + [nil, nil], row + ["x", 1]])
                expectRows(try await store.list(wider, [.member("more", .equals, ["x"])]), [row + ["x", 1]])
            }
            let twin = InMemoryAnalyticsStore()
            try await StoreCopy(from: store, to: twin).run { _ in }
            #expect(try await twin.datasets().map(\.definition) == (try await store.datasets().map(\.definition)))
            let bad = Column(name: try Identifier("bad"), type: .json, use: .lookup)
            let name = try Identifier("d_day")
            await expectFailure("useOfType bad at \(uses.count + 3)") { try await store.addColumns([bad], to: name) }
        }
    }

    @Test("Datasets are listed by name", arguments: StoreKind.testable)
    func list(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            #expect(try await store.datasets().isEmpty)
            for name in ["b", "a_b", "c", "a1", "a", "ab"] { _ = try await store.make(name, ["x": .integer]) }
            #expect(try await store.datasets().map(\.name.rawValue) == ["a", "a1", "a_b", "ab", "b", "c"])
        }
    }

    @Test("A dataset has the same description in the list and on its own", arguments: StoreKind.testable)
    func listedDescription(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make("a", ["x": .integer], rows: [[1], [2]])
            let listed = try #require(try await store.datasets().first)
            #expect(listed.id == dataset.id)
            #expect(listed.definition == dataset.definition)
            #expect(listed.rowCount == 2)
            #expect(listed.dataVersion == 1)
            #expect(listed.createdAt == dataset.createdAt)
        }
    }

    @Test("SQL keywords and names of 1 to 63 characters are valid dataset names", arguments: StoreKind.testable)
    func names(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let long = "x" + String(repeating: "y", count: 62)
            for name in ["select", "table", "a", "rowid", "weir", "pg_class", "sqlite_master", "order", long] {
                let dataset = try await store.make(
                    name, ["select": .integer, "rowid": .integer, "oid": .integer, "id": .string, "ctid": .date],
                    rows: [[1, 2, 3, "x", nil]])
                expectRows(try await store.list(dataset), [[1, 2, 3, "x", nil]], name)
                let answer = try await store.ask(
                    dataset, Query(measures: ["sum(rowid)"], dimensions: ["select", "id"]))
                expectRows(answer.rows, [[1, "x", 2]], name)
            }
            // Two names that share their first 62 characters are distinct.
            let other = try await store.make(
                "x" + String(repeating: "y", count: 61) + "z", [long: .integer], rows: [[5]])
            expectRows(try await store.list(other), [[5]])
        }
    }

    @Test("A dataset with 256 columns can be written, listed and grouped", arguments: StoreKind.testable)
    func widest(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let columns = try (0..<256).map { try Column(name: Identifier("c\($0)"), type: .integer) }
            let dataset = try await store.createDataset(DatasetDefinition(name: Identifier("wide"), columns: columns))
            let row = (0..<256).map { Value.integer(Int64($0)) }
            try await store.add([row, row], to: dataset)
            expectRows(try await store.list(dataset), [row, row])
            let answer = try await store.ask(dataset, Query(measures: ["count"], dimensions: ["c0", "c255"]))
            expectRows(answer.rows, [[0, 255, 2]])
        }
    }

    @Test("Creating a dataset under an existing name is rejected", arguments: StoreKind.testable)
    func existingName(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let first = try await store.make("orders", ["x": .integer], rows: [[1]])
            await expectFailure("exists orders") { try await store.createDataset(.of("orders", ["y": .date])) }
            #expect(try await store.dataset(named: first.name).definition == first.definition)
            #expect(try await store.dataset(named: first.name).rowCount == 1)
        }
    }

    @Test("Concurrent creations of one name succeed once", arguments: StoreKind.testable)
    func creationRace(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let shapes = await withTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        do {
                            _ = try await store.createDataset(.of("orders", ["x": .integer]))
                            return "made"
                        } catch { return (error as? StorageError)?.shape ?? "\(error)" }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(shapes.sorted() == Array(repeating: "exists orders", count: 7) + ["made"])
        }
    }

    @Test("An error about an unknown dataset suggests the nearest name", arguments: StoreKind.testable)
    func unknown(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let orders = try await store.make("orders", ["x": .integer])
            let typo = try Identifier("order")
            let far = try Identifier("zzzzzz")
            await expectFailure("notFound order ~orders") { try await store.dataset(named: typo) }
            await expectFailure("notFound zzzzzz") { try await store.dataset(named: far) }
            await expectFailure("notFound order ~orders") { try await store.dropDataset(named: typo, expecting: nil) }
            await expectFailure("notFound order ~orders") { try await store.addColumns([], to: typo) }
            let gone = Dataset(
                id: orders.id + 1000, definition: try .of("order", ["x": .integer]), rowCount: 0, dataVersion: 0,
                createdAt: orders.createdAt)
            await expectFailure("notFound order ~orders") { try await store.add([[1]], to: gone) }
            await expectFailure("notFound order ~orders") { try await store.list(gone) }
            await expectFailure("notFound order ~orders") { try await store.ask(gone, Query(measures: ["count"])) }
        }
    }

    @Test("Added columns come last and are null in existing rows", arguments: StoreKind.testable)
    func addColumns(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let before = try await store.make("a", ["x": .integer], rows: [[1]])
            let added = try ColumnType.allCases.map { try Column(name: Identifier("n_" + $0.rawValue), type: $0) }
            let after = try await store.addColumns(added, to: before.name)
            #expect(after.columns == before.columns + added)
            #expect(after.dataVersion == before.dataVersion + 1)
            #expect(after.id == before.id)
            #expect(try await store.dataset(named: before.name).definition == after.definition)
            expectRows(try await store.list(after), [[1] + added.map { _ in nil }])
            try await store.add(
                [[2, "s", 3, 0.5, .exact("1.5"), true, .at("2026-01-01T00:00:00Z"), .day("2026-01-01"), .json("[]")]],
                to: after)
            let answer = try await store.ask(after, Query(measures: ["count"], dimensions: ["n_string"]))
            expectRows(answer.rows, [["s", 1], [nil, 1]])
        }
    }

    @Test("Adding columns with an expected version fails if the dataset has another one", arguments: StoreKind.testable)
    func addColumnsExpecting(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let before = try await store.make("a", ["x": .integer], rows: [[1]])
            let y = [Column(name: try Identifier("y"), type: .double)]
            let z = [Column(name: try Identifier("z"), type: .double)]
            let seen = before.dataVersion + 1
            let after = try await store.addColumns(y, to: before.name, expecting: before.dataVersion)
            #expect(after.dataVersion == seen)
            await expectFailure("version \(before.dataVersion)≠\(seen)") {
                try await store.addColumns(z, to: before.name, expecting: before.dataVersion)
            }
            #expect(try await store.dataset(named: before.name).definition == after.definition)
        }
    }

    @Test(
        "A caller with a definition from before columns were added can still use the dataset",
        arguments: StoreKind.testable
    )
    func staleDefinition(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let before = try await store.make("a", ["x": .integer, "y": .string], rows: [[1, "a"]])
            let after = try await store.addColumns([Column(name: Identifier("z"), type: .double)], to: before.name)
            try await store.add([[2, "b"]], to: before)
            expectRows(try await store.list(before), [[1, "a"], [2, "b"]])
            expectRows(try await store.list(after), [[1, "a", nil], [2, "b", nil]])
            let answer = try await store.ask(before, Query(measures: ["sum(x)"], dimensions: ["y"]))
            expectRows(answer.rows, [["b", 2], ["a", 1]])
        }
    }

    @Test("Invalid added columns are rejected and change nothing", arguments: StoreKind.testable)
    func badColumns(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make("a", ["x": .integer, "y": .string], rows: [[1, "a"]])
            let name = dataset.name
            let z = try Identifier("z")
            let cases: [(String, [Column])] = [
                ("notNullable z", [Column(name: z, type: .integer, nullable: false)]),
                ("duplicate y", [try Column(name: Identifier("y"), type: .integer)]),
                ("duplicate z", [Column(name: z, type: .integer), Column(name: z, type: .date)]),
                ("columns 257", try (0..<255).map { try Column(name: Identifier("c\($0)"), type: .integer) }),
            ]
            for (shape, columns) in cases {
                await expectFailure(shape) { try await store.addColumns(columns, to: name) }
            }
            let after = try await store.dataset(named: name)
            #expect(after.definition == dataset.definition)
            #expect(after.dataVersion == dataset.dataVersion)
            expectRows(try await store.list(after), [[1, "a"]])
        }
    }

    @Test("Dropping a dataset removes it and its rows", arguments: StoreKind.testable)
    func drop(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let first = try await store.make("a", ["x": .integer], rows: [[1]])
            let bystander = try await store.make("b", ["x": .integer], rows: [[9]])
            try await store.dropDataset(named: first.name, expecting: nil)
            await expectFailure("notFound a ~b") { try await store.dataset(named: first.name) }
            #expect(try await store.datasets().map(\.name.rawValue) == ["b"])
            expectRows(try await store.list(bystander), [[9]])
        }
    }

    @Test("A dataset created under a dropped one's name is a different dataset", arguments: StoreKind.testable)
    func recreated(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let first = try await store.make("a", ["x": .integer], rows: [[1]])
            _ = try await store.add([[2]], to: first, key: "k")
            try await store.dropDataset(named: first.name, expecting: nil)
            let second = try await store.make("a", ["x": .string])
            #expect(second.id != first.id)
            #expect(second.rowCount == 0)
            #expect(second.dataVersion == 0)
            await expectFailure("notFound a") { try await store.add([[1]], to: first) }
            await expectFailure("notFound a") { try await store.list(first) }
            await expectFailure("notFound a") { try await store.ask(first, Query(measures: ["count"])) }
            // The key belonged to the dropped dataset.
            #expect(try await store.add([["y"]], to: second, key: "k").replayed == false)
            expectRows(try await store.list(second), [["y"]])
        }
    }

    @Test("A dropped dataset's id is never reused", arguments: StoreKind.testable)
    func idsAreNotReused(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            var seen: Set<Int64> = []
            for _ in 0..<4 {
                let dataset = try await store.make("a", ["x": .integer])
                #expect(seen.insert(dataset.id).inserted)
                try await store.dropDataset(named: dataset.name, expecting: nil)
            }
        }
    }

    @Test("Dropping a dataset with an expected version fails if it has another one", arguments: StoreKind.testable)
    func dropPrecondition(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make("a", ["x": .integer], rows: [[1]])
            await expectFailure("version 0≠1") { try await store.dropDataset(named: dataset.name, expecting: 0) }
            await expectFailure("version 2≠1") { try await store.dropDataset(named: dataset.name, expecting: 2) }
            expectRows(try await store.list(dataset), [[1]])
            try await store.dropDataset(named: dataset.name, expecting: 1)
            #expect(try await store.datasets().isEmpty)
        }
    }

    @Test("Preparing a prepared store changes nothing", arguments: StoreKind.testable)
    func prepareTwice(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make("a", ["x": .integer], rows: [[1]])
            try await store.prepare()
            try await store.checkHealth()
            expectRows(try await store.list(dataset), [[1]])
        }
    }

    @Test("A closed store rejects every operation", arguments: StoreKind.testable)
    func closed(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make("a", ["x": .integer], rows: [[1]])
            await store.close()
            let shape = "unavailable closed"
            await expectFailure(shape) { try await store.checkHealth() }
            await expectFailure(shape) { try await store.datasets() }
            await expectFailure(shape) { try await store.dataset(named: dataset.name) }
            await expectFailure(shape) { try await store.createDataset(.of("b", ["x": .integer])) }
            await expectFailure(shape) { try await store.addColumns([], to: dataset.name) }
            await expectFailure(shape) { try await store.dropDataset(named: dataset.name, expecting: nil) }
            await expectFailure(shape) { try await store.add([[2]], to: dataset) }
            await expectFailure(shape) { try await store.list(dataset) }
            await expectFailure(shape) { try await store.ask(dataset, Query(measures: ["count"])) }
            await store.close()
        }
    }

    @Test("Data persists after a store is closed", arguments: StoreKind.durable)
    func persistence(kind: StoreKind) async throws {
        try await withReopenableStore(kind) { subject in
            let first = try await subject.open()
            try await first.prepare()
            let dataset = try await first.make("a", EveryType.columns)
            let row: [Value] = [
                "é", 1, 0.1, try .exact("0.1"), true, try .at("2026-01-01T00:00:00.000001Z"), try .day("2026-01-01"),
                .json("{}"),
            ]
            let outcome = try await first.add([row], to: dataset, key: "k")
            await first.close()

            let second = try await subject.open()
            try await second.prepare()
            let again = try await second.dataset(named: dataset.name)
            #expect(again.id == dataset.id)
            #expect(again.definition == dataset.definition)
            #expect(again.createdAt == dataset.createdAt)
            #expect(again.dataVersion == 1)
            expectRows(try await second.list(again), [row])
            let replay = try await second.add([row], to: again, key: "k")
            #expect(replay.replayed)
            #expect(replay.dataVersion == outcome.dataVersion)
            expectRows(try await second.list(again), [row])
            await second.close()
        }
    }
}
