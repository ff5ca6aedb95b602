import AnalyticsAPI
import HTTPTypes
import Models
import Storage
import Testing

@Suite("Messages")
struct MessageTests {
    /// A problem's detail.
    private static func detail(_ answer: Answer) -> String {
        guard case .string(let text)? = try? answer.json["detail"] else { return answer.body }
        return text
    }

    /// A member of a problem's first error, or of the first one that a lenient upload lists.
    private static func error(_ answer: Answer, _ member: String) -> String? {
        guard case .string(let text)? = answer.firstError?[member] else { return nil }
        return text
    }

    @Test("An error in a JSON array has a pointer to the element and its member, regardless of line breaks")
    func arrayElements() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let rows =
                #"[{"ts":"2026-01-01T00:00:00Z"},{"ts":"2026-01-01T00:00:00Z","units":"a"},{"ts":null},"#
                + #"{"ts":"2026-01-01T00:00:00Z","b/c~d":1}]"#
            let strict = try await client.post("/v1/datasets/sales/rows", rows)
            #expect(Self.error(strict, "pointer") == "/1/units")
            #expect(strict.firstError?["line"] == .number("1"))
            #expect(Self.detail(strict).contains("/1 of the array"), "\(strict.body)")
            let lenient = try await client.post(
                "/v1/datasets/sales/rows", rows, headers: [HTTPField.Name("Prefer")!: "handling=lenient"])
            guard case .array(let errors)? = try lenient.json["errors"] else { return }
            #expect(errors.map { $0["pointer"] } == [.string("/1/units"), .string("/2/ts"), .string("/3")])
            let broken = try await client.post(
                "/v1/datasets/sales/rows", #"[{"ts":"2026-01-01T00:00:00Z"},{"ts":}]"#)
            #expect(Self.error(broken, "pointer") == "/1")
            #expect(Self.detail(broken).contains("at byte 38"), "\(broken.body)")
            // In a body of lines the line number is enough.
            let lines = try await client.post("/v1/datasets/sales/rows", "{\"ts\": 1}\n", type: "application/x-ndjson")
            #expect(lines.firstError?["pointer"] == nil && lines.firstError?["line"] == .number("1"))
        }
    }

    @Test("The repeated response to an idempotent upload keeps the errors' pointers")
    func replayedElements() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let headers: HTTPFields = [
                HTTPField.Name("Prefer")!: "handling=lenient", HTTPField.Name("Idempotency-Key")!: "k",
            ]
            for _ in 0..<2 {
                let answer = try await client.post(
                    "/v1/datasets/sales/rows", #"[{"ts":"2026-01-01T00:00:00Z"},{"ts":1}]"#, headers: headers)
                #expect(Self.error(answer, "pointer") == "/1/ts", "\(answer.body)")
            }
        }
    }

    @Test(
        "An invalid filter value is reported with the reason",
        arguments: [
            ("country", #""a\u0000""#, "U+0000"), ("ts", #""2026-02-30""#, "2026-02 has 28 days"),
            ("ts", #""2026-13-01""#, "no month 13"), ("ts", #""2026-01-01T24:00:00Z""#, "hours go from 00 to 23"),
            ("ts", #""0000-01-01""#, "0001 to 9999"), ("ts", #""yesterday""#, "a date, a local time or an instant"),
        ])
    func filterValues(member: String, value: String, expected: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.post(
                "/v1/datasets/sales/query",
                #"{"measures":["count"],"filters":[{"member":"\#(member)","operator":"equals","values":[\#(value)]}]}"#)
            #expect(answer.code == "invalid_query")
            #expect(Self.detail(answer).contains(expected), "\(answer.body)")
        }
    }

    @Test(
        "An invalid time in a row is reported with the reason",
        arguments: [
            ("2026-02-30T00:00:00Z", "2026-02 has 28 days"), ("2026-01-01T00:00:00", "it has no offset"),
            ("2024-02-30", "2024-02 has 29 days"), ("2026-01-01T00:60:00Z", "minutes go from 00 to 59"),
        ])
    func rowTimes(value: String, expected: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            for (body, type) in [("ts\n\(value)\n", "text/csv"), (#"{"ts": "\#(value)"}"#, "application/json")] {
                let answer = try await client.post("/v1/datasets/sales/rows", body, type: type)
                #expect(Self.error(answer, "expected")?.contains(expected) == true, "\(answer.body)")
            }
        }
    }

    @Test("The error for an oversized query does not suggest splitting rows")
    func largeQuery() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let body = #"{"measures": ["count"]}"# + String(repeating: " ", count: 1 << 20)
            for uri in ["/v1/datasets/sales/query", "/v1/datasets"] {
                let answer = try await client.post(uri, body)
                #expect(answer.code == "content_too_large")
                #expect(!Self.detail(answer).contains("rows"), "\(answer.body)")
            }
        }
        var server = TestServer()
        server.limits.jsonBody = 100
        try await server.test { client in
            try await client.makeSales()
            let rows = try await client.post("/v1/datasets/sales/rows", "[" + String(repeating: " ", count: 100) + "]")
            #expect(Self.detail(rows).contains("send the rows in several requests"))
        }
    }

    @Test("A body that is not gzip despite its Content-Encoding has its own problem code")
    func invalidGzip() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.post(
                "/v1/datasets/sales/rows", "ts\n", type: "text/csv", headers: [.contentEncoding: "gzip"])
            #expect(answer.status == 400 && answer.code == "invalid_gzip")
            #expect(!answer.body.contains("HTTP"))
        }
    }

    @Test("An error about a parameter mentions %2B if a plus sign in the URL was decoded as a space")
    func plusInURL() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let time = "2026-01-01T00:00:00+02:00"
            func filters(_ time: String) -> String {
                "/v1/datasets/sales/rows?filters=%5B%7B%22member%22:%22ts%22,%22operator%22:%22gt%22,"
                    + "%22values%22:%5B%22\(time)%22%5D%7D%5D"
            }
            let wrong = [
                "/v1/datasets/sales/rows?timezone=Etc/GMT+15", filters(time), "/v1/datasets/sales/rows?cursor=1+2",
                "/v1/datasets/sales/query?query=%7B%22measures%22:%5B%22count%22%5D,%22timezone%22:%22GMT+2%22%7D",
            ]
            for uri in wrong {
                #expect(Self.detail(try await client.get(uri)).contains("%2B"), "\(uri)")
            }
            #expect(try await client.get(filters("2026-01-01T00:00:00%2B02:00")).status == 200)
            let other = try await client.get("/v1/datasets/sales/rows?timezone=Mars")
            #expect(!Self.detail(other).contains("%2B"))
        }
    }

    @Test(
        "A CSV file with another separator is reported with that separator's name",
        arguments: [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
    func separators(separator: String, name: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let body = ["ts", "country", "amount"].joined(separator: separator) + "\n"
            let answer = try await client.post("/v1/datasets/sales/rows", body, type: "text/csv")
            #expect(Self.detail(answer).contains(name), "\(answer.body)")
            #expect(Self.detail(answer).contains("commas"))
        }
    }

    @Test("An overflow error names the sum that overflowed")
    func overflow() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            for _ in 0..<2 {
                let row = #"{"ts": "2026-01-01T00:00:00Z", "units": 9223372036854775807}"#
                #expect(try await client.post("/v1/datasets/sales/rows", row).status == 201)
            }
            let one = try await client.post(
                "/v1/datasets/sales/query", #"{"measures": ["count", {"measure": "sum(units)", "as": "u"}]}"#)
            #expect(one.status == 422 && one.code == "overflow")
            #expect(Self.detail(one).hasPrefix("sum(units) does not fit"), "\(one.body)")
            #expect(Self.error(one, "pointer") == "/measures/1")
            #expect(!one.body.contains("mend"))
            let two = try await client.post(
                "/v1/datasets/sales/query", #"{"measures": ["sum(units)", "sum(amount)"]}"#)
            #expect(Self.detail(two).hasPrefix("one of sum(units), sum(amount) does not fit"), "\(two.body)")
        }
        // Without a sum in the query, the value in the table is out of range.
        try await TestServer(store: try ScriptedStore(failure: .overflow)).test { client in
            let answer = try await client.post("/v1/datasets/scripted/query", #"{"measures": ["max(text)"]}"#)
            #expect(Self.detail(answer).contains("in the table"), "\(answer.body)")
        }
    }

    @Test("An error about COUNT(*) suggests count", arguments: ["COUNT(*)", "count(*)", "Count()"])
    func countStar(measure: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.post("/v1/datasets/sales/query", #"{"measures": ["\#(measure)"]}"#)
            #expect(Self.error(answer, "code") == "unknown_measure")
            #expect(Self.error(answer, "nearest") == "count")
            #expect(try await client.post("/v1/datasets/sales/query", #"{"measures": ["count"]}"#).status == 200)
        }
    }

    @Test(
        "A type by the name that databases and programs give it is told with its own",
        arguments: [
            ("int", "integer"), ("BIGINT", "integer"), ("text", "string"), ("varchar(20)", "string"),
            ("datetime", "timestamp"), ("timestamp with time zone", "timestamp"), ("float", "double"),
            ("double precision", "double"), ("numeric(10, 2)", "decimal"), ("bool", "boolean"), ("Integer", "integer"),
            ("stirng", "string"), ("blob", nil),
        ] as [(String, String?)])
    func typeNames(type: String, nearest: String?) async throws {
        try await TestServer().test { client in
            let made = try await client.post(
                "/v1/datasets", #"{"name": "a", "columns": [{"name": "b", "type": "\#(type)"}]}"#)
            #expect(
                Self.error(made, "code") == "unknown_type" && Self.error(made, "nearest") == nearest, "\(made.body)")
            let file = try await client.post(
                "/v1/datasets?name=a&type.b=\(Self.encoded(type))", "b\n1\n", type: "text/csv")
            #expect(file.code == "invalid_parameter" && Self.error(file, "nearest") == nearest, "\(file.body)")
        }
    }

    private static func encoded(_ text: String) -> String { text.replacing(" ", with: "%20") }

    @Test("An error about an invalid column name suggests a valid one")
    func columnNames() async throws {
        try await TestServer().test { client in
            let answer = try await client.post(
                "/v1/datasets", #"{"name": "Sales 2026", "columns": [{"name": "Umsatz (EUR)", "type": "decimal"}]}"#)
            #expect(answer.code == "invalid_definition")
            guard case .array(let errors)? = try answer.json["errors"] else { return }
            #expect(errors.map { $0["nearest"] } == [.string("sales_2026"), .string("umsatz_eur")])
        }
    }

    @Test(
        "A part of another shape is answered with an example that has its members",
        arguments: [
            (.post, "/v1/datasets", #"[]"#, #"{"name": "sales", "columns": [{"name": "#),
            (.post, "/v1/datasets", #"{"name": "a", "columns": {}}"#, #"an array of columns such as [{"name": "#),
            (.post, "/v1/datasets", #"{"name": "a", "columns": ["b"]}"#, #"{"name": "country", "type": "string"}"#),
            (
                .post, "/v1/datasets", #"{"name": "a", "columns": [], "retention": "90 days"}"#,
                #"got a string, expected an object such as {"keep": "90 days"}"#
            ),
            (
                .post, "/v1/datasets", #"{"name": "a", "columns": [], "retention": 90}"#,
                #"an object such as {"keep": "400 days"}"#
            ),
            (.post, "/v1/datasets", #"{"name": "a", "columns": [], "key": "id"}"#, #"such as ["id"]"#),
            (
                .patch, "/v1/datasets/sales", #"{"renameColumns": {"a": "b"}}"#,
                #"an array such as [{"from": "old_name", "to": "new_name"}]"#
            ),
            (.patch, "/v1/datasets/sales", #"{"renameColumns": ["a"]}"#, #"such as {"from": "old_name""#),
            (.patch, "/v1/datasets/sales", #"{"dropColumns": "a"}"#, #"an array such as ["note"]"#),
            (.patch, "/v1/datasets/sales", #"{"changeColumns": {"a": "date"}}"#, #"[{"name": "amount", "type": "#),
            (
                .post, "/v1/datasets/sales/query", #"{"measures": ["count"], "filters": {"country": "DE"}}"#,
                #"filters, an array such as [{"member": "country", "operator": "equals", "values": ["DE"]}]"#
            ),
            (.post, "/v1/datasets/sales/query", #"{"measures": "count"}"#, #"an array such as ["count"]"#),
            (.post, "/v1/datasets/sales/query", #"{"dimensions": "country"}"#, #"an array such as ["country"]"#),
            (.post, "/v1/datasets/sales/query", #"{"timeDimensions": "ts"}"#, #"[{"dimension": "ts", "granularity": "#),
            (.post, "/v1/datasets/sales/query", #"{"order": {"count": "asc"}}"#, #"such as [["count", "desc"]]"#),
            (
                .post, "/v1/datasets/sales/query",
                #"{"filters": [{"member": "units", "operator": "gt", "values": 5}]}"#, #"an array such as [5]"#
            ),
            (.post, "/v1/keys", #"{"name": "a", "scopes": "read"}"#, #"such as ["read"]"#),
            (.post, "/v1/keys", #"{"name": "a", "scopes": ["read"], "datasets": "sales"}"#, #"such as ["sales"]"#),
            (
                .post, "/v1/keys", #"{"name": "a", "scopes": ["read"], "hiddenColumns": ["a"]}"#,
                #"such as {"sales": ["email"]}"#
            ),
            (
                .post, "/v1/keys", #"{"name": "a", "scopes": ["read"], "limits": {"requests": "10/60"}}"#,
                #"such as [{"quota": 600, "windowSeconds": 60}]"#
            ),
            (
                .post, "/v1/datasets/sales/queries/daily/links",
                #"{"name": "a", "frameAncestors": "https://a.example"}"#,
                #"such as ["https://wiki.example.com"]"#
            ),
        ] as [(HTTPRequest.Method, String, String, String)])
    func shapes(method: HTTPRequest.Method, uri: String, body: String, example: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery("daily", #"{"query": {"measures": ["count"]}}"#)
            let answer = try await client.send(method, uri, body, as: [:])
            #expect(answer.status == 422, "\(answer.body)")
            #expect(Self.error(answer, "detail")?.contains(example) == true, "\(answer.body)")
        }
    }

    @Test("The 404 for an unknown path refers to GET /")
    func unknownPath() async throws {
        try await TestServer().test { client in
            let (nothing, index) = (try await client.get("/v1"), try await client.get("/"))
            #expect(Self.detail(nothing).contains("GET /"))
            #expect(try index.json["name"] == .string("weir"))
        }
    }
}
