import AnalyticsAPI
import HTTPTypes
import Models
import Testing

/// The rows and columns that exist for a client with a restricted key.
@Suite("Restricted access")
struct RestrictedAccessTests {
    private static let germany =
        #""datasets": ["sales"], "filters": {"sales": [{"member": "country", "operator": "equals", "values": ["DE"]}]}"#

    @Test("A dataset outside of the list answers as one that does not exist, on every route")
    func unlisted() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let other = try await client.post(
                "/v1/datasets", #"{"name": "orders", "columns": [{"name": "a", "type": "string"}]}"#)
            #expect(other.status == 201)
            let key = try await client.makeKey(#""scopes": ["read", "ingest"], "datasets": ["orders", "gone"]"#)
            for (method, path, body) in [
                (.get, "", nil), (.get, "/rows", nil), (.get, "/rows/1", nil), (.delete, "/rows/1", nil),
                (.get, "/query?query=%7B%22measures%22:%5B%22count%22%5D%7D", nil),
                (.post, "/query", #"{"measures": ["count"]}"#), (.post, "/rows", "[]"), (.patch, "/rows/1", "{}"),
                (.put, "/rows/1", "{}"),
            ] as [(HTTPRequest.Method, String, String?)] {
                var headers = key.headers
                if body != nil { headers[.contentType] = "application/json" }
                var bodies: [String] = []
                for name in ["sales", "salez"] {
                    let answer = try await client.send(
                        method, "/v1/datasets/\(name)\(path)", headers: headers, body: body)
                    #expect(answer.status == 404 && answer.code == "dataset_not_found", "\(answer.body)")
                    bodies.append(try answer.json["detail"]?.description.replacing(name, with: "NAME") ?? "")
                    #expect(!answer.body.contains("nearest") && !answer.body.contains("orders"))
                }
                #expect(bodies[0] == bodies[1])
            }
            let listed = try await client.get("/v1/datasets", headers: key.headers)
            #expect(listed.body.contains("orders") && !listed.body.contains("sales"))
            // A listed dataset that does not exist names no other one.
            let missing = try await client.get("/v1/datasets/gone", headers: key.headers)
            #expect(missing.code == "dataset_not_found" && !missing.body.contains("sales"))
        }
    }

    @Test("Queries, lists and single rows contain the rows of the filter alone")
    func reads() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(#""scopes": ["read"], \#(Self.germany)"#)
            let query = #"{"measures": ["count", "sum(units)"], "dimensions": ["country"]}"#
            let answer = try await client.send(.post, "/v1/datasets/sales/query", query, as: key.headers)
            #expect(try answer.json["data"]?.description == #"[{"country":"DE","count":2,"sum(units)":3}]"#)
            // A filter of the client is joined by AND, also one that asks for everything.
            let all =
                #"{"measures": ["count"], "filters": [{"or": [{"member": "country", "operator": "notEquals", "values": ["DE"]}, {"member": "country", "operator": "notSet"}]}]}"#
            let none = try await client.send(.post, "/v1/datasets/sales/query", all, as: key.headers)
            #expect(try none.json["data"]?.description == #"[{"count":0}]"#)
            for type in ["application/json", "text/csv", "application/x-ndjson"] {
                var headers = key.headers
                headers[.accept] = type
                for uri in ["/v1/datasets/sales/rows", "/v1/datasets/sales/rows?limit=1"] {
                    let rows = try await client.get(uri, headers: headers)
                    #expect(rows.status == 200 && rows.body.contains("DE") && !rows.body.contains("FR"))
                }
            }
            let statuses = try await [1, 2, 3, 4, 5].asyncMap { id in
                try await client.get("/v1/datasets/sales/rows/\(id)", headers: key.headers).status
            }
            #expect(statuses == [200, 404, 404, 200, 404])
            let described = try await client.get("/v1/datasets/sales", headers: key.headers)
            #expect(described.status == 200)
            #expect(!described.body.contains("rowCount") && !described.body.contains("sizeBytes"))
        }
    }

    @Test("A client changes and deletes only rows that exist for it, and moves none out of its sight")
    func writes() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(#""scopes": ["read", "ingest"], \#(Self.germany)"#)
            let row = "/v1/datasets/sales/rows/"
            for (method, id, body, status) in [
                (.patch, 1, #"{"units": 5}"#, 200), (.patch, 2, #"{"units": 5}"#, 404),
                (.patch, 1, #"{"country": "FR"}"#, 422), (.patch, 1, #"{"country": null}"#, 422),
                (.put, 1, #"{"ts": "2026-01-01T00:00:00Z"}"#, 422),
                (.put, 1, #"{"ts": "2026-01-01T00:00:00Z", "country": "DE"}"#, 200),
                (.put, 2, #"{"ts": "2026-01-01T00:00:00Z", "country": "DE"}"#, 404), (.patch, 9, "{}", 404),
                (.patch, 2, "{}", 404), (.patch, 1, "{}", 200),
            ] as [(HTTPRequest.Method, Int, String, Int)] {
                let answer = try await client.send(method, "\(row)\(id)", body, as: key.headers)
                #expect(answer.status == status, "\(method) \(id) \(body): \(answer.body)")
                if status == 422 { #expect(answer.firstError?["code"] == .string("outside_filter")) }
            }
            // The row of another client keeps its version, and its ETag is not told.
            var stale = key.headers
            stale[.ifMatch] = "\"x\""
            #expect(try await client.send(.delete, row + "2", headers: stale).status == 404)
            #expect(try await client.send(.delete, row + "1", headers: stale).status == 412)
            #expect(try await client.send(.delete, row + "2", headers: key.headers).status == 404)
            #expect(try await client.send(.delete, row + "1", headers: key.headers).status == 204)
            #expect(try await client.get(row + "2").json["_version"] == .number("1"))
        }
    }

    @Test("An upload with a row outside of the filter is refused with its line, or written without it if it is lenient")
    func ingest() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(#""scopes": ["read", "ingest"], \#(Self.germany)"#)
            let rows =
                "ts,country\n2026-01-01T00:00:00Z,DE\n2026-01-01T00:00:00Z,FR\n2026-01-01T00:00:00Z,\n2026-01-02T00:00:00Z,DE\n"
            let refused = try await client.send(
                .post, "/v1/datasets/sales/rows", rows, as: key.headers, type: "text/csv")
            #expect(refused.status == 422 && refused.code == "invalid_rows")
            #expect(
                refused.firstError?["line"] == .number("3") && refused.firstError?["code"] == .string("outside_filter"))
            #expect(!refused.body.contains("DE"))
            #expect(try await client.get("/v1/datasets/sales").json["rowCount"] == .number("4"))
            let array = #"[{"ts": "2026-01-01T00:00:00Z", "country": "DE"}, {"ts": "2026-01-01T00:00:00Z"}]"#
            let element = try await client.send(.post, "/v1/datasets/sales/rows", array, as: key.headers)
            #expect(element.firstError?["pointer"] == .string("/1"))
            var lenient = key.headers
            lenient[HTTPField.Name("Prefer")!] = "handling=lenient"
            let written = try await client.send(.post, "/v1/datasets/sales/rows", rows, as: lenient, type: "text/csv")
            #expect(written.status == 201)
            #expect(try written.json["inserted"] == .number("2") && written.json["rejected"] == .number("2"))
        }
    }

    @Test("A hidden column does not exist: not in descriptions, rows, queries, filters, uploads and suggestions")
    func hiddenColumns() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(
                #""scopes": ["read", "ingest"], "datasets": ["sales"], "hiddenColumns": {"sales": ["amount"]}"#)
            let path = "/v1/datasets/sales"
            for uri in ["", "/rows", "/rows/1"] {
                let whole = try await client.get(path + uri)
                let seen = try await client.get(path + uri, headers: key.headers)
                #expect(seen.status == 200 && !seen.body.contains("amount") && !seen.body.contains("12.5"), "\(uri)")
                if let tag = whole.headers[.eTag] { #expect(seen.headers[.eTag] != tag) }
                // The tag of one client does not spare another one the body.
                var conditional = key.headers
                conditional[.ifNoneMatch] = whole.headers[.eTag] ?? "\"none\""
                #expect(try await client.get(path + uri, headers: conditional).status == 200)
            }
            var csv = key.headers
            csv[.accept] = "text/csv"
            #expect(try await client.get(path + "/rows", headers: csv).body.hasPrefix("_id,ts,country,units\r\n"))
            for query in [
                #"{"measures": ["sum(amount)"]}"#, #"{"dimensions": ["amount"]}"#,
                #"{"measures": ["count"], "filters": [{"member": "amount", "operator": "set"}]}"#,
                #"{"measures": ["count"], "filters": [{"member": "sum(amount)", "operator": "gt", "values": [1]}]}"#,
                #"{"measures": ["count"], "order": [["sum(amount)", "asc"]]}"#,
                #"{"dimensions": ["amuont"]}"#, #"{"measures": ["median(amount)"]}"#,
                #"{"measures": ["first(amount)"]}"#,
                #"{"measures": ["ratio(sum(amount), count)"]}"#,
                #"{"measures": [{"measure": "count", "as": "n", "filters": [{"member": "amount", "operator": "set"}]}]}"#,
            ] {
                let answer = try await client.send(.post, path + "/query", query, as: key.headers)
                #expect(
                    answer.status == 422 && answer.firstError?["code"] == .string("unknown_column"), "\(answer.body)")
                #expect(answer.firstError?["nearest"] != .string("amount") && !answer.body.contains("timeColumn"))
            }
            let filtered = try await client.get(
                path + "/rows?filters=%5B%7B%22member%22:%22amount%22,%22operator%22:%22set%22%7D%5D",
                headers: key.headers)
            #expect(filtered.status == 422)
            let row = #"{"ts": "2026-01-01T00:00:00Z", "amount": 1}"#
            for (method, uri) in [(.post, "/rows"), (.put, "/rows/1"), (.patch, "/rows/1")]
                as [(HTTPRequest.Method, String)]
            {
                let answer = try await client.send(method, path + uri, row, as: key.headers)
                #expect(
                    answer.status == 422 && answer.firstError?["code"] == .string("unknown_column"), "\(answer.body)")
            }
            let replaced = try await client.send(
                .put, path + "/rows/1", #"{"ts": "2026-01-01T00:00:00Z", "units": 8}"#, as: key.headers)
            #expect(replaced.status == 200 && !replaced.body.contains("amount"))
            var matching = key.headers
            matching[.ifMatch] = replaced.headers[.eTag]
            let patched = try await client.send(.patch, path + "/rows/1", #"{"units": 9}"#, as: matching)
            #expect(patched.status == 200, "\(patched.body)")
            // The replacement keeps the value that the client cannot know.
            #expect(try await client.get(path + "/rows/1").json["amount"] == .number("12.5"))
            let added = try await client.send(
                .post, path + "/rows", #"{"ts": "2026-01-05T00:00:00Z", "units": 8}"#, as: key.headers)
            #expect(added.status == 201)
            #expect(try await client.get(path + "/rows/5").json["amount"] == .null)
        }
    }

    @Test(
        "A hidden time column does not exist for measures in the order of time, buckets, parts and comparisons either")
    func hiddenTime() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let plain = Sales.definition.replacing(#""timeColumn": "ts", "#, with: "").replacing("sales", with: "plain")
            #expect(try await client.post("/v1/datasets", plain).status == 201)
            let key = try await client.makeKey(
                #""scopes": ["read"], "datasets": ["sales"], "hiddenColumns": {"sales": ["ts"]}"#)
            for measure in ["first(units)", "last(country)"] {
                let query = #"{"measures": ["\#(measure)"]}"#
                let hidden = try await client.send(.post, "/v1/datasets/sales/query", query, as: key.headers)
                // The error of a dataset without a time column.
                let without = try await client.post("/v1/datasets/plain/query", query)
                #expect(hidden.status == 422 && hidden.firstError?["code"] == .string("type_mismatch"))
                let detail = without.firstError?["detail"]?.description.replacing("plain", with: "sales")
                #expect(hidden.firstError?["detail"]?.description == detail)
            }
            let ranges = #"[["2026-03-01", "2026-03-28"], ["2026-03-29", "2026-03-31"]]"#
            for query in [
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "granularity": "day"}]}"#,
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "dateRange": "today"}]}"#,
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "compareDateRange": \#(ranges)}]}"#,
                #"{"measures": ["count"], "dimensions": ["ts.weekday"]}"#,
                #"{"measures": ["runningTotal(count)"], "timeDimensions": [{"dimension": "ts", "granularity": "day"}]}"#,
                #"{"measures": ["max(ts)"]}"#,
            ] {
                let answer = try await client.send(.post, "/v1/datasets/sales/query", query, as: key.headers)
                #expect(answer.status == 422, "\(answer.body)")
                #expect(answer.firstError?["code"] == .string("unknown_column"), "\(query): \(answer.body)")
            }
        }
    }

    @Test("A restriction that does not fit the dataset opens nothing")
    func misfit() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            for view in [
                #""filters": {"sales": [{"member": "tenant", "operator": "equals", "values": ["a"]}]}"#,
                #""filters": {"sales": [{"member": "units", "operator": "gt", "values": ["many"]}]}"#,
                #""hiddenColumns": {"sales": ["tenant"]}"#,
                #""hiddenColumns": {"sales": ["ts", "country", "amount", "units"]}"#,
            ] {
                let key = try await client.makeKey(#""scopes": ["read", "ingest"], "datasets": ["sales"], \#(view)"#)
                for uri in ["", "/rows", "/rows/1", "/query?query=%7B%22measures%22:%5B%22count%22%5D%7D"] {
                    let answer = try await client.get("/v1/datasets/sales" + uri, headers: key.headers)
                    #expect(answer.status == 403 && answer.code == "forbidden", "\(view): \(answer.body)")
                }
                let listed = try await client.get("/v1/datasets", headers: key.headers)
                #expect(!listed.body.contains("sales"))
            }
            // A hidden column that needs a value forbids new rows, not reads.
            let key = try await client.makeKey(
                #""scopes": ["read", "ingest"], "datasets": ["sales"], "hiddenColumns": {"sales": ["ts"]}"#)
            #expect(try await client.get("/v1/datasets/sales/rows", headers: key.headers).status == 200)
            #expect(try await client.send(.post, "/v1/datasets/sales/rows", "[]", as: key.headers).status == 403)
        }
    }

    @Test("Clients with different restrictions get different tags, and answers belong to the client alone")
    func caching() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let germany = try await client.makeKey(#""scopes": ["read"], \#(Self.germany)"#)
            let france = try await client.makeKey(
                #""scopes": ["read"], \#(Self.germany.replacing("DE", with: "FR"))"#)
            let query = "/v1/datasets/sales/query?query=%7B%22measures%22:%5B%22count%22%5D%7D"
            var tags: Set<String> = []
            for headers in [germany.headers, france.headers, [:]] {
                let answer = try await client.get(query, headers: headers)
                #expect(answer.headers[.cacheControl] == "private, no-cache")
                #expect(answer.headers[.vary] == "Accept, Authorization")
                tags.insert(answer.headers[.eTag] ?? "")
            }
            #expect(tags.count == 3)
            for tag in tags {
                var headers = germany.headers
                headers[.ifNoneMatch] = tag
                let own = try await client.get(query, headers: germany.headers).headers[.eTag] == tag
                #expect(try await client.get(query, headers: headers).status == (own ? 304 : 200))
            }
        }
    }

    @Test("An idempotency key belongs to its client, before and after a rotation")
    func idempotency() async throws {
        let name = HTTPField.Name("Idempotency-Key")!
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(#""scopes": ["ingest"]"#)
            let other = try await client.makeKey(#""scopes": ["ingest"]"#)
            let rotated = try await client.post("/v1/keys/\(key.id)/rotate", "{}")
            guard case .string(let text)? = try rotated.json["key"] else { return }
            let row = #"{"ts": "2026-01-01T00:00:00Z"}"#
            for (headers, body, status, replayed) in [
                (key.headers, row, 201, false), (key.headers, row, 201, true), (other.headers, row, 201, false),
                ([:], row, 201, false), ([.authorization: "Bearer \(text)"], row, 201, true),
                (key.headers, "[]", 422, false), (other.headers, row, 201, true),
            ] as [(HTTPFields, String, Int, Bool)] {
                var headers = headers
                headers[name] = "upload-1"
                let answer = try await client.send(.post, "/v1/datasets/sales/rows", body, as: headers)
                #expect(answer.status == status, "\(answer.body)")
                #expect((answer.headers[HTTPField.Name("Idempotency-Replayed")!] != nil) == replayed)
                #expect(!answer.body.contains("key:"))
            }
        }
    }
}

extension Array {
    fileprivate func asyncMap<Result>(_ body: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}
