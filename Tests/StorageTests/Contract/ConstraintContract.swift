import Models
import StorageTesting
import Testing

@testable import Storage

/// Constraints that an operator may add to a dataset's table without the store.
enum Constraint {
    /// Adds a constraint to a dataset's table.
    static func add(
        _ sql: (_ table: String) -> (sqlite: String, postgres: String), to dataset: Dataset,
        of store: any AnalyticsStore
    )
        async throws
    {
        if let store = store as? PostgresAnalyticsStore {
            let text = sql(store.schema.table(dataset.id)).postgres
            try await store.leased { session throws(StorageError) in try session.run(text) }
        } else if let store = store as? SQLiteAnalyticsStore {
            let text = sql(SQLiteSchema.table(dataset.id)).sqlite
            try await store.write { connection throws(StorageError) in try execute(connection, text) }
        }
    }

    static func unique(_ table: String) -> (sqlite: String, postgres: String) {
        let name = "unique_n"
        return ("CREATE UNIQUE INDEX \(name) ON \(table) (n)", "CREATE UNIQUE INDEX \(name) ON \(table) (n)")
    }

    /// SQLite adds no check to an existing table, so a trigger serves as one.
    static func positive(_ table: String) -> (sqlite: String, postgres: String) {
        (
            """
            CREATE TRIGGER positive BEFORE INSERT ON \(table) WHEN NEW.n <= 0
            BEGIN SELECT RAISE(ABORT, 'positive'); END
            """, "ALTER TABLE \(table) ADD CONSTRAINT positive CHECK (n > 0)"
        )
    }
}

@Suite("Contract: rows rejected by the database")
struct ConstraintContract {
    private func refusal(_ body: () async throws -> some Any) async throws -> RowError {
        let error = await #expect(throws: StorageError.self) { _ = try await body() }
        guard case .rejected(let rejections)? = error else { throw try #require(error) }
        #expect(rejections.count == 1 && rejections.errors.count == 1)
        return try #require(rejections.errors.first)
    }

    @Test(
        "A row that violates a constraint is identified, nothing is written, and the store stays usable",
        arguments: StoreKind.durable, [(5000, 1), (5000, 2500), (5000, 5000), (1, 1), (3000, 1234)])
    func violations(kind: StoreKind, place: (count: Int, bad: Int)) async throws {
        try await withStore(kind) { store in
            for (constraint, value, words) in [
                (Constraint.unique, 7, "unique"), (Constraint.positive, -1, "positive"),
            ] as [((String) -> (sqlite: String, postgres: String), Int64, String)] {
                let dataset = try await store.make("d_\(words)", ["n": .integer], rows: [[7]])
                try await Constraint.add(constraint, to: dataset, of: store)
                var rows: [[Value]] = (0..<place.count).map { [.integer(Int64(100 + $0))] }
                rows[place.bad - 1] = [.integer(value)]
                for key in [nil, "k"] {
                    let error = try await refusal { try await store.add(rows, to: dataset, batchSize: 700, key: key) }
                    #expect(error.code == .constraintViolation && error.line == nil)
                    #expect(error.got.contains("(row \(place.bad), skipped rows not counted)"), "\(error.got)")
                    #expect(error.expected.contains(words), "\(error.expected)")
                }
                expectRows(try await store.list(dataset), [[7]])
                // The failed call's key is free.
                #expect(try await store.add([[8]], to: dataset, key: "k").replayed == false)
            }
        }
    }

    @Test("A rejected change of a row leaves the row unchanged", arguments: StoreKind.durable)
    func changes(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[7], [8]])
            try await Constraint.add(Constraint.unique, to: dataset, of: store)
            for change in [RowChange.replace([.integer(7)]), .patch([RowAssignment(column: 0, value: .integer(7))])] {
                let error = try await refusal { try await store.changeRow(2, of: dataset, change, if: .always) }
                #expect(error.code == .constraintViolation && error.line == nil && error.expected.contains("unique"))
                #expect(!error.got.contains("row"), "\(error.got)")
            }
            expectRows(try await store.list(dataset), [[7], [8]])
            #expect(try await store.dataset(named: dataset.name).dataVersion == 1)
            let free = try await store.changeRow(2, of: dataset, .replace([.integer(9)]), if: .always)
            guard case .written(_, dataVersion: 2) = free else { throw UnexpectedOutcomeError(free) }
        }
    }

    @Test(
        "A row change that violates a foreign key, immediate or deferred, is rejected",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func deferredForeignKey() async throws {
        try await withStore(.postgres) { store in
            let known = try await store.make("known", ["n": .integer], rows: [[1], [2]])
            let facts = try await store.make("facts", ["n": .integer], rows: [[1]])
            let schema = try #require(store as? PostgresAnalyticsStore).schema
            try await Constraint.add(Constraint.unique, to: known, of: store)
            try await Constraint.add(
                {
                    (
                        "",
                        """
                        ALTER TABLE \($0) ADD CONSTRAINT fk FOREIGN KEY (n) REFERENCES \(schema.table(known.id)) (n)
                        DEFERRABLE INITIALLY DEFERRED
                        """
                    )
                },
                to: facts, of: store)
            for (row, dataset, change) in [
                (1, known, .delete), (1, known, .replace([.integer(5)])), (1, facts, .replace([.integer(9)])),
            ] as [(Int64, Dataset, RowChange)] {
                let error = try await refusal { try await store.changeRow(row, of: dataset, change, if: .always) }
                #expect(error.expected == "a row that satisfies the foreign key \"fk\" (SQLSTATE 23503)")
            }
            let error = try await refusal { try await store.add([[2], [9]], to: facts) }
            #expect(error.expected == "a row that satisfies the foreign key \"fk\" (SQLSTATE 23503)")
            expectRows(try await store.list(facts), [[1]])
            expectRows(try await store.list(known), [[1], [2]])
            #expect(try await store.changeRow(2, of: known, .delete, if: .always) == .deleted(dataVersion: 2))
        }
    }

    @Test(
        "A constraint violation in a partitioned dataset with several COPYs names the row",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"), arguments: [1, 2, 3, 7, 100])
    func partitions(batchSize: Int) async throws {
        try await withPostgres { store in
            let dataset = try await PostgresPartitionTests.make(store)
            try await Constraint.add(Constraint.positive, to: dataset, of: store)
            var rows = try PostgresPartitionTests.rows((1...20).map { "2026-03-\($0 < 10 ? "0" : "")\($0)T12:00:00Z" })
            rows[0][0] = 1
            rows[16][0] = -5
            let error = try await refusal { try await store.add(rows, to: dataset, batchSize: batchSize) }
            #expect(error.got == "a row that violates it (row 17, skipped rows not counted)")
            await store.maintenance.settle()
            #expect(try await store.dataset(named: dataset.name).rowCount == 0)
        }
    }

    @Test(
        "A foreign key violation on PostgreSQL is reported with the key instead of the row",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func foreignKey() async throws {
        try await withStore(.postgres) { store in
            let known = try await store.make("known", ["n": .integer], rows: [[1], [2]])
            let dataset = try await store.make("facts", ["n": .integer])
            let schema = try #require(store as? PostgresAnalyticsStore).schema
            try await Constraint.add(Constraint.unique, to: known, of: store)
            try await Constraint.add(
                {
                    ("", "ALTER TABLE \($0) ADD CONSTRAINT fk FOREIGN KEY (n) REFERENCES \(schema.table(known.id)) (n)")
                },
                to: dataset, of: store)
            let error = try await refusal { try await store.add([[1], [3], [2]], to: dataset) }
            #expect(
                error.got == "the key \"(n)=(3)\" (a row)" && error.expected.contains("\"fk\""), "\(error.sentence)")
        }
    }

    @Test(
        "A row too large for an index and a row rejected by a trigger are identified",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func trigger() async throws {
        try await withStore(.postgres) { store in
            let dataset = try await store.make(["s": .string])
            let schema = try #require(store as? PostgresAnalyticsStore).schema
            try await Constraint.add({ ("", "CREATE INDEX wide ON \($0) (s)") }, to: dataset, of: store)
            // Random characters, since PostgreSQL compresses an index entry first.
            var generator = SystemRandomNumberGenerator()
            let wide = String(
                (0..<9000).map { _ in Character(Unicode.Scalar(UInt8.random(in: 0x21...0x7E, using: &generator))) })
            let tooWide = try await refusal { try await store.add([["a"], [.string(wide)], ["b"]], to: dataset) }
            #expect(tooWide.got == "a row that is too large (row 2, skipped rows not counted)", "\(tooWide.sentence)")
            try await Constraint.add(
                { _ in
                    (
                        "",
                        """
                        CREATE FUNCTION \(schema.name).closed() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN IF NEW.s = 'z' THEN RAISE EXCEPTION 'closed'; END IF; RETURN NEW; END $$
                        """
                    )
                }, to: dataset, of: store)
            try await Constraint.add(
                {
                    (
                        "",
                        "CREATE TRIGGER t BEFORE INSERT ON \($0) FOR EACH ROW EXECUTE FUNCTION \(schema.name).closed()"
                    )
                },
                to: dataset, of: store)
            let refused = try await refusal { try await store.add([["a"], ["b"], ["z"]], to: dataset) }
            #expect(refused.got.contains("(row 3,") && refused.expected.contains("\"closed\""), "\(refused.sentence)")
        }
    }
}
