import Foundation
import HTTPTypes
import Models
import StorageTesting
import TestSupport
import Testing

@testable import AnalyticsAPI

/// The contract compared with what the server does.
@Suite("GET /v1/openapi.json")
struct ContractTests {
    @Test("The contract describes exactly the routes that the server has, besides pages")
    func routes() async throws {
        let contract = try await Contract.shared.value
        try await TestServer().test { client in
            let index = try await client.get("/").json["routes"]?.elements ?? []
            // OpenAPI 3.1 has no place for QUERY; the prose of POST tells of it.
            let pages = index.filter { Contract.isPage($0["path"]?.text ?? "") }
            #expect(pages.count == 4)
            let describable =
                index.filter { !pages.contains($0) && $0["method"] != .string("QUERY") }
                .map { ($0["method"]?.text ?? "") + " " + ($0["path"]?.text ?? "") } + ["GET /"]
            let described = contract.operations.map { "\($0.method) \($0.path)" }
            #expect(describable.sorted() == described.sorted())
            let ids = contract.operations.map { $0.json["operationId"]?.text ?? "" }
            #expect(Set(ids).count == ids.count && !ids.contains(""))
        }
    }

    @Test("Every route accepts exactly the query parameters of the contract", arguments: Contract.samples)
    func parameters(sample: EveryRouteTests.Sample) async throws {
        let contract = try await Contract.shared.value
        let operation = try #require(contract.operation(sample.method, sample.route))
        let described = operation.parameters(in: "query").filter { $0["explode"] == nil }.compactMap {
            $0["name"]?.text
        }
        try await TestServer.withKey().test { client in
            try await EveryRouteTests.prepare(client)
            let uri = sample.uri + (sample.uri.contains("?") ? "&" : "?") + "zzzz=1"
            let answer = try await client.send(sample.method, uri, headers: sample.headers, body: sample.body)
            #expect(answer.code == "invalid_parameter")
            let detail = try answer.firstError?["detail"]?.text ?? answer.json["errorMessage"]?.text ?? ""
            // A family of names follows the single ones.
            let listed = detail.split(separator: "expected ").last?.split(separator: ";").first.map(String.init) ?? ""
            let accepted = listed == "no parameters" ? [] : listed.components(separatedBy: ", ")
            // A file has parameters that a definition does not.
            let isUpload = sample.method == .post && sample.route == "/v1/datasets"
            if !isUpload { #expect(accepted.sorted() == described.sorted(), "\(detail)") }
            #expect(sample.parameters.sorted() == (isUpload ? [] : described.sorted()))
        }
    }

    @Test("A file's creation accepts exactly the query parameters of the contract")
    func fileParameters() async throws {
        let contract = try await Contract.shared.value
        let operation = try #require(contract.operation(.post, "/v1/datasets"))
        let described = operation.parameters(in: "query").filter { $0["explode"] == nil }.compactMap {
            $0["name"]?.text
        }
        try await TestServer().test { client in
            let answer = try await client.post("/v1/datasets?name=a&zzzz=1", "a\n1\n", type: "text/csv")
            let detail = answer.firstError?["detail"]?.text ?? ""
            let listed = detail.split(separator: "expected ").last?.split(separator: ";").first.map(String.init) ?? ""
            #expect(listed.components(separatedBy: ", ").sorted() == described.sorted(), "\(detail)")
            let families = operation.parameters(in: "query").filter { $0["explode"] != nil }
            #expect(families.count == 1)
            for name in ["type.a", "decimal.a", "dates.a", "zone.a"] {
                let pattern = try Regex(families[0]["schema"]?["propertyNames"]?["pattern"]?.text ?? "")
                #expect(name.firstMatch(of: pattern) != nil)
            }
        }
    }

    @Test("Exactly the routes that evaluate a header have it in the contract", arguments: Contract.samples)
    func headers(sample: EveryRouteTests.Sample) async throws {
        let contract = try await Contract.shared.value
        let operation = try #require(contract.operation(sample.method, sample.route))
        let described = Set(operation.parameters(in: "header").compactMap { $0["name"]?.text })
        #expect(described.contains("If-Match") == sample.isTagged)
        #expect(described.contains("If-None-Match") == (sample.isTagged && !sample.isWrite))
        let invalid: [(HTTPField.Name, String, Int)] = [
            (.prefer, "handling=maybe, max-affected=some, respond_async", 400), (.idempotencyKey, "\"\"", 400),
            (.weirConsistency, "soon", 400),
        ]
        for (name, value, status) in invalid {
            try await TestServer.withKey().test { client in
                try await EveryRouteTests.prepare(client)
                var headers = sample.headers
                headers[name] = value
                let answer = try await client.send(sample.method, sample.uri, headers: headers, body: sample.body)
                let expected = described.contains(name.rawName) ? status : sample.status
                #expect(answer.status == expected, "\(name) on \(sample.testDescription): \(answer.body)")
            }
        }
    }

    @Test("The headers that a page may send and read are those of the contract")
    func crossOriginHeaders() async throws {
        let contract = try await Contract.shared.value
        let described = contract.operations.flatMap { $0.parameters(in: "header") }.compactMap { $0["name"]?.text }
        let sent = Set(described + ["Authorization", "Content-Type"])
        #expect(Set(CrossOrigin.requestHeaders.components(separatedBy: ", ")) == sent)
        let readable = Set(AnswerHeader.allCases.map(\.name))
        #expect(readable.isSuperset(of: CrossOrigin.answerHeaders.components(separatedBy: ", ")))
    }

    private static let daily = "/v1/datasets/sales/queries/daily"
    /// Documents with an unknown key, and the schema of the object that has it. The method is POST, or stands before the path.
    static let bodies: [(schema: String, uri: String, body: String)] = [
        ("DatasetDefinition", "/v1/datasets", #"{"zzzz": 1}"#),
        ("DatasetChange", "PATCH /v1/datasets/sales", #"{"zzzz": 1}"#),
        ("ColumnRenaming", "PATCH /v1/datasets/sales", #"{"renameColumns": [{"from": "a", "to": "b", "zzzz": 1}]}"#),
        ("ColumnChange", "PATCH /v1/datasets/sales", #"{"changeColumns": [{"name": "units", "zzzz": 1}]}"#),
        ("ImportRequest", "/v1/datasets/sales/imports", #"{"zzzz": 1}"#),
        ("ObjectLocation", "/v1/datasets/sales/imports", #"{"s3": {"zzzz": 1}}"#),
        ("ErasureRequest", "/v1/datasets/sales/erasures", #"{"zzzz": 1}"#),
        ("SavedQueryRequest", "PUT \(daily)", #"{"zzzz": 1}"#), ("LinkRequest", "\(daily)/links", #"{"zzzz": 1}"#),
        ("ColumnDefinition", "/v1/datasets", #"{"name": "a", "columns": [{"name": "b", "type": "json", "zzzz": 1}]}"#),
        ("Query", "/v1/datasets/sales/query", #"{"zzzz": 1}"#),
        ("NamedMeasure", "/v1/datasets/sales/query", #"{"measures": [{"measure": "count", "zzzz": 1}]}"#),
        ("TimeDimension", "/v1/datasets/sales/query", #"{"timeDimensions": [{"dimension": "ts", "zzzz": 1}]}"#),
        ("KeyRequest", "/v1/keys", #"{"name": "a", "scopes": ["read"], "zzzz": 1}"#),
        ("KeyRotation", "/v1/keys/AbCd1234/rotate", #"{"zzzz": 1}"#),
        (
            "Quota", "/v1/keys",
            #"{"name": "a", "scopes": ["read"], "limits": {"requests": [{"quota": 1, "windowSeconds": 1, "zzzz": 1}]}}"#
        ),
        ("TokenRequest", "/v1/tokens", #"{"zzzz": 1}"#),
    ]

    @Test("Every object in a request has exactly the members of the contract", arguments: bodies)
    func members(schema: String, uri: String, body: String) async throws {
        let contract = try await Contract.shared.value
        let described = contract.document["components"]?["schemas"]?[schema]?["properties"]?.members.map(\.key) ?? []
        try await TestServer.withKey().test { client in
            try await EveryRouteTests.prepare(client)
            var headers = HTTPFields.json
            if schema == "TokenRequest" { headers[.authorization] = "Bearer \(TestServer.key)" }
            let words = uri.split(separator: " ").map(String.init)
            let method = words.count == 1 ? .post : try #require(HTTPRequest.Method(words[0]))
            let answer = try await client.send(method, words[words.count - 1], headers: headers, body: body)
            let errors = try answer.json["errors"]?.elements ?? []
            let detail = errors.first { $0["code"] == .string("unknown_key") }?["detail"]?.text ?? answer.body
            let listed = (detail.split(separator: "expected ").last.map(String.init) ?? "")
                .replacingOccurrences(of: "one of ", with: "")
            #expect(listed.components(separatedBy: ", ").sorted() == described.sorted(), "\(detail)")
        }
    }

    @Test("Every shape of the contract is used, and every reference leads to one")
    func references() async throws {
        let contract = try await Contract.shared.value
        let text = contract.document.description
        for schema in contract.document["components"]?["schemas"]?.members ?? [] {
            #expect(text.contains("\"#/components/schemas/\(schema.key)\""), "\(schema.key) is not used")
        }
        let check = SchemaCheck(document: contract.document)
        for match in text.matches(of: /"\$ref":"([^"]+)"/) {
            #expect(check.resolve(String(match.1)) != nil, "\(match.1) does not exist")
        }
    }

    @Test("The contract is cached by its entity tag, and tells of the right to read it without a key")
    func caching() async throws {
        var server = TestServer()
        server.access = .none
        try await server.test { client in
            let answer = try await client.get("/v1/openapi.json")
            #expect(answer.status == 200)
            let tag = try #require(answer.headers[.eTag])
            let again = try await client.get("/v1/openapi.json", headers: [.ifNoneMatch: tag])
            #expect(again.status == 304)
            let older = try await client.get("/v1/openapi.json?version=3.0")
            #expect(older.headers[.eTag] != tag)
            #expect(try older.json["openapi"] == .string("3.0.3"))
            // Whether a credential is needed depends on the server.
            let query = try answer.json["paths"]?["/v1/datasets/{dataset}/query"]?["post"]?["security"]?.elements
            #expect(query?.count == 1)
            let open = try await Contract.shared.value.operation(.post, "/v1/datasets/sales/query")?.json["security"]
            #expect(open?.elements.count == 2)
        }
    }

    @Test(
        "The contract is a valid document of each version of OpenAPI",
        .enabled(if: PythonTool.openAPIValidator.isExpected, PythonTool.openAPIValidator.absence),
        arguments: ["3.1", "3.0"])
    func validity(version: String) async throws {
        let contract = try await Contract(of: TestServer(), version: version)
        let script = """
            import json, sys
            from openapi_spec_validator import validate
            document = json.load(open(0))
            validate(document)
            print(document["openapi"])
            """
        let output = try await PythonTool.openAPIValidator.run(script, input: Data(contract.document.description.utf8))
        #expect(String(decoding: output, as: UTF8.self).hasPrefix(version))
    }

    @Test("The stability table in Docs/API.md has the promise of every route")
    func stabilityTable() async throws {
        let contract = try await Contract.shared.value
        let document = try DocumentExample.document("Docs/API.md")
        let rows = document.matches(of: /\n\| `([A-Z]+ [^`]+)` \| `([A-Za-z]+)` \| (stable|experimental) \|/)
        let shown = rows.map { "\($0.1) \($0.2) \($0.3)" }
        let promised = contract.operations.map { operation in
            "\(operation.method) \(operation.path) \(operation.json["operationId"]?.text ?? "") "
                + (operation.json["x-stability"]?.text ?? "")
        }
        #expect(shown.sorted() == promised.sorted())
    }

    @Test("The first table in Docs/API.md has exactly the routes of the server")
    func routeTable() async throws {
        try await TestServer().test { client in
            let index = try await client.get("/").json["routes"]?.elements ?? []
            let served = index.map { ($0["method"]?.text ?? "") + " " + ($0["path"]?.text ?? "") }
            // The list of routes leaves itself out, and the metadata of a server without identity providers. The extension of
            // a link's address is a part of its parameter.
            let others =
                ["GET /"] + ProtectedResource.Part.allCases.map { "GET " + $0.metadataPath }
                + [".svg", ".csv", ".json"].map { "GET /s/{}" + $0 }
            let documented = try RouteTable.routes(in: DocumentExample.document("Docs/API.md"))
            let known = Set(served.map(RouteTable.withoutNames) + others)
            #expect(Set(documented).symmetricDifference(known).sorted() == [])
        }
    }

    @Test("An answer that the contract does not describe is found")
    func undescribedAnswers() async throws {
        let contract = try await Contract.shared.value
        try await TestServer().test { client in
            try await client.makeSales()
            let uri = "/v1/datasets/sales"
            let answer = try await client.get(uri)
            #expect(contract.differences(.get, uri, answer) == [])
            let more = answer.body.replacingOccurrences(of: "\"columns\"", with: "\"x\":1,\"columns\"")
            let wrong = answer.body.replacingOccurrences(of: "\"dataVersion\":1", with: "\"dataVersion\":\"1\"")
            let less = answer.body.replacingOccurrences(of: "\"dataVersion\"", with: "\"rowCount2\"")
            for body in [more, wrong, less, "[]", "{"] {
                let other = Answer(status: 200, headers: answer.headers, body: body)
                #expect(!contract.differences(.get, uri, other).isEmpty, "\(body)")
            }
            var headers = answer.headers
            headers[.eTag] = nil
            #expect(!contract.differences(.get, uri, Answer(status: 200, headers: headers, body: answer.body)).isEmpty)
            headers = answer.headers
            headers[.server] = "x"
            #expect(!contract.differences(.get, uri, Answer(status: 200, headers: headers, body: answer.body)).isEmpty)
            #expect(!contract.differences(.get, uri, Answer(status: 202, headers: answer.headers, body: "")).isEmpty)
        }
    }
}
