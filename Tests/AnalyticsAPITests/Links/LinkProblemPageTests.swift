import AnalyticsAPI
import HTTPTypes
import Models
import Testing

@Suite("Pages of links that cannot be shown")
struct LinkProblemPageTests {
    /// The header that Chrome sends for an address that a person opens.
    private static let browser: HTTPFields = [
        .accept: "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
    ]
    private static let robots = HTTPField.Name("X-Robots-Tag")!

    private static func check(_ answer: Answer, _ status: Int, _ text: String) {
        #expect(answer.status == status, "\(answer.body)")
        #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
        let policy = answer.headers[.contentSecurityPolicy] ?? ""
        #expect(policy.hasPrefix("default-src 'none'; img-src data:; style-src 'sha256-"), "\(policy)")
        #expect(policy.hasSuffix("frame-ancestors 'none'") && !policy.contains("script"))
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.body.contains("<h1>\(text)</h1>"), "\(answer.body)")
        #expect(!answer.body.contains("<script") && answer.body.contains("prefers-color-scheme:dark"))
    }

    @Test("A browser gets a page with the status of the problem for an expired, revoked, changed or unknown link")
    func notFound() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery("daily", #"{"query": {"measures": ["count"]}}"#)
            let link = try await client.makeLink("daily")
            #expect(try await client.get(link.path, headers: Self.browser).status == 200)
            #expect(
                try await client.send(.delete, "/v1/datasets/sales/queries/daily/links/\(link.id)").status == 204)
            let paths = [
                link.path, link.path + ".svg", link.path + ".csv", String(link.path.dropLast(4)), link.path + ".pdf",
                "/s/nothing", "/s/a/b", "/s/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
            ]
            var pages: Set<String> = []
            for path in paths {
                let answer = try await client.get(path, headers: Self.browser)
                Self.check(answer, 404, "This link does not work")
                #expect(!answer.body.contains("alert(1)") && !answer.body.contains("weir_ln_"))
                if path != "/s/a/b" { #expect(answer.headers[Self.robots] == "noindex, nofollow, noarchive") }
                // Nothing but the request's id differs, so a page does not tell that a link existed.
                pages.insert(answer.body.replacing(/Request [^<]*/, with: ""))
                let program = try await client.get(path)
                #expect(program.status == 404 && program.headers[.contentType] == "application/problem+json")
                let image = try await client.get(path, headers: [.accept: "image/avif,image/svg+xml,image/*,*/*;q=0.8"])
                #expect(image.headers[.contentType] == "application/problem+json")
            }
            #expect(pages.count == 1)
        }
    }

    @Test("A page says what to do about a query that does not fit its data any more, and about a wrong parameter")
    func others() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery("daily", #"{"query": {"measures": ["sum(amount)"]}}"#)
            let link = try await client.makeLink("daily")
            let wrong = try await client.get(link.path + "?utm=%3Cb%3E", headers: Self.browser)
            Self.check(wrong, 400, "A query parameter is not valid")
            #expect(!wrong.body.contains("<b>"))
            let change = #"{"dropColumns": ["amount"]}"#
            #expect(try await client.send(.patch, "/v1/datasets/sales?confirm=sales", change, as: [:]).status == 200)
            let changed = try await client.get(link.path, headers: Self.browser)
            Self.check(changed, 422, "The data behind this link have changed")
            #expect(changed.body.contains("save the query again"))
            let head = try await client.send(.head, link.path, headers: Self.browser, body: "")
            #expect(head.status == 422 && head.body.isEmpty)
            // Other routes answer a browser as before.
            let api = try await client.get("/v1/datasets/none", headers: Self.browser)
            #expect(api.headers[.contentType] == "application/problem+json")
        }
    }
}
