import AnalyticsAPI
import HTTPTypes
import Models
import Testing

@Suite("Charts over HTTP")
struct ChartRouteTests {
    private static let path = "/v1/datasets/sales/query"
    private static let link = HTTPField.Name("Link")!
    private static let byDay =
        #"{"measures": ["count"], "timezone": "Europe/Berlin", "timeDimensions": [{"dimension": "ts", "granularity": "day"}]}"#
    /// `byDay` in a URL.
    private static let url =
        path + "?query=%7B%22measures%22:%5B%22count%22%5D,%22timezone%22:%22Europe/Berlin%22,%22timeDimensions%22:"
        + "%5B%7B%22dimension%22:%22ts%22,%22granularity%22:%22day%22%7D%5D%7D"

    @Test("A query is drawn for a client that prefers SVG, such as an image in a page")
    func image() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            // The headers that Chrome and Firefox send for an image.
            for accept in [
                "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
                "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5", "image/svg+xml", "image/*",
            ] {
                let answer = try await client.get(Self.url, headers: [.accept: accept])
                #expect(answer.status == 200 && answer.headers[.contentType] == "image/svg+xml", "\(answer.body)")
                #expect(answer.body.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"800\""))
                #expect(
                    answer.body.contains("Number of rows by day</title>")
                        && answer.body.contains("time zone Europe/Berlin"))
            }
            // A browser's address bar prefers HTML and gets JSON.
            let page = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
            #expect(
                try await client.get(Self.url, headers: [.accept: page]).headers[.contentType] == "application/json")
        }
    }

    @Test("The parameter format wins over Accept, for queries and for row lists")
    func format() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            for (format, type) in [
                ("svg", "image/svg+xml"), ("json", "application/json"), ("ndjson", "application/x-ndjson"),
                ("csv", "text/csv; charset=utf-8; header=present"),
            ] {
                let answer = try await client.get(Self.url + "&format=\(format)", headers: [.accept: "image/png"])
                #expect(answer.headers[.contentType] == type)
                #expect(answer.headers[.vary] == "Accept, Authorization")
                let rows = try await client.get(
                    "/v1/datasets/sales/rows?format=\(format)", headers: [.accept: "image/png"])
                #expect(rows.status == (format == "svg" ? 400 : 200))
                if format != "svg" { #expect(rows.headers[.contentType] == type) }
            }
            let posted = try await client.post(Self.path + "?format=svg", Self.byDay)
            #expect(posted.headers[.contentType] == "image/svg+xml" && posted.headers[Self.link] == nil)
            #expect(try await client.get(Self.url, headers: [.accept: "image/png"]).code == "not_acceptable")
        }
    }

    @Test("A chart has a policy that permits its style sheet and nothing else, and a link to its rows")
    func headers() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.get(Self.url + "&format=svg&theme=auto&title=A%20b")
            #expect(
                answer.headers[.contentSecurityPolicy]
                    == "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox")
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(answer.headers[.cacheControl] == "private, no-cache")
            #expect(answer.body.contains(">A b</title>"))
            let link = try #require(answer.headers[Self.link])
            #expect(link == "<\(Self.url)&format=csv>; rel=\"alternate\"; type=\"text/csv\"")
            let csv = try await client.get(String(link.dropFirst().prefix { $0 != ">" }))
            #expect(csv.body.hasPrefix("ts.day,count\r\n2026-03-29T00:00:00+01:00,2\r\n"))
            let json = try await client.get(Self.url)
            #expect(json.headers[.contentSecurityPolicy] == "default-src 'none'; frame-ancestors 'none'")
        }
    }

    @Test("A chart's ETag depends on its form and on the data")
    func tags() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            var tags: Set<String> = []
            let forms = [
                "", "&width=400", "&height=400", "&theme=dark", "&title=a", "&title=", "&chart=bar", "&chart=line",
            ]
            for form in forms {
                let answer = try await client.get(Self.url + "&format=svg" + form)
                let tag = try #require(answer.headers[.eTag])
                tags.insert(tag)
                let again = try await client.get(Self.url + "&format=svg" + form, headers: [.ifNoneMatch: tag])
                #expect(again.status == 304 && again.body.isEmpty)
                #expect(again.headers[.contentSecurityPolicy] == answer.headers[.contentSecurityPolicy])
                #expect(try await client.get(Self.url + "&format=svg" + form).body == answer.body)
            }
            #expect(tags.count == forms.count)
            #expect(try await !tags.contains(client.get(Self.url).headers[.eTag] ?? ""))
            _ = try await client.post("/v1/datasets/sales/rows", #"{"ts": "2026-03-30T00:00:00Z"}"#)
            for form in forms {
                #expect(try await !tags.contains(client.get(Self.url + "&format=svg" + form).headers[.eTag] ?? ""))
            }
        }
    }

    @Test(
        "A mistake in the form of a chart is a problem that names the parameter",
        arguments: [
            ("&format=svg&width=12", "width", "invalid_value", "240 to 2400"),
            ("&format=svg&width=wide", "width", "invalid_value", "240 to 2400"),
            ("&format=svg&height=5000", "height", "invalid_value", "160 to 1600"),
            ("&format=svg&theme=drak", "theme", "invalid_value", "light or dark or auto"),
            ("&format=svg&chart=pie", "chart", "invalid_value", "line or area or bar"),
            ("&format=svg&chart=number", "chart", "not_drawable", "use line"),
            (
                "&format=svg&title=\(String(repeating: "a", count: 201))", "title", "invalid_value",
                "at most 200 characters"
            ),
            ("&format=svg&shape=arrays", "shape", "invalid_value", "only application/json"),
            ("&format=png", "format", "invalid_value", "json or ndjson or csv or svg"),
            ("&width=400", "width", "invalid_value", "format=svg"),
            ("&format=csv&chart=bar", "chart", "invalid_value", "format=svg"),
        ])
    func mistakes(options: String, parameter: String, code: String, part: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.get(Self.url + options)
            #expect(answer.status == 400 && answer.code == "invalid_parameter", "\(answer.body)")
            #expect(answer.firstError?["parameter"] == .string(parameter))
            #expect(answer.firstError?["code"] == .string(code))
            #expect(answer.body.contains(part), "\(answer.body)")
        }
    }

    @Test(
        "A query that no chart shows is a problem that points at the measure",
        arguments: [
            (#"{"dimensions": ["country"]}"#, "/measures"),
            (#"{"measures": ["count", "max(country)"]}"#, "/measures/1"),
            (#"{"measures": ["count", "min(ts)"], "dimensions": ["country"]}"#, "/measures/1"),
        ])
    func notDrawable(query: String, pointer: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.post(Self.path + "?format=svg", query)
            #expect(answer.status == 422 && answer.code == "invalid_query", "\(answer.body)")
            #expect(answer.firstError?["pointer"] == .string(pointer))
            #expect(answer.firstError?["code"] == .string("not_drawable"))
        }
    }

    @Test("Every kind is drawn, and text from the data is escaped")
    func kinds() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            _ = try await client.post(
                "/v1/datasets/sales/rows", #"{"ts": "2026-03-30T00:00:00Z", "country": "<script>alert(1)</script>"}"#)
            for (query, kind) in [
                (Self.byDay, "line"), (Self.byDay, "area"), (Self.byDay, "bar"), (Self.byDay, "stackedBar"),
                (#"{"measures": ["count", "sum(amount)"]}"#, "number"),
                (#"{"measures": ["count"], "dimensions": ["country"]}"#, "bar"),
                (#"{"measures": ["count", "avg(amount)"], "dimensions": ["country", "units"]}"#, "bar"),
            ] {
                let answer = try await client.post(Self.path + "?format=svg&chart=\(kind)", query)
                #expect(answer.status == 200 && answer.body.hasSuffix("</svg>\n"), "\(kind): \(answer.body)")
                #expect(!answer.body.contains("<script"))
            }
            let countries = try await client.post(
                Self.path + "?format=svg", #"{"measures": ["count"], "dimensions": ["country"]}"#)
            #expect(countries.body.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        }
    }

    @Test("A chart of too many bytes is refused before it is drawn")
    func tooLarge() async throws {
        let store = try ScriptedStore(batches: [RowBatch](repeating: .texts(100, length: 100_000), count: 3))
        try await TestServer(store: store).test { client in
            let answer = try await client.post(
                "/v1/datasets/scripted/query?format=svg", #"{"dimensions": ["text"], "measures": ["count"]}"#)
            #expect(answer.code == "answer_too_large", "\(answer.body)")
        }
        #expect(store.closedAnswers == 1)
    }
}
