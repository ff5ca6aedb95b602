import Foundation

/// A request with a long statement, whose client disconnects.
struct CancelledStatement: Sendable {
    let name: String
    let method: String
    let path: String
    let body: String

    /// A query with filters that match few rows or none.
    private init(_ name: String, dimensions: String = "", filters: [String]) {
        self.name = name
        method = "POST"
        path = "/v1/datasets/big/query"
        body =
            #"{"measures": ["count"], "dimensions": [\#(dimensions)], "filters": [\#(filters.joined(separator: ","))]}"#
    }

    private init(_ name: String, query: String) {
        self.name = name
        method = "POST"
        path = "/v1/datasets/big/query"
        body = query
    }

    private init(_ name: String, path: String) {
        self.name = name
        method = "GET"
        self.path = path
        body = ""
    }

    /// Every kind: the longest accepted lists (10,000 values in one, 20,000 in all, 2,000 conditions), and other full scans.
    static let all = lists + conditions + others

    /// The kinds that took longest to stop before limits existed, and one of every other sort.
    static let brief = all.filter { briefNames.contains($0.name) }
    private static let briefNames = [
        "contains", "contains, long texts", "notIn", "or of contains", "or of gt", "or of inDateRange",
        "conditions on groups",
        "groups of every text",
    ]

    private static let texts = (0..<10_000).map { "\"x\($0)\"" }
    private static let numbers = (0..<10_000).map { "\($0 + 10_000_000)" }
    // The slowest texts for PostgreSQL's search. A query is limited to a mebibyte.
    private static let longTexts = (0..<900).map { "\"b" + String(repeating: "a", count: 900) + "\($0)\"" }

    private static func filter(_ member: String, _ name: String, _ values: some Collection<String>) -> String {
        let list = values.isEmpty ? "" : #", "values": [\#(values.joined(separator: ","))]"#
        return #"{"member": "\#(member)", "operator": "\#(name)"\#(list)}"#
    }

    private static func or(_ filters: [String]) -> String { #"{"or": [\#(filters.joined(separator: ","))]}"# }

    private static var lists: [CancelledStatement] {
        let searches = ["contains", "notContains", "startsWith", "endsWith"].map {
            CancelledStatement($0, filters: [filter("s", $0, texts)])
        }
        let sets = ["equals", "notEquals", "in", "notIn"].map {
            CancelledStatement($0, filters: [filter("s", $0, texts), filter("n", $0, numbers.prefix(9_998))])
        }
        return searches + sets + [
            CancelledStatement("contains, long texts", filters: [filter("s", "contains", longTexts)]),
            CancelledStatement(
                "in and notIn of decimals",
                filters: [filter("m", "in", numbers), filter("m", "notIn", numbers.prefix(9_998))]),
            CancelledStatement(
                "contains or endsWith",
                filters: [
                    or([filter("s", "contains", texts.prefix(9_998)), filter("s", "endsWith", texts.prefix(9_998))])
                ]),
        ]
    }

    private static var conditions: [CancelledStatement] {
        func each(_ name: String, _ make: (Int) -> String) -> CancelledStatement {
            CancelledStatement("or of \(name)", filters: [or((0..<1_999).map(make))])
        }
        func every(_ name: String, _ make: (Int) -> String) -> CancelledStatement {
            CancelledStatement("and of \(name)", filters: (0..<2_000).map(make))
        }
        func day(_ number: Int) -> String { "\"\(1000 + number % 900)-01-\(11 + number / 900)\"" }
        return [
            each("contains") { filter("s", "contains", [texts[$0]]) },
            each("endsWith") { filter("s", "endsWith", [texts[$0]]) },
            every("notContains") { filter("s", "notContains", [texts[$0]]) },
            each("equals") { filter("s", "equals", [texts[$0]]) },
            each("gt") { filter("s", "gt", [texts[$0]]) },
            each("gte") { filter("m", "gte", [numbers[$0]]) },
            each("lt") { filter("n", "lt", ["-\($0 + 1)"]) },
            every("lte") { filter("n", "lte", [numbers[$0]]) },
            every("set") { _ in filter("s", "set", []) },
            each("notSet") { _ in filter("s", "notSet", []) },
            each("inDateRange") { filter("t", "inDateRange", [day($0), day($0)]) },
            every("notInDateRange") { filter("t", "notInDateRange", [day($0), day($0)]) },
            each("beforeDate") { filter("t", "beforeDate", [day($0)]) },
            every("afterDate") { filter("t", "afterDate", [day($0)]) },
            CancelledStatement(
                "or of and",
                filters: [
                    or(
                        (0..<660).map {
                            #"{"and": [\#(filter("s", "gt", [texts[$0]])), \#(filter("n", "gt", [numbers[$0]]))]}"#
                        })
                ]),
            CancelledStatement(
                "conditions on groups", dimensions: #""s""#,
                filters: (0..<2_000).map { filter("count", "notEquals", [numbers[$0]]) }),
        ]
    }

    private static var others: [CancelledStatement] {
        let search = #"[{"member": "s", "operator": "contains", "values": ["absent"]}]"#
        let encoded = search.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return [
            CancelledStatement(
                "groups of every text",
                query: #"{"measures": ["sum(n)"], "dimensions": ["s"], "order": [["sum(n)", "desc"]]}"#),
            CancelledStatement("different texts", query: #"{"measures": ["countDistinct(s)", "countDistinct(m)"]}"#),
            CancelledStatement(
                "filled days",
                query: """
                    {"measures": ["countDistinct(s)"], "dimensions": ["k"],
                     "timeDimensions": [{"dimension": "t", "granularity": "day", "fill": true}]}
                    """),
            CancelledStatement("a page of rows, filtered", path: "/v1/datasets/big/rows?limit=1&filters=\(encoded)"),
        ]
    }
}
