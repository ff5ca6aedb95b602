import AnalyticsAPI
import Charts
import Explorer
import HTTPTypes
import Models
import Processes
import Testing

@Suite("The pages of the explorer")
struct ExplorerRoutesTests {
    private static let location = HTTPField.Name.location
    /// The header that browsers send for a page.
    private static let page: HTTPFields = [
        .accept: "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
    ]

    @Test("The first path answers browsers with a page and other clients with the list of routes")
    func index() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let page = try await client.get("/", headers: Self.page)
            #expect(page.status == 200 && page.headers[.contentType] == "text/html; charset=utf-8")
            #expect(page.body.contains("<a href=\"/explore/sales\">sales</a>"))
            #expect(page.headers[.vary] == "Accept, Authorization")
            #expect(page.headers[.cacheControl] == "private, no-cache")
            for accept in ["*/*", "application/json", "application/json, text/html;q=0.9"] {
                let list = try await client.get("/", headers: [.accept: accept])
                #expect(list.headers[.contentType] == "application/json", "\(accept)")
                #expect(try list.json["name"] == .string("weir"))
            }
            #expect(try await client.get("/").headers[.contentType] == "application/json")
        }
    }

    @Test("A page may load the server's own files only, and no page may frame it")
    func policy() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            for path in ["/", "/explore/sales", "/explore/none"] {
                let answer = try await client.get(path, headers: Self.page)
                let policy = try #require(answer.headers[.contentSecurityPolicy])
                let rules = policy.split(separator: ";").map { $0.split(separator: " ").map(String.init) }
                #expect(rules.contains(["default-src", "'none'"]) && rules.contains(["script-src", "'self'"]))
                #expect(rules.contains(["style-src", "'self'"]) && rules.contains(["frame-ancestors", "'none'"]))
                #expect(!policy.contains("unsafe") && !policy.contains("http") && !policy.contains("data:"))
                #expect(!answer.body.contains("<style") && !answer.body.contains(" style="))
                #expect(!answer.body.contains("http://") && !answer.body.contains("https://"))
                #expect(!answer.body.contains(/<script(?![^>]*src=)/) && !answer.body.contains(/\son\w+=/))
                #expect(answer.headers[HTTPField.Name("Referrer-Policy")!] == "no-referrer")
            }
        }
    }

    @Test("Every file of a page exists, may be kept for ever at its path, and is not kept at another version's path")
    func assets() async throws {
        try await TestServer().test { client in
            let page = try await client.get("/", headers: Self.page)
            let paths = page.body.matches(of: /(?:href|src)="(\/assets\/[^"]+)"/).map { String($0.1) }
            #expect(Set(paths) == Set(ExplorerAsset.all.map(\.path)) && paths.count == ExplorerAsset.all.count)
            for path in paths {
                let answer = try await client.get(path)
                #expect(answer.status == 200 && answer.headers[.cacheControl]?.contains("immutable") == true, "\(path)")
                let tag = try #require(answer.headers[.eTag])
                #expect(!tag.hasPrefix("W/"))
                #expect(try await client.get(path, headers: [.ifNoneMatch: tag]).status == 304)
                let other = try await client.get(path.replacing(ExplorerAsset.version, with: "0123456789abcdef"))
                #expect(other.body == answer.body && other.headers[.cacheControl] == "no-store")
            }
            #expect(try await client.get("/assets/\(ExplorerAsset.version)/none.js").code == "not_found")
        }
    }

    @Test("A file is compressed for clients that accept gzip, with a tag of its own")
    func compression() async throws {
        try await TestServer().live { client, port in
            let path = try #require(ExplorerAsset.scripts.first).path
            let plain = try await client.get(path)
            #expect(plain.headers[.contentEncoding] == nil && plain.headers[.vary] == "Accept-Encoding")
            for (accept, isCompressed) in [
                ("gzip, deflate, br", true), ("gzip;q=0.5", true), ("*", true), ("gzip;q=0", false), ("br", false),
                ("x-gzip-like", false),
            ] {
                let options = ["-s", "-D", "/dev/stderr", "-H", "Accept-Encoding: \(accept)"]
                let run = try await ChildProcess.finish(
                    ["curl"] + options + (isCompressed ? ["--compressed"] : []) + ["http://127.0.0.1:\(port)\(path)"],
                    environment: ["no_proxy": "*", "NO_PROXY": "*"], folder: "/tmp")
                #expect(run.output == plain.body, "\(accept)")
                #expect(run.errors.lowercased().contains("content-encoding: gzip") == isCompressed, "\(accept)")
                #expect(run.errors.contains("-gzip\"") == isCompressed, "\(accept)")
            }
        }
    }

    @Test("Every module imports modules of the page, and no text of a module is interpreted as code or HTML")
    func modules() {
        let names = Set(ExplorerAsset.all.map(\.name))
        #expect(names.count == ExplorerAsset.all.count)
        for script in ExplorerAsset.scripts {
            for match in script.text.matches(of: /from "\.\/([^"]+)"/) {
                #expect(names.contains(String(match.1)), "\(script.name) imports \(match.1)")
            }
            for sink in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
                #expect(!script.text.contains(sink), "\(script.name) has \(sink)")
            }
            #expect(!script.text.contains(/https?:\/\//), "\(script.name) names a host")
        }
    }

    @Test("The table of the explorer knows the units of money that charts know")
    func money() throws {
        let table = try #require(ExplorerAsset.named("table.js")).text
        let list = try #require(try /new Set\(\(\s*"([^"]+)"\s*\)\.split/.firstMatch(in: table)?.1)
        #expect(Set(list.split(separator: " ").map(String.init)) == NumberText.moneyUnits)
    }

    @Test("The page of a dataset has its first rows as text, whatever they contain")
    func rows() async throws {
        try await TestServer().test { client in
            let body = "\"<b onclick=x>\",\"n & <i>\"\n<script>alert(1)</script>,1\n\"\"\"'&\",2\n"
            #expect(try await client.post("/v1/datasets?name=code", body, type: "text/csv").status == 201)
            let page = try await client.get("/explore/code", headers: Self.page)
            #expect(page.status == 200)
            #expect(page.body.contains("&lt;script&gt;alert(1)&lt;/script&gt;</td>"))
            #expect(page.body.contains("&lt;b onclick=x&gt;</th>") && page.body.contains("n &amp; &lt;i&gt;</th>"))
            #expect(!page.body.contains("<script>") && !page.body.contains("<b ") && !page.body.contains("<i>"))
            #expect(page.body.contains("<img class=\"chart\" src=\"/explore/code/overview\""))
        }
    }

    @Test(
        "The page of an unknown dataset ends its sentence once",
        arguments: [
            ("sale", "did you mean &quot;sales&quot;?</p>"), ("nothing", "no dataset &quot;nothing&quot;.</p>"),
        ])
    func unknownDataset(name: String, end: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let page = try await client.get("/explore/\(name)", headers: Self.page)
            #expect(page.status == 404 && !page.body.contains("?."), "\(page.body)")
            #expect(page.body.replacing("\"", with: "&quot;").contains(end), "\(page.body)")
        }
    }

    @Test("A failed request for a page is a page with the problem's status, and a problem for other clients")
    func problems() async throws {
        var server = try await TestServer.withKey()
        server.access = .none
        try await server.test { client in
            let locked = try await client.get("/explore/sales", headers: Self.page)
            #expect(locked.status == 401 && locked.headers[.contentType] == "text/html; charset=utf-8")
            #expect(locked.headers[.wwwAuthenticate] == "Bearer realm=\"weir\"")
            #expect(locked.headers[.cacheControl] == "no-store" && locked.body.contains("app.js"))
            #expect(try await client.get("/explore/sales").code == "unauthenticated")
            let index = try await client.get("/", headers: Self.page)
            #expect(index.status == 200 && index.body.contains("The datasets cannot be listed"))
            let key: HTTPFields = [.authorization: "Bearer \(TestServer.key)"]
            var headers = Self.page
            headers.append(contentsOf: key)
            let unknown = try await client.get("/explore/%3Cb%3E", headers: headers)
            #expect(unknown.status == 404 && unknown.body.contains("&lt;b&gt;") && !unknown.body.contains("<b>"))
            #expect(try await client.get("/explore/sales", headers: key).code == "dataset_not_found")
        }
    }

    @Test("The overview is a query for programs and a chart for images, in buckets that fit the dataset's times")
    func overview() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.get("/explore/sales/overview")
            let query = try #require(try answer.json["query"])
            #expect(query["measures"] == .array([.string("count"), .string("sum(amount)")]))
            #expect(answer.body.contains("\"granularity\":\"hour\""))
            let image = try await client.get("/explore/sales/overview", headers: [.accept: "image/svg+xml,image/*"])
            #expect(image.status == 307)
            let path = try #require(image.headers[Self.location])
            #expect(try await client.get(path).headers[.contentType] == "image/svg+xml")
            let page = try await client.get("/explore/sales", headers: Self.page).body
            let source = try #require(page.firstMatch(of: /<source media="\(max-width: 36rem\)" srcset="([^"]+)">/)?.1)
            let narrow = try await client.get(String(source), headers: [.accept: "image/svg+xml,image/*"])
            let picture = try await client.get(try #require(narrow.headers[Self.location]))
            #expect(picture.body.contains("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"360\""))
            #expect(try await client.get("/explore/sales/overview?width=x").status == 400)
        }
    }

    @Test(
        "The width of buckets grows with the span of times",
        arguments: [
            (0, "minute"), (7_199, "minute"), (7_200, "hour"), (259_200, "day"), (8_640_000, "month"),
            (200_000_000, "year"),
        ] as [(Int64, String)])
    func widths(seconds: Int64, granularity: String) {
        #expect(OverviewQuery.granularity(seconds: seconds) == granularity)
    }

    @Test("The session names the client's identity and its rights")
    func session() async throws {
        var server = try await TestServer.withKey()
        server.access = .none
        try await server.test { client in
            let anonymous = try await client.get("/v1/session")
            #expect(
                anonymous.body
                    == #"{"identity":"anonymous","anonymous":true,"scopes":[],"credential":"none","accepts":["key"]}"#
                    + "\n")
            let key: HTTPFields = [.authorization: "Bearer \(TestServer.key)"]
            let known = try await client.get("/v1/session", headers: key)
            #expect(try known.json["anonymous"] == .bool(false))
            #expect(try known.json["scopes"] == .array([.string("read")]))
            #expect(try known.json["credential"] == .string("key"))
            let wrong = try await client.get("/v1/session", headers: [.authorization: "Bearer weir_sk_wrong"])
            #expect(wrong.status == 401)
        }
    }

    @Test("The session names the credentials that the server accepts, and that of the request")
    func credentials() async throws {
        let issuer = TestIssuer()
        for hasIssuer in [false, true] {
            for hasBalancer in [false, true] {
                for access in [AccessPolicy.none, .read] {
                    var server = try await TestServer.withKey()
                    server.access = access
                    server.tokens = hasIssuer ? try issuer.authenticator(#"{"scopes": ["read"]}"#) : nil
                    server.balancer = hasBalancer ? try BalancerAccessTests.balancer() : nil
                    let accepted =
                        (access == .none ? [] : ["none"]) + ["key"] + (hasIssuer ? ["token"] : [])
                        + (hasBalancer ? ["session"] : [])
                    var requests: [(credential: String, headers: HTTPFields)] = [
                        ("none", [:]), ("key", [.authorization: "Bearer \(TestServer.key)"]),
                    ]
                    if hasIssuer { requests.append(("token", issuer.client())) }
                    if hasBalancer {
                        let field = try #require(HTTPField.Name(BalancerAccessTests.field))
                        requests.append(("session", [field: BalancerAccessTests.data()]))
                    }
                    try await server.test { [requests] client in
                        for (credential, headers) in requests {
                            let answer = try await client.get("/v1/session", headers: headers)
                            #expect(try answer.json["credential"] == .string(credential), "\(answer.body)")
                            #expect(try answer.json["accepts"] == .array(accepted.map { .string($0) }))
                            let issuers = try answer.json["issuers"]
                            #expect(issuers == (hasIssuer ? .array([.string(TestIssuer.url)]) : nil))
                        }
                    }
                }
            }
        }
    }

    @Test("A key sees in the pages the datasets and columns that exist for it, and no others")
    func restrictions() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            #expect(try await client.post("/v1/datasets?name=secret", "a\n1\n", type: "text/csv").status == 201)
            let key = try await client.makeKey(
                #""scopes": ["read"], "datasets": ["sales"], "hiddenColumns": {"sales": ["amount"]}, "#
                    + #""filters": {"sales": [{"member": "country", "operator": "equals", "values": ["FR"]}]}"#)
            var headers = Self.page
            headers.append(contentsOf: key.headers)
            let index = try await client.get("/", headers: headers)
            #expect(index.body.contains("/explore/sales") && !index.body.contains("secret"))
            let page = try await client.get("/explore/sales", headers: headers)
            #expect(page.body.contains("<td class=\"text\">FR</td>") && !page.body.contains(">DE<"))
            #expect(!page.body.contains("amount"))
            #expect(try await client.get("/explore/secret", headers: headers).status == 404)
            let overview = try await client.get("/explore/sales/overview", headers: key.headers)
            #expect(!overview.body.contains("amount"))
        }
    }
}
