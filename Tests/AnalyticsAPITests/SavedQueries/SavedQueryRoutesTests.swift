import AnalyticsAPI
import HTTPTypes
import Models
import Synchronization
import Testing

@Suite("Saved queries")
struct SavedQueryRoutesTests {
    private static let path = "/v1/datasets/sales/queries"
    private static let daily = #"{"query": {"measures": ["count"], "dimensions": ["country"]}}"#

    @Test("A saved query is described as it was saved, and each change has a version and a tag of its own")
    func lifecycle() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let document =
                #"{"query": {"measures": ["count"], "dimensions": ["country"]}, "chart": {"kind": "bar", "width": 400}, "title": "Käse", "description": "a\nb"}"#
            let made = try await client.saveQuery("by_country", document)
            #expect(made.status == 201 && made.headers[.location] == Self.path + "/by_country")
            #expect(
                made.body
                    == #"{"name":"by_country","query":{"measures":["count"],"dimensions":["country"]},"chart":{"kind":"bar","width":400},"title":"Käse","description":"a\nb","version":1,"createdAt":"2026-01-01T00:00:00Z","createdBy":"anonymous","updatedAt":"2026-01-01T00:00:00Z","updatedBy":"anonymous"}"#
                    + "\n")
            let read = try await client.get(Self.path + "/by_country")
            #expect(read.body == made.body && read.headers[.eTag] == made.headers[.eTag])
            let tag = try #require(made.headers[.eTag])
            #expect(try await client.get(Self.path + "/by_country", headers: [.ifNoneMatch: tag]).status == 304)

            let changed = try await client.send(.put, Self.path + "/by_country", Self.daily, as: [.ifMatch: tag])
            #expect(changed.status == 200 && changed.headers[.eTag] != tag, "\(changed.body)")
            #expect(try changed.json["version"] == .number("2") && changed.json["title"] == nil)
            // The tag of an earlier version changes nothing.
            for method in [HTTPRequest.Method.put, .delete] {
                let stale =
                    if method == .put {
                        try await client.send(method, Self.path + "/by_country", Self.daily, as: [.ifMatch: tag])
                    } else {
                        try await client.send(method, Self.path + "/by_country", headers: [.ifMatch: tag])
                    }
                #expect(stale.status == 412 && stale.headers[.eTag] == changed.headers[.eTag], "\(stale.body)")
            }
            let absent = try await client.send(.put, Self.path + "/new", Self.daily, as: [.ifMatch: "*"])
            #expect(absent.status == 412)

            try await client.saveQuery("a", Self.daily)
            let list = try await client.get(Self.path)
            guard case .array(let queries)? = try list.json["queries"] else {
                Issue.record("\(list.body)")
                return
            }
            #expect(queries.map { $0["name"] } == [.string("a"), .string("by_country")])
            #expect(try await client.send(.delete, Self.path + "/a").status == 204)
            for (method, path) in [(HTTPRequest.Method.get, "/a"), (.delete, "/a"), (.get, "/A"), (.get, "/a/result")] {
                #expect(try await client.send(method, Self.path + path).code == "query_not_found", "\(path)")
            }
        }
    }

    @Test("A name that is none is a mistake of the request that saves a query, with the nearest name")
    func invalidName() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.send(.put, Self.path + "/By%20Country", Self.daily, as: [:])
            #expect(answer.status == 422 && answer.code == "invalid_query", "\(answer.body)")
            #expect(answer.body.contains("did you mean \\\"by_country\\\"?"), "\(answer.body)")
        }
    }

    @Test(
        "A document that is not valid is refused with the place of its mistake",
        arguments: [
            ("{}", "", "missing_key"), (#"{"query": {"measures": ["count"]}, "x": 1}"#, "/x", "unknown_key"),
            (#"{"query": {}}"#, "/query", "empty_query"),
            (#"{"query": {"measures": ["sum(nothing)"]}}"#, "/query/measures/0", "unknown_column"),
            (#"{"query": {"measures": ["count"]}, "title": ""}"#, "/title", "invalid_value"),
            (#"{"query": {"measures": ["count"]}, "title": "a\nb"}"#, "/title", "invalid_value"),
            (#"{"query": {"measures": ["count"]}, "title": 1}"#, "/title", "invalid_shape"),
            (#"{"query": {"measures": ["count"]}, "description": "\u0007"}"#, "/description", "invalid_value"),
            (#"{"query": {"measures": ["count"]}, "chart": {"kind": "pie"}}"#, "/chart/kind", "invalid_value"),
            (#"{"query": {"measures": ["count"]}, "chart": {"kind": "line"}}"#, "/chart/kind", "not_drawable"),
            (#"{"query": {"measures": ["count"]}, "chart": {"width": 10}}"#, "/chart/width", "invalid_shape"),
            ("[]", "", "invalid_shape"),
        ])
    func invalid(document: String, pointer: String, code: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.send(.put, Self.path + "/a", document, as: [:])
            #expect(answer.status == 422 && answer.code == "invalid_query", "\(answer.body)")
            #expect(answer.firstError?["pointer"] == .string(pointer), "\(answer.body)")
            #expect(answer.firstError?["code"] == .string(code), "\(answer.body)")
            #expect(try await client.get(Self.path).body == "{\"queries\":[]}\n")
        }
    }

    @Test("A document and a dataset have a maximum size")
    func limits() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let long = String(repeating: "a", count: 65_536)
            let large =
                #"{"query": {"measures": ["count"], "filters": [{"member": "country", "operator": "equals", "values": ["\#(long)"]}]}}"#
            #expect(try await client.send(.put, Self.path + "/a", large, as: [:]).status == 422)
            for number in 0..<200 { try await client.saveQuery("q\(number)", Self.daily) }
            let refused = try await client.send(.put, Self.path + "/more", Self.daily, as: [:])
            #expect(refused.status == 409 && refused.code == "limit_reached", "\(refused.body)")
            try await client.saveQuery("q7", Self.daily)
        }
    }

    @Test("The result is the answer to the query, in each format", arguments: ["json", "ndjson", "csv", "svg"])
    func formats(format: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let query = #"{"measures":["sum(units)","count"],"dimensions":["country"]}"#
            try await client.saveQuery("a", #"{"query": \#(query), "title": "T"}"#)
            let title = format == "svg" ? "&title=T" : ""
            let expected = try await client.post(
                "/v1/datasets/sales/query?format=\(format)\(title)", query)
            let types = ["json": "application/json", "ndjson": "application/x-ndjson", "svg": "image/svg+xml"]
            for uri in ["/result.\(format)", "/result?format=\(format)"] {
                let answer = try await client.get(Self.path + "/a" + uri)
                #expect(answer.status == 200 && answer.body == expected.body, "\(answer.body) \(expected.body)")
                #expect(answer.headers[.contentType]?.hasPrefix(types[format] ?? "text/csv") == true)
                #expect(answer.headers[.eTag] == expected.headers[.eTag])
                #expect(answer.headers[.cacheControl] == "private, no-cache")
                let tag = try #require(answer.headers[.eTag])
                #expect(try await client.get(Self.path + "/a" + uri, headers: [.ifNoneMatch: tag]).status == 304)
            }
            let link = try await client.get(Self.path + "/a/result.\(format)").headers[.init("Link")!]
            #expect((link?.contains("/queries/a/result.csv>") == true) == (format == "svg"))
        }
    }

    @Test("Parameters of a request change the saved form of the chart, and no other format accepts them")
    func chartParameters() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery(
                "a",
                #"{"query": {"measures": ["count"], "dimensions": ["country"]}, "chart": {"width": 300, "height": 200}}"#
            )
            let saved = try await client.get(Self.path + "/a/result.svg")
            #expect(saved.body.contains(#"width="300" height="200""#), "\(saved.body.prefix(200))")
            let wide = try await client.get(Self.path + "/a/result.svg?width=640&theme=dark")
            #expect(wide.body.contains(#"width="640" height="200""#))
            #expect(wide.headers[.eTag] != saved.headers[.eTag])
            #expect(try await client.get(Self.path + "/a/result.csv?width=640").code == "invalid_parameter")
            #expect(try await client.get(Self.path + "/a/result?width=640").code == "invalid_parameter")
        }
    }

    @Test("A relative range means the time of each run")
    func relativeRange() async throws {
        let now = Mutex<Int64>(1_774_915_200_000_000)  // 2026-03-31T00:00:00Z
        var server = TestServer()
        server.now = { Timestamp(microseconds: now.withLock { $0 }) }
        try await server.test { client in
            try await client.makeSales()
            try await client.saveQuery(
                "recent",
                #"{"query": {"measures": ["count"], "timeDimensions": [{"dimension": "ts", "dateRange": "yesterday"}]}}"#
            )
            let first = try await client.get(Self.path + "/recent/result.json")
            #expect(try first.json["data"]?.description == #"[{"count":2}]"#, "\(first.body)")
            now.withLock { $0 -= 86_400_000_000 }
            let tag = try #require(first.headers[.eTag])
            let second = try await client.get(Self.path + "/recent/result.json", headers: [.ifNoneMatch: tag])
            #expect(second.status == 200)
            #expect(try second.json["data"]?.description == #"[{"count":1}]"#, "\(second.body)")
        }
    }

    @Test("Administrators change every query, other clients with ingest those of their key, and readers none")
    func owners() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let reader = try await client.makeKey(#""scopes": ["read"]"#).headers
            let (firstID, first) = try await client.makeKey(#""scopes": ["read", "ingest"]"#)
            let second = try await client.makeKey(#""scopes": ["read", "ingest"]"#).headers
            let admin = try await client.makeKey(#""scopes": ["admin"]"#).headers
            func put(_ name: String, _ headers: HTTPFields) async throws -> Int {
                try await client.send(.put, Self.path + "/" + name, Self.daily, as: headers).status
            }
            func delete(_ name: String, _ headers: HTTPFields) async throws -> Int {
                try await client.send(.delete, Self.path + "/" + name, headers: headers).status
            }
            #expect(try await put("a", reader) == 403)
            #expect(try await put("a", first) == 201)
            #expect(try await put("a", second) == 403)
            #expect(try await delete("a", second) == 403)
            #expect(try await put("a", admin) == 200)
            // An administrator's change leaves the query to its owner.
            #expect(try await put("a", first) == 200)
            #expect(try await put("b", admin) == 201)
            #expect(try await put("b", first) == 403)
            #expect(try await put("b", [:]) == 200)
            // A rotated key is the same client.
            let rotated = try await client.send(.post, "/v1/keys/\(firstID)/rotate", "{}", as: [:])
            guard case .string(let key)? = try rotated.json["key"] else { throw SetupError(answers: [rotated]) }
            #expect(try await put("a", [.authorization: "Bearer \(key)"]) == 200)
            // Readers see queries, and only those who may change them see the authors.
            let seen = try await client.get(Self.path + "/a", headers: reader)
            #expect(seen.status == 200 && !seen.body.contains("createdBy") && !seen.body.contains("key:"))
            #expect(try await client.get(Self.path + "/a", headers: first).body.contains("\"createdBy\":\"key:"))
            #expect(try await client.get(Self.path, headers: admin).status == 403)
            #expect(try await delete("a", first) == 204)
        }
    }

    @Test("A misspelt name of a saved query is told with the nearest one, on every route of a query")
    func nearestNames() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery("nach_filiale", Self.daily)
            let routes: [(HTTPRequest.Method, String, String?)] = [
                (.get, "", nil), (.get, "/result", nil), (.get, "/result.svg", nil), (.delete, "", nil),
                (.get, "/links", nil), (.post, "/links", #"{"name": "a"}"#),
            ]
            for (method, path, body) in routes {
                let headers: HTTPFields = body == nil ? [:] : .json
                let answer = try await client.send(
                    method, Self.path + "/nach_filial" + path, headers: headers, body: body)
                #expect(answer.status == 404 && answer.code == "query_not_found", "\(answer.body)")
                #expect(answer.firstError?["nearest"] == .string("nach_filiale"), "\(answer.body)")
                #expect(answer.body.contains(#"did you mean \"nach_filiale\"?"#), "\(answer.body)")
            }
            let far = try await client.get(Self.path + "/umsatz")
            #expect(far.status == 404 && far.firstError == nil, "\(far.body)")
        }
    }

    @Test("A reader's filters apply to results, and a query on a hidden column does not exist for the reader")
    func restrictions() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery("open", Self.daily)
            try await client.saveQuery("hidden", #"{"query": {"measures": ["sum(units)"]}}"#)
            let reader = try await client.makeKey(
                #""scopes": ["read", "ingest"], "datasets": ["sales"], "filters": {"sales": [{"member": "country", "operator": "equals", "values": ["DE"]}]}, "hiddenColumns": {"sales": ["units"]}"#
            ).headers
            let result = try await client.get(Self.path + "/open/result.csv", headers: reader)
            #expect(result.body == "country,count\r\nDE,2\r\n")
            let whole = try await client.get(Self.path + "/open/result.csv")
            #expect(whole.headers[.eTag] != result.headers[.eTag] && whole.body != result.body)
            // A suggestion tells no name that does not exist for the client.
            let near = try await client.get(Self.path + "/hiden", headers: reader)
            #expect(near.status == 404 && !near.body.contains("hidden"), "\(near.body)")
            for path in ["/hidden", "/hidden/result", "/hidden/result.svg"] {
                let answer = try await client.get(Self.path + path, headers: reader)
                #expect(answer.status == 404 && answer.code == "query_not_found", "\(answer.body)")
                #expect(!answer.body.contains("units"))
            }
            let list = try await client.get(Self.path, headers: reader)
            #expect(list.body.contains("\"open\"") && !list.body.contains("hidden"))
            let refused = try await client.send(
                .put, Self.path + "/mine", #"{"query": {"measures": ["sum(units)"]}}"#, as: reader)
            #expect(refused.status == 422 && refused.firstError?["code"] == .string("unknown_column"))
        }
    }
}
