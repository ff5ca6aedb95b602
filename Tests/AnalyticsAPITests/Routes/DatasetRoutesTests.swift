import AnalyticsAPI
import HTTPTypes
import Models
import Testing

@Suite("Datasets over HTTP")
struct DatasetRoutesTests {
    @Test("Datasets are created, described, listed and dropped")
    func lifecycle() async throws {
        try await TestServer().test { client in
            let made = try await client.post("/v1/datasets", Sales.definition)
            #expect(made.status == 201)
            #expect(made.headers[.location] == "/v1/datasets/sales")
            #expect(made.headers[.eTag] == "\"1-0\"")

            let described = try await client.get("/v1/datasets/sales")
            #expect(described.status == 200)
            #expect(described.body == made.body)
            #expect(try described.json["rowCount"] == .number("0"))
            #expect(try described.json["timeColumn"] == .string("ts"))

            let list = try await client.get("/v1/datasets")
            #expect(try list.json["datasets"] == .array([described.json]))

            #expect(try await client.send(.delete, "/v1/datasets/sales?confirm=sales").status == 204)
            #expect(try await client.get("/v1/datasets/sales").code == "dataset_not_found")
        }
    }

    @Test("A dataset's description includes its partitioning and indexes if it declares them")
    func layout() async throws {
        try await TestServer().test { client in
            let made = try await client.post(
                "/v1/datasets",
                """
                {"name": "events", "timeColumn": "ts", "partitionBy": "month", "columns": [
                  {"name": "ts", "type": "timestamp", "nullable": false}, {"name": "id", "type": "string", "index": "lookup"},
                  {"name": "seq", "type": "integer", "index": "range"}, {"name": "note", "type": "json", "index": null}]}
                """)
            #expect(made.status == 201)
            #expect(try made.json["partitionBy"] == .string("month"))
            #expect(
                made.body.contains(
                    #"{"name":"id","type":"string","nullable":true,"index":"lookup"},{"name":"seq","type":"integer","nullable":true,"index":"range"},{"name":"note","type":"json","nullable":true}]"#
                ))
            #expect(try await client.get("/v1/datasets/events").body == made.body)
            let changed = try await client.send(
                .patch, "/v1/datasets/events", headers: [.contentType: "application/json"],
                body: #"{"addColumns": [{"name": "code", "type": "string", "index": "lookup"}]}"#)
            #expect(changed.body.contains(#"{"name":"code","type":"string","nullable":true,"index":"lookup"}"#))
            try await client.makeSales()
            let plain = try await client.get("/v1/datasets/sales").body
            #expect(!plain.contains("partitionBy") && !plain.contains("index"))
        }
    }

    @Test("A dataset keeps its rows when columns are added")
    func addColumns() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let changed = try await client.send(
                .patch, "/v1/datasets/sales", headers: [.contentType: "application/json"],
                body: #"{"addColumns": [{"name": "note", "type": "json"}]}"#)
            #expect(changed.status == 200)
            #expect(try changed.json["rowCount"] == .number("4"))
            let page = try await client.get("/v1/datasets/sales/rows?limit=1")
            #expect(page.body.contains(#""note":null"#))
        }
    }

    @Test(
        "An error in a definition has a pointer to the invalid member",
        arguments: [
            (#"{"name": "Sales", "columns": [{"name": "a", "type": "string"}]}"#, "/name", "invalid_name"),
            (#"{"columns": [{"name": "a", "type": "string"}]}"#, "", "missing_key"),
            (#"{"name": "s", "columns": [{"name": "a", "type": "strin"}]}"#, "/columns/0/type", "unknown_type"),
            (#"{"name": "s", "columns": [{"name": "a", "type": 1}]}"#, "/columns/0/type", "invalid_shape"),
            (#"{"name": "s", "columns": [{"name": "a", "type": "date", "nul": 1}]}"#, "/columns/0/nul", "unknown_key"),
            (
                #"{"name": "s", "columns": [{"name": "a", "type": "date", "nullable": 1}]}"#, "/columns/0/nullable",
                "invalid_shape"
            ),
            (#"{"name": "s", "columns": []}"#, "/columns", "column_count"),
            (#"{"name": "s", "columns": {}}"#, "/columns", "invalid_shape"),
            (
                #"{"name": "s", "columns": [{"name":"a","type":"date"},{"name":"a","type":"date"}]}"#,
                "/columns/1/name", "duplicate_name"
            ),
            (
                #"{"name": "s", "columns": [{"name":"a","type":"date"}], "timeColumn": "b"}"#, "/timeColumn",
                "unknown_column"
            ),
            (
                #"{"name": "s", "columns": [{"name":"a","type":"string"}], "timeColumn": "a"}"#, "/timeColumn",
                "type_mismatch"
            ),
            (
                #"{"name": "s", "columns": [{"name":"a","type":"json","index":"lookup"}]}"#, "/columns/0/index",
                "type_mismatch"
            ),
            (
                #"{"name": "s", "columns": [{"name":"a","type":"string","index":"range"}]}"#, "/columns/0/index",
                "type_mismatch"
            ),
            (
                #"{"name": "s", "columns": [{"name":"a","type":"string","index":"lookpu"}]}"#, "/columns/0/index",
                "invalid_value"
            ),
            (
                #"{"name": "s", "columns": [{"name":"a","type":"string","index":true}]}"#, "/columns/0/index",
                "invalid_shape"
            ),
            (
                #"{"name": "s", "columns": [{"name":"a","type":"date"}], "timeColumn": "a", "partitionBy": "day"}"#,
                "/columns/0/nullable", "nullable_time_column"
            ),
            (
                #"{"name": "s", "columns": [{"name":"a","type":"date"}], "partitionBy": "day"}"#, "/partitionBy",
                "missing_time_column"
            ),
            (
                #"{"name": "s", "columns": [{"name":"a","type":"date"}], "partitionBy": "mnth"}"#, "/partitionBy",
                "invalid_value"
            ),
            (#"[]"#, "", "invalid_shape"),
        ])
    func badDefinition(body: String, pointer: String, code: String) async throws {
        try await TestServer().test { client in
            let answer = try await client.post("/v1/datasets", body)
            #expect(answer.status == 422)
            #expect(answer.code == "invalid_definition")
            #expect(answer.firstError?["pointer"] == .string(pointer))
            #expect(answer.firstError?["code"] == .string(code))
        }
    }

    @Test(
        "An error about a misspelt word suggests the nearest valid word",
        arguments: [
            (#"{"name": "s", "columns": [{"name":"a","type":"date","index":"lookpu"}]}"#, "lookup"),
            (#"{"name": "s", "columns": [{"name":"a","type":"date"}], "partitionBy": "mnth"}"#, "month"),
            (#"{"name": "s", "columns": [{"name":"a","type":"date"}], "partitonBy": "month"}"#, "partitionBy"),
        ])
    func nearestWord(body: String, nearest: String) async throws {
        try await TestServer().test { client in
            let answer = try await client.post("/v1/datasets", body)
            #expect(answer.firstError?["nearest"] == .string(nearest))
        }
    }

    @Test("An error about a misspelt type suggests the nearest type")
    func nearestType() async throws {
        try await TestServer().test { client in
            let answer = try await client.post(
                "/v1/datasets", #"{"name": "s", "columns": [{"name": "a", "type": "timestmap"}]}"#)
            #expect(answer.firstError?["nearest"] == .string("timestamp"))
        }
    }

    @Test(
        "An error in an added column has a pointer to the invalid member",
        arguments: [
            (#"{"addColumns": [{"name": "b", "type": "date"}, {"name": "ts", "type": "date"}]}"#, "/addColumns/1/name"),
            (#"{"addColumns": [{"name": "b", "type": "date", "nullable": false}]}"#, "/addColumns/0/nullable"),
            (
                #"{"addColumns": [{"name": "b", "type": "date"}, {"name": "c", "type": "json", "index": "lookup"}]}"#,
                "/addColumns/1/index"
            ),
            (#"{"addColumns": []}"#, "/addColumns"),
            (#"{"addColumn": []}"#, "/addColumn"),
        ])
    func badAddedColumns(body: String, pointer: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.send(
                .patch, "/v1/datasets/sales", headers: [.contentType: "application/json"], body: body)
            #expect(answer.status == 422)
            #expect(answer.firstError?["pointer"] == .string(pointer))
        }
    }

    @Test("Dropping a dataset requires a confirmation or a matching ETag")
    func dropNeedsConfirmation() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let tag = try #require(try await client.get("/v1/datasets/sales").headers[.eTag])
            func drop(_ uri: String = "/v1/datasets/sales", _ headers: HTTPFields = [:]) async throws -> Answer {
                try await client.send(.delete, uri, headers: headers)
            }
            #expect(try await drop().status == 428)
            #expect(try await drop().code == "confirmation_required")
            #expect(try await drop("/v1/datasets/sales?confirm=sale").status == 400)
            #expect(try await drop("/v1/datasets/sales", [.ifMatch: "\"1-0\""]).status == 412)
            #expect(try await drop("/v1/datasets/sales", [.ifMatch: "nonsense"]).code == "invalid_header")
            #expect(try await drop("/v1/datasets/sales", [.ifMatch: tag]).status == 204)
            #expect(try await drop("/v1/datasets/sales?confirm=sales").status == 404)
        }
    }

    @Test("A dataset's description is not sent again to a client that has its current ETag")
    func notModified() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let tag = try #require(try await client.get("/v1/datasets/sales").headers[.eTag])
            let again = try await client.get("/v1/datasets/sales", headers: [.ifNoneMatch: "\"x\", W/\(tag)"])
            #expect(again.status == 304)
            #expect(again.body.isEmpty)
            #expect(try await client.get("/v1/datasets/sales", headers: [.ifNoneMatch: "\"1-0\""]).status == 200)
        }
    }

    @Test("Creating a dataset under an existing name is rejected")
    func existingName() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            #expect(try await client.post("/v1/datasets", Sales.definition).code == "dataset_exists")
        }
    }
}
