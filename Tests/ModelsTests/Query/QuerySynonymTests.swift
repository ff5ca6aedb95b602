import Models
import Testing

@Suite("Names of other programs in queries")
struct QuerySynonymTests {
    /// Returns the errors of a query.
    private func issues(_ json: String) throws -> [QueryError.Issue] {
        do {
            _ = try Query(json: JSONValue(parsing: json)).resolved(
                against: QueryErrorTests.dataset(), limits: .document)
            return []
        } catch let error as QueryError {
            return error.issues
        }
    }

    @Test(
        "A key by the name that other programs give it is told with its own",
        arguments: [
            (#"{"metrics": ["count"]}"#, "/metrics", "measures"), (#"{"group_by": ["n"]}"#, "/group_by", "dimensions"),
            (#"{"where": []}"#, "/where", "filters"), (#"{"orderBy": []}"#, "/orderBy", "order"),
            (#"{"measures": [{"measure": "count", "alias": "n"}]}"#, "/measures/0/alias", "as"),
            (
                #"{"timeDimensions": [{"dimension": "ts", "interval": "day"}]}"#, "/timeDimensions/0/interval",
                "granularity"
            ),
        ])
    func synonymsOfKeys(json: String, pointer: String, nearest: String) throws {
        let found = try issues(json)
        #expect(found.map(\.pointer) == [pointer])
        #expect(found.map(\.code) == [.unknownKey] && found.map(\.nearest) == [nearest])
    }

    @Test(
        "A bare column in place of a measure is told with a function of it",
        arguments: [
            ("amount", "sum(amount)"), ("n", "sum(n)"), ("country", "countDistinct(country)"),
            ("ts", "countDistinct(ts)"), ("extra", "count(extra)"), ("amuont", "sum(amount)"), ("nothing", nil),
        ] as [(String, String?)])
    func bareColumns(measure: String, nearest: String?) throws {
        let found = try issues(#"{"measures": ["\#(measure)"]}"#)
        #expect(found.map(\.pointer) == ["/measures/0"] && found.map(\.code) == [.unknownMeasure])
        #expect(found.map(\.nearest) == [nearest], "\(found)")
        #expect(try nearest.map { try issues(#"{"measures": ["\#($0)"]}"#).isEmpty } ?? true)
    }

    @Test("A hidden column in place of a measure is not told")
    func hiddenBareColumn() throws {
        let query = try Query(json: JSONValue(parsing: #"{"measures": ["country"]}"#))
        let dataset = try QueryErrorTests.dataset()
        let error = #expect(throws: QueryError.self) {
            try query.resolved(against: dataset, limits: .document, hiding: [Identifier("country")])
        }
        let issue = try #require(error?.issues.first)
        #expect(issue.nearest == "count" && issue.detail.hasPrefix("unknown measure \"country\"; expected one of"))
    }

    @Test(
        "An operator by its sign or the name that other programs give it is told with its own",
        arguments: [
            ("=", "equals"), ("==", "equals"), ("EQ", "equals"), ("!=", "notEquals"), ("<>", "notEquals"), (">", "gt"),
            ("<", "lt"), (">=", "gte"), ("<=", "lte"), ("is not null", "set"), ("IS_NULL", "notSet"),
            ("like", "contains"), ("greater_than", "gt"), ("nin", "notIn"), ("~", nil),
        ] as [(String, String?)])
    func operators(written: String, nearest: String?) throws {
        let found = try issues(
            #"{"measures": ["count"], "filters": [{"member": "n", "operator": "\#(written)", "values": [1]}]}"#)
        #expect(found.map(\.code) == [.unknownOperator] && found.map(\.nearest) == [nearest], "\(found)")
    }
}
