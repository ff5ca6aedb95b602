import AnalyticsAPI
import HTTPTypes
import Models
import Testing

@Suite("Deleting rows by a filter over HTTP")
struct DeletionRouteTests {
    private static let rows = "/v1/datasets/sales/rows"
    private static let consistency = HTTPField.Name("X-Weir-Consistency")!
    private static let applied = HTTPField.Name("Preference-Applied")!
    /// `[{"member":"country","operator":"equals","values":["DE"]}]`
    private static let german =
        "?filters=%5B%7B%22member%22:%22country%22,%22operator%22:%22equals%22,%22values%22:%5B%22DE%22%5D%7D%5D"

    @Test("Rows that pass the filters are deleted, and a dry run counts them first")
    func deletes() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let dry = try await client.send(.delete, Self.rows + Self.german + "&dryRun=true")
            #expect(dry.status == 200 && dry.body == #"{"matching":2,"dataVersion":1}"# + "\n", "\(dry.body)")
            let done = try await client.send(.delete, Self.rows + Self.german + "&dryRun=false")
            #expect(done.status == 200 && done.body == #"{"deleted":2,"dataVersion":2}"# + "\n", "\(done.body)")
            #expect(done.headers[Self.consistency] != nil)
            let again = try await client.send(.delete, Self.rows + Self.german)
            #expect(again.body == #"{"deleted":0,"dataVersion":2}"# + "\n")
            #expect(try await client.get("/v1/datasets/sales").json["rowCount"] == .number("2"))
        }
    }

    @Test(
        "A deletion with a body is rejected, whatever its URL says",
        arguments: [rows + "?confirm=sales", rows + german, "/v1/datasets/sales?confirm=sales", rows + "/1"])
    func body(uri: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let body = #"{"filters": [{"member": "country", "operator": "equals", "values": ["DE"]}]}"#
            let answer = try await client.send(.delete, uri, headers: .json, body: body)
            #expect(answer.status == 400 && answer.code == "invalid_parameter", "\(answer.body)")
            let rowCount = try await client.get("/v1/datasets/sales").json["rowCount"]
            #expect(rowCount != .number("0") && rowCount != nil)
        }
    }

    @Test("A client that may write and not read learns nothing from counts, deletions and changes")
    func writesOnly() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(#""scopes": ["ingest"]"#).headers
            for uri in [
                Self.rows + Self.german, Self.rows + Self.german + "&dryRun=true", Self.rows + "?dryRun=true",
                Self.rows + "?confirm=sales",
            ] {
                var headers = key
                if uri.hasSuffix("confirm=sales") { headers[HTTPField.Name("Prefer")!] = "max-affected=0" }
                let answer = try await client.send(.delete, uri, headers: headers)
                #expect(answer.status == 403, "\(uri): \(answer.body)")
            }
            let changed = try await client.send(.patch, Self.rows + "/1", #"{"units": 5}"#, as: key)
            #expect(changed.status == 204 && changed.body.isEmpty, "\(changed.body)")
            let read = try await client.get(Self.rows + "/1")
            #expect(read.headers[.eTag] == changed.headers[.eTag])
            #expect(try await client.send(.delete, Self.rows + "?confirm=sales", headers: key).status == 200)
        }
    }

    @Test("A time range in the filters is part of the answer as the server read it")
    func ranges() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let filter =
                "?timezone=Europe/Berlin&filters=%5B%7B%22member%22:%22ts%22,%22operator%22:%22inDateRange%22,%22values%22:%5B%222026-03-30%22,%222026-03-30%22%5D%7D%5D"
            let done = try await client.send(.delete, Self.rows + filter)
            #expect(try done.json["deleted"] == .number("2"), "\(done.body)")
            #expect(done.body.contains(#""from":"2026-03-30T00:00:00+02:00","before":"2026-03-31T00:00:00+02:00""#))
        }
    }

    @Test("A deletion without filters requires a confirmation", arguments: ["", "?filters=%5B%5D"])
    func confirmation(query: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let refused = try await client.send(.delete, Self.rows + query)
            #expect(refused.status == 428 && refused.code == "confirmation_required")
            let separator = query.isEmpty ? "?" : "&"
            let wrong = try await client.send(.delete, Self.rows + query + separator + "confirm=yes")
            #expect(wrong.status == 400)
            // Counting all rows needs none.
            let dry = try await client.send(.delete, Self.rows + query + separator + "dryRun=true")
            #expect(try dry.json["matching"] == .number("4"))
            let done = try await client.send(.delete, Self.rows + query + separator + "confirm=sales")
            #expect(try done.json["deleted"] == .number("4"))
        }
    }

    @Test("A deletion of more rows than max-affected deletes none and tells their number")
    func limit() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            for (text, status) in [("max-affected=1", 422), ("max-affected=0", 422), ("Max-Affected=\"2\", x", 200)] {
                let answer = try await client.send(
                    .delete, Self.rows + Self.german, headers: [IngestRouteTests.prefer: text])
                #expect(answer.status == status, "\(text): \(answer.body)")
                if status == 422 {
                    #expect(answer.code == "too_many_rows" && answer.body.contains("2 rows match"))
                } else {
                    #expect(answer.headers[Self.applied] == "max-affected=2")
                }
            }
            for text in ["max-affected", "max-affected=-1", "max-affected=many"] {
                let answer = try await client.send(
                    .delete, Self.rows + Self.german, headers: [IngestRouteTests.prefer: text])
                #expect(answer.status == 400 && answer.code == "invalid_header", "\(text)")
            }
        }
    }

    @Test("Invalid filters are rejected with their pointers, and nothing is deleted")
    func invalid() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let unknown = "?filters=%5B%7B%22member%22:%22contry%22,%22operator%22:%22set%22%7D%5D"
            let answer = try await client.send(.delete, Self.rows + unknown)
            #expect(answer.status == 422 && answer.firstError?["parameter"] == .string("filters"))
            #expect(answer.firstError?["nearest"] == .string("country"))
            #expect(try await client.send(.delete, Self.rows + "?filters=x").status == 400)
            #expect(try await client.send(.delete, Self.rows + "?filter=x&confirm=sales").status == 400)
            let match = try await client.send(.delete, Self.rows + "?confirm=sales", headers: [.ifMatch: "\"x\""])
            #expect(match.status == 400 && !match.body.contains("creates"))
            #expect(try await client.get("/v1/datasets/sales").json["rowCount"] == .number("4"))
        }
    }

    @Test("A client with filters deletes and counts only rows that exist for it")
    func restricted() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(
                #"""
                "scopes": ["read", "ingest"], "datasets": ["sales"],
                "filters": {"sales": [{"member": "country", "operator": "equals", "values": ["DE"]}]},
                "hiddenColumns": {"sales": ["amount"]}
                """#)
            let dry = try await client.send(
                .delete, Self.rows + "?dryRun=true", headers: key.headers)
            #expect(try dry.json["matching"] == .number("2"), "\(dry.body)")
            let hidden = "?filters=%5B%7B%22member%22:%22amount%22,%22operator%22:%22set%22%7D%5D"
            #expect(try await client.send(.delete, Self.rows + hidden, headers: key.headers).status == 422)
            let done = try await client.send(.delete, Self.rows + "?confirm=sales", headers: key.headers)
            #expect(try done.json["deleted"] == .number("2"), "\(done.body)")
            #expect(try await client.get("/v1/datasets/sales").json["rowCount"] == .number("2"))
            let reader = try await client.makeKey(#""scopes": ["read"], "datasets": ["sales"]"#)
            #expect(try await client.send(.delete, Self.rows + "?confirm=sales", headers: reader.headers).status == 403)
        }
    }
}
