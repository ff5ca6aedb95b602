import HTTPTypes
import Models
import Storage
import Synchronization
import Testing

@testable import AnalyticsAPI

@Suite("X-Weir-Consistency")
struct ConsistencyTests {
    private static let header = HTTPField.Name("X-Weir-Consistency")!

    @Test("Every response to a read or write of a dataset carries its data version as the consistency token")
    func responseToken() async throws {
        try await TestServer().test { client in
            // A new store's first dataset has id 1.
            let made = try await client.post("/v1/datasets", Sales.definition)
            #expect(made.headers[Self.header] == "1-0")
            let filled = try await client.post("/v1/datasets/sales/rows", Sales.rows, type: "text/csv")
            #expect(filled.headers[Self.header] == "1-1")
            #expect(try filled.json["dataVersion"] == .number("1"))
            let patched = try await client.send(
                .patch, "/v1/datasets/sales/rows/1", headers: [.contentType: "application/json"],
                body: #"{"units": 5}"#)
            #expect(patched.status == 200 && patched.headers[Self.header] == "1-2")
            let deleted = try await client.send(.delete, "/v1/datasets/sales/rows/2")
            #expect(deleted.status == 204 && deleted.headers[Self.header] == "1-3")
            let answers = [
                try await client.get("/v1/datasets/sales/rows/1"),
                try await client.get("/v1/datasets/sales"), try await client.get("/v1/datasets/sales/rows"),
                try await client.post("/v1/datasets/sales/query", #"{"measures": ["count"]}"#),
            ]
            for answer in answers { #expect(answer.status == 200 && answer.headers[Self.header] == "1-3") }
        }
    }

    @Test(
        "The X-Weir-Consistency header determines a read's consistency",
        arguments: [
            (nil, .recent), ("current", .current), ("0", .atLeast(DatasetVersion(0))),
            ("42", .atLeast(DatasetVersion(42))),
            ("zz-42", .atLeast(DatasetVersion(42, of: 1295))),
        ] as [(String?, ReadConsistency)])
    func requestHeader(text: String?, expected: ReadConsistency) throws {
        var headers = HTTPFields()
        headers[Self.header] = text
        #expect(try ReadConsistency(headers) == expected)
    }

    @Test("The requested consistency is passed to the store with every read", arguments: ["7", "current"])
    func passedOn(text: String) async throws {
        let expected: ReadConsistency = text == "7" ? .atLeast(DatasetVersion(7)) : .current
        let store = try ScriptedStore(batches: [.texts(1, length: 1)])
        try await TestServer(store: store).test { client in
            let headers: HTTPFields = [Self.header: text]
            _ = try await client.get("/v1/datasets", headers: headers)
            _ = try await client.get("/v1/datasets/scripted", headers: headers)
            _ = try await client.get("/v1/datasets/scripted/rows", headers: headers)
            _ = try await client.get("/v1/datasets/scripted/rows/1", headers: headers)
            _ = try await client.post(
                "/v1/datasets/scripted/query", #"{"dimensions": ["text"]}"#, headers: headers)
        }
        // The row list and the query look the dataset up first.
        #expect(store.consistencies == [ReadConsistency](repeating: expected, count: 7))
    }

    @Test(
        "An X-Weir-Consistency value that is neither a token nor \"current\" is rejected",
        arguments: [
            "", "-", "-1", "1-", "+1", "01", "1--1", "1-2-3", "A-1", "1.0", "latest", "0/16B3748",
            "9223372036854775808",
        ])
    func invalidHeader(text: String) async throws {
        try await TestServer().test { client in
            let answer = try await client.get("/v1/datasets", headers: [Self.header: text])
            #expect(answer.status == 400 && answer.code == "invalid_header")
            #expect(answer.body.contains("X-Weir-Consistency"))
        }
    }
}
