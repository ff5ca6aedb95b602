import AnalyticsAPI
import HTTPTypes
import Models
import Testing

@Suite("Replacing rows over HTTP")
struct ReplacementRouteTests {
    private static let rows = "/v1/datasets/sales/rows"
    /// The thirtieth of March in UTC.
    private static let day = rows + "?dateRange=%5B%222026-03-30%22,%222026-03-30%22%5D"
    private static let keyed = HTTPField.Name("Idempotency-Key")!
    private static let replayed = HTTPField.Name("Idempotency-Replayed")!

    private static func put(
        _ client: APIClient, _ uri: String, _ body: String, headers: HTTPFields = [:], type: String = "text/csv"
    ) async throws -> Answer {
        var headers = headers
        headers[.contentType] = type
        return try await client.send(.put, uri, headers: headers, body: body)
    }

    @Test("The rows of a range are replaced, and the answer has the range as the server read it")
    func replaces() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await Self.put(
                client, Self.day, "ts,country\n2026-03-30T00:00:00Z,AT\n2026-03-30T23:59:59.999999Z,AT\n")
            #expect(answer.status == 200)
            #expect(
                answer.body
                    == #"{"deleted":2,"inserted":2,"rejected":0,"errors":[],"dataVersion":2,"ranges":[{"pointer":"","member":"ts","from":"2026-03-30T00:00:00Z","before":"2026-03-31T00:00:00Z"}]}"#
                    + "\n")
            let listed = try await client.get(Self.rows, headers: [.accept: "text/csv"])
            let expected = [
                "_id,ts,country,amount,units", "1,2026-03-28T23:30:00Z,DE,12.5,1",
                "2,2026-03-29T08:00:00Z,FR,3,9007199254740993", "5,2026-03-30T00:00:00Z,AT,,",
                "6,2026-03-30T23:59:59.999999Z,AT,,",
            ]
            #expect(listed.body.split(whereSeparator: \.isNewline).map(String.init) == expected, "\(listed.body)")
            // The header alone deletes the slice.
            let emptied = try await Self.put(client, Self.day, "ts\n")
            #expect(try emptied.json["deleted"] == .number("2") && emptied.json["inserted"] == .number("0"))
        }
    }

    @Test("A row outside of the range is refused with its line, or left out if the client is lenient")
    func outside() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let body = "ts,country\n2026-03-30T00:00:00Z,AT\n2026-03-31T00:00:00Z,AT\n2026-03-29T23:59:59Z,AT\n"
            let refused = try await Self.put(client, Self.day, body)
            #expect(refused.status == 422 && refused.code == "invalid_rows")
            guard case .array(let errors)? = try refused.json["errors"] else { throw SetupError(answers: [refused]) }
            #expect(errors.map { $0["line"] } == [.number("3"), .number("4")])
            #expect(errors.allSatisfy { $0["code"] == .string("outside_range") && $0["column"] == .string("ts") })
            #expect(try await client.get("/v1/datasets/sales").json["dataVersion"] == .number("1"))
            let array = try await Self.put(
                client, Self.day, #"[{"ts": "2026-03-30T00:00:00Z"}, {"ts": "2027-03-30T00:00:00Z"}]"#,
                type: "application/json")
            #expect(array.firstError?["pointer"] == .string("/1/ts"), "\(array.body)")
            let lenient = try await Self.put(
                client, Self.day, body, headers: [IngestRouteTests.prefer: "handling=lenient"])
            #expect(lenient.status == 200, "\(lenient.body)")
            #expect(try lenient.json["inserted"] == .number("1") && lenient.json["rejected"] == .number("2"))
        }
    }

    @Test(
        "A replacement without a valid row deletes nothing, strict or lenient",
        arguments: [
            ("handling=strict", "ts\n2026-05-01T00:00:00Z\n", "nothing was deleted or written: line 2"),
            (
                "handling=lenient", "ts\n2026-05-01T00:00:00Z\n",
                "nothing was deleted or written, because no row of the body is valid: line 2"
            ),
            ("handling=strict", "ts\nx\n", "nothing was deleted or written: line 2"),
            ("handling=lenient", "ts\nx\ny\n", "nothing was deleted or written, because no row of the body is valid"),
            ("handling=lenient", "nosuch\nx\n", "nothing was deleted or written: "),
        ])
    func noValidRow(preference: String, body: String, detail: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            for uri in [Self.day, Self.rows + "?confirm=sales"] where uri == Self.day || !body.contains("2026") {
                let answer = try await Self.put(client, uri, body, headers: [IngestRouteTests.prefer: preference])
                #expect(answer.status == 422 && answer.code == "invalid_rows", "\(answer.body)")
                guard case .string(let got)? = try answer.json["detail"] else { throw SetupError(answers: [answer]) }
                #expect(got.hasPrefix(detail) && !got.contains("Prefer"), "\(got)")
                let described = try await client.get("/v1/datasets/sales").json
                #expect(described["rowCount"] == .number("4") && described["dataVersion"] == .number("1"))
            }
        }
    }

    @Test("All rows are replaced only with a confirmation")
    func everything() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let refused = try await Self.put(client, Self.rows, "ts\n2026-01-01T00:00:00Z\n")
            #expect(refused.status == 428 && refused.code == "confirmation_required")
            #expect(try await Self.put(client, Self.rows + "?confirm=sale", "ts\n").status == 400)
            let done = try await Self.put(client, Self.rows + "?confirm=sales", "ts\n2026-01-01T00:00:00Z\n")
            #expect(try done.json["deleted"] == .number("4") && done.json["inserted"] == .number("1"))
            #expect(!done.body.contains("ranges"))
        }
    }

    @Test(
        "A range that is not two bounds in order is rejected",
        arguments: [
            "x", "%5B%222026-03-30%22%5D", "%5B1,2%5D", "%7B%7D", "%5B%222026-03-30%22,%222026-03-29%22%5D",
            "%5B%22last%20week%22,%22x%22%5D", "",
        ])
    func invalidRanges(range: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await Self.put(client, Self.rows + "?dateRange=" + range, "ts\n")
            #expect(answer.status == 400 && answer.firstError?["parameter"] == .string("dateRange"), "\(answer.body)")
            #expect(try await client.get("/v1/datasets/sales").json["rowCount"] == .number("4"))
        }
    }

    @Test(
        "A range that is no JSON names the array to send, and its bounds if they are the command line's",
        arguments: [
            ("2026-05-01,2026-05-31", #"["2026-05-01", "2026-05-31"]"#),
            ("2026-05-01T00:00:00Z,%202026-05-31", #"["2026-05-01T00:00:00Z", "2026-05-31"]"#),
            ("last%20month", nil), ("2026-05-01,x", nil), ("%5B2026-05-01,2026-05-31%5D", nil),
        ])
    func notJSON(range: String, nearest: String?) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await Self.put(client, Self.rows + "?dateRange=" + range, "ts\n")
            #expect(answer.status == 400 && answer.body.contains("a JSON array of two bounds"), "\(answer.body)")
            #expect(answer.firstError?["nearest"] == nearest.map { .string($0) }, "\(answer.body)")
        }
    }

    @Test(
        "A month is a range to replace, with or without quotes",
        arguments: ["2026-03", "%5B%222026-03%22,%222026-03%22%5D"])
    func month(range: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await Self.put(
                client, Self.rows + "?dateRange=" + range, "ts,units\n2026-03-01T00:00:00Z,1\n")
            #expect(answer.status == 200, "\(answer.body)")
            #expect(try answer.json["deleted"] == .number("4"))
            #expect(
                answer.body.contains(#""from":"2026-03-01T00:00:00Z","before":"2026-04-01T00:00:00Z""#),
                "\(answer.body)")
        }
    }

    @Test("A dataset without a time column has no slices")
    func noTime() async throws {
        try await TestServer().test { client in
            _ = try await client.post(
                "/v1/datasets", #"{"name": "sales", "columns": [{"name": "a", "type": "string"}]}"#)
            let answer = try await Self.put(client, Self.day, "a\n")
            #expect(answer.status == 400 && answer.body.contains("no timeColumn"), "\(answer.body)")
        }
    }

    @Test("A repetition with the same idempotency key returns the first answer; another range is a conflict")
    func idempotency() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let body = "ts\n2026-03-30T00:00:00Z\n"
            let first = try await Self.put(client, Self.day, body, headers: [Self.keyed: "k"])
            let again = try await Self.put(client, Self.day, body, headers: [Self.keyed: "k"])
            #expect(again.body == first.body && again.headers[Self.replayed] == "true")
            let other = try await Self.put(client, Self.rows + "?confirm=sales", body, headers: [Self.keyed: "k"])
            #expect(other.status == 422 && other.code == "idempotency_conflict")
            let added = try await client.post(Self.rows, body, type: "text/csv", headers: [Self.keyed: "k"])
            #expect(added.status == 422 && added.code == "idempotency_conflict")
        }
    }

    @Test(
        "A client that may not read replaces and deletes rows, and is not told how many there were",
        arguments: [
            "", #", "filters": {"sales": [{"member": "country", "operator": "equals", "values": ["DE"]}]}"#,
        ])
    func writesOnly(filters: String) async throws {
        try await TestServer().test { client in
            let left = filters.isEmpty ? "0" : "2"
            for (uri, body) in [(Self.day, "[]"), (Self.rows + "?confirm=sales", "[]"), (Self.rows, "")] {
                try await client.makeSales()
                let key = try await client.makeKey(#""scopes": ["ingest"], "datasets": ["sales"]\#(filters)"#).headers
                if body.isEmpty {
                    let deleted = try await client.send(.delete, uri + "?confirm=sales", headers: key)
                    #expect(deleted.status == 200 && deleted.body == #"{"dataVersion":2}"# + "\n", "\(deleted.body)")
                } else {
                    var keyed = key
                    keyed[Self.keyed] = "k"
                    for _ in 0..<2 {
                        let done = try await Self.put(client, uri, body, headers: keyed, type: "application/json")
                        #expect(done.status == 200 && !done.body.contains("deleted"), "\(done.body)")
                        #expect(try done.json["inserted"] == .number("0") && done.json["dataVersion"] == .number("2"))
                    }
                }
                let rowCount = try await client.get("/v1/datasets/sales").json["rowCount"]
                #expect(uri == Self.day || rowCount == .number(left))
                #expect(try await client.send(.delete, "/v1/datasets/sales?confirm=sales").status == 204)
            }
        }
    }

    @Test("A client with filters replaces only rows that exist for it; one with hidden columns replaces none")
    func restricted() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let german = try await client.makeKey(
                #"""
                "scopes": ["read", "ingest"], "datasets": ["sales"],
                "filters": {"sales": [{"member": "country", "operator": "equals", "values": ["DE"]}]}
                """#)
            let foreign = try await Self.put(
                client, Self.day, "ts,country\n2026-03-30T00:00:00Z,FR\n", headers: german.headers)
            #expect(foreign.status == 422 && foreign.firstError?["code"] == .string("outside_filter"))
            let own = try await Self.put(
                client, Self.rows + "?confirm=sales", "ts,country\n2026-01-01T00:00:00Z,DE\n", headers: german.headers)
            #expect(try own.json["deleted"] == .number("2"), "\(own.body)")
            #expect(try await client.get("/v1/datasets/sales").json["rowCount"] == .number("3"))
            let blind = try await client.makeKey(
                #""scopes": ["ingest"], "datasets": ["sales"], "hiddenColumns": {"sales": ["amount"]}"#)
            #expect(try await Self.put(client, Self.day, "ts\n", headers: blind.headers).status == 403)
        }
    }
}
