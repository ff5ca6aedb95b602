import Models
import Storage
import StorageTesting
import Testing

@Suite("Contract: listing rows")
struct RowListingContract {
    @Test("A page says whether more rows follow", arguments: StoreKind.testable)
    func pages(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let rows: [[Value]] = (0..<10).map { [.integer($0)] }
            let dataset = try await store.make(["n": .integer], rows: rows)
            for (limit, sizes) in [
                (1, Array(repeating: 1, count: 10)), (3, [3, 3, 3, 1]), (5, [5, 5]), (10, [10]), (99, [10]),
            ] {
                var seen: [[Value]] = []
                var got: [Int] = []
                var after: Int64?
                while true {
                    let page = try await store.rows(of: dataset, page: RowPageRequest(after: after, limit: limit))
                    #expect(page.ids.count == page.rows.rowCount)
                    #expect(page.ids == page.ids.sorted() && Set(page.ids).count == page.ids.count)
                    #expect(page.ids.allSatisfy { $0 > after ?? 0 })
                    #expect(page.dataVersion == 1)
                    seen += page.rows.values
                    got.append(page.ids.count)
                    after = page.ids.last
                    // Stops if pages do not advance, so that the tests do not hang.
                    if !page.hasMore || got.count > rows.count { break }
                }
                #expect(got == sizes, "pages of \(limit)")
                expectRows(seen, rows, "pages of \(limit)")
            }
        }
    }

    @Test("An empty page has the dataset's columns", arguments: StoreKind.testable)
    func empty(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(EveryType.columns)
            let page = try await store.rows(of: dataset, page: RowPageRequest(limit: 5))
            #expect(
                page
                    == RowPage(
                        ids: [], versions: [], rows: RowBatch(types: dataset.columns.map(\.type)), hasMore: false,
                        dataVersion: 0))
            let full = try await store.make("b", ["n": .integer], rows: [[1]])
            let last = try await store.rows(of: full, page: RowPageRequest(limit: 5))
            let past = try await store.rows(of: full, page: RowPageRequest(after: last.ids.last, limit: 5))
            #expect(past.ids.isEmpty && !past.hasMore && past.dataVersion == 1)
            let pastAll = try await store.rows(of: full, page: RowPageRequest(after: .max, limit: 5))
            #expect(pastAll.ids.isEmpty)
        }
    }

    @Test("Row ids do not change when rows are added", arguments: StoreKind.testable)
    func stableIDs(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[0], [1]])
            let before = try await store.rows(of: dataset, page: RowPageRequest(limit: 10))
            let failing = ScriptedRowSource(dataset.columns, rows: [[8]], failure: .rejected(.init(count: 1)))
            _ = try? await store.ingest(failing, into: dataset, idempotencyKey: nil)
            try await store.add([[2]], to: dataset)
            let after = try await store.rows(of: dataset, page: RowPageRequest(limit: 10))
            #expect(Array(after.ids.prefix(2)) == before.ids)
            #expect(after.ids.first.map { $0 > 0 } == true)
            let rest = try await store.rows(of: dataset, page: RowPageRequest(after: before.ids.last, limit: 10))
            expectRows(rest.rows.values, [[2]])
        }
    }

    @Test("A filter applies before the page's limit", arguments: StoreKind.testable)
    func filters(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let rows: [[Value]] = (0..<20).map { [.integer($0), $0 % 2 == 0 ? "even" : nil] }
            let dataset = try await store.make(["n": .integer, "s": .string], rows: rows)
            let filter = try ResolvedFilter.rows([.member("s", .notSet, [])], of: dataset.definition)
            let first = try await store.rows(of: dataset, page: RowPageRequest(filter: filter, limit: 4))
            expectRows(first.rows.values, [[1, nil], [3, nil], [5, nil], [7, nil]])
            #expect(first.hasMore)
            let second = try await store.rows(
                of: dataset, page: RowPageRequest(filter: filter, after: first.ids.last, limit: 6))
            expectRows(second.rows.values.map { [$0[0]] }, [[9], [11], [13], [15], [17], [19]])
            #expect(!second.hasMore)
        }
    }

    @Test("A page of wide rows ends early, and the pages have every row once", arguments: StoreKind.testable)
    func widePages(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            // A text's size in memory is its length plus a few bytes.
            let widths = (0..<12).map { $0 == 7 ? 50_000 : 1000 }
            let rows: [[Value]] = widths.enumerated().map { index, width in
                [.integer(Int64(index)), .string(String(repeating: "x", count: width))]
            }
            let dataset = try await store.make(["n": .integer, "s": .string], rows: rows)
            for (bytes, limit, sizes) in [
                (3000, 100, [3, 3, 2, 3, 1]), (3000, 2, Array(repeating: 2, count: 6)),
                (1, 100, Array(repeating: 1, count: 12)),
                (20_000, 100, [8, 4]), (1 << 20, 100, [12]), (61_000, 12, [12]),
            ] {
                var seen: [[Value]] = []
                var got: [Int] = []
                var after: Int64?
                while true {
                    let page = try await store.rows(
                        of: dataset, page: RowPageRequest(after: after, limit: limit, bytes: bytes))
                    #expect(page.ids.count == page.rows.rowCount && page.versions.count == page.rows.rowCount)
                    seen += page.rows.values
                    got.append(page.ids.count)
                    after = page.ids.last
                    if !page.hasMore || got.count > rows.count { break }
                }
                #expect(got == sizes, "pages of \(bytes) bytes, at most \(limit) rows")
                expectRows(seen, rows, "pages of \(bytes) bytes, at most \(limit) rows")
            }
        }
    }

    @Test("A page that ends early releases its connection", arguments: StoreKind.testable)
    func earlyEnds(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            // More than a socket buffers, so that the database is still sending when the page ends.
            let wide = Value.string(String(repeating: "x", count: 200_000))
            let dataset = try await store.make(
                ["n": .integer, "s": .string], rows: (0..<60).map { [.integer($0), wide] })
            // More pages than the store has connections.
            for _ in 0..<20 {
                let page = try await store.rows(of: dataset, page: RowPageRequest(limit: 1000, bytes: 1))
                #expect(page.ids.count == 1 && page.hasMore)
            }
            try await store.add([[60, "y"]], to: dataset)
            let narrow = try await store.rows(of: dataset, page: RowPageRequest(after: 59, limit: 10))
            expectRows(narrow.rows.values.map { [$0[0]] }, [[59], [60]])
            // The default page size is about 8 MiB.
            let page = try await store.rows(of: dataset, page: RowPageRequest(limit: 10_000))
            let megabytes = page.rows.byteCount >> 20
            #expect(page.hasMore && megabytes == 8)
        }
    }
}
