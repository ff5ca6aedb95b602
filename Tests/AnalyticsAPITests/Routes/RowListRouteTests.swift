import AnalyticsAPI
import HTTPTypes
import Models
import Testing

@Suite("Listing rows")
struct RowListRouteTests {
    @Test("Following the links lists all rows, page by page")
    func pages() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            var uri: String? = "/v1/datasets/sales/rows?limit=3&shape=arrays"
            var ids: [String] = []
            var pages = 0
            while let next = uri {
                let page = try await client.get(next)
                #expect(page.status == 200)
                guard case .array(let rows)? = try page.json["data"] else { break }
                for case .array(let row) in rows { ids.append(row[0].description) }
                pages += 1
                let link = page.headers[HTTPField.Name("Link")!]
                #expect((link == nil) == (try page.json["meta"]?["next"] == nil))
                uri = link.map { String($0.dropFirst().prefix { $0 != ">" }) }
            }
            #expect(ids == ["1", "2", "3", "4"])
            #expect(pages == 2)
        }
    }

    @Test("A page of wide rows ends early and links to the next page")
    func widePages() async throws {
        try await TestServer().test { client in
            let made = try await client.post(
                "/v1/datasets", #"{"name": "wide", "columns": [{"name": "text", "type": "string"}]}"#)
            #expect(made.status == 201)
            let wide = "text\n" + String(repeating: String(repeating: "x", count: 1_000_000) + "\n", count: 12)
            #expect(try await client.post("/v1/datasets/wide/rows", wide, type: "text/csv").status == 201)
            let first = try await client.get("/v1/datasets/wide/rows?limit=10000", headers: [.accept: "text/csv"])
            let link = try #require(first.headers[HTTPField.Name("Link")!])
            #expect(link.contains("limit=10000"))
            let next = String(link.dropFirst().prefix { $0 != ">" })
            let second = try await client.get(next, headers: [.accept: "text/csv"])
            #expect(second.headers[HTTPField.Name("Link")!] == nil)
            var ids: [String] = []
            for page in [first, second] {
                for line in page.body.split(separator: "\r\n").dropFirst() {
                    ids.append(String(line.prefix { $0 != "," }))
                }
                if ids.count < 12 { #expect(ids.count == 9) }
            }
            let all: [String] = (1...12).map { String($0) }
            #expect(ids == all)
        }
    }

    @Test("A CSV or NDJSON list without a limit has all rows, and one with a limit says where to continue")
    func streamed() async throws {
        try await TestServer().test { client in
            let made = try await client.post(
                "/v1/datasets", #"{"name": "many", "columns": [{"name": "n", "type": "integer"}]}"#)
            #expect(made.status == 201)
            let body = "n\n" + (1...2500).map { "\($0)\n" }.joined()
            #expect(try await client.post("/v1/datasets/many/rows", body, type: "text/csv").status == 201)
            let link = HTTPField.Name("Link")!
            let csv = try await client.get("/v1/datasets/many/rows", headers: [.accept: "text/csv"])
            #expect(csv.body == "_id,n\r\n" + (1...2500).map { "\($0),\($0)\r\n" }.joined())
            #expect(csv.headers[link] == nil)
            let lines = try await client.get("/v1/datasets/many/rows", headers: [.accept: "application/x-ndjson"])
            #expect(lines.body.hasSuffix(#"{"_id":2500,"n":2500}"# + "\n" + #"{"_end":{"rows":2500}}"# + "\n"))
            let after = try await client.get(
                "/v1/datasets/many/rows?filters=%5B%7B%22member%22:%22n%22,%22operator%22:%22gt%22,%22values%22:%5B400%5D%7D%5D",
                headers: [.accept: "application/x-ndjson"])
            #expect(after.body.hasPrefix(#"{"_id":401,"n":401}"#) && after.body.contains(#"{"_end":{"rows":2100}}"#))
            let page = try await client.get(
                "/v1/datasets/many/rows?limit=2", headers: [.accept: "application/x-ndjson"])
            #expect(page.body.hasSuffix(#"{"_end":{"rows":2,"next":"1.2.1"}}"# + "\n"), "\(page.body)")
            #expect(page.headers[link] != nil)
            // A JSON list is a page, whose metadata holds the next cursor.
            let json = try await client.get("/v1/datasets/many/rows")
            #expect(try json.json["meta"]?["next"] != nil)
        }
    }

    @Test("A wide page is sent in pieces and is complete", arguments: ["application/json", "text/csv"])
    func pieces(type: String) async throws {
        try await TestServer().test { client in
            _ = try await client.post(
                "/v1/datasets", #"{"name": "wide", "columns": [{"name": "text", "type": "string"}]}"#)
            // Rows of 1 to 300,000 bytes, so that pieces end after many rows and after one.
            let lengths = (0..<60).map { $0 % 6 == 5 ? 300_000 : 1 + $0 * 17 }
            let rows = "text\n" + lengths.map { String(repeating: "\u{1}", count: $0) + "\n" }.joined()
            #expect(try await client.post("/v1/datasets/wide/rows", rows, type: "text/csv").status == 201)
            let page = try await client.get("/v1/datasets/wide/rows?limit=100", headers: [.accept: type])
            #expect(page.headers[.contentLength] == nil)
            var found: [Int] = []
            if type == "text/csv" {
                for line in page.body.split(separator: "\r\n").dropFirst() {
                    found.append(line.utf8.count - line.prefix { $0 != "," }.utf8.count - 1)
                }
            } else if case .array(let rows)? = try page.json["data"] {
                for row in rows { if case .string(let text)? = row["text"] { found.append(text.utf8.count) } }
            }
            #expect(found == lengths)
        }
    }

    @Test("A list's link keeps the filters")
    func filters() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let filters =
                "%5B%7B%22member%22%3A%22country%22%2C%22operator%22%3A%22equals%22%2C%22values%22%3A%5B%22DE%22%5D%7D%5D"
            let first = try await client.get("/v1/datasets/sales/rows?limit=1&filters=\(filters)")
            let link = try #require(first.headers[HTTPField.Name("Link")!])
            #expect(link.contains("filters=\(filters)"))
            let second = try await client.get(String(link.dropFirst().prefix { $0 != ">" }))
            #expect(try second.json["data"]?.description.contains(#""_id":4"#) == true)
            #expect(second.headers[HTTPField.Name("Link")!] == nil)
        }
    }

    @Test("A range of days in a list's filter includes its last day, and the metadata gives its instants")
    func ranges() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            // [{"member":"ts","operator":"inDateRange","values":["2026-03-29","2026-03-29"]}]
            let filters =
                "%5B%7B%22member%22%3A%22ts%22%2C%22operator%22%3A%22inDateRange%22%2C%22values%22%3A"
                + "%5B%222026-03-29%22%2C%222026-03-29%22%5D%7D%5D"
            let answer = try await client.get(
                "/v1/datasets/sales/rows?timezone=Europe/Berlin&shape=arrays&filters=\(filters)")
            guard case .array(let rows)? = try answer.json["data"] else { throw SetupError(answers: [answer]) }
            #expect(rows.count == 2)
            #expect(
                try answer.json["meta"]?["ranges"]?.description
                    == #"[{"pointer":"/0","member":"ts","from":"2026-03-29T00:00:00+01:00","#
                    + #""before":"2026-03-30T00:00:00+02:00"}]"#)
            #expect(try answer.json["meta"]?["timezone"] == .string("Europe/Berlin"))
            let whole = try await client.get("/v1/datasets/sales/rows?timezone=Europe/Berlin")
            #expect(try whole.json["meta"]?["timezone"] == nil)
        }
    }

    @Test("A list has rows with their ids in each format")
    func formats() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let csv = try await client.get("/v1/datasets/sales/rows?limit=1", headers: [.accept: "text/csv"])
            #expect(csv.body == "_id,ts,country,amount,units\r\n1,2026-03-28T23:30:00Z,DE,12.5,1\r\n")
            let lines = try await client.get("/v1/datasets/sales/rows?limit=1", headers: [.accept: "application/jsonl"])
            #expect(
                lines.body == #"{"_id":1,"ts":"2026-03-28T23:30:00Z","country":"DE","amount":12.5,"units":1}"# + "\n"
                    + #"{"_end":{"rows":1,"next":"1.1.1"}}"# + "\n")
        }
    }

    @Test("A cursor of a dropped dataset is rejected")
    func staleCursor() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let link = try #require(
                try await client.get("/v1/datasets/sales/rows?limit=1").headers[HTTPField.Name("Link")!])
            _ = try await client.send(.delete, "/v1/datasets/sales?confirm=sales")
            try await client.makeSales()
            #expect(try await client.get(String(link.dropFirst().prefix { $0 != ">" })).code == "invalid_cursor")
        }
    }
}
