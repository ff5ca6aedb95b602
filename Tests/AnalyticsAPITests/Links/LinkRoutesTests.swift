import AnalyticsAPI
import Foundation
import HTTPTypes
import Models
import Storage
import StorageTesting
import Synchronization
import Testing

@Suite("Links")
struct LinkRoutesTests {
    private static let path = "/v1/datasets/sales/queries"
    private static let daily = #"{"query": {"measures": ["count"], "dimensions": ["country"]}, "title": "Orders"}"#
    private static let germany = #", "filters": [{"member": "country", "operator": "equals", "values": ["DE"]}]"#
    private static let robots = HTTPField.Name("X-Robots-Tag")!
    private static let referrer = HTTPField.Name("Referrer-Policy")!
    private static let resource = HTTPField.Name("Cross-Origin-Resource-Policy")!

    @Test("An image element of any page shows the current chart of a link, without a credential")
    func image() async throws {
        let store = InMemoryAnalyticsStore()
        let made = try await TestServer(store: store).test { client in
            try await client.makeSales()
            try await client.saveQuery("daily", Self.daily)
            return try await client.makeLink("daily")
        }
        var server = TestServer(store: store)
        server.access = .none
        try await server.test { client in
            let image: HTTPFields = [.accept: "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"]
            let answer = try await client.get(made.path + ".svg", headers: image)
            #expect(answer.status == 200 && answer.headers[.contentType] == "image/svg+xml", "\(answer.body)")
            #expect(answer.body.hasPrefix("<svg ") && answer.body.contains("Orders"))
            #expect(answer.headers[.cacheControl] == "no-cache" && answer.headers[.vary] == nil)
            #expect(answer.headers[Self.robots] == "noindex, nofollow, noarchive")
            #expect(answer.headers[Self.referrer] == "no-referrer")
            #expect(answer.headers[Self.resource] == "cross-origin")
            #expect(answer.headers[.contentSecurityPolicy]?.contains("sandbox") == true)
            let tag = try #require(answer.headers[.eTag])
            var known = image
            known[.ifNoneMatch] = tag
            let same = try await client.get(made.path + ".svg", headers: known)
            #expect(same.status == 304 && same.headers[.cacheControl] == "no-cache")
            // Whatever credential a proxy adds, the link is the one that counts.
            known[.authorization] = "Bearer nonsense"
            #expect(try await client.get(made.path + ".svg", headers: known).status == 304)
            let dark = try await client.get(made.path + ".svg?theme=dark&width=300&height=200")
            #expect(dark.body.contains(#"width="300" height="200""#))
            #expect(try await client.get(made.path + ".svg?title=false").code == "invalid_parameter")
            // A mail program adds parameters of its own.
            for part in ["", ".svg", ".csv"] {
                let counted = try await client.get(made.path + part + "?utm_source=mail&fbclid=1", headers: image)
                #expect(counted.status == 200, "\(counted.body)")
            }
            #expect(try await client.get(made.path + "?utm=1").code == "invalid_parameter")
            let token = try #require(made.path.split(separator: "/").last)
            for (path, folder) in [(made.path, ""), (made.path + "/", "../")] {
                let page = try await client.get(path)
                for ending in ["csv", "json", "svg"] {
                    #expect(page.body.contains("href=\"\(folder)\(token).\(ending)\""), "\(page.body)")
                }
            }
            let csv = try await client.get(made.path + ".csv")
            #expect(csv.body.hasPrefix("country,count\r\n") && csv.body.contains("DE,2\r\n"))
            #expect(csv.headers[.contentType]?.hasPrefix("text/csv") == true)
            let json = try await client.get(made.path + ".json")
            guard case .array(let rows)? = try json.json["data"] else { throw SetupError(answers: [json]) }
            #expect(rows.count == 3)
            #expect(try await client.get("/v1/datasets/sales").status == 401)
        }
        // New rows and a new version of the query show at once.
        try await TestServer(store: store).test { client in
            let row = #"{"ts": "2026-01-01T00:00:00Z", "country": "DE"}"#
            #expect(try await client.post("/v1/datasets/sales/rows", row).status == 201)
            #expect(try await client.get(made.path + ".csv").body.contains("DE,3\r\n"))
            try await client.saveQuery("daily", #"{"query": {"measures": ["count"]}}"#)
            #expect(try await client.get(made.path + ".csv").body == "count\r\n5\r\n")
        }
    }

    @Test(
        "Unknown, malformed, expired and revoked links, and those of dropped queries, have one answer without the token"
    )
    func notFound() async throws {
        let now = Mutex<Int64>(1_767_225_600_000_000)
        var server = TestServer()
        server.now = { Timestamp(microseconds: now.withLock { $0 }) }
        try await server.test { client in
            try await client.makeSales()
            try await client.saveQuery("daily", Self.daily)
            try await client.saveQuery("dropped", Self.daily)
            let short = try await client.makeLink("daily", #", "days": 1"#).path
            let revoked = try await client.makeLink("daily")
            let dropped = try await client.makeLink("dropped").path
            let good = try await client.makeLink("daily").path
            for path in [short, revoked.path, dropped, good] { #expect(try await client.get(path).status == 200) }
            #expect(
                try await client.send(.delete, Self.path + "/daily/links/\(revoked.id)").status == 204)
            #expect(try await client.send(.delete, Self.path + "/dropped").status == 204)
            now.withLock { $0 += 86_400_000_000 }
            // A later query of the same name is another one.
            try await client.saveQuery("dropped", Self.daily)
            var answers: Set<String> = []
            for path in [
                short, revoked.path, dropped, good + "0", String(good.dropLast()), "/s/x", "/s/" + TestServer.key,
                short + ".png", revoked.path + ".ndjson", dropped + ".svg.csv", good + "0.png",
                "/s/weir_ln_LnKq1234_0123456789ABCDEFGHIJKLMNOPQRSTUV1xx2ty",
            ] {
                let answer = try await client.get(path)
                #expect(answer.status == 404 && answer.code == "link_not_found", "\(path): \(answer.body)")
                #expect(answer.headers[Self.robots] != nil && answer.headers[.cacheControl] == "no-store")
                answers.insert(answer.body.replacing(/"requestId":"[^"]*"/, with: ""))
            }
            #expect(answers.count == 1 && answers.first?.contains("weir_") == false, "\(answers)")
            #expect(try await client.get(good).status == 200)
            #expect(try await client.send(.delete, "/v1/datasets/sales?confirm=sales").status == 204)
            try await client.makeSales()
            try await client.saveQuery("daily", Self.daily)
            #expect(try await client.get(good).code == "link_not_found")
        }
    }

    @Test(
        "A link that works tells its endings in place of an unknown one",
        arguments: [
            (".png?width=400", ".png", nil), (".ndjson", ".ndjson", "json"), (".SVG", ".SVG", "svg"), (".", ".", nil),
            (".svg.csv", ".svg.csv", nil), (".%3Cb%3E", ".<b>", nil),
        ] as [(String, String, String?)])
    func endings(sent: String, ending: String, nearest: String?) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery("daily", Self.daily)
            let path = try await client.makeLink("daily").path
            let answer = try await client.get(path + sent)
            #expect(answer.status == 404 && answer.code == "not_found" && !answer.body.contains("weir_"))
            let item = try #require(answer.firstError)
            let detail = item["detail"]?.text
            #expect(detail?.hasPrefix("got a link with the ending \"\(ending)\", expected ") == true, "\(answer.body)")
            for format in [".svg", ".csv", ".json"] { #expect(detail?.contains(format) == true) }
            #expect(item["nearest"]?.text == nearest)
            let page = try await client.get(path + sent, headers: [.accept: "text/html,*/*;q=0.8"])
            #expect(page.status == 404 && page.body.contains("<h1>This link has no such form</h1>"), "\(page.body)")
            #expect(page.body.contains(".svg for the picture") && !page.body.contains("<b>"))
            #expect(!page.body.contains("?.<") && !page.body.contains("weir_"))
        }
    }

    @Test("A link sees what its creator sees or less, and only the query's owner makes one")
    func narrower() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let restricted = try await client.makeKey(
                #""scopes": ["read", "ingest"], "datasets": ["sales"], "filters": {"sales": [{"member": "units", "operator": "gt", "values": [1]}]}, "hiddenColumns": {"sales": ["amount"]}"#
            ).headers
            try await client.saveQuery("mine", Self.daily, as: restricted)
            let wide = try await client.makeLink("mine", as: restricted)
            let narrow = try await client.makeLink("mine", Self.germany, as: restricted)
            #expect(try await client.get(wide.path + ".csv").body == "country,count\r\nDE,1\r\nFR,1\r\n")
            #expect(try await client.get(narrow.path + ".csv").body == "country,count\r\nDE,1\r\n")
            // The owner's sight stays frozen when another client changes the query: the hidden column does not exist for the link.
            try await client.saveQuery("mine", #"{"query": {"measures": ["max(amount)"]}}"#)
            #expect(try await client.get(wide.path + ".csv").code == "link_not_found")

            // An administrator's link to a query that another client can change would show that client everything.
            let links = Self.path + "/mine/links"
            let foreign = try await client.post(links, #"{"name": "a"}"#)
            #expect(foreign.status == 403 && foreign.code == "forbidden", "\(foreign.body)")
            let other = try await client.makeKey(#""scopes": ["read", "ingest"]"#).headers
            let reader = try await client.makeKey(#""scopes": ["read"]"#).headers
            for headers in [other, reader] {
                #expect(try await client.send(.post, links, #"{"name": "a"}"#, as: headers).status == 403)
                #expect(try await client.get(links, headers: headers).status == 403)
                #expect(try await client.send(.delete, links + "/\(wide.id)", headers: headers).status == 403)
            }
            // Who may not read cannot share.
            let writer = try await client.makeKey(#""scopes": ["ingest"]"#).headers
            try await client.saveQuery("written", Self.daily, as: writer)
            let refused = try await client.send(.post, Self.path + "/written/links", #"{"name": "a"}"#, as: writer)
            #expect(refused.status == 403, "\(refused.body)")
            // Administrators see and revoke every link.
            let list = try await client.get(links)
            #expect(list.body.contains(wide.id) && list.body.contains(narrow.id) && !list.body.contains("/s/"))
            #expect(list.body.contains(#""hiddenColumns":["amount"]"#))
            #expect(try await client.send(.delete, links + "/\(wide.id)").status == 204)
            #expect(try await client.get(links).body.contains(wide.id) == false)
            #expect(try await client.send(.delete, links + "/\(wide.id)").code == "link_not_found")
        }
    }

    @Test(
        "A request for a link that is not valid is refused with the place of its mistake",
        arguments: [
            ("{}", ""), (#"{"name": ""}"#, "/name"), (#"{"name": "a", "x": 1}"#, "/x"),
            (#"{"name": "a", "days": 0}"#, "/days"), (#"{"name": "a", "days": 367}"#, "/days"),
            (#"{"name": "a", "filters": [{"member": "count", "operator": "gt", "values": [1]}]}"#, "/filters/0/member"),
            (#"{"name": "a", "filters": {}}"#, "/filters"),
            (#"{"name": "a", "frameAncestors": []}"#, "/frameAncestors"),
            (#"{"name": "a", "frameAncestors": ["*"]}"#, "/frameAncestors/0"),
            (
                #"{"name": "a", "frameAncestors": ["https://a.example", "https://b.example;script-src *"]}"#,
                "/frameAncestors/1"
            ),
            (#"{"name": "a", "frameAncestors": ["https://a,b"]}"#, "/frameAncestors/0"),
        ])
    func invalid(document: String, pointer: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery("daily", Self.daily)
            let answer = try await client.post(Self.path + "/daily/links", document)
            #expect(answer.status == 422 && answer.code == "invalid_link", "\(answer.body)")
            #expect(answer.firstError?["pointer"] == .string(pointer), "\(answer.body)")
        }
    }

    @Test("Links are no keys: lists of keys leave them out, and no token of one opens anything else")
    func keysAndLinks() async throws {
        var server = TestServer()
        server.access = .all
        try await server.test { client in
            try await client.makeSales()
            try await client.saveQuery("daily", Self.daily)
            let link = try await client.makeLink("daily")
            #expect(try await client.get("/v1/keys").body == "{\"keys\":[]}\n")
            #expect(try await client.get("/v1/keys/\(link.id)").status == 404)
            #expect(try await client.send(.delete, "/v1/keys/\(link.id)").status == 404)
            #expect(try await client.send(.post, "/v1/keys/\(link.id)/rotate", "{}", as: [:]).status == 404)
            let token = String(link.path.dropFirst(3))
            let body = "weir_sk_" + token.dropFirst(8).dropLast(6)
            for forged in [token, body + AccessKeyForgery.checksum(of: body)] {
                let answer = try await client.get("/v1/datasets", headers: [.authorization: "Bearer \(forged)"])
                #expect(answer.status == 401 && !answer.body.contains(forged), "\(answer.body)")
            }
            // A client cannot ask for a key with a link's target.
            let key = #"{"name": "a", "scopes": ["read"], "link": {"dataset": "sales"}}"#
            #expect(try await client.post("/v1/keys", key).code == "invalid_key")
        }
    }

    @Test("A link's requests count against the limits of the key that made it")
    func limits() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(
                #""scopes": ["read", "ingest"], "limits": {"requests": [{"quota": 4, "windowSeconds": 60}]}"#
            ).headers
            try await client.saveQuery("daily", Self.daily, as: key)
            let link = try await client.makeLink("daily", as: key)
            for expected in [200, 200, 429] { #expect(try await client.get(link.path).status == expected) }
            #expect(try await client.get(Self.path, headers: key).status == 429)
        }
    }

    @Test("A link of a key that limits groups has no CSV of a query without a limit, and says why")
    func groups() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(#""scopes": ["read", "ingest"], "limits": {"groups": 2}"#).headers
            let grouped = #""measures": ["count"], "dimensions": ["country"]"#
            try await client.saveQuery("open", #"{"query": {\#(grouped)}}"#, as: key)
            try await client.saveQuery("limited", #"{"query": {\#(grouped), "limit": 2}}"#, as: key)
            let link = try await client.makeLink("open", as: key)
            let refused = try await client.get(link.path + ".csv")
            #expect(refused.status == 422 && refused.code == "invalid_query", "\(refused.body)")
            for part in ["(groups)", "at most 2", "owner"] { #expect(refused.body.contains(part), "\(refused.body)") }
            #expect(!refused.body.contains("does not fit"))
            let page = try await client.get(link.path)
            #expect(page.status == 200 && !page.body.contains(".csv") && page.body.contains(".json"))
            #expect(try await client.get(link.path + ".json").status == 200)
            let other = try await client.makeLink("limited", as: key)
            #expect(try await client.get(other.path).body.contains(".csv"))
            #expect(try await client.get(other.path + ".csv").status == 200)
        }
    }

    @Test("No log line has a link's token, whatever the request")
    func canary() async throws {
        let server = TestServer()
        try await server.test { client in
            try await client.makeSales()
            try await client.saveQuery("daily", Self.daily)
            let link = try await client.makeLink("daily")
            let token = String(link.path.dropFirst(3))
            let secret = String(token.dropFirst("weir_ln_AbCd1234_".count))
            var bodies = ""
            for (method, uri) in [
                (HTTPRequest.Method.get, link.path), (.head, link.path), (.get, link.path + ".svg"),
                (.get, link.path + ".nothing"), (.get, link.path + "/x"), (.post, link.path),
                (.get, link.path + "?a=b"),
                (.get, link.path + "?If=\(token)"), (.options, link.path), (.get, link.path + "%2e"),
                (.get, "/v1/s/\(token)/x"), (.delete, Self.path + "/daily/links/\(token)"),
            ] {
                let answer = try await client.send(method, uri, headers: [.ifMatch: "x"])
                if answer.code != nil { bodies += answer.body }
                _ = try await client.send(method, uri)
            }
            _ = try await client.get("/v1/datasets", headers: [.authorization: "Bearer \(token)"])
            _ = try await client.send(.delete, Self.path + "/daily/links/\(link.id)")
            _ = try await client.get(link.path)
            _ = try await client.send(.delete, Self.path + "/daily")
            #expect(!server.log.text.contains(secret) && server.log.text.contains("/s/{token}"))
            // Problems may be passed on, so they do not repeat the path.
            #expect(!bodies.contains(secret) && bodies.contains("/s/<redacted>"))
        }
        #expect(try server.log.all.contains { $0["operation"] == .string("createLink") })
        #expect(try server.log.all.contains { $0["operation"] == .string("revokeLink") })
    }
}
