import AnalyticsAPI
import HTTPTypes
import Models
import Storage
import Testing

@Suite("Queries over HTTP")
struct QueryRoutesTests {
    static let byDay = """
        {"measures": ["count", "sum(amount)"], "timeDimensions": [{"dimension": "ts", "granularity": "day"}],
         "timezone": "Europe/Berlin", "total": true}
        """
    static let byCountry =
        #"{"measures": ["count", "max(units)"], "dimensions": ["country"], "order": [["country", "asc"]]}"#

    @Test("A query is answered with columns, rows as objects and metadata")
    func json() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.post("/v1/datasets/sales/query", Self.byDay)
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "application/json")
            #expect(answer.headers[.contentLength] == "\(answer.body.utf8.count)")
            #expect(
                answer.body == #"{"columns":[{"name":"ts.day","type":"timestamp"},{"name":"count","type":"integer"},"#
                    + #"{"name":"sum(amount)","type":"decimal"}],"data":["#
                    + #"{"ts.day":"2026-03-29T00:00:00+01:00","count":2,"sum(amount)":15.5},"#
                    + #"{"ts.day":"2026-03-30T00:00:00+02:00","count":2,"sum(amount)":0.5}],"#
                    + #""meta":{"source":"raw","exact":true,"truncated":false,"dataVersion":1,"elapsedMs":0.000,"total":2,"#
                    + #""timezone":"Europe/Berlin"}}"#
                    + "\n")
        }
    }

    @Test(
        "A result's metadata and its plan give the time zone if the answer depends on one",
        arguments: [
            (#""measures": ["count"]"#, nil), (#""dimensions": ["ts"]"#, nil),
            (#""dimensions": ["ts.hourOfDay"]"#, true),
            (#""timeDimensions": [{"dimension": "ts", "granularity": "day"}]"#, true),
            (
                #""measures": ["count"], "timeDimensions": [{"dimension": "ts", "dateRange": ["2026-03-29", "2026-03-30"]}]"#,
                true
            ),
            (#""measures": ["count"], "timeDimensions": [{"dimension": "ts", "dateRange": "today"}]"#, true),
            (
                #""measures": ["count"], "filters": [{"member": "ts", "operator": "gt", "values": ["2026-03-29"]}]"#,
                true
            ),
            (
                #""measures": ["count"], "filters": [{"member": "ts", "operator": "afterDate", "values": ["2026-03-29"]}]"#,
                true
            ),
            (
                #""measures": ["count"], "filters": [{"member": "ts", "operator": "gt", "values": ["2026-03-29T01:00:00Z"]}]"#,
                nil
            ),
        ] as [(String, Bool?)])
    func timezone(query: String, hasZone: Bool?) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            for (zone, written) in [("Europe/Berlin", #", "timezone": "Europe/Berlin""#), ("UTC", "")] {
                let expected = hasZone.map { _ in JSONValue.string(zone) }
                let path = "/v1/datasets/sales/query"
                let answer = try await client.post(path, "{\(query)\(written)}")
                #expect(answer.status == 200, "\(answer.body)")
                #expect(try answer.json["meta"]?["timezone"] == expected)
                let plan = try await client.post(path + "?explain=true", "{\(query)\(written)}")
                #expect(try plan.json["timezone"] == expected)
            }
        }
    }

    @Test("A result's metadata gives the instants that a range of days covers")
    func ranges() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.post(
                "/v1/datasets/sales/query",
                """
                {"measures": ["count"], "timezone": "Europe/Berlin",
                 "timeDimensions": [{"dimension": "ts", "dateRange": ["2026-03-29", "2026-03-30"]}],
                 "filters": [{"member": "ts", "operator": "inDateRange", "values": ["2026-03-29", "9999-12-31"]}]}
                """)
            #expect(try answer.json["data"]?.description == #"[{"count":4}]"#)
            #expect(
                try answer.json["meta"]?["ranges"]?.description
                    == #"[{"pointer":"/timeDimensions/0/dateRange","member":"ts","from":"2026-03-29T00:00:00+01:00","#
                    + #""before":"2026-03-31T00:00:00+02:00"},{"pointer":"/filters/0","member":"ts","#
                    + #""from":"2026-03-29T00:00:00+01:00","before":"9999-12-31T23:00:00Z"}]"#)
        }
    }

    @Test("A query's rows are arrays and its big integers strings on request")
    func shapes() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let arrays = try await client.post("/v1/datasets/sales/query?shape=arrays&bigints=string", Self.byCountry)
            #expect(
                try arrays.json["data"]?.description
                    == #"[["DE",2,2],["FR",1,"9007199254740993"],["a \"b\", c",1,null]]"#)
        }
    }

    @Test("A query is answered as CSV or NDJSON if the client prefers it")
    func formats() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let csv = try await client.post(
                "/v1/datasets/sales/query", Self.byCountry, headers: [.accept: "text/csv, application/json;q=0.5"])
            #expect(csv.headers[.contentType] == "text/csv; charset=utf-8; header=present")
            #expect(csv.headers[.vary] == "Accept, Authorization")
            #expect(
                csv.body == "country,count,max(units)\r\nDE,2,2\r\nFR,1,9007199254740993\r\n\"a \"\"b\"\", c\",1,\r\n")
            let lines = try await client.post(
                "/v1/datasets/sales/query", Self.byCountry, headers: [.accept: "application/x-ndjson"])
            #expect(
                lines.body == #"{"country":"DE","count":2,"max(units)":2}"# + "\n"
                    + #"{"country":"FR","count":1,"max(units)":9007199254740993}"# + "\n"
                    + #"{"country":"a \"b\", c","count":1,"max(units)":null}"# + "\n" + #"{"_end":{"rows":3}}"# + "\n")
        }
    }

    @Test("A query can be sent with GET")
    func get() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let encoded = "%7B%22measures%22:%5B%22count%22%5D%7D"
            let answer = try await client.get("/v1/datasets/sales/query?query=\(encoded)")
            #expect(try answer.json["data"]?.description == #"[{"count":4}]"#)
            #expect(try await client.send(.head, "/v1/datasets/sales/query?query=\(encoded)").body.isEmpty)
        }
    }

    @Test("A query's result is not sent again to a client with its current ETag until the data changes")
    func notModified() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let tag = try #require(try await client.post("/v1/datasets/sales/query", Self.byDay).headers[.eTag])
            // The order of keys does not affect the tag.
            let reordered = """
                {"total": true, "timezone": "Europe/Berlin", "measures": ["count", "sum(amount)"],
                 "timeDimensions": [{"granularity": "day", "dimension": "ts"}]}
                """
            let again = try await client.post("/v1/datasets/sales/query", reordered, headers: [.ifNoneMatch: tag])
            #expect(again.status == 304)
            #expect(again.headers[.eTag] == tag)
            #expect(again.body.isEmpty)
            let other = try await client.post("/v1/datasets/sales/query", Self.byCountry, headers: [.ifNoneMatch: tag])
            #expect(other.status == 200)
            let csv = try await client.post(
                "/v1/datasets/sales/query", Self.byDay, headers: [.ifNoneMatch: tag, .accept: "text/csv"])
            #expect(csv.status == 200)
            _ = try await client.post("/v1/datasets/sales/rows", #"{"ts": "2026-03-30T00:00:00Z"}"#)
            let changed = try await client.post("/v1/datasets/sales/query", Self.byDay, headers: [.ifNoneMatch: tag])
            #expect(changed.status == 200)
            #expect(changed.headers[.eTag] != tag)
        }
    }

    @Test("A query with a matching ETag does not reach the store")
    func notModifiedSkipsStore() async throws {
        let store = try ScriptedStore(batches: [.texts(1, length: 1)])
        try await TestServer(store: store).test { client in
            let tag = try #require(
                try await client.post("/v1/datasets/scripted/query", #"{"dimensions": ["text"]}"#).headers[.eTag])
            _ = try await client.post(
                "/v1/datasets/scripted/query", #"{"dimensions": ["text"]}"#, headers: [.ifNoneMatch: tag])
        }
        #expect(store.askedQueries == 1)
    }

    @Test("A query's limit has a maximum unless the result is streamed")
    func limits() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let tooMany = #"{"dimensions": ["country"], "limit": 50001}"#
            #expect(try await client.post("/v1/datasets/sales/query", tooMany).code == "invalid_query")
            #expect(
                try await client.post("/v1/datasets/sales/query", tooMany, headers: [.accept: "text/csv"]).status == 200
            )
        }
    }

    @Test("A result says whether the limit truncated it")
    func truncated() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            func isTruncated(_ query: String) async throws -> JSONValue? {
                try await client.post("/v1/datasets/sales/query", query).json["meta"]?["truncated"]
            }
            #expect(try await isTruncated(#"{"dimensions": ["country"]}"#) == .bool(false))
            #expect(try await isTruncated(#"{"dimensions": ["country"], "limit": 3}"#) == .bool(false))
            #expect(try await isTruncated(#"{"dimensions": ["country"], "limit": 2}"#) == .bool(true))
            #expect(try await isTruncated(#"{"dimensions": ["country"], "limit": 2, "offset": 1}"#) == .bool(false))
            #expect(try await isTruncated(#"{"dimensions": ["country"], "limit": 0}"#) == .bool(true))
            let lines = try await client.post(
                "/v1/datasets/sales/query", #"{"dimensions": ["country"], "limit": 2}"#,
                headers: [.accept: "application/x-ndjson"])
            #expect(lines.body.hasSuffix(#"{"_end":{"rows":2,"truncated":true}}"# + "\n"))
        }
    }

    @Test("A query without a limit is truncated at 10,000 groups and says so, gap filling included")
    func defaultLimit() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            func answer(_ query: String) async throws -> (rows: Int, truncated: JSONValue?) {
                let json = try await client.post("/v1/datasets/sales/query?shape=arrays", query).json
                guard case .array(let rows)? = json["data"] else { return (-1, nil) }
                return (rows.count, json["meta"]?["truncated"])
            }
            func seconds(to end: String) -> String {
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "granularity": "second", "#
                    + #""dateRange": ["2026-05-01T01:00:00Z", "\#(end)"], "fill": true}]}"#
            }
            #expect(try await answer(seconds(to: "2026-05-01T03:46:40Z")) == (10_000, .bool(false)))
            #expect(try await answer(seconds(to: "2026-05-01T03:46:41Z")) == (10_000, .bool(true)))
            let lines = (0..<10_001).map { #"{"ts": "2026-06-01T00:00:00Z", "units": \#($0)}"# }
            _ = try await client.post(
                "/v1/datasets/sales/rows", lines.joined(separator: "\n"), type: "application/x-ndjson")
            #expect(try await answer(#"{"dimensions": ["units"]}"#) == (10_000, .bool(true)))
        }
    }

    @Test(
        "A result is exact if none of its numbers is a mean, a sum of doubles or an estimate",
        arguments: [
            (#"{"measures": ["count", "sum(i)", "sum(m)", "min(d)", "max(d)", "countDistinct(d)"]}"#, true),
            (#"{"dimensions": ["d"]}"#, true), (#"{"measures": ["avg(i)"]}"#, false),
            (
                #"{"measures": ["first(d)", "change(count)"], "timeDimensions": [{"dimension": "t", "granularity": "day"}]}"#,
                true
            ),
            (#"{"measures": ["median(i)"]}"#, false), (#"{"measures": ["ratio(count, count(i))"]}"#, false),
            (#"{"measures": ["avg(m)"]}"#, false), (#"{"measures": ["count", "sum(d)"]}"#, true),
            (#"{"measures": ["count", "avg(d)"]}"#, false),
            (#"{"measures": ["count", "countDistinctApprox(i)"]}"#, false),
            (
                #"{"measures": ["runningTotal(countDistinctApprox(i))"], "timeDimensions": [{"dimension": "t", "granularity": "day"}]}"#,
                false
            ),
            (#"{"dimensions": ["i"], "order": [["avg(d)", "desc"]]}"#, false),
            (#"{"dimensions": ["i"], "filters": [{"member": "avg(i)", "operator": "gt", "values": [1]}]}"#, false),
        ])
    func exact(query: String, isExact: Bool) async throws {
        try await TestServer().test { client in
            _ = try await client.post(
                "/v1/datasets",
                #"{"name": "numbers", "timeColumn": "t", "columns": [{"name": "t", "type": "date"}, {"name": "i", "type": "integer"}, "#
                    + #"{"name": "m", "type": "decimal"}, {"name": "d", "type": "double"}]}"#)
            let answer = try await client.post("/v1/datasets/numbers/query", query)
            #expect(try answer.json["meta"]?["exact"] == .bool(isExact))
        }
    }

    @Test("The metadata of a result name its estimates and their standard error")
    func estimates() async throws {
        try await TestServer().test { client in
            _ = try await client.post(
                "/v1/datasets", #"{"name": "visits", "columns": [{"name": "user", "type": "string"}]}"#)
            _ = try await client.post(
                "/v1/datasets/visits/rows", "user\na\nb\na\n", type: "text/csv")
            let answer = try await client.post(
                "/v1/datasets/visits/query",
                #"{"measures": ["count", {"measure": "countDistinctApprox(user)", "as": "users"}]}"#)
            #expect(answer.body.contains(#""data":[{"count":3,"users":2}]"#))
            #expect(
                answer.body.contains(#""exact":false,"approximate":[{"name":"users","standardError":0.01625}]"#))
        }
    }

    @Test("A store failure within the first megabyte of a result becomes a problem")
    func earlyFailure() async throws {
        let store = try ScriptedStore(batches: [.texts(10, length: 10)], failure: .unavailable(.unreachable))
        try await TestServer(store: store).test { client in
            let answer = try await client.post("/v1/datasets/scripted/query", #"{"dimensions": ["text"]}"#)
            #expect(answer.code == "unavailable")
        }
        #expect(store.closedAnswers == 1)
    }

    @Test("A query's answer is closed after it has been sent, small or large", arguments: [1, 100])
    func closed(batches: Int) async throws {
        let store = try ScriptedStore(batches: [RowBatch](repeating: .texts(100, length: 1000), count: batches))
        try await TestServer(store: store).test { client in
            let answer = try await client.post(
                "/v1/datasets/scripted/query", #"{"dimensions": ["text"]}"#, headers: [.accept: "application/x-ndjson"])
            #expect(answer.body.hasSuffix(#"{"_end":{"rows":\#(batches * 100)}}"# + "\n"))
            #expect((answer.headers[.contentLength] == nil) == (batches == 100))
        }
        #expect(store.closedAnswers == 1)
    }
}
