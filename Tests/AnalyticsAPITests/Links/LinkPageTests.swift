import AnalyticsAPI
import Foundation
import HTTPTypes
import Models
import Processes
import Testing

@Suite("Pages of links")
struct LinkPageTests {
    private static let hostile = #"</td><script>alert(1)</script>'"&<img src=x onerror=alert(2)>"#

    @Test("The page shows title, description, chart, rows and the time of the data, and nothing in them becomes markup")
    func escaping() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let row = try JSONSerialization.data(withJSONObject: [
                "ts": "2026-01-01T00:00:00Z", "country": Self.hostile,
            ])
            #expect(
                try await client.post("/v1/datasets/sales/rows", String(decoding: row, as: UTF8.self)).status == 201)
            let document: [String: Any] = [
                "query": [
                    "measures": [["measure": "count", "as": "n"]], "dimensions": ["country"],
                    "timeDimensions": [["dimension": "ts", "dateRange": ["2026-01-01", "2026-12-31"]]],
                ],
                "title": "T " + Self.hostile, "description": "D\n" + Self.hostile,
            ]
            let body = String(decoding: try JSONSerialization.data(withJSONObject: document), as: UTF8.self)
            try await client.saveQuery("daily", body)
            let link = try await client.makeLink("daily")
            let page = try await client.get(link.path)
            #expect(page.status == 200 && page.headers[.contentType] == "text/html; charset=utf-8", "\(page.body)")
            let html = page.body
            for text in ["<script", "<img src=x", "onerror=alert(2)>'", "</td><script"] {
                #expect(!html.contains(text))
            }
            #expect(html.contains("<h1>T &lt;/td&gt;&lt;script&gt;alert(1)"))
            #expect(html.contains("<td>&lt;/td&gt;&lt;script&gt;alert(1)"))
            #expect(html.contains("<p class=\"lede\">D&#10;&lt;/td&gt;"))
            #expect(html.contains("<td>DE</td><td class=\"n\">2</td>"))
            #expect(html.contains(">2026-01-01 00:00 UTC</time>, version 2."))
            #expect(html.contains("ts: from 2026-01-01T00:00:00Z to before 2027-01-01T00:00:00Z"))
            // The only picture is the chart, whose texts are escaped too.
            let pictures = html.matches(of: /<img src="data:image\/svg\+xml;base64,([A-Za-z0-9+\/=]*)" alt="[^"<>]*">/)
            try #require(pictures.count == 1)
            #expect(html.components(separatedBy: "<img").count == 2)
            let svg = String(decoding: try #require(Data(base64Encoded: String(pictures[0].1))), as: UTF8.self)
            #expect(svg.hasPrefix("<svg ") && !svg.contains("<script"))
        }
    }

    @Test("The numbers of a column have equally many digits after the point, and a narrow page has a narrow chart")
    func legibility() async throws {
        try await TestServer().test { client in
            let body = "shop,net,\"n\",part\na,124033.9,1,0.5\nb,94600,2,2\nc,776191.65,3,1234567890.25\n"
            #expect(
                try await client.post(
                    "/v1/datasets?name=paid&type.net=decimal&type.part=double", body, type: "text/csv"
                )
                .status == 201)
            for (name, width) in [("wide", 800), ("small", 400)] {
                let saved = try await client.send(
                    .put, "/v1/datasets/paid/queries/\(name)",
                    #"{"query": {"measures": ["sum(net)", "sum(n)", "sum(part)"], "dimensions": ["shop"]}, "chart": {"width": \#(width)}}"#,
                    as: [:])
                #expect(saved.status == 201, "\(saved.body)")
                let link = try await client.send(
                    .post, "/v1/datasets/paid/queries/\(name)/links", #"{"name": "Link", "days": 1}"#, as: [:])
                guard case .string(let path)? = try link.json["url"] else {
                    Issue.record("\(link.body)")
                    return
                }
                let html = try await client.get(path).body
                for text in [
                    "124,033.90", "94,600.00", "776,191.65", "<td class=\"n\">2</td>", "<td class=\"n\">2.0</td>",
                    "<td class=\"n\">1,234,567,890</td>",
                ] {
                    #expect(html.contains(text), "\(text)")
                }
                let source = html.firstMatch(
                    of: /<source media="\(max-width:36rem\)" srcset="data:image\/svg\+xml;base64,([A-Za-z0-9+\/=]*)">/)
                #expect((source == nil) == (name == "small"))
                guard let source else { continue }
                let svg = String(decoding: try #require(Data(base64Encoded: String(source.1))), as: UTF8.self)
                #expect(svg.contains(" width=\"360\" "))
            }
        }
    }

    @Test("The policy of a page allows its own style sheet and picture, and frames of the link's origins alone")
    func policy() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery("daily", #"{"query": {"measures": ["count"]}}"#)
            let closed = try await client.get(try await client.makeLink("daily").path)
            let open = try await client.get(
                try await client.makeLink(
                    "daily", #", "frameAncestors": ["https://Wiki.example.com:443", "http://localhost:3000"]"#
                ).path)
            let style = try #require(closed.body.firstMatch(of: /<style>([^<]*)<\/style>/)).1
            let run = try await ChildProcess.finish(["/bin/sh", "-c", "printf %s '\(style)' | sha256sum"])
            let hexadecimal = Array(run.output.prefix(64))
            let digest = Data(
                stride(from: 0, to: hexadecimal.count, by: 2).compactMap {
                    UInt8(String(hexadecimal[$0..<$0 + 2]), radix: 16)
                }
            ).base64EncodedString()
            #expect(hexadecimal.count == 64)
            let policy =
                "default-src 'none'; img-src data:; style-src 'sha256-\(digest)'; base-uri 'none'; form-action 'none'; frame-ancestors "
            #expect(closed.headers[.contentSecurityPolicy] == policy + "'none'")
            #expect(
                open.headers[.contentSecurityPolicy] == policy + "https://wiki.example.com http://localhost:3000")
            #expect(!closed.body.contains(/\s(style|on[a-z]+)=/))
        }
    }

    @Test("The table has the first thousand rows and says how many there are")
    func manyRows() async throws {
        try await TestServer().test { client in
            #expect(try await client.post("/v1/datasets", Sales.definition).status == 201)
            let rows = "ts,units\n" + (0..<1200).map { "2026-01-01T00:00:00Z,\($0)\n" }.joined()
            #expect(try await client.post("/v1/datasets/sales/rows", rows, type: "text/csv").status == 201)
            try await client.saveQuery(
                "all", #"{"query": {"measures": ["count"], "dimensions": ["units"], "limit": 1100}}"#)
            let page = try await client.get(try await client.makeLink("all").path)
            #expect(page.body.components(separatedBy: "<tr><td").count == 1001)
            #expect(page.body.contains("The first 1,000 of 1,100 rows; the CSV has all"))
            #expect(page.body.contains("has further rows"))
        }
    }

    @Test("The table has labels, units and grouped digits, and days where buckets are days")
    func table() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let change =
                #"{"changeColumns": [{"name": "amount", "label": "Umsatz", "unit": "EUR"}, {"name": "ts", "label": "Zeit"}]}"#
            #expect(try await client.send(.patch, "/v1/datasets/sales", change, as: [:]).status == 200)
            let row = #"{"ts": "2026-03-28T23:30:00Z", "amount": 1234567.5, "units": 2026}"#
            #expect(try await client.post("/v1/datasets/sales/rows", row).status == 201)
            try await client.saveQuery(
                "daily",
                """
                {"query": {"measures": ["sum(amount)", "max(units)"], "timezone": "Europe/Berlin", \
                "timeDimensions": [{"dimension": "ts", "granularity": "day"}]}, "title": "Revenue"}
                """)
            for (name, granularity, text) in [("monthly", "month", "2026-03"), ("yearly", "year", "2026")] {
                try await client.saveQuery(
                    name,
                    """
                    {"query": {"measures": ["count"], "timezone": "Europe/Berlin", \
                    "timeDimensions": [{"dimension": "ts", "granularity": "\(granularity)"}]}}
                    """)
                let page = try await client.get(try await client.makeLink(name).path).body
                #expect(page.contains("<td class=\"t\">\(text)</td>"), "\(page)")
            }
            try await client.saveQuery(
                "units", #"{"query": {"measures": ["count"], "dimensions": ["units", "ts"]}}"#)
            let html = try await client.get(try await client.makeLink("daily").path).body
            #expect(html.contains("<th scope=\"col\" class=\"t\">Zeit (day)</th>"), "\(html)")
            #expect(html.contains("<th scope=\"col\" class=\"n\">Sum of Umsatz (EUR)</th>"))
            #expect(html.contains("<td class=\"t\">2026-03-29</td><td class=\"n\">1,234,583.00</td>"))
            #expect(html.contains("<td class=\"n\">9,007,199,254,740,993</td>"))
            #expect(html.contains("<caption>2 rows.</caption>") && html.contains(".csv\" download>Download CSV</a>"))
            // The heading is the chart's title, so the picture has the names of its axes alone.
            #expect(html.contains(" alt=\"Line chart of sum of Umsatz (EUR) and maximum of units by day"))
            let other = try await client.get(try await client.makeLink("units").path).body
            #expect(other.contains("<td class=\"n\">2026</td><td class=\"t\">2026-03-28 23:30 UTC</td>"), "\(other)")
            #expect(other.contains("<span class=\"q\">–</span>"))
        }
    }

    @Test("A page has a tag, which changes with the rows and the texts")
    func tags() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery("daily", #"{"query": {"measures": ["count"]}, "title": "a"}"#)
            let path = try await client.makeLink("daily").path
            let first = try #require(try await client.get(path).headers[.eTag])
            let same = try await client.get(path, headers: [.ifNoneMatch: first])
            #expect(same.status == 304 && same.headers[.contentSecurityPolicy]?.contains("sha256-") == true)
            try await client.saveQuery("daily", #"{"query": {"measures": ["count"]}, "title": "b"}"#)
            let second = try await client.get(path, headers: [.ifNoneMatch: first])
            #expect(second.status == 200 && second.body.contains("<h1>b</h1>"))
            let row = #"{"ts": "2026-01-01T00:00:00Z"}"#
            #expect(try await client.post("/v1/datasets/sales/rows", row).status == 201)
            let third = try await client.get(path, headers: [.ifNoneMatch: try #require(second.headers[.eTag])])
            #expect(third.status == 200 && third.body.contains("<td class=\"n\">5</td>"))
        }
    }
}
