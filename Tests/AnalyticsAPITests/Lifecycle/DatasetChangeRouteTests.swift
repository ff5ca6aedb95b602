import AnalyticsAPI
import HTTPTypes
import Models
import Testing

@Suite("Changes of columns over HTTP")
struct DatasetChangeRouteTests {
    private static let path = "/v1/datasets/sales"

    private static func patch(_ client: APIClient, _ body: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await client.send(.patch, path + "?confirm=sales", body, as: headers)
    }

    @Test("Columns are dropped with a confirmation only, and the refusal names what uses them")
    func confirmation() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            _ = try await client.saveQuery(
                "by_country", #"{"query": {"measures": ["count"], "dimensions": ["country"]}}"#)
            _ = try await client.saveQuery("total", #"{"query": {"measures": ["sum(amount)"]}}"#)
            _ = try await client.makeLink("by_country")
            _ = try await client.makeKey(
                #""scopes": ["read"], "datasets": ["sales"], "filters": {"sales": [{"member": "country", "operator": "equals", "values": ["DE"]}]}"#
            )
            _ = try await client.makeKey(
                #""scopes": ["read"], "datasets": ["sales"], "hiddenColumns": {"sales": ["units"]}"#)
            let drop = #"{"dropColumns": ["units", "country"]}"#
            let refused = try await client.send(.patch, Self.path, drop, as: [:])
            #expect(refused.status == 428 && refused.code == "confirmation_required", "\(refused.body)")
            #expect(
                refused.body.contains(
                    #"dropping \"units\", \"country\" deletes the values in 4 rows for good, and 1 saved query, 1 link and 2 keys will stop working; repeat with \"?confirm=sales\""#
                ), "\(refused.body)")
            guard case .array(let errors)? = try refused.json["errors"] else { throw SetupError(answers: [refused]) }
            let found = Set(errors.map { "\($0["code"]?.description ?? "") \($0["pointer"]?.description ?? "")" })
            #expect(
                found == [
                    #""used_by_query" "/dropColumns/1""#, #""used_by_link" "/dropColumns/1""#,
                    #""used_by_key" "/dropColumns/1""#, #""used_by_key" "/dropColumns/0""#,
                ], "\(found)")
            let described = try await client.get(Self.path)
            #expect(try described.json["dataVersion"] == .number("1"))
            let other = try await client.send(.patch, Self.path + "?confirm=orders", drop, as: [:])
            #expect(other.status == 400 && other.code == "invalid_parameter", "\(other.body)")
            // A mistake comes before the confirmation.
            let unknown = try await client.send(.patch, Self.path, #"{"dropColumns": ["contry"]}"#, as: [:])
            #expect(unknown.status == 422 && unknown.body.contains(#"did you mean \"country\"?"#), "\(unknown.body)")
            let tag = try #require(described.headers[.eTag])
            let dropped = try await client.send(.patch, Self.path, drop, as: [.ifMatch: tag])
            #expect(dropped.status == 200 && !dropped.body.contains("country"), "\(dropped.body)")
        }
    }

    @Test(
        "What no change reaches is refused with the way that works",
        arguments: [
            (#"{"timeColumn": "day"}"#, "/timeColumn"), (#"{"key": ["units"]}"#, "/key"),
            (#"{"partitionBy": "day"}"#, "/partitionBy"), (#"{"dropColumns": ["ts"]}"#, "/dropColumns/0"),
            (#"{"changeColumns": [{"name": "ts", "type": "string"}]}"#, "/changeColumns/0/type"),
        ])
    func fixed(body: String, pointer: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await Self.patch(client, body)
            #expect(answer.status == 422 && answer.firstError?["pointer"] == .string(pointer), "\(answer.body)")
            #expect(answer.body.contains("create a dataset with the new definition"), "\(answer.body)")
            #expect(!answer.body.contains("add a column and write its values"), "\(answer.body)")
        }
    }

    @Test("Rows without ids are a CSV file that another dataset takes")
    func copy() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let rows = try await client.get(Self.path + "/rows?format=csv&ids=false")
            #expect(rows.status == 200 && rows.body.hasPrefix("ts,country,amount,units"), "\(rows.body)")
            _ = try await client.post(
                "/v1/datasets",
                #"""
                {"name": "copy", "timeColumn": "ts", "columns": [{"name": "ts", "type": "timestamp"},
                  {"name": "country", "type": "string"}, {"name": "amount", "type": "decimal"},
                  {"name": "units", "type": "integer"}]}
                """#)
            let copied = try await client.post("/v1/datasets/copy/rows", rows.body, type: "text/csv")
            #expect(try copied.json["inserted"] == .number("4"), "\(copied.body)")
            #expect(try await client.get("/v1/datasets/copy/rows?format=csv&ids=false").body == rows.body)
            let json = try await client.get(Self.path + "/rows?ids=false")
            #expect(json.status == 400 && json.body.contains("format=csv"), "\(json.body)")
        }
    }

    @Test("A former name of a column in a change is answered with the present one")
    func renamedColumn() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            _ = try await Self.patch(client, #"{"renameColumns": [{"from": "country", "to": "land"}]}"#)
            let answer = try await Self.patch(client, #"{"dropColumns": ["country"]}"#)
            #expect(answer.status == 422, "\(answer.body)")
            #expect(answer.body.contains(#"the column \"country\" is called \"land\" now"#), "\(answer.body)")
        }
    }

    @Test("Columns are renamed, dropped, altered and described in one request")
    func changes() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let changed = try await Self.patch(
                client,
                #"""
                {"renameColumns": [{"from": "amount", "to": "price"}], "dropColumns": ["country"],
                 "changeColumns": [{"name": "units", "type": "string"},
                   {"name": "amount", "unit": "EUR", "description": "Net", "label": "Price"}]}
                """#)
            #expect(changed.status == 200, "\(changed.body)")
            #expect(
                changed.body.contains(
                    #"{"name":"price","type":"decimal","nullable":true,"label":"Price","unit":"EUR","description":"Net","formerNames":["amount"]},{"name":"units","type":"string","nullable":true}"#
                ), "\(changed.body)")
            #expect(try changed.json["definitionVersion"] == .number("1"))
            let rows = try await client.get(Self.path + "/rows?limit=2", headers: [.accept: "text/csv"])
            #expect(rows.body.hasPrefix("_id,ts,price,units"), "\(rows.body)")
            // Null removes a text; a change of texts alone keeps the definition's version.
            let plain = try await Self.patch(
                client, #"{"changeColumns": [{"name": "price", "unit": null, "label": null, "description": null}]}"#)
            #expect(!plain.body.contains("EUR") && !plain.body.contains("Net"))
            #expect(try plain.json["definitionVersion"] == .number("1"))
        }
    }

    @Test("A query and a list by a former name work and warn")
    func formerNames() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            _ = try await Self.patch(client, #"{"renameColumns": [{"from": "country", "to": "land"}]}"#)
            let query =
                #"{"measures": ["count"], "dimensions": ["country"], "filters": [{"member": "country", "operator": "equals", "values": ["DE"]}]}"#
            let answer = try await client.post(Self.path + "/query", query)
            #expect(try answer.json["data"]?.description == #"[{"country":"DE","count":2}]"#, "\(answer.body)")
            guard case .array(let warnings)? = try answer.json["meta"]?["warnings"] else {
                throw SetupError(answers: [answer])
            }
            #expect(warnings.count == 1 && warnings[0].description.contains("land"))
            let current = try await client.post(
                Self.path + "/query", #"{"measures": ["count"], "dimensions": ["land"]}"#)
            #expect(current.status == 200 && !current.body.contains("warnings"))
            let filter =
                "/rows?filters=%5B%7B%22member%22:%22country%22,%22operator%22:%22equals%22,%22values%22:%5B%22FR%22%5D%7D%5D"
            let list = try await client.get(Self.path + filter)
            #expect(list.body.contains(#""land":"FR""#) && list.body.contains("warnings"), "\(list.body)")
            // Rows are written with the new name.
            let old = try await client.post(
                Self.path + "/rows", #"{"ts": "2026-01-01T00:00:00Z", "country": "DE"}"#)
            #expect(old.status == 422 && old.firstError?["code"] == .string("unknown_column"))
        }
    }

    @Test(
        "A change that is not valid is rejected with its pointer and changes nothing",
        arguments: [
            (#"{}"#, "/addColumns", "column_count"), (#"{"dropColumns": ["x"]}"#, "/dropColumns/0", "unknown_column"),
            (#"{"dropColumns": ["units", "units"]}"#, "/dropColumns/1", "duplicate_name"),
            (#"{"dropColumns": ["ts"]}"#, "/dropColumns/0", "column_in_use"),
            (#"{"renameColumns": [{"from": "units", "to": "amount"}]}"#, "/renameColumns/0/to", "name_taken"),
            (#"{"renameColumns": [{"from": "units"}]}"#, "/renameColumns/0", "missing_key"),
            (#"{"renameColumns": {"units": "n"}}"#, "/renameColumns", "invalid_shape"),
            (
                #"{"renameColumns": [{"from": "units", "to": "n"}], "addColumns": [{"name": "n", "type": "date"}]}"#,
                "/addColumns/0/name", "name_taken"
            ),
            (#"{"changeColumns": [{"name": "units", "type": "json"}]}"#, "/changeColumns/0/type", "type_mismatch"),
            (#"{"changeColumns": [{"name": "units", "tpye": "string"}]}"#, "/changeColumns/0/tpye", "unknown_key"),
            (#"{"changeColumns": [{"name": "unit", "label": "x"}]}"#, "/changeColumns/0/name", "unknown_column"),
            (#"{"changeColumns": [{"name": "units", "unit": ""}]}"#, "/changeColumns/0/unit", "invalid_value"),
            (#"{"changeColumns": [{"name": "ts", "type": "string"}]}"#, "/changeColumns/0/type", "type_mismatch"),
            (
                #"{"dropColumns": ["units"], "changeColumns": [{"name": "units", "label": "x"}]}"#,
                "/changeColumns/0/name", "duplicate_name"
            ),
            (
                #"{"dropColumns": ["units"], "addColumns": [{"name": "units", "type": "string"}]}"#,
                "/addColumns/0/name", "name_taken"
            ),
            (
                #"{"addColumns": [{"name": "n", "type": "string", "formerNames": ["units"]}]}"#,
                "/addColumns/0/formerNames/0", "name_taken"
            ),
        ])
    func invalid(body: String, pointer: String, code: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await Self.patch(client, body)
            #expect(answer.status == 422 && answer.code == "invalid_definition", "\(answer.body)")
            #expect(answer.firstError?["pointer"] == .string(pointer), "\(answer.body)")
            #expect(answer.firstError?["code"] == .string(code), "\(answer.body)")
            #expect(try await client.get(Self.path).json["dataVersion"] == .number("1"))
        }
    }

    @Test("Values that do not fit a new type are reported with their rows, and nothing is changed")
    func notConvertible() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await Self.patch(
                client, #"{"changeColumns": [{"name": "country", "type": "integer"}], "dropColumns": ["units"]}"#)
            #expect(answer.status == 422 && answer.code == "invalid_definition")
            guard case .array(let errors)? = try answer.json["errors"] else { throw SetupError(answers: [answer]) }
            #expect(errors.count == 4 && errors.allSatisfy { $0["code"] == .string("not_convertible") })
            #expect(errors.last?["detail"]?.description.contains("row 4") == true, "\(answer.body)")
            #expect(try await client.get(Self.path).json["dataVersion"] == .number("1"))
            #expect(try await client.get(Self.path).body.contains("units"))
        }
    }

    @Test("The ETag of a row changes with its columns")
    func rowTags() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            var tags: Set<String> = []
            let bodies = [
                #"{"dropColumns": ["units"]}"#, #"{"addColumns": [{"name": "units", "type": "integer"}]}"#,
                #"{"renameColumns": [{"from": "country", "to": "land"}]}"#,
            ]
            for body in [nil] + bodies.map(Optional.some) {
                if let body { #expect(try await Self.patch(client, body).status == 200) }
                let tag = try #require(try await client.get(Self.path + "/rows/1").headers[.eTag])
                #expect(tags.insert(tag).inserted, "\(body ?? "")")
            }
            // A change of a row by an outdated tag fails.
            for tag in tags {
                let current = try await client.get(Self.path + "/rows/1").headers[.eTag]
                let answer = try await client.send(
                    .patch, Self.path + "/rows/1", headers: [.ifMatch: tag, .contentType: "application/json"],
                    body: "{}")
                #expect(answer.status == (tag == current ? 200 : 412))
            }
        }
    }

    @Test("Filters and hidden columns of a key follow a renaming")
    func restrictions() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(
                #"""
                "scopes": ["read"], "datasets": ["sales"], "hiddenColumns": {"sales": ["amount"]},
                "filters": {"sales": [{"member": "country", "operator": "equals", "values": ["DE"]}]}
                """#)
            _ = try await Self.patch(
                client,
                #"{"renameColumns": [{"from": "country", "to": "land"}, {"from": "amount", "to": "price"}]}"#)
            // Neither name can be given to another column, which the key would show or test instead.
            for name in ["amount", "country"] {
                let added = try await Self.patch(client, #"{"addColumns": [{"name": "\#(name)", "type": "string"}]}"#)
                #expect(added.status == 422 && added.firstError?["code"] == .string("name_taken"))
            }
            let rows = try await client.get(Self.path + "/rows", headers: key.headers)
            #expect(rows.status == 200 && rows.body.contains("DE") && !rows.body.contains("FR"), "\(rows.body)")
            #expect(!rows.body.contains("price") && !rows.body.contains("amount"))
            for name in ["price", "amount"] {
                let query = try await client.send(
                    .post, Self.path + "/query", #"{"measures": ["sum(\#(name))"]}"#, as: key.headers)
                #expect(query.status == 422, "\(query.body)")
            }
        }
    }

    @Test("A definition whose former names mean two columns is refused")
    func ambiguousDefinition() async throws {
        try await TestServer().test { client in
            let answer = try await client.post(
                "/v1/datasets",
                #"""
                {"name": "d", "columns": [{"name": "a", "type": "string"},
                  {"name": "b", "type": "string", "formerNames": ["z", "a"]}]}
                """#)
            #expect(answer.status == 422 && answer.firstError?["code"] == .string("name_taken"), "\(answer.body)")
            #expect(answer.firstError?["pointer"] == .string("/columns/1/formerNames/1"), "\(answer.body)")
        }
    }

    @Test("A client with a hidden column never sees it while columns are renamed, added and dropped")
    func readsDuringChanges() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(
                #""scopes": ["read"], "datasets": ["sales"], "hiddenColumns": {"sales": ["units"]}"#
            ).headers
            let first = try await client.get("/v1/datasets/sales/rows/1", headers: key)
            #expect(first.status == 200 && !first.body.contains("units"), "\(first.body)")
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        for _ in 0..<60 {
                            let answer = try? await client.get("/v1/datasets/sales/rows/1", headers: key)
                            #expect([200, 409].contains(answer?.status ?? 0), "\(answer?.body ?? "no answer")")
                            #expect(answer?.body.contains(/units|hidden_/) == false, "\(answer?.body ?? "")")
                        }
                    }
                }
                group.addTask {
                    var name = "units"
                    for round in 0..<20 {
                        let changes = [
                            #"{"addColumns": [{"name": "c\#(round)", "type": "integer"}]}"#,
                            #"{"renameColumns": [{"from": "\#(name)", "to": "hidden_\#(round)"}], "dropColumns": ["c\#(round)"]}"#,
                        ]
                        name = "hidden_\(round)"
                        for change in changes {
                            let answer = try? await client.send(
                                .patch, "/v1/datasets/sales?confirm=sales", headers: .json, body: change)
                            #expect(answer?.status == 200, "\(answer?.body ?? "no answer")")
                        }
                    }
                }
            }
        }
    }
}
