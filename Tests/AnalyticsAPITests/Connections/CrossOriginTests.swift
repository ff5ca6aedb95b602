import AnalyticsAPI
import HTTPTypes
import Models
import Testing

@Suite("Web pages of permitted origins")
struct CrossOriginTests {
    private static let page = "https://app.example.com"

    private static func server(_ origins: OriginPolicy) -> TestServer {
        var server = TestServer()
        server.hosts = HostPolicy(listeningOn: "127.0.0.1", names: [])
        server.origins = origins
        return server
    }

    private static func ask(
        _ client: APIClient, _ method: String, _ path: String, origin: String = page
    ) async throws -> Answer {
        try await client.send(
            .options, path,
            headers: [
                .origin: origin, .accessControlRequestMethod: method, .accessControlRequestHeaders: "authorization",
            ])
    }

    @Test("A page of a listed origin gets the permission to use every route, and reads the answers")
    func listed() async throws {
        let policy = try #require(OriginPolicy(origins: ["HTTPS://App.Example.com:443", "http://localhost:3000"]))
        try await Self.server(policy).test { client in
            try await client.makeSales()
            let asked = try await Self.ask(client, "POST", "/v1/datasets/sales/query")
            #expect(asked.status == 204 && asked.body.isEmpty)
            #expect(asked.headers[.accessControlAllowOrigin] == Self.page)
            #expect(asked.headers[.accessControlAllowMethods] == "POST, QUERY, GET, HEAD")
            #expect(asked.headers[.accessControlAllowHeaders]?.contains("Authorization") == true)
            #expect(asked.headers[.vary]?.contains("Origin") == true)
            let row = try await Self.ask(client, "DELETE", "/v1/datasets/sales/rows/1", origin: "http://localhost:3000")
            #expect(row.headers[.accessControlAllowMethods]?.contains("DELETE") == true)

            let read = try await client.get("/v1/datasets/sales", headers: [.origin: Self.page])
            #expect(read.headers[.accessControlAllowOrigin] == Self.page)
            #expect(read.headers[.accessControlExposeHeaders]?.contains("ETag") == true)
            let missing = try await client.get("/v1/datasets/none", headers: [.origin: Self.page])
            #expect(missing.status == 404 && missing.headers[.accessControlAllowOrigin] == Self.page)
            var headers: HTTPFields = .json
            headers[.origin] = Self.page
            let written = try await client.send(
                .post, "/v1/datasets/sales/rows", headers: headers, body: #"{"ts": "2026-01-01T00:00:00Z"}"#)
            #expect(written.status == 201 && written.headers[.accessControlAllowOrigin] == Self.page)
        }
    }

    @Test(
        "A page of another origin gets nothing",
        arguments: [
            "https://evil.example", "http://app.example.com", "https://app.example.com:8443",
            "https://app.example.com.evil.example", "null", "",
        ])
    func others(origin: String) async throws {
        let policy = try #require(OriginPolicy(origins: [Self.page]))
        try await Self.server(policy).test { client in
            try await client.makeSales()
            let asked = try await Self.ask(client, "GET", "/v1/datasets", origin: origin)
            #expect(asked.status == 405 && asked.headers[.accessControlAllowMethods] == nil)
            let read = try await client.get("/v1/datasets", headers: [.origin: origin])
            #expect(read.status == 200 && read.headers[.accessControlAllowOrigin] == nil)
            #expect(read.headers[.vary] == "Authorization, Origin")
            var headers: HTTPFields = .json
            headers[.origin] = origin
            let query = try await client.send(
                .post, "/v1/datasets/sales/query", headers: headers, body: #"{"measures": ["count"]}"#)
            #expect(query.code == "foreign_origin")
        }
    }

    @Test("With an asterisk, pages of any origin may read and run queries, and none may write")
    func any() async throws {
        try await Self.server(.any).test { client in
            try await client.makeSales()
            let asked = try await Self.ask(client, "GET", "/v1/datasets/sales")
            #expect(asked.headers[.accessControlAllowOrigin] == "*")
            #expect(asked.headers[.accessControlAllowMethods] == "GET, HEAD")
            #expect(
                try await Self.ask(client, "POST", "/v1/datasets/sales/query").headers[.accessControlAllowMethods]
                    == "POST, QUERY, GET, HEAD")
            #expect(
                try await Self.ask(client, "PUT", "/v1/datasets/sales/rows/1").headers[.accessControlAllowMethods]
                    == "GET, HEAD")
            var headers: HTTPFields = .json
            headers[.origin] = "https://evil.example"
            let query = try await client.send(
                .post, "/v1/datasets/sales/query", headers: headers, body: #"{"measures": ["count"]}"#)
            #expect(query.status == 200 && query.headers[.accessControlAllowOrigin] == "*")
            for (method, path) in [
                (HTTPRequest.Method.post, "/v1/datasets"), (.post, "/v1/datasets/sales/rows"),
                (.put, "/v1/datasets/sales/rows/1"), (.delete, "/v1/datasets/sales?confirm=sales"),
                (.post, "/v1/nothing"),
            ] {
                let answer = try await client.send(method, path, headers: headers, body: "{}")
                #expect(answer.code == "foreign_origin", "\(method) \(path): \(answer.body)")
            }
        }
    }

    @Test("No answer permits credentials that a browser attaches by itself", arguments: [OriginPolicy.any, .none])
    func credentials(policy: OriginPolicy) async throws {
        try await Self.server(policy).test { client in
            let answers = [
                try await client.get("/v1/datasets", headers: [.origin: Self.page]),
                try await Self.ask(client, "GET", "/v1/datasets"),
            ]
            for answer in answers { #expect(answer.headers[.accessControlAllowCredentials] == nil) }
        }
    }

    @Test(
        "Only serialized origins of HTTP and HTTPS are accepted",
        arguments: [
            "app.example.com", "https://app.example.com/", "ftp://a.example", "*", "", "https://", "null",
            "https://a b",
        ])
    func invalid(origin: String) {
        #expect(OriginPolicy(origins: [origin]) == nil)
    }
}
