import Foundation
import HTTPTypes
import Models
import TestSupport
import Testing

@testable import AnalyticsAPI

@Suite("GET /v1/datasets/{dataset}/openapi.json")
struct DatasetContractTests {
    private static let uri = "/v1/datasets/sales/openapi.json"

    @Test("The contract of a dataset has the shapes of its rows, and rows are answered and taken in them")
    func rows() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let document = try await client.get(Self.uri).json
            #expect(document["info"]?["title"] == .string("Weir: sales"))
            let contract = Contract(document)
            let path = "/v1/datasets/sales/rows"
            #expect(contract.operations.map(\.path).contains(path))
            #expect(
                !contract.operations.contains {
                    $0.path.contains("{dataset}") || !$0.path.hasPrefix("/v1/datasets/sales")
                })
            #expect(
                contract.operations.allSatisfy {
                    $0.parameters(in: "path").allSatisfy { $0["name"]?.text != "dataset" }
                })
            for uri in [path, path + "?format=ndjson", path + "/1", "/v1/datasets/sales"] {
                let answer = try await client.get(uri)
                #expect(answer.status == 200 && contract.differences(.get, uri, answer) == [], "\(uri): \(answer.body)")
            }
            // The shapes are those of these columns and of no others.
            let row = try #require(document["components"]?["schemas"]?["DatasetRow"])
            let check = SchemaCheck(document: document)
            let answer = try await client.get(path + "/1")
            #expect(try check.differences(answer.json, row) == [])
            for (found, wrong) in [("\"country\":\"DE\"", "\"country\":1"), ("\"units\"", "\"pieces\"")] {
                let text = answer.body.replacingOccurrences(of: found, with: wrong)
                let changed = try JSONValue(parsing: text)
                #expect(text != answer.body && !check.differences(changed, row).isEmpty, "\(text)")
            }
            let input = try #require(document["components"]?["schemas"]?["RowInput"])
            for body in [#"{"ts": "2026-01-01T00:00:00Z", "amount": 1.5, "units": null}"#, #"{"units": 7}"#] {
                #expect(try check.differences(JSONValue(parsing: body), input) == [], "\(body)")
            }
            #expect(try !check.differences(JSONValue(parsing: #"{"pieces": 7}"#), input).isEmpty)
        }
    }

    @Test("A client's contract of a dataset has what the client may see and do, and no more")
    func rights() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(
                #""scopes": ["read"], "datasets": ["sales"], "hiddenColumns": {"sales": ["units"]}"#)
            let whole = try await client.get(Self.uri)
            let answer = try await client.get(Self.uri, headers: key.headers)
            #expect(whole.body.contains("\"units\"") && !answer.body.contains("units"))
            #expect(whole.headers[.eTag] != answer.headers[.eTag])
            let methods = Set(Contract(try answer.json).operations.map { "\($0.method) \($0.path)" })
            #expect(
                methods.filter { !$0.hasPrefix("GET ") } == ["POST /v1/datasets/sales/query"], "\(methods.sorted())")
            #expect(try Contract(whole.json).operations.contains { $0.method == "DELETE" })
            let tag = try #require(answer.headers[.eTag])
            let again = try await client.get(
                Self.uri, headers: key.headers.merging([.ifNoneMatch: tag]))
            #expect(again.status == 304)
            let log = Contract(try await client.get("/v1/datasets/_queries/openapi.json").json)
            #expect(log.operations.count { $0.method != "GET" } == 1, "\(log.operations.map(\.path))")
            let other = try await client.get("/v1/datasets/other/openapi.json", headers: key.headers)
            #expect(other.status == 404 && other.code == "dataset_not_found")
        }
    }

    @Test(
        "The contract of a dataset is a valid document of each version of OpenAPI",
        .enabled(if: PythonTool.openAPIValidator.isExpected, PythonTool.openAPIValidator.absence),
        arguments: ["3.1", "3.0"])
    func validity(version: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.get(Self.uri + "?version=\(version)")
            let script = """
                import json, sys
                from openapi_spec_validator import validate
                document = json.load(open(0))
                validate(document)
                print(document["openapi"])
                """
            let output = try await PythonTool.openAPIValidator.run(script, input: Data(answer.body.utf8))
            #expect(String(decoding: output, as: UTF8.self).hasPrefix(version))
        }
    }
}

extension HTTPFields {
    fileprivate func merging(_ more: HTTPFields) -> HTTPFields {
        var fields = self
        fields.append(contentsOf: more)
        return fields
    }
}
