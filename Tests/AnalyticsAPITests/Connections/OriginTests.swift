import AnalyticsAPI
import HTTPTypes
import Models
import NIOCore
import Testing

@Suite("Web pages of other origins")
struct OriginTests {
    private static func request(
        _ method: String, _ path: String, host: String, _ headers: [String] = [], body: String = ""
    ) -> String {
        (["\(method) \(path) HTTP/1.1", "Host: \(host)", "Connection: close", "Content-Length: \(body.utf8.count)"]
            + headers + ["", body]).joined(separator: "\r\n")
    }

    private static func status(_ server: TestServer, _ request: @Sendable (Int) -> String) async throws -> String {
        try await server.live { _, port in
            let received = try await RawConnection.exchange(port: port, [request(port)])
            return String(received.text.dropFirst("HTTP/1.1 ".count).prefix(3))
        }
    }

    @Test(
        "A server on a loopback address accepts only loopback and allowed host names",
        arguments: [
            ("127.0.0.1", [], "localhost", "200"), ("127.0.0.1", [], "LOCALHOST:1", "200"),
            ("127.0.0.1", [], "localhost.", "200"), ("127.0.0.1", [], "127.0.0.2", "200"),
            ("127.0.0.1", [], "[::1]:8080", "200"), ("127.0.0.1", [], "app.localhost", "200"),
            ("localhost", [], "evil.example", "421"), ("::1", [], "evil.example", "421"),
            ("127.0.0.1", [], "evil.example:8080", "421"), ("127.0.0.1", [], "localhost.evil.example", "421"),
            ("127.0.0.1", [], "127.0.0.1.nip.io", "421"), ("127.0.0.1", [], "10.0.0.1", "421"),
            ("127.0.0.1", ["data.example"], "Data.Example:443", "200"),
            ("127.0.0.1", ["data.example"], "b.example", "421"),
            ("127.0.0.1", ["data.example"], "localhost", "200"),
            ("0.0.0.0", [], "evil.example", "200"), ("0.0.0.0", ["data.example"], "evil.example", "421"),
            ("0.0.0.0", ["data.example"], "data.example", "200"), ("0.0.0.0", ["data.example"], "127.0.0.1", "200"),
        ])
    func hosts(address: String, names: [String], host: String, status: String) async throws {
        var server = TestServer()
        server.hosts = HostPolicy(listeningOn: address, names: names)
        #expect(try await Self.status(server) { _ in Self.request("GET", "/v1/datasets", host: host) } == status)
        #expect(try await Self.status(server) { _ in Self.request("GET", "/health/live", host: host) } == "200")
    }

    @Test("DNS rebinding does not allow a write")
    func rebinding() async throws {
        var server = TestServer()
        server.hosts = HostPolicy(listeningOn: "127.0.0.1", names: [])
        try await server.live { client, port in
            let received = try await RawConnection.exchange(
                port: port,
                [
                    Self.request(
                        "POST", "/v1/datasets", host: "evil.example:\(port)",
                        ["Content-Type: application/json", "Origin: http://evil.example:\(port)"],
                        body: Sales.definition)
                ])
            #expect(received.text.hasPrefix("HTTP/1.1 421 "))
            #expect(received.text.contains("misdirected_request"))
            #expect(received.text.contains("--allowed-hosts"))
            #expect(try await client.get("/v1/datasets").json["datasets"] == .array([]))
        }
    }

    @Test(
        "A page can write only to its own origin",
        arguments: [
            ("http://localhost:PORT", true), ("HTTP://LOCALHOST:PORT", true), ("https://data.example", true),
            ("https://data.example:8443", true), ("http://evil.example", false), ("http://localhost:1", false),
            ("http://localhost", false), ("null", false), ("http://localhost:PORT.evil.example", false),
            ("localhost:PORT", false), ("", false),
        ])
    func origins(origin: String, isTaken: Bool) async throws {
        var server = TestServer()
        server.hosts = HostPolicy(listeningOn: "127.0.0.1", names: ["data.example"])
        let writes = [
            ("POST", "/v1/datasets"), ("PATCH", "/v1/datasets/sales"), ("DELETE", "/v1/datasets/sales?confirm=sales"),
            ("POST", "/v1/datasets/sales/rows"), ("POST", "/v1/datasets/sales/query"),
            ("PUT", "/v1/datasets/sales/rows/1"), ("PATCH", "/v1/datasets/sales/rows/1"),
            ("DELETE", "/v1/datasets/sales/rows/1"),
        ]
        try await server.live { client, port in
            let origin = origin.split(separator: "PORT", omittingEmptySubsequences: false).joined(separator: "\(port)")
            for (method, path) in writes {
                let received = try await RawConnection.exchange(
                    port: port,
                    [Self.request(method, path, host: "localhost:\(port)", ["Origin: \(origin)"], body: "{}")])
                #expect(received.text.contains("foreign_origin") == !isTaken, "\(method) \(path): \(received.text)")
                if !isTaken { #expect(received.text.hasPrefix("HTTP/1.1 403 ")) }
            }
            // A page of another origin cannot read a response either, since no response permits it.
            let read = try await client.get("/v1/datasets", headers: [.origin: origin])
            #expect(read.status == 200)
            #expect(!read.headers.contains { $0.name.canonicalName.hasPrefix("access-control-") })
        }
    }

    @Test("A body without a supported media type, which any page can send, is rejected and changes nothing")
    func undeclaredBody() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            for (method, path, body) in [
                (
                    HTTPRequest.Method.post, "/v1/datasets",
                    #"{"name": "a", "columns": [{"name": "a", "type": "date"}]}"#
                ),
                (.patch, "/v1/datasets/sales", #"{"addColumns": [{"name": "a", "type": "date"}]}"#),
                (.post, "/v1/datasets/sales/rows", #"{"ts": "2026-01-01T00:00:00Z"}"#),
                (.post, "/v1/datasets/sales/query", #"{"measures": ["count"]}"#),
                (.put, "/v1/datasets/sales/rows/1", #"{"ts": "2026-01-01T00:00:00Z"}"#),
                (.patch, "/v1/datasets/sales/rows/1", #"{"units": 7}"#),
            ] {
                for type in [nil, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a"]
                {
                    var headers = HTTPFields()
                    headers[.contentType] = type
                    let answer = try await client.send(method, path, headers: headers, body: body)
                    #expect(answer.status == 415, "\(method) \(path) as \(type ?? "nothing"): \(answer.body)")
                    #expect(answer.headers[.accept]?.contains("application/json") == true)
                }
            }
            let sales = try await client.get("/v1/datasets/sales").json
            #expect(sales["dataVersion"] == .number("1"))
            #expect(try await client.get("/v1/datasets").json["datasets"] == .array([sales]))
        }
    }
}
