import HTTPTypes
import Models
import Testing

@testable import AnalyticsAPI

/// The routes of keys, and requests with keys.
@Suite("Key routes")
struct KeyRoutesTests {
    @Test("A key is created, shown once, listed without its secret, rotated and revoked")
    func life() async throws {
        try await TestServer().test { client in
            let made = try await client.post(
                "/v1/keys", #"{"name": "report", "scopes": ["read"], "expiresAt": "2027-01-01T00:00:00Z"}"#)
            #expect(made.status == 201 && made.headers[.cacheControl] == "no-store")
            guard case .string(let id)? = try made.json["id"], case .string(let key)? = try made.json["key"] else {
                Issue.record("\(made.body)")
                return
            }
            #expect(made.headers[.location] == "/v1/keys/\(id)")
            let bearer: HTTPFields = [.authorization: "Bearer \(key)"]
            #expect(try await client.get("/v1/datasets", headers: bearer).status == 200)
            for uri in ["/v1/keys", "/v1/keys/\(id)"] {
                let listed = try await client.get(uri)
                #expect(listed.status == 200 && listed.body.contains(id) && !listed.body.contains(key.suffix(38)))
                #expect(listed.headers[.cacheControl] == "no-store")
            }
            let rotated = try await client.post("/v1/keys/\(id)/rotate", #"{"overlapSeconds": 60}"#)
            #expect(rotated.status == 201)
            #expect(try rotated.json["expiresAt"] == .string("2027-01-01T00:00:00Z"))
            #expect(try await client.get("/v1/keys/\(id)").json["expiresAt"] == .string("2026-01-01T00:01:00Z"))
            #expect(try await client.get("/v1/datasets", headers: bearer).status == 200)

            #expect(try await client.send(.delete, "/v1/keys/\(id)").status == 204)
            let refused = try await client.get("/v1/datasets", headers: bearer)
            #expect(refused.status == 401 && refused.code == "unauthenticated")
            #expect(refused.headers[.wwwAuthenticate]?.contains("error=\"invalid_token\"") == true)
            #expect(try await client.post("/v1/keys/\(id)/rotate", "{}").code == "key_revoked")
            #expect(try await client.get("/v1/keys/\(id)").json["state"] == .string("revoked"))
        }
    }

    @Test("A key whose rights do not fit the datasets is created with warnings that have the nearest names")
    func warnings() async throws {
        try await TestServer().test { client in
            let definition =
                #"{"name": "orders", "columns": [{"name": "country", "type": "string"}, {"name": "n", "type": "integer"}]}"#
            #expect(try await client.post("/v1/datasets", definition).status == 201)
            let made = try await client.post(
                "/v1/keys",
                #"""
                {"name": "a", "scopes": ["read"], "datasets": ["orders", "oders"],
                 "filters": {"orders": [{"member": "contry", "operator": "equals", "values": ["DE"]}]},
                 "hiddenColumns": {"orders": ["cuntry"]}}
                """#)
            let expected = [
                #"/datasets: there is no dataset "oders" yet, and until there is one, the key gets 404 for it; did you mean "orders"?"#,
                #"/hiddenColumns/orders: "orders" has no column "cuntry", so the key gets 403 for the dataset; did you mean "country"?"#,
                #"/filters/orders/0/member: the dataset "orders" has no column "contry", so the key gets 403 for the dataset; did you mean "country"?"#,
                Self.openServer,
            ]
            #expect(made.status == 201)
            #expect(try made.json["warnings"] == .array(expected.map { .string($0) }), "\(made.body)")
            guard case .string(let id)? = try made.json["id"] else { return }
            #expect(try await client.get("/v1/keys/\(id)").json["warnings"] == nil)
            let rotated = try await client.post("/v1/keys/\(id)/rotate", "{}")
            #expect(try rotated.json["warnings"] == made.json["warnings"])
            let fitting = try await client.makeKey(
                #""scopes": ["read"], "datasets": ["orders"], "hiddenColumns": {"orders": ["n"]}"#)
            #expect(
                try await client.post("/v1/keys/\(fitting.id)/rotate", "{}").json["warnings"]
                    == .array([.string(Self.openServer)]))
        }
    }

    @Test("A key is rotated, and a token minted, without a body, but not with the media type of a form")
    func withoutBody() async throws {
        try await TestServer().test { client in
            let key = try await client.makeKey(#""scopes": ["read"]"#)
            for (uri, headers, status) in [
                ("/v1/tokens", key.headers, 200), ("/v1/keys/\(key.id)/rotate", [:], 201),
            ] as [(String, HTTPFields, Int)] {
                var json = headers
                json[.contentType] = "application/json"
                for (headers, body) in [(headers, nil), (headers, ""), (json, "")] as [(HTTPFields, String?)] {
                    let answer = try await client.send(.post, uri, headers: headers, body: body)
                    #expect(answer.status == status, "\(uri): \(answer.body)")
                }
                for (type, body) in [("text/plain", ""), ("application/x-www-form-urlencoded", ""), (nil, "{}")] {
                    var other = headers
                    other[.contentType] = type
                    let answer = try await client.send(.post, uri, headers: other, body: body)
                    #expect(answer.status == 415, "\(uri): \(answer.body)")
                }
            }
        }
    }

    /// The warning of a server that clients without a key may change.
    private static let openServer =
        "a client without a key sees and changes everything on this server, so leaving the key out avoids its restrictions. A key restricts only on a server that has an administrator's key and no anonymous access"

    @Test("A key is created with a warning on a server that answers clients without one, and without it elsewhere")
    func openServer() {
        #expect(AccessPolicy.all.keyWarning == Self.openServer)
        #expect(AccessPolicy.read.keyWarning?.contains("without a key reads everything") == true)
        #expect(AccessPolicy.none.keyWarning == nil)
    }

    @Test("An unknown key, an end in the past and an impossible overlap are refused")
    func refusals() async throws {
        try await TestServer().test { client in
            let key = try await client.makeKey(#""scopes": ["read"]"#)
            for (method, uri, body, code) in [
                (.get, "/v1/keys/nothing1", nil, "key_not_found"), (.delete, "/v1/keys/nothing1", nil, "key_not_found"),
                (.post, "/v1/keys/nothing1/rotate", "{}", "key_not_found"),
                (.post, "/v1/keys/\(key.id)/rotate", #"{"overlapSeconds": -1}"#, "invalid_key"),
                (.post, "/v1/keys/\(key.id)/rotate", #"{"overlapSeconds": 1.5}"#, "invalid_key"),
                (.post, "/v1/keys/\(key.id)/rotate", #"{"overlapSeconds": 99999999}"#, "invalid_key"),
                (.post, "/v1/keys/\(key.id)/rotate", #"{"overlap": 1}"#, "invalid_key"),
                (
                    .post, "/v1/keys", #"{"name": "a", "scopes": ["read"], "expiresAt": "2025-12-31T23:59:59Z"}"#,
                    "invalid_key"
                ),
                (.post, "/v1/keys", #"{"name": "a", "scopes": ["owner"]}"#, "invalid_key"),
            ] as [(HTTPRequest.Method, String, String?, String)] {
                let answer = try await client.send(method, uri, headers: body == nil ? [:] : .json, body: body)
                #expect(answer.code == code, "\(method) \(uri): \(answer.body)")
            }
        }
    }

    @Test("Only the scope admin administers keys, and a key grants its scopes alone")
    func scopes() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let requests: [(HTTPRequest.Method, String, String?, String)] = [
                (.get, "/v1/datasets/sales", nil, "read"),
                (.post, "/v1/datasets/sales/rows", #"{"ts": "2026-01-01T00:00:00Z"}"#, "ingest"),
                (.post, "/v1/datasets", #"{"name": "x", "columns": [{"name": "a", "type": "date"}]}"#, "admin"),
                (.get, "/v1/keys", nil, "admin"), (.post, "/v1/keys", #"{"name": "a", "scopes": ["read"]}"#, "admin"),
            ]
            for scope in ["read", "ingest", "admin"] {
                let key = try await client.makeKey(#""scopes": ["\#(scope)"]"#)
                for (method, uri, body, needed) in requests {
                    var headers = key.headers
                    if body != nil { headers[.contentType] = "application/json" }
                    let answer = try await client.send(method, uri, headers: headers, body: body)
                    #expect((answer.status < 300) == (scope == needed), "\(scope): \(method) \(uri): \(answer.body)")
                    guard scope != needed else { continue }
                    #expect(answer.status == 403 && answer.code == "forbidden")
                    let challenge = answer.headers[.wwwAuthenticate]
                    #expect(challenge?.contains("error=\"insufficient_scope\", scope=\"\(needed)\"") == true)
                }
            }
        }
    }

    @Test("A bad credential is refused and never taken for an anonymous client")
    func attacks() async throws {
        let server = TestServer()
        try await server.test { client in
            try await client.makeSales()
            let key = try await client.makeKey(#""scopes": ["read"]"#)
            let other = try await client.makeKey(#""scopes": ["read"]"#)
            let text = try #require(key.headers[.authorization]?.dropFirst(7))
            let otherText = try #require(other.headers[.authorization]?.dropFirst(7))
            // The id of one key with the secret of another, as it is and with a right checksum of its own.
            let mixed = String(text.prefix(17)) + otherText.dropFirst(17)
            let attacks: [(String, Int)] = [
                ("Bearer \(text.dropLast())", 401), ("Bearer \(text)0", 401), ("Bearer \(mixed)", 401),
                ("Bearer \(text.dropLast(6))\(AccessKeyForgery.checksum(of: text.dropLast(6)))", 200),
                ("Bearer \(mixed.dropLast(6))\(AccessKeyForgery.checksum(of: mixed.dropLast(6)))", 401),
                ("Bearer \(text.prefix(17))", 401), ("Bearer weir_sk_", 401), ("Bearer weir_sk_*", 401),
                ("Bearer", 401), ("Bearer ", 401), ("Bearer \(text) \(text)", 401), ("Bearer \(text), \(text)", 401),
                ("Bearer \"\(text)\"", 401), ("Bearer \(text)=", 401), ("\(text)", 401), ("Basic \(text)", 401),
                ("Token \(text)", 401), ("bearer \(text)", 200), ("BEARER  \(text)", 200),
                ("Bearer eyJhbGciOiJub25lIn0.e30.", 401), ("Bearer " + String(repeating: "a", count: 9000), 401),
                ("Bearer \(text.lowercased())", 401), ("Bearer ' OR 1=1 --", 401),
            ]
            for (field, status) in attacks {
                let answer = try await client.get("/v1/datasets/sales", headers: [.authorization: field])
                #expect(answer.status == status, "\(field): \(answer.body)")
                guard status == 401 else { continue }
                #expect(
                    answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer realm=\"weir\", error=\"invalid_token\"")
                        == true)
            }
            var doubled = key.headers
            doubled.append(HTTPField(name: .authorization, value: "Bearer \(text)"))
            let answer = try await client.get("/v1/datasets/sales", headers: doubled)
            #expect(answer.status == 400 && answer.code == "invalid_header")
            #expect(answer.headers[.wwwAuthenticate]?.contains("error=\"invalid_request\"") == true)
        }
    }

    @Test("A key appears in no log line, and in no answer but the one that creates it")
    func canary() async throws {
        let server = TestServer()
        let key = try await server.test { client in
            try await client.makeSales()
            let key = try await client.makeKey(#""scopes": ["read"], "datasets": ["sales"]"#)
            let text = String(try #require(key.headers[.authorization]?.dropFirst(7)))
            for credential in [text, text + "x", String(text.dropLast()) + "#"] {
                for (method, uri) in [
                    (.get, "/"), (.get, "/v1/datasets"), (.get, "/v1/datasets/other"), (.get, "/v1/keys"),
                    (.get, "/v1/datasets/sales?\(text)=1"), (.delete, "/v1/datasets/sales/rows/1"), (.get, "/health"),
                ] as [(HTTPRequest.Method, String)] {
                    let answer = try await client.send(method, uri, headers: [.authorization: "Bearer \(credential)"])
                    // A parameter's name is repeated, which the client itself has put into the URL.
                    guard !uri.contains(text) else { continue }
                    #expect(!answer.body.contains(text.suffix(38)), "\(uri)")
                    #expect(!answer.headers.contains { $0.value.contains(text.suffix(38)) })
                }
            }
            _ = try await client.post("/v1/keys/\(key.id)/rotate", "{}")
            for uri in ["/v1/keys", "/v1/keys/\(key.id)"] {
                #expect(!(try await client.get(uri)).body.contains(text.suffix(38)))
            }
            return text
        }
        let log = server.log.text
        #expect(log.contains(#""operation":"createKey""#) && log.contains(#""operation":"rotateKey""#))
        #expect(!log.contains(key.suffix(38)) && !log.contains(key.suffix(38).prefix(32)))
    }
}
