import AnalyticsAPI
import HTTPTypes
import Models
import Testing

@Suite("Erasing rows over HTTP")
struct ErasureRouteTests {
    private static let path = "/v1/datasets/sales/erasures"

    @Test("Rows are erased, and the receipt has the counts of each place")
    func erases() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            var lenient: HTTPFields = [IngestRouteTests.prefer: "handling=lenient"]
            lenient[HTTPField.Name("Idempotency-Key")!] = "k"
            let body = "ts,units\n2026-01-01T00:00:00Z,DE\n2026-01-01T00:00:00Z,1\n"
            let first = try await client.post("/v1/datasets/sales/rows", body, type: "text/csv", headers: lenient)
            #expect(first.body.contains("DE"))
            let answer = try await client.post(
                Self.path, #"{"filters": [{"member": "country", "operator": "equals", "values": ["DE"]}]}"#)
            #expect(answer.status == 200)
            #expect(
                answer.body
                    == #"{"erasedAt":"2026-01-01T00:00:00Z","rows":2,"idempotencyRecords":1,"savedQueries":[],"links":[],"keys":[],"dataVersion":3,"remains":[]}"#
                    + "\n", "\(answer.body)")
            let again = try await client.post("/v1/datasets/sales/rows", body, type: "text/csv", headers: lenient)
            #expect(try again.json["rejected"] == .number("1") && !again.body.contains("DE"), "\(again.body)")
        }
    }

    @Test(
        "A request without filters is rejected with its pointer",
        arguments: [
            ("{}", ""), (#"{"filters": []}"#, "/filters"), (#"{"filters": 1}"#, "/filters"),
            (#"{"filters": [{"member": "contry", "operator": "set"}]}"#, "/filters/0/member"),
            (#"{"filters": [{"member": "country", "operator": "set"}], "x": 1}"#, "/x"),
            (#"{"filters": [{"member": "country", "operator": "set"}], "timezone": "x"}"#, "/timezone"),
        ])
    func invalid(body: String, pointer: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.post(Self.path, body)
            #expect(answer.status == 422 && answer.firstError?["pointer"] == .string(pointer), "\(answer.body)")
            #expect(try await client.get("/v1/datasets/sales").json["rowCount"] == .number("4"))
        }
    }

    @Test("A dry run counts the rows of an erasure and erases none")
    func dryRun() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let body = #"{"filters": [{"member": "country", "operator": "equals", "values": ["DE"]}]}"#
            let answer = try await client.post(Self.path + "?dryRun=true", body)
            #expect(answer.status == 200)
            let expected =
                #"{"matching":2,"documents":{"savedQueries":[],"links":[],"keys":[],"remains":[]},"dataVersion":1}"#
            #expect(answer.body == expected + "\n", "\(answer.body)")
            #expect(try await client.get("/v1/datasets/sales").json["rowCount"] == .number("4"))
            let erased = try await client.post(Self.path + "?dryRun=false", body)
            #expect(try erased.json["rows"] == .number("2"), "\(erased.body)")
            let wrong = try await client.post(Self.path + "?dryrun=true", body)
            #expect(wrong.status == 400 && wrong.body.contains("dryRun"), "\(wrong.body)")
            let misplaced = try await client.post(
                Self.path,
                #"{"filters": [{"member": "country", "operator": "equals", "values": ["FR"]}], "dryRun": true}"#)
            #expect(misplaced.status == 422, "\(misplaced.body)")
            #expect(misplaced.body.contains("is a query parameter, not a key of the body"), "\(misplaced.body)")
            #expect(misplaced.body.contains("?dryRun=true"), "\(misplaced.body)")
        }
    }

    @Test(
        "A value of another type than the column is an error of an erasure, not an erasure of no row",
        arguments: [
            (#"{"member": "units", "operator": "equals", "values": ["DE"]}"#, "/filters/0/values/0", "64-bit integer"),
            (#"{"member": "country", "operator": "in", "values": ["DE", 49]}"#, "/filters/0/values/1", "49"),
            (
                #"{"or": [{"member": "units", "operator": "set"}, {"and": [{"member": "country", "operator": "equals", "values": [49]}]}]}"#,
                "/filters/0/or/1/and/0/values/0", "expected a string"
            ),
        ])
    func typeMismatch(filter: String, pointer: String, part: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            for query in ["", "?dryRun=true"] {
                let answer = try await client.post(Self.path + query, #"{"filters": [\#(filter)]}"#)
                #expect(answer.status == 422 && answer.code == "invalid_query", "\(answer.body)")
                #expect(answer.firstError?["pointer"] == .string(pointer), "\(answer.body)")
                #expect(answer.body.contains(part), "\(answer.body)")
            }
            #expect(try await client.get("/v1/datasets/sales").json["rowCount"] == .number("4"))
        }
    }

    @Test("An erasure needs the right admin")
    func rights() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(#""scopes": ["read", "ingest"]"#)
            let answer = try await client.send(
                .post, Self.path, #"{"filters": [{"member": "country", "operator": "set"}]}"#, as: key.headers)
            #expect(answer.status == 403)
        }
    }
}
