import AnalyticsAPI
import HTTPTypes
import Models
import StorageTesting
import Testing

@Suite("Uploads of files without a definition")
struct FileUploadTests {
    private static let file = "Datum;Umsatz (EUR);Kunde\r\n31.12.2026;1.234,56;Müller\r\n01.02.2026;2,5;\r\n"
    private static let csv: HTTPFields = [.contentType: "text/csv"]

    @Test("A CSV file becomes a dataset with its rows, and the answer gives the reasons")
    func creation() async throws {
        try await TestServer().test { client in
            let made = try await client.post("/v1/datasets?name=sales", Self.file, type: "text/csv; charset=utf-8")
            #expect(made.status == 201 && made.headers[.location] == "/v1/datasets/sales", "\(made.body)")
            #expect(try made.json["inserted"] == JSONValue(parsing: "2"))
            #expect(
                made.body.contains(#""name":"umsatz_eur","type":"decimal","nullable":false,"label":"Umsatz (EUR)""#))
            #expect(made.body.contains(#""timeColumn":"datum""#) && made.body.contains("1.234,56"))
            let rows = try await client.get("/v1/datasets/sales/rows", headers: [.accept: "text/csv"])
            #expect(
                rows.body.contains("2026-12-31,1234.56,Müller") && rows.body.contains("2026-02-01,2.5,"), "\(rows.body)"
            )
            let described = try await client.get("/v1/datasets/sales")
            #expect(described.headers[.eTag] == made.headers[.eTag] && described.body.contains("Umsatz (EUR)"))
        }
    }

    @Test("A preview creates nothing, and its definition can be sent as it is")
    func preview() async throws {
        try await TestServer().test { client in
            let shown = try await client.post("/v1/datasets?name=sales&preview=true", Self.file, type: "text/csv")
            #expect(shown.status == 200, "\(shown.body)")
            #expect(try await client.get("/v1/datasets/sales").status == 404)
            let definition = try #require(try shown.json["definition"])
            let made = try await client.post("/v1/datasets", definition.description)
            #expect(made.status == 201 && made.body.contains("Umsatz (EUR)"), "\(made.body)")
            // The name is taken now, but a preview is none the worse.
            #expect(
                try await client.post("/v1/datasets?name=sales&preview=true", Self.file, type: "text/csv").status == 200
            )
            let taken = try await client.post("/v1/datasets?name=sales", Self.file, type: "text/csv")
            #expect(taken.status == 409 && taken.code == "dataset_exists")
        }
    }

    @Test("NDJSON becomes a dataset too")
    func ndjson() async throws {
        try await TestServer().test { client in
            let made = try await client.post(
                "/v1/datasets?name=log",
                "{\"At\":\"2026-01-01T00:00:00Z\",\"n\":1}\n{\"At\":\"2026-01-02T00:00:00Z\",\"x\":[1]}\n",
                type: "application/x-ndjson")
            #expect(made.status == 201 && made.body.contains(#""timeColumn":"at""#), "\(made.body)")
            let rows = try await client.get("/v1/datasets/log/rows", headers: [.accept: "application/x-ndjson"])
            #expect(rows.body.contains(#""at":"2026-01-02T00:00:00Z","n":null,"x":[1]"#), "\(rows.body)")
        }
    }

    /// A request that is refused.
    struct Refusal: Sendable {
        let query: String
        var type = "text/csv"
        var body = "a,b\n1,2\n"
        let status: Int
        let code: String
        let part: String
    }

    @Test(
        "A file or an option that gives no dataset is refused with its place, and nothing is created",
        arguments: [
            Refusal(query: "?name=x", body: "a,b\n1,2\n1\n", status: 422, code: "invalid_rows", part: #""line":3"#),
            Refusal(query: "?name=x", body: "a,b\n", status: 422, code: "invalid_rows", part: "no_rows"),
            Refusal(query: "?name=x&preview=true", body: "", status: 422, code: "invalid_rows", part: "no_header"),
            Refusal(query: "", status: 400, code: "invalid_parameter", part: "missing_parameter"),
            Refusal(query: "?name=My%20Data", status: 400, code: "invalid_parameter", part: #""nearest":"my_data""#),
            Refusal(
                query: "?name=x", type: "application/x-www-form-urlencoded", status: 415,
                code: "unsupported_media_type",
                part: "expected text/csv, application/x-ndjson; with curl, state it, such as -H 'Content-Type: "
                    + "text/csv', and send a file with --data-binary @FILE"),
            Refusal(
                query: "?preview=true&name=x", type: "application/json", status: 400, code: "invalid_parameter",
                part: "for a file of rows, expected Content-Type: text/csv or application/x-ndjson"),
            Refusal(query: "?name=x&preview=maybe", status: 400, code: "invalid_parameter", part: "true or false"),
            Refusal(query: "?name=x&colour=red", status: 400, code: "invalid_parameter", part: "unknown_parameter"),
            Refusal(
                query: "?name=x&null=a&null=b", status: 400, code: "invalid_parameter",
                part: "expected it at most once, with several texts separated by commas: null=A,B"),
            Refusal(query: "?name=x&dates.a=ymd", status: 400, code: "invalid_parameter", part: "dmy, mdy"),
            Refusal(query: "?name=x&zone=Europe/Berln", status: 400, code: "invalid_parameter", part: "Europe/Berlin"),
            Refusal(
                query: "?name=x&type.c=string", status: 400, code: "invalid_parameter",
                part: "a column of the file: a, b"),
            Refusal(
                query: "?name=x&type.a=boolean", status: 400, code: "invalid_parameter",
                part: #""line":2,"code":"invalid_value""#),
            Refusal(
                query: "?name=x&key=a", body: "a,b\n1,2\n1,3\n", status: 422, code: "invalid_rows",
                part:
                    "no dataset was created (two rows of the file have the same key, so add the column that tells them apart: key=a,COLUMN): "
            ),
        ])
    func refusals(refusal: Refusal) async throws {
        try await TestServer().test { client in
            let answer = try await client.post("/v1/datasets" + refusal.query, refusal.body, type: refusal.type)
            #expect(answer.status == refusal.status && answer.code == refusal.code, "\(answer.body)")
            #expect(answer.body.contains(refusal.part), "\(answer.body)")
            #expect(try await client.get("/v1/datasets/x").status == 404)
        }
    }

    @Test("Options decide about single columns")
    func options() async throws {
        try await TestServer().test { client in
            let made = try await client.post(
                "/v1/datasets?name=d&dates.due=mdy&zone=Europe/Berlin&null=n/a&type.zip=string",
                "due,at,n,zip\n01/02/2026,2026-07-01 12:00,n/a,1\n", type: "text/csv")
            #expect(made.status == 201, "\(made.body)")
            let rows = try await client.get("/v1/datasets/d/rows", headers: [.accept: "text/csv"])
            #expect(rows.body.contains("2026-01-02,2026-07-01T10:00:00Z,,1"), "\(rows.body)")
        }
    }

    @Test("A body larger than the memory of its spool keeps every row")
    func largeBody() async throws {
        let count = 60_000
        let body = "id;text\n" + (0..<count).map { "\($0);row number \($0) of a file\n" }.joined()
        try await TestServer().live { client, _ in
            let made = try await client.post("/v1/datasets?name=large", body, type: "text/csv")
            #expect(made.status == 201, "\(made.body)")
            #expect(try made.json["inserted"] == JSONValue(parsing: "\(count)"))
        }
    }

    @Test("A full spool refuses an upload and creates nothing")
    func fullSpool() async throws {
        var server = TestServer()
        server.limits.spool = 1000
        try await server.test { client in
            let body = "id;text\n" + (0..<60_000).map { "\($0);row number \($0) of a file\n" }.joined()
            let answer = try await client.post("/v1/datasets?name=large", body, type: "text/csv")
            #expect(answer.status == 503, "\(answer.body)")
            #expect(try await client.get("/v1/datasets/large").status == 404)
        }
    }
}
