import Models
import Storage
import StorageTesting
import Testing

@Suite("Contract: ingest", .timeLimit(.minutes(3)))
struct IngestContract {
    @Test("Every value is read back exactly", arguments: StoreKind.testable)
    func exactValues(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for (type, values) in try Self.values() {
                let dataset = try await store.make("t_\(type.rawValue)", ["n": .integer, "v": type])
                let rows = (values + [.null]).enumerated().map { [Value.integer(Int64($0)), $1] }
                let outcome = try await store.add(rows, to: dataset)
                #expect(outcome == IngestOutcome(inserted: Int64(rows.count), rejections: .init(), dataVersion: 1))
                let got = try await store.list(dataset)
                expectExactly(got, rows, type.rawValue)
                guard type.isComparable else { continue }
                // The same in a query, with one group per row.
                let answer = try await store.ask(
                    dataset, Query(dimensions: ["n", "v"], order: [OrderItem("n")]))
                expectExactly(answer.rows, rows, "\(type.rawValue), queried")
            }
        }
    }

    /// Compares doubles bit by bit too.
    private func expectExactly(_ got: [[Value]], _ expected: [[Value]], _ what: String) {
        expectRows(got, expected, what)
        for (a, b) in zip(got, expected) {
            guard case .double(let x)? = a.last, case .double(let y)? = b.last else { continue }
            // Negative zero is stored as zero.
            #expect(x == y && (x != 0 || x.sign == .plus), "\(what)")
        }
    }

    static func values() throws -> [(ColumnType, [Value])] {
        let controls = String(String.UnicodeScalarView((1..<32).compactMap(Unicode.Scalar.init) + ["\u{7F}"]))
        let texts = [
            "", " ", "a", "NULL", "null", "\\N", "\\.", "'", "''", "\"", "'; DROP TABLE t; --", "%", "_", "\\", "\\\\",
            "a\tb\nc\r\nd", controls, "é", "e\u{301}", "日本語", "👩‍👩‍👧", "\u{FEFF}bom", "\u{10FFFF}", "\u{FFFF}", "{}",
            "$1", "?", ":x", "?1", "1", "1.0", "0x1", "x'00'", "ß", "İ", String(repeating: "long ", count: 20_000),
        ]
        let doubles: [Double] = [
            0, -0.0, 1, -1, 0.1, -0.1, 1.0 / 3, 1e15, 1e16, 123_456_789.123_456_79, .leastNonzeroMagnitude,
            -.leastNonzeroMagnitude,
            2.225_073_858_507_201_4e-308,
            1.797_693_134_862_315_7e308, -1.797_693_134_862_315_7e308, 9_007_199_254_740_992, 4.35, 0.000_001, 1e-7,
            1e22,
            1e23, 9.5e-17, 9_223_372_036_854_775_808,
        ]
        let decimals = [
            "0", "1", "-1", "0.1", "-0.1", "0.10000000000000000000000000000000000001",
            "99999999999999999999999999999999999999", "-99999999999999999999999999999999999999",
            "0.00000000000000000000000000000000000001", "-0.99999999999999999999999999999999999999",
            "1234567890123456789.0123456789012345678", "100", "10000000000000000000000000000000000000",
            "9223372036854775807", "9223372036854775808", "0.5", "12345.6789", "1000000000000000000000.5",
        ]
        let instants = [
            "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000001Z", "9999-12-31T23:59:59.999999Z",
            "1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00.000001Z",
            "2026-03-29T01:00:00.123456Z", "1582-10-10T12:00:00Z", "1900-02-28T23:59:59Z", "2000-02-29T00:00:00Z",
            "2038-01-19T03:14:08Z", "2262-04-11T23:47:16.854776Z", "2026-01-01T00:00:00.1Z",
        ]
        let days = [
            "0001-01-01", "9999-12-31", "1970-01-01", "1969-12-31", "2000-02-29", "1900-03-01", "1582-10-10",
            "2026-10-25",
        ]
        let jsons = [
            "{}", "[]", "null", "true", "0", "\"\"", "{ \"b\":1, \"a\":  2 ,\"b\":3 }", "1.0", "1e400",
            "\"\\u0000\"", "\"é\"", "[1,[2,[3,[4]]]]", "12345678901234567890.123456789",
        ]
        return [
            (.string, texts.map(Value.string)),
            (
                .integer,
                [0, 1, -1, .integer(.max), .integer(.min), .integer(.max - 1), 9_007_199_254_740_993, 4_294_967_296]
            ),
            (.double, doubles.map(Value.double)),
            (.decimal, try decimals.map { try Value.exact($0) }),
            (.boolean, [true, false]),
            (.timestamp, try instants.map { try Value.at($0) }),
            (.date, try days.map { try Value.day($0) }),
            (.json, jsons.map(Value.json)),
        ]
    }

    @Test("Rows keep their order regardless of their batches", arguments: StoreKind.testable)
    func batchBoundaries(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for (index, (count, size)) in [(1, 1), (10, 1), (10, 3), (10, 10), (10, 11), (2500, 1000), (5000, 4999)]
                .enumerated()
            {
                let dataset = try await store.make("a\(index)", ["n": .integer, "s": .string])
                let rows: [[Value]] = (0..<count).map { [.integer(Int64($0)), $0 % 3 == 0 ? nil : .string("r\($0)")] }
                let outcome = try await store.add(rows, to: dataset, batchSize: size)
                #expect(outcome.inserted == Int64(count))
                expectRows(try await store.list(dataset), rows, "\(count) rows by \(size)")
                let described = try await store.dataset(named: dataset.name)
                #expect(described.rowCount == Int64(count))
                #expect(described.dataVersion == 1)
            }
        }
    }

    @Test("An empty batch between others has no effect", arguments: StoreKind.testable)
    func emptyBatches(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer])
            let empty = RowBatch(types: [.integer])
            let source = ScriptedRowSource([
                empty, RowBatch([.integer], rows: [[1]]), empty, RowBatch([.integer], rows: [[2]]), empty,
            ])
            let outcome = try await store.ingest(source, into: dataset, idempotencyKey: nil)
            #expect(outcome.inserted == 2)
            expectRows(try await store.list(dataset), [[1], [2]])
        }
    }

    @Test("An ingest without rows leaves the data version unchanged", arguments: StoreKind.testable)
    func noRows(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[1]])
            for batches in [[], [RowBatch(types: [.integer])]] {
                let outcome = try await store.ingest(ScriptedRowSource(batches), into: dataset, idempotencyKey: nil)
                #expect(outcome == IngestOutcome(inserted: 0, rejections: .init(), dataVersion: 1))
            }
            #expect(try await store.dataset(named: dataset.name).dataVersion == 1)
        }
    }

    @Test("Every ingest with rows increments the data version once", arguments: StoreKind.testable)
    func versions(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer])
            for version in 1...4 {
                let outcome = try await store.add([[1], [2]], to: dataset, batchSize: 1)
                #expect(outcome.dataVersion == Int64(version))
            }
            let described = try await store.dataset(named: dataset.name)
            #expect(described.dataVersion == 4)
            #expect(described.rowCount == 8)
        }
    }

    @Test("A failing source leaves no rows", arguments: StoreKind.testable)
    func failure(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[0]])
            let bad = RowError(line: 7, column: "n", code: .invalidValue, got: "\"x\"", expected: "an integer")
            let rows: [[Value]] = (1...3000).map { [.integer($0)] }
            let failures: [(StorageError, String)] = [
                (.rejected(IngestRejections(count: 3, errors: [bad])), "rejected 3"),
                (.malformed(bad), "malformed line 7"),
                (.cancelled, "cancelled"),
                (.sourceFailed(BadLiteralError()), "reading the rows failed: BadLiteralError()"),
            ]
            for (failure, shape) in failures {
                for (rows, size) in [(rows, 1000), ([], 1), ([[1]], 1)] {
                    for key in [nil, "k"] {
                        let source = ScriptedRowSource(dataset.columns, rows: rows, batchSize: size, failure: failure)
                        await expectFailure(shape) {
                            try await store.ingest(source, into: dataset, idempotencyKey: key)
                        }
                    }
                }
            }
            let described = try await store.dataset(named: dataset.name)
            #expect(described.rowCount == 1)
            #expect(described.dataVersion == 1)
            expectRows(try await store.list(dataset), [[0]])
            // The failed call's key is free, and the store stays usable.
            #expect(try await store.add([[9]], to: dataset, key: "k").replayed == false)
            expectRows(try await store.list(dataset), [[0], [9]])
        }
    }

    private struct BadLiteralError: Error {}

    @Test("An ingest's outcome has the row errors that its source reported", arguments: StoreKind.testable)
    func rejections(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer])
            let errors = [
                RowError(line: 2, column: "n", code: .invalidValue, got: "\"é'\\\"\"", expected: "an integer"),
                RowError(line: 9, column: nil, code: .fieldCount, got: "3 fields", expected: "1"),
            ]
            let rejections = IngestRejections(count: 250, errors: errors)
            func source() -> ScriptedRowSource {
                ScriptedRowSource(dataset.columns, rows: [[1]], rejections: rejections)
            }
            let outcome = try await store.ingest(source(), into: dataset, idempotencyKey: "k")
            #expect(outcome == IngestOutcome(inserted: 1, rejections: rejections, dataVersion: 1))
            let replay = try await store.ingest(source(), into: dataset, idempotencyKey: "k")
            #expect(replay == IngestOutcome(inserted: 1, rejections: rejections, dataVersion: 1, replayed: true))
        }
    }

    @Test("A dataset dropped during an ingest keeps none of its rows", arguments: StoreKind.testable)
    func concurrentDrop(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer])
            // No rows have been handed over yet, so the database holds no lock that the drop would wait for.
            let source = HeldRowSource([])
            async let outcome = shape { try await store.ingest(source, into: dataset, idempotencyKey: "k") }
            await source.waitUntilReached()
            async let dropped = shape { try await store.dropDataset(named: dataset.name, expecting: nil) }
            // The drop may wait for the ingest, or the ingest may find the dataset missing; both are correct.
            source.release()
            let shapes = await (outcome, dropped)
            #expect(shapes.0 == "done" || shapes.0 == "notFound things")
            #expect(shapes.1 == "done")
            #expect(try await store.datasets().isEmpty)
        }
    }

    private func shape<Result>(_ body: @Sendable () async throws -> Result) async -> String {
        do {
            _ = try await body()
            return "done"
        } catch { return (error as? StorageError)?.shape ?? "\(error)" }
    }
}
