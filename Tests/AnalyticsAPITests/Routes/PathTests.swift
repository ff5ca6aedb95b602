import Basics
import HTTPTypes
import Models
import Testing

@testable import AnalyticsAPI

@Suite("Paths")
struct PathTests {
    @Test(
        "An unreserved character is decoded when a path is normalized",
        arguments: [
            ("/v1/datasets/my%5Fdata", "/v1/datasets/my_data"), ("/v1/data%73ets", "/v1/datasets"),
            ("/%7e%2D%2e%30%41", "/~-.0A"), ("/a%2Fb", "/a%2Fb"), ("/%255F", "/%255F"), ("/%5", "/%5"), ("/%", "/%"),
            ("/%5G%5f", "/%5G_"), ("/%C3%BC", "/%C3%BC"), ("/a?b=%5F", "/a?b=%5F"), ("/%5Fa?x=%41%20", "/_a?x=%41%20"),
            ("", ""),
        ])
    func normalized(path: String, expected: String) {
        #expect(PercentEncoding.normalized(path) == expected)
    }

    @Test("Every segment of a path may be percent-encoded")
    func encodedSegments() async throws {
        try await TestServer().test { client in
            let made = try await client.post(
                "/v1/dat%61sets", #"{"name": "my_data", "columns": [{"name": "n", "type": "integer"}]}"#)
            #expect(made.status == 201)
            #expect(try await client.post("/v1/datasets/my%5Fdata/row%73", #"{"n": 1}"#).status == 201)
            let row = try await client.get("/v1/datasets/my%5fdata/rows/%31")
            #expect(row.status == 200)
            #expect(try row.json["n"] == .number("1"))
            #expect(try await client.get("/%76%31/datasets/my_data").status == 200)
            #expect(try await client.get("/health/liv%65").status == 200)
            let patched = try await client.send(
                .patch, "/v1/datasets/my%5Fdata/rows/%31", headers: [.contentType: "application/json"],
                body: #"{"n": 2}"#)
            #expect(patched.headers[.contentLocation] == "/v1/datasets/my_data/rows/1")
            #expect(try await client.send(.put, "/v1/datasets/my%5Fdata").headers[.allow] == "GET, HEAD, PATCH, DELETE")
            #expect(try await client.send(.delete, "/v1/datasets/my%5Fdata?confirm=my%5Fdata").status == 204)
        }
    }

    @Test("An encoded separator does not separate segments, and nothing is decoded twice")
    func encodedSeparators() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            for path in [
                "/v1/datasets/sales%2Frows", "/v1%2Fdatasets", "/v1/datasets/s%2561les", "/v1/datasets/sales%",
            ] {
                #expect(try await client.get(path).status == 404, "\(path)")
            }
            let answer = try await client.get("/v1/datasets/gr%C3%B6%C3%9Fe")
            #expect(answer.code == "dataset_not_found")
            #expect(answer.body.contains("größe"))
        }
    }
}
