import Models
import Testing

@Suite("QueryError, limits")
struct QueryErrorLimitTests {
    private static func wide() throws -> DatasetDefinition {
        try DatasetDefinition(
            name: Identifier("wide"),
            columns: (0..<256).map { Column(name: try Identifier("column_\($0)"), type: .integer) })
    }

    private func issues(_ json: String, of dataset: DatasetDefinition) throws -> [QueryError.Issue] {
        do {
            _ = try Query(json: JSONValue(parsing: json)).resolved(against: dataset)
            return []
        } catch let error as QueryError {
            return error.issues
        }
    }

    private static func list(_ count: Int, _ item: (Int) -> String) -> String {
        "[" + (0..<count).map(item).joined(separator: ",") + "]"
    }

    static let full: [(String, String)] = [
        ("keys", "{" + (0..<5000).map { #""key\#($0)": 1"# }.joined(separator: ",") + "}"),
        ("dimensions", #"{"dimensions": \#(list(256) { #""kolumn_\#($0)""# })}"#),
        ("dimensions that are numbers", #"{"dimensions": \#(list(5000) { "\($0)" })}"#),
        ("measures", #"{"measures": \#(list(256) { #""smu(column_\#($0))""# })}"#),
        ("measures of unknown columns", #"{"measures": \#(list(256) { #""sum(kolumn_\#($0))""# })}"#),
        ("keys of measures", #"{"measures": \#(list(5000) { #"{"measure": "count", "sa": "m\#($0)"}"# })}"#),
        ("time dimensions", #"{"timeDimensions": \#(list(256) { #"{"dimension": "kolumn_\#($0)"}"# })}"#),
        ("orders", #"{"measures": ["count"], "order": \#(list(256) { #"["member\#($0)", "asc"]"# })}"#),
        ("directions", #"{"measures": ["count"], "order": \#(list(5000) { #"["count", "down\#($0)"]"# })}"#),
        (
            "members",
            #"{"measures": ["count"], "filters": \#(list(1500) { #"{"member": "kolumn_\#($0)", "operator": "set"}"# })}"#
        ),
        (
            "members of alternatives",
            #"{"measures": ["count"], "filters": [{"or": \#(list(1500) { #"{"member": "kolumn_\#($0)", "operator": "set"}"# })}]}"#
        ),
        (
            "operators",
            #"{"measures": ["count"], "filters": \#(list(1500) { #"{"member": "column_1", "operator": "equal\#($0)"}"# })}"#
        ),
        (
            "values",
            #"{"measures": ["count"], "filters": [{"member": "column_1", "operator": "in", "values": \#(list(9000) { #""x\#($0)""# })}]}"#
        ),
        (
            "values that are arrays",
            #"{"measures": ["count"], "filters": [{"member": "column_1", "operator": "in", "values": \#(list(9000) { _ in "[]" })}]}"#
        ),
    ]

    @Test("The first hundred errors of a query are reported, and the check stops", arguments: full)
    func hundred(errors: String, json: String) throws {
        let found = try issues(json, of: Self.wide())
        #expect(found.count == 100)
        #expect(found.reduce(0) { $0 + $1.detail.utf8.count } < 100_000, "the messages are short")
    }

    @Test("The first hundred errors of row filters are reported")
    func rows() throws {
        let filters = try Filter.list(
            json: JSONValue(parsing: Self.list(1500) { #"{"member": "kolumn_\#($0)", "operator": "set"}"# }))
        let dataset = try Self.wide()
        do {
            _ = try ResolvedFilter.rows(filters, of: dataset)
            Issue.record("the filters were accepted")
        } catch {
            #expect(error.issues.count == 100)
            #expect(error.issues.first?.nearest == "column_0")
        }
    }

    @Test(
        "A query that is too large is rejected before names are looked up",
        arguments: [
            ("/dimensions", #"{"dimensions": \#(list(1000) { #""kolumn_\#($0)""# })}"#),
            ("/measures", #"{"measures": \#(list(1000) { #""smu(kolumn_\#($0))""# })}"#),
            ("/order", #"{"measures": ["cout"], "order": \#(list(15_000) { #"["member\#($0)", "asc"]"# })}"#),
            (
                "/filters",
                #"{"measures": ["cout"], "filters": \#(list(20_001) { _ in #"{"member": "m", "operator": "set"}"# })}"#
            ),
        ])
    func size(pointer: String, json: String) throws {
        let found = try issues(json, of: Self.wide())
        #expect(found.map(\.pointer) == [pointer])
        #expect(found.map(\.code) == [.outOfRange])
    }

    @Test("An error lists twelve of the result's names and cuts long ones")
    func names() throws {
        let long = String(repeating: "n", count: 120)
        let found = try issues(
            #"{"measures": \#(Self.list(256) { #"{"measure": "count", "as": "\#(long)\#($0)"}"# }), "order": [["x", "asc"]]}"#,
            of: Self.wide())
        #expect(found.map(\.code) == [.unknownMember])
        #expect(try #require(found.first).detail.utf8.count < 1200)
        #expect(try #require(found.first).detail.hasSuffix("…"))
    }

    @Test("Filters and order with more measures than a statement has columns are rejected")
    func hiddenMeasures() throws {
        let filters = ["sum", "min", "max"].flatMap { function in
            (0..<256).map { #"{"member": "\#(function)(column_\#($0))", "operator": "set"}"# }
        }
        let json = #"{"measures": ["count"], "filters": [\#(filters.joined(separator: ","))]}"#
        let found = try issues(json, of: Self.wide())
        #expect(found.first?.code == .outOfRange)
        #expect(found.first?.pointer == "/filters/511/member")
    }
}
