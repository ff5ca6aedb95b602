import AnalyticsAPI
import HTTPTypes
import Models
import Testing

@Suite("Datasets with keys over HTTP")
struct DatasetKeyTests {
    private static let path = "/v1/datasets/prices"
    private static let definition = """
        {"name": "prices", "key": ["item", "shop"], "columns": [
          {"name": "item", "type": "string", "nullable": false}, {"name": "shop", "type": "integer", "nullable": false},
          {"name": "price", "type": "decimal"}, {"name": "note", "type": "string"}]}
        """
    private static let applied = HTTPField.Name("Preference-Applied")!

    private static func write(
        _ client: APIClient, _ body: String, _ preference: String?, headers: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = headers
        headers[IngestRouteTests.prefer] = preference
        return try await client.post(path + "/rows", body, type: "text/csv", headers: headers)
    }

    private static func table(_ client: APIClient) async throws -> [String] {
        try await client.get(path + "/rows", headers: [.accept: "text/csv"]).body
            .split(whereSeparator: \.isNewline).dropFirst().map(String.init)
    }

    @Test("Rows are merged, ignored or refused by their keys")
    func resolutions() async throws {
        try await TestServer().test { client in
            let made = try await client.post("/v1/datasets", Self.definition)
            #expect(made.status == 201 && made.body.contains(#""key":["item","shop"]"#), "\(made.body)")
            let rows = "item,shop,price\na,1,1\nb,1,2\n"
            #expect(try await Self.write(client, rows, nil).status == 201)
            let merged = try await Self.write(
                client, "item,shop,price\na,1,3\nc,1,4\na,1,5\n", "resolution=merge-duplicates, handling=strict")
            #expect(merged.status == 201)
            #expect(
                merged.body == #"{"inserted":1,"updated":2,"rejected":0,"errors":[],"dataVersion":2}"# + "\n",
                "\(merged.body)")
            #expect(merged.headers[Self.applied] == "handling=strict, resolution=merge-duplicates")
            let ignored = try await Self.write(
                client, "item,shop,price\na,1,9\nd,1,6\n", "resolution=ignore-duplicates")
            #expect(ignored.body == #"{"inserted":1,"ignored":1,"rejected":0,"errors":[],"dataVersion":3}"# + "\n")
            let refused = try await Self.write(client, "item,shop,price\ne,1,9\na,1,9\n", nil)
            #expect(refused.status == 422 && refused.firstError?["code"] == .string("constraint_violation"))
            #expect(refused.firstError?["line"] == .number("3"))
            #expect(
                refused.body.contains(
                    #"a row has the key \"item\", \"shop\" of another one; \"Prefer: resolution=merge-duplicates\" replaces the other row, and \"resolution=ignore-duplicates\" leaves the new one out"#
                ), "\(refused.body)")
            #expect(try await Self.table(client) == ["1,a,1,5,", "2,b,1,2,", "3,c,1,4,", "4,d,1,6,"])
        }
    }

    @Test(
        "A preference that is meant for this server and would have no effect is refused with the right one",
        arguments: [
            ("merge-duplicates", "expected resolution=merge-duplicates"),
            ("ignore_duplicates", "expected resolution=ignore-duplicates"), ("lenient", "expected handling=lenient"),
            ("resolutions=merge-duplicates", #"did you mean \"resolution\"?"#),
            ("max-affected=1", "applies to DELETE …/rows only"),
            ("max_afected=1", #"did you mean \"max-affected\"?"#),
            ("resolution=merge-duplicates; handling=lenient", "separate preferences by commas"),
        ])
    func nearMisses(preference: String, remedy: String) async throws {
        try await TestServer().test { client in
            _ = try await client.post("/v1/datasets", Self.definition)
            let answer = try await Self.write(client, "item,shop\na,1\n", preference)
            #expect(answer.status == 400 && answer.code == "invalid_header", "\(answer.body)")
            #expect(answer.body.contains(remedy), "\(answer.body)")
            #expect(try await Self.table(client) == [])
        }
    }

    @Test("Other preferences are ignored, as RFC 7240 requires, and Preference-Applied tells the applied ones")
    func otherPreferences() async throws {
        try await TestServer().test { client in
            _ = try await client.post("/v1/datasets", Self.definition)
            let answer = try await Self.write(
                client, "item,shop\na,1\n",
                "return=minimal, respond-async, wait=10, count=exact; foo=bar, tx=commit, resolution=ignore-duplicates")
            #expect(answer.status == 201, "\(answer.body)")
            #expect(answer.headers[Self.applied] == "resolution=ignore-duplicates")
            let replaced = try await client.send(
                .put, Self.path + "/rows?confirm=prices", "item,shop\nb,1\n",
                as: [IngestRouteTests.prefer: "resolution=merge-duplicates"], type: "text/csv")
            #expect(replaced.status == 400 && replaced.body.contains("POST …/rows only"), "\(replaced.body)")
        }
    }

    @Test("A resolution is rejected if it is unknown, or the dataset has no key")
    func invalid() async throws {
        try await TestServer().test { client in
            _ = try await client.post("/v1/datasets", Self.definition)
            for text in ["resolution=merge", "resolution", "resolution=\"\""] {
                let answer = try await Self.write(client, "item,shop\na,1\n", text)
                #expect(answer.status == 400 && answer.code == "invalid_header", "\(text)")
            }
            try await client.makeSales()
            let answer = try await client.post(
                "/v1/datasets/sales/rows", "ts\n", type: "text/csv",
                headers: [IngestRouteTests.prefer: "resolution=merge-duplicates"])
            #expect(answer.status == 400 && answer.body.contains("has no \\\"key\\\""), "\(answer.body)")
        }
    }

    @Test(
        "A key that is not valid is rejected with its pointer",
        arguments: [
            (#""key": []"#, "/key", "invalid_shape"), (#""key": "a""#, "/key", "invalid_shape"),
            (#""key": ["a", "aa"]"#, "/key/1", "unknown_column"), (#""key": ["a", "a"]"#, "/key/1", "duplicate_name"),
            (#""key": ["b"]"#, "/key/0", "nullable_key_column"), (#""key": ["d"]"#, "/key/0", "type_mismatch"),
            (#""key": ["a"], "timeColumn": "t", "partitionBy": "day""#, "/key", "missing_time_column"),
            (#""key": ["A"]"#, "/key/0", "invalid_name"),
        ])
    func invalidKeys(key: String, pointer: String, code: String) async throws {
        try await TestServer().test { client in
            let answer = try await client.post(
                "/v1/datasets",
                """
                {"name": "x", \(key), "columns": [{"name": "a", "type": "string", "nullable": false},
                  {"name": "b", "type": "string"}, {"name": "d", "type": "double", "nullable": false},
                  {"name": "t", "type": "date", "nullable": false}]}
                """)
            #expect(answer.status == 422 && answer.code == "invalid_definition")
            #expect(answer.firstError?["pointer"] == .string(pointer), "\(answer.body)")
            #expect(answer.firstError?["code"] == .string(code))
        }
    }

    @Test("A client merges only rows and columns that exist for it")
    func restricted() async throws {
        try await TestServer().test { client in
            _ = try await client.post("/v1/datasets", Self.definition)
            _ = try await Self.write(client, "item,shop,price,note\na,1,1,x\na,2,2,y\n", nil)
            let key = try await client.makeKey(
                #"""
                "scopes": ["ingest"], "datasets": ["prices"], "hiddenColumns": {"prices": ["note"]},
                "filters": {"prices": [{"member": "shop", "operator": "equals", "values": [1]}]}
                """#)
            let merged = try await Self.write(
                client, "item,shop,price\na,1,7\n", "resolution=merge-duplicates", headers: key.headers)
            #expect(try merged.json["updated"] == .number("1"), "\(merged.body)")
            let foreign = try await Self.write(
                client, "item,shop,price\na,2,7\n", "resolution=merge-duplicates", headers: key.headers)
            #expect(foreign.status == 422 && foreign.firstError?["code"] == .string("outside_filter"))
            #expect(try await Self.table(client) == ["1,a,1,7,x", "2,a,2,2,y"])
            // Without a visible key there is nothing to merge by.
            let blind = try await client.makeKey(
                #""scopes": ["ingest"], "datasets": ["prices"], "hiddenColumns": {"prices": ["shop"]}"#)
            let answer = try await Self.write(
                client, "item\na\n", "resolution=merge-duplicates", headers: blind.headers)
            #expect(answer.status == 403)
        }
    }

    /// The ways to write a row with a key.
    private static let resolutions = [nil, "resolution=merge-duplicates", "resolution=ignore-duplicates"]

    @Test(
        "No write tells a client whether a row outside of its filter has a key",
        arguments: RestrictedAnswerTests.Kind.testable)
    func existence(kind: RestrictedAnswerTests.Kind) async throws {
        try await kind.withStore { store in
            let admin = TestServer(store: store).client()
            _ = try await admin.post("/v1/datasets", Self.definition)
            let rows = "item,shop,price,note\na,1,1,mine\nb,1,2,theirs\n"
            #expect(try await Self.write(admin, rows, nil).status == 201)
            let before = try await Self.table(admin)
            let client = try await admin.makeKey(
                #"""
                "scopes": ["read", "ingest"], "datasets": ["prices"],
                "filters": {"prices": [{"member": "note", "operator": "equals", "values": ["mine"]}]}
                """#)
            // A key that exists outside of the filter, and one that does not exist.
            for resolution in Self.resolutions {
                var answers: [String] = []
                for item in ["b", "none"] {
                    let answer = try await Self.write(
                        admin, "item,shop,price,note\n\(item),1,9,mine\n", resolution, headers: client.headers)
                    answers.append(answer.body.replacing(/"(requestId|traceId)":"[^"]*"/, with: ""))
                    #expect(answer.status == 403 && answer.code == "forbidden", "\(answer.body)")
                }
                #expect(answers[0] == answers[1])
            }
            let slice = try await admin.send(
                .put, Self.path + "/rows?confirm=prices", "item,shop,price,note\nb,1,9,mine\n", as: client.headers,
                type: "text/csv")
            #expect(slice.status == 403, "\(slice.body)")
            let row = Self.path + "/rows/1"
            for item in ["b", "none"] {
                let patched = try await admin.send(.patch, row, #"{"item": "\#(item)"}"#, as: client.headers)
                let replaced = try await admin.send(
                    .put, row, #"{"item": "\#(item)", "shop": 1, "note": "mine"}"#, as: client.headers)
                #expect(patched.status == 403 && replaced.status == 403, "\(patched.body) \(replaced.body)")
            }
            #expect(try await Self.table(admin) == before)
            // What leaves the key as it is may be written.
            let patched = try await admin.send(.patch, row, #"{"price": 5, "item": "a"}"#, as: client.headers)
            #expect(patched.status == 200, "\(patched.body)")
            let replaced = try await admin.send(
                .put, row, #"{"item": "a", "shop": 1, "price": 6, "note": "mine"}"#, as: client.headers)
            #expect(replaced.status == 200, "\(replaced.body)")
            #expect(try await admin.send(.delete, Self.path + "/rows/2", headers: client.headers).status == 404)
            #expect(try await Self.table(admin) == ["1,a,1,6,mine", before[1]])
        }
    }

    @Test(
        "A client whose filter depends on the key alone writes by key, and reaches no other row",
        arguments: RestrictedAnswerTests.Kind.testable)
    func ownKeys(kind: RestrictedAnswerTests.Kind) async throws {
        try await kind.withStore { store in
            let admin = TestServer(store: store).client()
            _ = try await admin.post("/v1/datasets", Self.definition)
            #expect(
                try await Self.write(admin, "item,shop,price,note\na,1,1,x\na,2,2,y\n", nil).status == 201)
            let client = try await admin.makeKey(
                #"""
                "scopes": ["read", "ingest"], "datasets": ["prices"], "hiddenColumns": {"prices": ["note"]},
                "filters": {"prices": [{"member": "shop", "operator": "equals", "values": [1]}]}
                """#)
            for resolution in Self.resolutions {
                let answer = try await Self.write(
                    admin, "item,shop,price\na,2,9\n", resolution, headers: client.headers)
                #expect(answer.status == 422 && answer.firstError?["code"] == .string("outside_filter"))
            }
            let ignored = try await Self.write(
                admin, "item,shop,price\na,1,7\nb,1,8\n", "resolution=ignore-duplicates", headers: client.headers)
            #expect(try ignored.json["ignored"] == .number("1"), "\(ignored.body)")
            // Two rows of its own with one key: the database's words may quote hidden columns, so the server uses its own.
            let refused = try await admin.send(.patch, Self.path + "/rows/1", #"{"item": "b"}"#, as: client.headers)
            #expect(refused.status == 422 && refused.body.contains("that no other row has"), "\(refused.body)")
            let moved = try await admin.send(.patch, Self.path + "/rows/1", #"{"shop": 2}"#, as: client.headers)
            #expect(moved.status == 422 && moved.firstError?["code"] == .string("outside_filter"), "\(moved.body)")
            #expect(try await Self.table(admin).prefix(2) == ["1,a,1,1,x", "2,a,2,2,y"])
        }
    }

    @Test(
        "A client that does not see the whole key changes no part of it", arguments: RestrictedAnswerTests.Kind.testable
    )
    func hiddenKey(kind: RestrictedAnswerTests.Kind) async throws {
        try await kind.withStore { store in
            let admin = TestServer(store: store).client()
            _ = try await admin.post("/v1/datasets", Self.definition)
            #expect(try await Self.write(admin, "item,shop\na,1\nb,1\nc,2\n", nil).status == 201)
            let client = try await admin.makeKey(
                #""scopes": ["read", "ingest"], "datasets": ["prices"], "hiddenColumns": {"prices": ["shop"]}"#)
            // A collision would tell that two rows have one shop.
            for item in ["b", "c", "d"] {
                let answer = try await admin.send(
                    .patch, Self.path + "/rows/1", #"{"item": "\#(item)"}"#, as: client.headers)
                #expect(answer.status == 403, "\(answer.body)")
            }
            let answer = try await admin.send(.patch, Self.path + "/rows/1", #"{"price": 3}"#, as: client.headers)
            #expect(answer.status == 200 && !answer.body.contains("shop"), "\(answer.body)")
            #expect(try await Self.table(admin) == ["1,a,1,3,", "2,b,1,,", "3,c,2,,"])
        }
    }
}
