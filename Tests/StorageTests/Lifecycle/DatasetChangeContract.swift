import Models
import StorageTesting
import Testing

@testable import Storage

@Suite("Contract: changes of columns", .timeLimit(.minutes(3)))
struct DatasetChangeContract {
    @Test(
        "Columns are renamed, dropped, altered and added in one change, and rows keep their values",
        arguments: StoreKind.testable)
    func changes(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let before = try await store.make(
                ["a": .integer, "b": .string, "c": .date, "d": .json],
                rows: [[1, "x", try .day("2026-03-29"), .json("[]")], [nil, nil, nil, nil]])
            let change = DatasetChange(
                added: [Column(name: try Identifier("e"), type: .double, use: .lookup)],
                renamed: [.init(from: try Identifier("a"), to: try Identifier("amount"))],
                dropped: [try Identifier("b")],
                altered: [
                    .init(try Identifier("a"), type: .decimal, unit: .some("EUR")),
                    .init(try Identifier("c"), type: .timestamp, label: .some("When"), description: .some("The time")),
                ])
            let after = try await store.changeDataset(named: before.name, by: change, expecting: before.dataVersion)
            #expect(after.columns.map(\.name.rawValue) == ["amount", "c", "d", "e"])
            #expect(after.columns.map(\.type) == [.decimal, .timestamp, .json, .double])
            #expect(after.columns[0].formerNames.map(\.rawValue) == ["a"] && after.columns[0].unit == "EUR")
            #expect(after.columns[1].label == "When" && after.columns[1].description == "The time")
            #expect(after.dataVersion == before.dataVersion + 1 && after.definitionVersion == 1)
            #expect(try await store.dataset(named: before.name) == after)
            let midnight = try Value.at("2026-03-29T00:00:00Z")
            expectRows(
                try await store.list(after), [[try .exact("1"), midnight, .json("[]"), nil], [nil, nil, nil, nil]])
            try await store.add([[try .exact("2.5"), midnight, nil, 0.5]], to: after)
            #expect(try await store.row(3, of: after.name)?.values.values == [[try .exact("2.5"), midnight, nil, 0.5]])
            let answer = try await store.ask(after, Query(measures: ["sum(a)"], dimensions: ["c"]))
            expectRows(answer.rows, [[midnight, try .exact("3.5")], [nil, nil]])
        }
    }

    @Test(
        "A name of a dropped column can be used again, and its index too",
        arguments: StoreKind.testable)
    func again(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            var dataset = try await store.make(["a": .integer, "b": .integer, "c": .integer], rows: [[1, 2, 3]])
            for _ in 0..<3 {
                let name = dataset.columns[1].name
                dataset = try await store.changeDataset(
                    named: dataset.name, by: DatasetChange(dropped: [name]), expecting: nil)
                dataset = try await store.addColumns(
                    [Column(name: name, type: .string, use: .lookup)], to: dataset.name)
            }
            #expect(Set(dataset.columns.map(\.name.rawValue)) == ["a", "b", "c"] && dataset.definitionVersion == 3)
            #expect(try await store.list(dataset).count == 1)
        }
    }

    @Test(
        "A name that a change takes from a column is given to no other one in the same change",
        arguments: StoreKind.testable)
    func takenNames(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(
                ["country": .string, "n": .integer], rows: [["DE", 1], ["FR", 2]])
            let (country, land) = (dataset.columns[0].name, try Identifier("land"))
            let added = [Column(name: country, type: .string)]
            for change in [
                DatasetChange(added: added, renamed: [.init(from: country, to: land)]),
                DatasetChange(added: added, dropped: [country]),
                DatasetChange(
                    renamed: [.init(from: dataset.columns[1].name, to: country), .init(from: country, to: land)]),
            ] {
                let error = await #expect(throws: StorageError.self) {
                    try await store.changeDataset(named: dataset.name, by: change, expecting: nil)
                }
                guard case .invalidDefinition(.change(let fault))? = error else {
                    Issue.record("\(change): \(String(describing: error))")
                    continue
                }
                #expect(fault.code == .nameTaken, "\(change)")
            }
            #expect(try await store.dataset(named: dataset.name) == dataset)
            let renamed = try await store.changeDataset(
                named: dataset.name, by: DatasetChange(renamed: [.init(from: country, to: land)]), expecting: nil)
            let filters: [Filter] = [.member("country", .notEquals, ["DE"])]
            expectRows(try await store.list(renamed, filters), [["FR", 2]])
        }
    }

    @Test(
        "A caller with the columns of before a change cannot go on, but for added columns and texts",
        arguments: StoreKind.testable)
    func stale(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let before = try await store.make(["a": .integer, "b": .integer], rows: [[1, 2]])
            _ = try await store.changeDataset(
                named: before.name, by: DatasetChange(altered: [.init(before.columns[0].name, label: .some("A"))]),
                expecting: nil)
            try await store.add([[3, 4]], to: before)
            _ = try await store.changeDataset(
                named: before.name,
                by: DatasetChange(renamed: [.init(from: before.columns[0].name, to: try Identifier("z"))]),
                expecting: nil)
            let shape = "\(StorageError.definitionChanged(before.name))"
            await expectFailure(shape) { try await store.add([[5, 6]], to: before) }
            await expectFailure(shape) { try await store.list(before) }
            await expectFailure(shape) { try await store.ask(before, Query(measures: ["sum(a)"])) }
            await expectFailure(shape) {
                try await store.deleteRows(of: before, matching: .always, atMost: nil)
            }
            await expectFailure(shape) {
                try await store.changeRow(
                    1, of: before, .patch([RowAssignment(column: 0, value: 7)]), if: .always)
            }
            #expect(try await store.list(store.dataset(named: before.name)) == [[1, 2], [3, 4]])
        }
    }

    @Test(
        "A row read before and after a change has the columns of its time",
        arguments: StoreKind.testable)
    func pointReads(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let before = try await store.make(["a": .integer, "b": .string], rows: [[1, "7"]])
            let (a, b) = (before.columns[0].name, before.columns[1].name)
            for _ in 0..<3 { #expect(try await store.row(1, of: before.name)?.definitionVersion == 0) }
            for (index, change) in [
                DatasetChange(renamed: [.init(from: a, to: try Identifier("z"))]),
                DatasetChange(altered: [.init(b, type: .integer)]),
                DatasetChange(dropped: [try Identifier("z")]),
            ].enumerated() {
                let after = try await store.changeDataset(named: before.name, by: change, expecting: nil)
                for _ in 0..<3 {
                    let row = try #require(try await store.row(1, of: before.name))
                    #expect(row.columns == after.columns && row.definitionVersion == Int64(index + 1))
                }
            }
            #expect(try await store.row(1, of: before.name)?.values.values == [[7]])
        }
    }

    /// Values that each conversion keeps, with the results, and values that it refuses.
    private static func cases() throws -> [(ColumnConversion, kept: [(Value, Value)], refused: [Value])] {
        let limit: Int64 = 1 << 53
        return [
            (
                .integerToDecimal,
                [
                    (.integer(.max), try .exact("9223372036854775807")),
                    (.integer(.min), try .exact("-9223372036854775808")),
                ],
                []
            ),
            (
                .integerToDouble,
                [
                    (.integer(limit), .double(9_007_199_254_740_992)), (-1, .double(-1)),
                ],
                [
                    .integer(limit + 1), .integer(-limit - 1), .integer(.min),
                ]
            ),
            (.integerToString, [(-5, "-5"), (0, "0")], []),
            (
                .decimalToInteger,
                [
                    (try .exact("12.00"), 12), (try .exact("-9223372036854775808"), .integer(.min)),
                ],
                [
                    try .exact("0.5"), try .exact("9223372036854775808"),
                ]
            ),
            (
                .decimalToString,
                [
                    (try .exact("12.50"), "12.5"), (try .exact("100"), "100"), (try .exact("-0.001"), "-0.001"),
                    (try .exact("100000000000000000000"), "100000000000000000000"),
                ],
                []
            ),
            (
                .doubleToInteger,
                [
                    (.double(3), 3), (.double(-9_007_199_254_740_992), .integer(-limit)),
                ],
                [
                    .double(0.5), .double(1e300), .double(-1e18),
                ]
            ),
            (.booleanToInteger, [(true, 1), (false, 0)], []),
            (.booleanToString, [(true, "true"), (false, "false")], []),
            (
                .dateToTimestamp,
                [
                    (try .day("2026-03-29"), try .at("2026-03-29T00:00:00Z")),
                    (try .day("0001-01-01"), try .at("0001-01-01T00:00:00Z")),
                    (try .day("9999-12-31"), try .at("9999-12-31T00:00:00Z")),
                ],
                []
            ),
            (.dateToString, [(try .day("0099-03-09"), "0099-03-09"), (try .day("9999-12-31"), "9999-12-31")], []),
            (
                .timestampToDate,
                [
                    (try .at("1969-12-31T00:00:00Z"), try .day("1969-12-31")),
                    (try .at("0001-01-01T00:00:00Z"), try .day("0001-01-01")),
                ],
                [
                    try .at("2026-03-29T00:00:00.000001Z"), try .at("2026-03-29T22:00:00Z"),
                ]
            ),
            (
                .stringToInteger,
                [
                    ("0", 0), ("-12", -12), ("9223372036854775807", .integer(.max)),
                    ("-9223372036854775808", .integer(.min)),
                ],
                [
                    "", "-0", "007", "+1", " 1", "1 ", "1.0", "1e3", "9223372036854775808", "１", "1\n", "x",
                ]
            ),
            (
                .stringToDecimal,
                [
                    ("0", try .exact("0")), ("-12.50", try .exact("-12.5")),
                    ("99999999999999999999999999999999999999", try .exact("99999999999999999999999999999999999999")),
                ],
                [
                    "", ".5", "5.", "00", "1e3", "+1", "1,5", "999999999999999999999999999999999999999", "NaN",
                    "1\n",
                ]
            ),
            (.stringToBoolean, [("true", true), ("false", false)], ["", "t", "1", "TRUE", " true", "true\n"]),
            (
                .stringToDate,
                [
                    ("2024-02-29", try .day("2024-02-29")), ("0001-01-01", try .day("0001-01-01")),
                    ("9999-12-31", try .day("9999-12-31")),
                ],
                [
                    "", "2026-02-29", "2026-13-01", "2026-04-31", "0000-01-01", "2026-1-1", "29.02.2024",
                    "2026-01-01T00", "2026-01-01\n",
                ]
            ),
        ]
    }

    @Test(
        "Values are converted or refused in the same way by every store",
        arguments: StoreKind.testable)
    func conversions(kind: StoreKind) async throws {
        let cases = try Self.cases()
        #expect(Set(cases.map(\.0)) == Set(ColumnConversion.allCases))
        try await withStore(kind) { store in
            for (conversion, kept, refused) in cases {
                let (from, to) = conversion.types
                let name = conversion.rawValue.lowercased()
                let dataset = try await store.make(name, ["v": from, "n": .integer])
                try await store.add(kept.map { [$0.0, 1] } + [[nil, 1]] + refused.map { [$0, 2] }, to: dataset)
                let change = DatasetChange(altered: [.init(dataset.columns[0].name, type: to)])
                if !refused.isEmpty {
                    let error = await #expect(throws: StorageError.self, "\(conversion)") {
                        try await store.changeDataset(named: dataset.name, by: change, expecting: nil)
                    }
                    guard case .notConvertible(let report)? = error else {
                        Issue.record("\(conversion): \(String(describing: error))")
                        continue
                    }
                    #expect(report.count == Int64(refused.count), "\(conversion)")
                    let first = Int64(kept.count) + 2
                    #expect(report.examples.map(\.row) == refused.indices.map { first + Int64($0) }, "\(conversion)")
                    let known = try await store.dataset(named: dataset.name)
                    #expect(known.columns == dataset.columns && known.definitionVersion == 0)
                    let bad = try ResolvedFilter.rows([.member("n", .equals, [2])], of: dataset.definition)
                    _ = try await store.deleteRows(of: dataset, matching: bad, atMost: nil)
                }
                let changed = try await store.changeDataset(named: dataset.name, by: change, expecting: nil)
                expectRows(try await store.list(changed), kept.map { [$0.1, 1] } + [[nil, 1]], "\(conversion)")
            }
        }
    }

    @Test(
        "Time columns and columns of keys follow a renaming and a widening, and cannot be dropped",
        arguments: StoreKind.testable)
    func timeAndKey(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let (day, id, text) = (try Identifier("day"), try Identifier("id"), try Identifier("s"))
            let dataset = try await store.createDataset(
                DatasetDefinition(
                    name: Identifier("keyed"),
                    columns: [
                        Column(name: day, type: .date, nullable: false),
                        Column(name: id, type: .integer, nullable: false),
                        Column(name: text, type: .string, nullable: false, use: .lookup),
                    ], timeColumn: day, key: [id]))
            try await store.add([[try .day("2026-01-01"), 1, "5"]], to: dataset)
            for dropped in [day, id] {
                await #expect(throws: StorageError.self) {
                    try await store.changeDataset(
                        named: dataset.name, by: DatasetChange(dropped: [dropped]), expecting: nil)
                }
            }
            await #expect(throws: StorageError.self) {
                try await store.changeDataset(
                    named: dataset.name, by: DatasetChange(altered: [.init(id, type: .decimal)]), expecting: nil)
            }
            let (time, number) = (try Identifier("time"), try Identifier("number"))
            let changed = try await store.changeDataset(
                named: dataset.name,
                by: DatasetChange(
                    renamed: [.init(from: day, to: time), .init(from: id, to: number)],
                    altered: [.init(day, type: .timestamp), .init(text, type: .integer)]), expecting: nil)
            #expect(changed.definition.timeColumn == time && changed.definition.key == [number])
            #expect(try await store.dataset(named: dataset.name) == changed)
            await expectFailure("rejected 1") {
                try await store.add([[try .at("2026-01-02T00:00:00Z"), 1, 6]], to: changed)
            }
            let merged = try await store.ingest(
                ScriptedRowSource(changed.columns, rows: [[try .at("2026-01-02T00:00:00Z"), 1, 6]]), into: changed,
                mode: .merge(columns: [0, 2], where: .always), idempotencyKey: nil)
            #expect(merged.updated == 1)
            expectRows(try await store.list(changed), [[try .at("2026-01-02T00:00:00Z"), 1, 6]])
        }
    }

    @Test(
        "Columns of a partitioned dataset are renamed, dropped, altered and added across partitions",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func partitions() async throws {
        try await withStore(.postgres) { store in
            let (t, n, s) = (try Identifier("t"), try Identifier("n"), try Identifier("s"))
            let dataset = try await store.createDataset(
                DatasetDefinition(
                    name: Identifier("events"),
                    columns: [
                        Column(name: t, type: .date, nullable: false), Column(name: n, type: .integer, use: .lookup),
                        Column(name: s, type: .string),
                    ], timeColumn: t, partitioning: .day))
            func day(_ number: Int) -> Value { .date(CalendarDate(daysSinceEpoch: 20_000 + number)) }
            try await store.add((0..<5).map { [day($0), .integer(Int64($0)), "x"] }, to: dataset)
            await #expect(throws: StorageError.self) {
                try await store.changeDataset(
                    named: dataset.name, by: DatasetChange(altered: [.init(t, type: .timestamp)]), expecting: nil)
            }
            let changed = try await store.changeDataset(
                named: dataset.name,
                by: DatasetChange(
                    added: [Column(name: try Identifier("y"), type: .boolean)],
                    renamed: [.init(from: t, to: try Identifier("day"))], dropped: [s],
                    altered: [.init(n, type: .string)]), expecting: nil)
            // New partitions have the changed columns too.
            try await store.add([[day(9), "9", true]], to: changed)
            expectRows(
                try await store.list(changed),
                (0..<5).map { [day($0), .string("\($0)"), nil] } + [[day(9), "9", true]])
            let filters: [Filter] = [.member("n", .equals, ["9"])]
            expectRows(try await store.list(changed, filters), [[day(9), "9", true]])
        }
    }

    @Test(
        "Uploads that run while columns change are written for the old columns or not at all",
        arguments: StoreKind.testable)
    func concurrency(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["a": .integer, "b": .integer], rows: [[0, 0]])
            async let written = withTaskGroup(of: Int.self) { group in
                for writer in 0..<3 {
                    group.addTask {
                        var count = 0
                        for _ in 0..<10 {
                            guard let known = try? await store.dataset(named: dataset.name) else { continue }
                            let rows = (0..<5).map { _ in known.columns.map { _ in Value.integer(Int64(writer)) } }
                            if (try? await store.add(rows, to: known)) != nil { count += 5 }
                        }
                        return count
                    }
                }
                return await group.reduce(0, +)
            }
            for turn in 0..<6 {
                let names = ["a", "z"].map { try? Identifier($0) }
                guard let from = names[turn % 2], let to = names[1 - turn % 2] else { continue }
                // A change that finds the dataset in use gives up after its lock time-out; the next turn tries again.
                _ = try? await store.changeDataset(
                    named: dataset.name, by: DatasetChange(renamed: [.init(from: from, to: to)]), expecting: nil)
            }
            let count = await written
            let after = try await store.dataset(named: dataset.name)
            #expect(after.rowCount == Int64(count + 1))
            #expect(try await store.list(after).allSatisfy { $0[0] == $0[1] })
        }
    }
}
