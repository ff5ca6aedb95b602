import Models
import Storage
import StorageTesting
import TestSupport
import Testing

@Suite("Contract: lookups", .timeLimit(.minutes(5)))
struct LookupContract {
    /// Customers with the key `id`, and orders of customers.
    struct World {
        let customers: Dataset
        let orders: Dataset

        /// Creates both datasets with rows.
        init(_ store: any AnalyticsStore, key: ColumnType = .integer, customers: [[Value]], orders: [[Value]])
            async throws
        {
            let made = try await store.createDataset(Self.customers(key))
            try await store.add(customers, to: made)
            let facts = try await store.createDataset(Self.orders(key))
            try await store.add(orders, to: facts)
            self.customers = try await store.dataset(named: made.name)
            self.orders = try await store.dataset(named: facts.name)
        }

        static func customers(_ key: ColumnType) throws -> DatasetDefinition {
            try DatasetDefinition(
                name: Identifier("customers"),
                columns: [
                    Column(name: Identifier("id"), type: key, nullable: false),
                    Column(name: Identifier("country"), type: .string, use: .lookup),
                    Column(name: Identifier("score"), type: .decimal), Column(name: Identifier("since"), type: .date),
                    Column(name: Identifier("seen"), type: .timestamp), Column(name: Identifier("n"), type: .integer),
                ], key: [Identifier("id")])
        }

        static func orders(_ key: ColumnType, partitioning: TimePartitioning? = nil) throws -> DatasetDefinition {
            try DatasetDefinition(
                name: Identifier("orders"),
                columns: [
                    Column(name: Identifier("ts"), type: .timestamp, nullable: false),
                    Column(name: Identifier("customer"), type: key, lookup: Identifier("customers")),
                    Column(name: Identifier("n"), type: .integer),
                ], timeColumn: Identifier("ts"), partitioning: partitioning)
        }

        func resolved(_ query: Query, where condition: ResolvedFilter = .always) throws -> ResolvedQuery {
            try query.resolved(
                against: orders.definition, limits: .stream, hiding: [],
                lookups: [customers.name: LookupTarget(customers, condition: condition)])
        }
    }

    private static func small(_ store: any AnalyticsStore) async throws -> World {
        let (first, second) = (try Value.at("2026-03-01T10:00:00Z"), try Value.at("2026-03-02T10:00:00Z"))
        return try await World(
            store,
            customers: [
                [1, "DE", try .exact("1.50"), try .day("2026-01-31"), first, 7], [2, "FR", nil, nil, nil, 8],
                [3, "DE", nil, try .day("2026-03-01"), second, 9],
            ],
            orders: [
                [first, 1, 10], [first, 1, 20], [second, 2, 30], [second, 3, 40], [second, 4, 50], [second, nil, 60],
            ])
    }

    @Test(
        "Rows are grouped and filtered by looked-up values, a key without a row has null, and each row counts once",
        arguments: StoreKind.testable)
    func groups(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let world = try await Self.small(store)
            func ask(_ query: Query, where condition: ResolvedFilter = .always) async throws -> CollectedResult {
                try await store.answer(world.resolved(query, where: condition), on: world.orders)
            }
            let order = [OrderItem("customer.country")]
            let sums = Query(
                measures: ["count", "sum(n)"], dimensions: ["customer.country"], order: order, total: true)
            let all = try await ask(sums)
            expectRows(all.rows, [["DE", 3, 70], ["FR", 1, 30], [nil, 2, 110]])
            #expect(all.total == 3)
            #expect(all.columns.map(\.name) == ["customer.country", "count", "sum(n)"])
            #expect(all.columns.map(\.type) == [.string, .integer, .integer])
            func filtered(_ filter: Filter) async throws -> [[Value]] {
                try await ask(Query(measures: ["count", "sum(n)"], filters: [filter])).rows
            }
            expectRows(try await filtered(.member("customer.country", .equals, ["DE"])), [[3, 70]])
            expectRows(try await filtered(.member("customer.country", .notEquals, ["DE"])), [[3, 140]])
            expectRows(try await filtered(.member("customer.country", .notSet, [])), [[2, 110]])
            expectRows(try await filtered(.member("customer.score", .gte, ["1.5"])), [[2, 30]])
            // A row outside the condition is as one that does not exist.
            let french = try await ask(sums, where: .test(operand: 1, .oneOf(["FR"], orNull: false)))
            expectRows(french.rows, [["FR", 1, 30], [nil, 5, 180]])
            let none = try await ask(
                Query(measures: ["count"], filters: [.member("customer.country", .equals, ["DE"])]),
                where: .test(operand: 1, .oneOf(["FR"], orNull: false)))
            expectRows(none.rows, [[0]])
        }
    }

    @Test("An answer has the versions of the datasets in its snapshot", arguments: StoreKind.testable)
    func snapshot(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let world = try await Self.small(store)
            let query = try world.resolved(
                Query(measures: ["count"], dimensions: ["customer.country"], order: [OrderItem("customer.country")]))
            let open = try await store.query(query, on: world.orders)
            try await store.add([[4, "NL", nil, nil, nil, nil]], to: world.customers)
            #expect(open.lookupVersions == [DatasetVersion(1, of: world.customers.id)])
            expectRows(try await open.collect().rows, [["DE", 3], ["FR", 1], [nil, 2]])
            let later = try await store.query(query, on: world.orders)
            #expect(later.lookupVersions == [DatasetVersion(2, of: world.customers.id)])
            #expect(later.dataVersion == world.orders.dataVersion)
            expectRows(try await later.collect().rows, [["DE", 3], ["FR", 1], ["NL", 1], [nil, 1]])
            // An answer that is held in memory has them too.
            let held = try world.resolved(
                Query(measures: ["shareOfTotal(count)"], dimensions: ["customer.country"], limit: 1))
            let shares = try await store.query(held, on: world.orders)
            #expect(shares.lookupVersions == [DatasetVersion(2, of: world.customers.id)])
            await shares.close()
        }
    }

    @Test("A query of a dataset that was replaced or changed since fails", arguments: StoreKind.testable)
    func replaced(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let world = try await Self.small(store)
            let query = try world.resolved(Query(measures: ["count"], dimensions: ["customer.country"]))
            let name = world.customers.name
            _ = try await store.changeDataset(
                named: name,
                by: DatasetChange(renamed: [.init(from: Identifier("country"), to: Identifier("land"))]),
                expecting: nil)
            await expectFailure("\(StorageError.definitionChanged(name))") {
                try await store.answer(query, on: world.orders)
            }
            if kind != .inMemory {
                await expectFailure("\(StorageError.definitionChanged(name))", "explain") {
                    try await store.explain(query, on: world.orders, reading: .current)
                }
            }
            let renamed = try await store.dataset(named: name)
            let old = try Query(measures: ["count"], dimensions: ["customer.country"], limit: 1).resolved(
                against: world.orders.definition, limits: .stream, hiding: [], lookups: [name: LookupTarget(renamed)])
            #expect(old.formerNames.map(\.column.rawValue) == ["land"])
            expectRows(try await store.answer(old, on: world.orders).rows, [["DE", 3]])
            try await store.dropDataset(named: name, expecting: nil)
            await expectFailure("notFound customers") { try await store.answer(old, on: world.orders) }
            if kind != .inMemory {
                await expectFailure("notFound customers", "explain") {
                    try await store.explain(old, on: world.orders, reading: .current)
                }
            }
        }
    }

    @Test("A dataset keeps the lookups of its columns", arguments: StoreKind.testable)
    func definition(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let made = try await store.createDataset(World.orders(.integer))
            #expect(try await store.dataset(named: made.name) == made)
            #expect(made.columns.map(\.lookup?.rawValue) == [nil, "customers", nil])
            func change(_ alterations: [DatasetChange.Alteration]) async throws -> Dataset {
                _ = try await store.changeDataset(
                    named: made.name, by: DatasetChange(altered: alterations), expecting: nil)
                return try await store.dataset(named: made.name)
            }
            let (customer, n) = (made.columns[1].name, made.columns[2].name)
            let changed = try await change([
                .init(n, lookup: .some(Identifier("items"))), .init(customer, unit: .some("u")),
            ])
            #expect(changed.columns.map(\.lookup?.rawValue) == [nil, "customers", "items"])
            let error = await #expect(throws: StorageError.self) { try await change([.init(customer, type: .decimal)]) }
            #expect("\(try #require(error))".contains("looked up in \"customers\""))
            let cleared = try await change([.init(customer, type: .decimal, lookup: .some(nil))])
            #expect(cleared.columns.map(\.lookup?.rawValue) == [nil, nil, "items"])
            #expect(cleared.columns[1].type == .decimal)
        }
    }

    @Test("A plan tells the reading of the query's own rows only", arguments: StoreKind.durable)
    func plan(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let world = try await Self.small(store)
            let query = try world.resolved(Query(measures: ["count"], dimensions: ["customer.country"]))
            let plan = try await store.explain(query, on: world.orders, reading: .current)
            #expect(plan.reads.map(\.index) == [[]])
        }
    }

    // MARK: The property

    private static let cases = StoreKind.testable.flatMap { kind in Seeds.some(6).map { (kind, $0) } }

    /// Queries of columns whose names depend on the dataset.
    private static func queries(_ name: (String) -> String, _ texts: [FilterValue]) -> [Query] {
        let (country, score, since, seen) = (name("country"), name("score"), name("since"), name("seen"))
        return [
            Query(measures: ["count", "sum(n)"], dimensions: [country], total: true),
            Query(
                measures: ["count", "last(n)", "first(n)"], dimensions: [country, "customer"],
                filters: [.member(country, .notEquals, texts)], order: [OrderItem(country, .desc)], limit: 5, offset: 1,
                total: true),
            Query(
                measures: [
                    "count", MeasureItem("countDistinct(\(country))", as: "a"), MeasureItem("min(\(score))", as: "b"),
                    MeasureItem("max(\(since))", as: "c"), MeasureItem("countDistinctApprox(\(seen))", as: "d"),
                ], filters: [.member(country, .in, texts + [.null])]),
            Query(
                measures: [MeasureItem("count", as: "some", filters: [.member(country, .contains, texts)]), "sum(n)"],
                timeDimensions: [TimeDimension(since, granularity: "year")]),
            Query(
                measures: ["count"], dimensions: [since + ".weekday", seen + ".hourOfDay"],
                filters: [.or([.member("n", .gt, ["0"]), .member(country, .startsWith, texts)])],
                timezone: "Europe/Berlin"),
            Query(
                measures: ["count", "shareOfTotal(count)"], dimensions: [score],
                filters: [.member("n", .set, []), .member(score, .notSet, []), .member("count", .gt, ["1"])]),
            Query(
                measures: ["sum(n)"], dimensions: [score, country],
                timeDimensions: [TimeDimension("ts", granularity: "quarter")],
                filters: [.member(score, .gt, ["-1.5"])], timezone: "America/New_York"),
        ]
    }

    @Test(
        "An answer with lookups is the answer of a dataset whose rows have the values that exist", arguments: cases)
    func property(kind: StoreKind, seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let key = generator.pick(ColumnType.string, .integer, .decimal, .boolean, .timestamp, .date)
        let partitioning: TimePartitioning? = generator.once(in: 2) ? .year : nil
        var customers: [[Value]] = []
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
            let id = RandomValues.value(key, &generator)
            guard !customers.contains(where: { $0[0].isSame(as: id) }) else { continue }
            customers.append(
                [id]
                    + [ColumnType.string, .decimal, .date, .timestamp, .integer].map {
                        generator.once(in: 5) ? .null : RandomValues.value($0, &generator)
                    })
        }
        let orders: [[Value]] = (0..<Int.random(in: 0...60, using: &generator)).map { number in
            [
                RandomValues.value(.timestamp, &generator),
                generator.once(in: 6) ? .null : RandomValues.value(key, &generator), .integer(Int64(number % 7) - 2),
            ]
        }
        let texts: [Value] = RandomValues.values(.string, &generator)
        let condition = generator.pick(
            ResolvedFilter.always, .test(operand: 1, .oneOf(texts, orNull: false)),
            .or([.test(operand: 1, .containsNone(["a"])), .test(operand: 5, .compare(.greater, .integer(0)))]),
            .test(operand: 0, .isNull), .test(operand: 3, .isNotNull))
        let written = texts.map { value -> FilterValue in
            if case .string(let text) = value { .string(text) } else { .null }
        }
        try await withStore(kind) { store in
            let target = try await store.createDataset(World.customers(key))
            if !customers.isEmpty { try await store.add(customers, to: target) }
            let facts = try await store.createDataset(World.orders(key, partitioning: partitioning))
            if !orders.isEmpty { try await store.add(orders, to: facts) }
            // The oracle: the values in the rows themselves.
            let flat = try await store.createDataset(
                DatasetDefinition(
                    name: Identifier("flat"), columns: facts.columns + target.columns.dropFirst().dropLast(),
                    timeColumn: Identifier("ts")))
            let joined = orders.map { order -> [Value] in
                let found = customers.first { row in
                    order[1] != .null && row[0].isSame(as: order[1]) && condition.holds { row[$0] }
                }
                return order + (found.map { Array($0[1..<5]) } ?? Array(repeating: .null, count: 4))
            }
            if !joined.isEmpty { try await store.add(joined, to: flat) }
            let present = try await store.dataset(named: target.name)
            let pairs = zip(Self.queries({ "customer." + $0 }, written), Self.queries({ $0 }, written))
            for (number, (query, plain)) in pairs.enumerated() {
                let resolved = try query.resolved(
                    against: facts.definition, limits: .stream, hiding: [],
                    lookups: [target.name: LookupTarget(present, condition: condition)])
                let got = try await store.answer(resolved, on: facts)
                let expected = try await store.ask(flat, plain)
                let what = "seed \(seed), query \(number), key \(key.rawValue), condition \(condition)"
                expectRows(got.rows, expected.rows, what)
                #expect(got.total == expected.total, "\(what)")
            }
        }
    }
}
