import AnalyticsAPI
import HTTPTypes
import Models
import Testing

@Suite("Single rows over HTTP")
struct RowRoutesTests {
    private static let second = "/v1/datasets/sales/rows/2"

    @Test("A row is returned with its id, version and ETag")
    func read() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let row = try await client.get(Self.second)
            #expect(row.status == 200 && row.headers[.contentType] == "application/json")
            #expect(
                row.body
                    == #"{"_id":2,"_version":1,"ts":"2026-03-29T08:00:00Z","country":"FR","amount":3,"units":9007199254740993}"#
                    + "\n")
            let tag = try #require(row.headers[.eTag])
            #expect(tag.hasPrefix("\""), "the tag is strong")
            let big = try await client.get(Self.second + "?bigints=string")
            #expect(big.body.contains(#""units":"9007199254740993""#))
            for (header, status) in [(tag, 304), ("\"x\", W/\(tag)", 304), ("*", 304), ("\"x\"", 200)] {
                let again = try await client.get(Self.second, headers: [.ifNoneMatch: header])
                #expect(again.status == status, "If-None-Match: \(header)")
                #expect(again.headers[.eTag] == tag)
                #expect(again.body.isEmpty == (status == 304))
            }
            #expect(try await client.send(.head, Self.second).headers[.eTag] == tag)
        }
    }

    @Test(
        "A row id that does not exist or is malformed is not found",
        arguments: ["5", "0", "-1", "01", "+1", "x", "9223372036854775808", "1.0", "%201"]
    )
    func notFound(id: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let uri = "/v1/datasets/sales/rows/" + id
            for method in [HTTPRequest.Method.get, .put, .patch, .delete] {
                let hasBody = method == .put || method == .patch
                let answer = try await client.send(
                    method, uri, headers: hasBody ? .json : [:],
                    body: hasBody ? #"{"ts": "2026-01-01T00:00:00Z"}"# : nil)
                #expect(answer.status == 404 && answer.code == "row_not_found", "\(method) \(answer.body)")
            }
            let other = try await client.get("/v1/datasets/sale/rows/1")
            #expect(other.status == 404 && other.code == "dataset_not_found")
            #expect(other.firstError?["nearest"] == .string("sales"))
        }
    }

    @Test("Replacing a row sets the columns that the body omits to null")
    func replace() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let before = try #require(try await client.get(Self.second).headers[.eTag])
            let answer = try await client.put(
                Self.second, #"{"ts": "2026-04-01T00:00:00+02:00", "amount": "0.10"}"#, ifMatch: before)
            #expect(answer.status == 200)
            #expect(
                answer.body
                    == #"{"_id":2,"_version":2,"ts":"2026-03-31T22:00:00Z","country":null,"amount":0.1,"units":null}"#
                    + "\n")
            #expect(answer.headers[.contentLocation] == Self.second)
            let tag = try #require(answer.headers[.eTag])
            #expect(tag != before)
            let read = try await client.get(Self.second)
            #expect(read.headers[.eTag] == tag && read.body == answer.body)
            // Without If-Match the last write wins.
            #expect(try await client.put(Self.second, #"{"ts": "2026-04-01T00:00:00Z"}"#).status == 200)
        }
    }

    @Test("Patching a row changes only the columns in the body, null included")
    func patch() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            for type in ["application/json", "application/merge-patch+json"] {
                let answer = try await client.send(
                    .patch, Self.second, headers: [.contentType: type], body: #"{"units": null, "country": "BE"}"#)
                #expect(answer.status == 200, "\(answer.body)")
                #expect(answer.body.contains(#""ts":"2026-03-29T08:00:00Z","country":"BE","amount":3,"units":null"#))
            }
            #expect(try await client.get(Self.second).json["_version"] == .number("3"))
            let nothing = try await client.send(.patch, Self.second, headers: .json, body: "{}")
            #expect(nothing.status == 200)
            #expect(try nothing.json["_version"] == .number("3"), "nothing changed")
        }
    }

    @Test("A row is deleted once")
    func delete() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let tag = try #require(try await client.get(Self.second).headers[.eTag])
            let answer = try await client.send(.delete, Self.second, headers: [.ifMatch: tag])
            #expect(answer.status == 204 && answer.body.isEmpty)
            #expect(try await client.get(Self.second).code == "row_not_found")
            #expect(try await client.send(.delete, Self.second).code == "row_not_found")
            // A deleted row is not found, regardless of its precondition.
            #expect(try await client.send(.delete, Self.second, headers: [.ifMatch: tag]).status == 404)
            #expect(try await client.get("/v1/datasets/sales").json["rowCount"] == .number("3"))
        }
    }

    @Test("A write changes a row only if If-Match has its current ETag")
    func ifMatch() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let old = try #require(try await client.get(Self.second).headers[.eTag])
            let other = try #require(try await client.get("/v1/datasets/sales/rows/1").headers[.eTag])
            let body = #"{"country": "NL"}"#
            let new = try #require(
                try await client.send(
                    .patch, Self.second, headers: [.contentType: "application/json", .ifMatch: old], body: body
                ).headers[.eTag])
            for stale in [old, other, "W/" + new, "\"\"", "\"2\"", "\(old), \(other)"] {
                for method in [HTTPRequest.Method.patch, .put, .delete] {
                    let body = method == .delete ? nil : #"{"ts": "2026-01-01T00:00:00Z"}"#
                    let answer = try await client.send(
                        method, Self.second, headers: [.contentType: "application/json", .ifMatch: stale], body: body)
                    #expect(answer.status == 412 && answer.code == "precondition_failed", "\(method) \(stale)")
                    #expect(answer.headers[.eTag] == new)
                }
            }
            for fresh in ["*", "\(old), \(new)"] {
                let tag = try await client.get(Self.second).headers[.eTag] ?? ""
                let answer = try await client.send(
                    .patch, Self.second,
                    headers: [
                        .contentType: "application/json", .ifMatch: fresh == "*" ? "*" : "\(old), \(tag)",
                    ], body: body)
                #expect(answer.status == 200, "\(fresh)")
            }
            for var headers: HTTPFields in [[.ifMatch: "x"], [.ifMatch: ""], [.ifNoneMatch: "*"], [.ifNoneMatch: new]] {
                headers[.contentType] = "application/json"
                let answer = try await client.send(.put, Self.second, headers: headers, body: body)
                #expect(answer.status == 400 && answer.code == "invalid_header")
            }
        }
    }

    @Test("A row's ETag changes when a column is added or the dataset is created anew")
    func tagFollowsDataset() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let old = try #require(try await client.get(Self.second).headers[.eTag])
            _ = try await client.send(
                .patch, "/v1/datasets/sales", headers: .json,
                body: #"{"addColumns": [{"name": "note", "type": "string"}]}"#)
            let wider = try await client.get(Self.second, headers: [.ifNoneMatch: old])
            #expect(wider.status == 200 && wider.body.contains(#""note":null"#))
            let stale = try await client.put(Self.second, #"{"ts": "2026-01-01T00:00:00Z"}"#, ifMatch: old)
            #expect(stale.status == 412)
            _ = try await client.send(.delete, "/v1/datasets/sales?confirm=sales")
            try await client.makeSales()
            #expect(try await client.get(Self.second).headers[.eTag] != old)
        }
    }

    @Test("A row is accepted back as it was read, and its _version acts as a precondition")
    func roundTrip() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let body = try await client.get(Self.second).body
            #expect(try await client.put(Self.second, body).status == 200)
            let again = try await client.put(Self.second, body)
            #expect(again.status == 412, "the body's _version is 1, the row's is 2")
            let tag = try #require(try await client.get(Self.second).headers[.eTag])
            #expect(try await client.put(Self.second, body, ifMatch: tag).status == 412)
            #expect(try await client.get(Self.second).json["_version"] == .number("2"))
        }
    }

    @Test(
        "A body that is not a valid row is rejected",
        arguments: [
            ("PUT", #"{"ts": null}"#, "/ts", "missing_value", nil),
            ("PUT", #"{"country": "DE"}"#, "/ts", "missing_value", nil),
            ("PATCH", #"{"ts": null}"#, "/ts", "missing_value", nil),
            ("PATCH", #"{"units": 1.5}"#, "/units", "invalid_value", nil),
            ("PATCH", #"{"units": 9223372036854775808}"#, "/units", "out_of_range", nil),
            ("PATCH", #"{"country": "a\u0000"}"#, "/country", "invalid_text", nil),
            ("PATCH", #"{"contry": "DE"}"#, "/contry", "unknown_column", "country"),
            ("PATCH", #"{"a/b~c": 1}"#, "/a~1b~0c", "unknown_column", nil),
            ("PATCH", #"{"_id": 3}"#, "/_id", "invalid_value", nil),
            ("PATCH", #"{"_version": "2"}"#, "/_version", "invalid_value", nil),
            ("PATCH", "[]", "", "invalid_shape", nil), ("PUT", "1", "", "invalid_shape", nil),
        ] as [(String, String, String, String, String?)])
    func invalid(method: String, body: String, pointer: String, code: String, nearest: String?) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let before = try await client.get(Self.second)
            let answer = try await client.send(
                try #require(HTTPRequest.Method(rawValue: method)), Self.second, headers: .json, body: body)
            #expect(answer.status == 422 && answer.code == "invalid_row", "\(answer.body)")
            #expect(answer.firstError?["pointer"] == .string(pointer), "\(answer.body)")
            #expect(answer.firstError?["code"] == .string(code), "\(answer.body)")
            #expect(answer.firstError?["nearest"] == nearest.map { .string($0) })
            #expect(try await client.get(Self.second).body == before.body)
        }
    }

    @Test("A row is not written from invalid JSON, from another media type or with read-only access")
    func rejected() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            for body in ["", "{", #"{"units": 1, "units": 2}"#] {
                #expect(try await client.put(Self.second, body).code == "invalid_json", "\(body)")
            }
            let type = try await client.send(.put, Self.second, headers: [.contentType: "text/csv"], body: "{}")
            #expect(type.code == "unsupported_media_type")
            #expect(try await client.get(Self.second + "?shape=arrays").code == "invalid_parameter")
            #expect(try await client.post(Self.second, "{}").code == "method_not_allowed")
        }
        var server = TestServer()
        server.access = .read
        try await server.test { client in
            for method in [HTTPRequest.Method.put, .patch, .delete] {
                let answer = try await client.send(method, Self.second)
                #expect(answer.code == "read_only")
            }
        }
    }
}

extension APIClient {
    fileprivate func put(_ uri: String, _ body: String, ifMatch tag: String? = nil) async throws -> Answer {
        var headers: HTTPFields = [.contentType: "application/json"]
        headers[.ifMatch] = tag
        return try await send(.put, uri, headers: headers, body: body)
    }
}
