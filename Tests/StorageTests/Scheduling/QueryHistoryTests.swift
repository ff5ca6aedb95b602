import Models
import StorageTesting
import Testing

@testable import Storage

@Suite("QueryHistory")
struct QueryHistoryTests {
    private static func dataset(rows: Int64 = 10) throws -> Dataset {
        Dataset(
            id: 1,
            definition: try DatasetDefinition(
                name: Identifier("d"),
                columns: [
                    Column(name: Identifier("n"), type: .integer), Column(name: Identifier("s"), type: .string),
                ]), rowCount: rows, dataVersion: 1, createdAt: Timestamp(microseconds: 0))
    }

    private static func shape(_ json: String, rows: Int64 = 10) throws -> WorkShape {
        let dataset = try dataset(rows: rows)
        return WorkShape(
            try Query(json: JSONValue(parsing: json)).resolved(against: dataset.definition, limits: .document),
            on: dataset)
    }

    private static let filtered =
        #"{"measures": ["count"], "filters": [{"member": "n", "operator": "VERB", "values": [LIST]}]}"#

    private static func filtered(_ verb: String, _ list: String) -> String {
        filtered.replacing("VERB", with: verb).replacing("LIST", with: list)
    }

    @Test("A query of unknown shape is small or long by its rows times its filters' values")
    func unknown() throws {
        let history = QueryHistory(smallWork: 100)
        #expect(history.size(of: try Self.shape(#"{"measures": ["count"]}"#, rows: 100)) == .small)
        #expect(history.size(of: try Self.shape(#"{"measures": ["count"]}"#, rows: 101)) == .long)
        #expect(history.size(of: try Self.shape(Self.filtered("equals", "1, 2, 3, 4"), rows: 25)) == .small)
        #expect(history.size(of: try Self.shape(Self.filtered("equals", "1, 2, 3, 4"), rows: 26)) == .long)
        #expect(history.size(of: try Self.shape(Self.filtered("equals", "1, 2, 3, 4"), rows: .max)) == .long)
    }

    @Test("A shape that was slow once counts as long until it has been quick several times")
    func learning() throws {
        let history = QueryHistory(smallWork: 100)
        let shape = try Self.shape(#"{"measures": ["count"]}"#, rows: 101)
        history.record(.milliseconds(10), for: shape)
        #expect(history.size(of: shape) == .quick)
        history.record(.seconds(1), for: shape)
        #expect(history.size(of: shape) == .long)
        history.record(.milliseconds(10), for: shape)
        #expect(history.size(of: shape) == .long)
        for _ in 0..<3 { history.record(.milliseconds(10), for: shape) }
        #expect(history.size(of: shape) == .quick)
    }

    @Test("A query on few rows is small even if it was slow once on a busy machine")
    func busyMachine() throws {
        let history = QueryHistory(smallWork: 100)
        let shape = try Self.shape(#"{"measures": ["count"]}"#, rows: 100)
        history.record(.seconds(5), for: shape)
        #expect(history.size(of: shape) == .small)
    }

    @Test("A query that was quick stays quick for any number of rows")
    func quick() throws {
        let history = QueryHistory(smallWork: 100)
        let shape = try Self.shape(Self.filtered("equals", "5"), rows: 1_000_000)
        #expect(history.size(of: shape) == .long)
        history.record(.milliseconds(2), for: shape)
        #expect(history.size(of: shape) == .quick)
        #expect(history.size(of: try Self.shape(Self.filtered("equals", "6"), rows: 2_000_000)) == .quick)
    }

    @Test(
        "A shape is determined by the work of a query and not by single values",
        arguments: [
            (filtered("gt", "5"), filtered("gt", "6"), true),
            (filtered("gt", "5"), filtered("lt", "5"), false),
            (filtered("equals", "5, 6"), filtered("equals", "7, 8, 9"), true),
            (filtered("equals", "5"), filtered("equals", "1, 2, 3, 4, 5, 6, 7, 8"), false),
            (#"{"measures": ["count"]}"#, #"{"measures": ["count"], "dimensions": ["s"]}"#, false),
            (#"{"measures": ["count"]}"#, #"{"measures": ["sum(n)"]}"#, false),
        ])
    func shapes(one: String, other: String, isSame: Bool) throws {
        #expect((try Self.shape(one).hash == Self.shape(other).hash) == isSame)
    }

    @Test("An unfiltered page of rows is small for any number of rows")
    func pages() throws {
        let dataset = try Self.dataset(rows: 1_000_000)
        let history = QueryHistory(smallWork: 100)
        #expect(history.size(of: WorkShape(RowPageRequest(limit: 10), of: dataset)) == .small)
        let filtered = RowPageRequest(filter: .test(operand: 0, .isNull), limit: 10)
        #expect(history.size(of: WorkShape(filtered, of: dataset)) == .long)
    }

    @Test("The history's size is limited")
    func capacity() {
        let history = QueryHistory(smallWork: 100)
        for id in 0...Int64(QueryHistory.capacity) {
            history.record(.milliseconds(1), for: WorkShape(hash: Int(id), comparisons: 1000))
        }
        #expect(history.size(of: WorkShape(hash: 0, comparisons: 1000)) == .long)
        #expect(history.size(of: WorkShape(hash: QueryHistory.capacity, comparisons: 1000)) == .quick)
    }
}
