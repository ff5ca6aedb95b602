import Foundation
import HTTPTypes
import Models
import Testing

@testable import AnalyticsAPI

/// The import of objects of Amazon S3 over HTTP.
@Suite("POST /v1/datasets/{d}/imports")
struct ImportRouteTests {
    private static let path = "/v1/datasets/sales/imports"
    private static let replayed = HTTPField.Name("Idempotency-Replayed")!
    private static let prefer = HTTPField.Name("Prefer")!
    private static let row = #"{"ts": "2026-01-01T00:00:00Z", "units": 1}"#

    private static func server(_ objects: InMemoryObjects) -> TestServer {
        var server = TestServer()
        server.imports = .shared(objects)
        return server
    }

    private static func body(_ key: String, _ more: String = "") -> String {
        #"{"s3": "s3://example-data/shared/\#(key)"\#(more)}"#
    }

    private static func count(_ client: APIClient) async throws -> JSONValue? {
        try await client.get("/v1/datasets/sales").json["rowCount"]
    }

    @Test(
        "An object is loaded in the format of the request, its content type or its key, in parts of any size",
        arguments: [
            ("a.csv", nil, "", Sales.rows, 4), ("a.CSV", "binary/octet-stream", "", Sales.rows, 4),
            ("a", "text/csv; charset=utf-8", "", Sales.rows, 4), ("a.json", nil, #", "format": "csv""#, Sales.rows, 4),
            ("a.jsonl", nil, "", row + "\n" + row, 2), ("a", "application/x-ndjson", "", row + "\n", 1),
            ("a.json", "binary/octet-stream", "", "[\(row), \(row), \(row)]", 3),
            ("a b+ü.json", "application/json", "", "[]", 0), ("empty.ndjson", nil, "", "", 0),
        ] as [(String, String?, String, String, Int)], [1, 7, Int.max])
    func formats(object: (String, String?, String, String, Int), most: Int) async throws {
        let (key, type, more, text, count) = object
        let objects = InMemoryObjects(
            ["s3://example-data/shared/\(key)": .init(text, type: type)], most: most)
        try await Self.server(objects).test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            let answer = try await client.post(Self.path, Self.body(key, more))
            #expect(answer.status == 201, "\(answer.body)")
            #expect(try answer.json["inserted"] == .number("\(count)"))
            #expect(try await Self.count(client) == .number("\(count)"))
        }
    }

    @Test("A compressed object is recognized by its bytes, whatever its metadata", arguments: ["a.csv", "a.csv.gz"])
    func gzip(key: String) async throws {
        let packed = try #require(GzipEncoder.encode(Array(Sales.rows.utf8)))
        let url = "s3://example-data/shared/\(key)"
        let objects = InMemoryObjects([url: .init(packed)], most: 10)
        try await Self.server(objects).test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            #expect(try await client.post(Self.path, Self.body(key)).status == 201)
            #expect(try await Self.count(client) == .number("4"))
            objects.put(url, .init(packed.dropLast(5)))
            let cut = try await client.post(Self.path, Self.body(key))
            #expect(cut.status == 400 && cut.code == "invalid_gzip", "\(cut.body)")
            #expect(try await Self.count(client) == .number("4"))
        }
    }

    @Test(
        "With \"once\", the same content of an object is loaded once, and a new one again",
        arguments: RestrictedAnswerTests.Kind.testable)
    func once(kind: RestrictedAnswerTests.Kind) async throws {
        try await kind.withStore { store in
            let url = "s3://example-data/shared/a.csv"
            let objects = InMemoryObjects([url: .init(Sales.rows)])
            var server = TestServer(store: store)
            server.imports = .shared(objects)
            let client = server.client()
            _ = try await client.post("/v1/datasets", Sales.definition)
            let body = Self.body("a.csv", #", "once": true"#)
            for isFirst in [true, false, false] {
                let answer = try await client.post(Self.path, body)
                #expect(answer.status == 201, "\(answer.body)")
                #expect((answer.headers[Self.replayed] == nil) == isFirst)
                #expect(try await Self.count(client) == .number("4"))
            }
            var object = InMemoryObjects.Object(Sales.rows)
            object.tag = "\"2\""
            objects.put(url, object)
            #expect(try await client.post(Self.path, body).headers[Self.replayed] == nil)
            #expect(try await Self.count(client) == .number("8"))
            let key: HTTPFields = [HTTPField.Name("Idempotency-Key")!: "k"]
            for isFirst in [true, false] {
                let answer = try await client.post(Self.path, Self.body("a.csv"), headers: key)
                #expect(answer.status == 201 && (answer.headers[Self.replayed] == nil) == isFirst, "\(answer.body)")
            }
            let both = try await client.post(Self.path, body, headers: key)
            #expect(both.status == 422 && both.code == "invalid_import")
            #expect(try await Self.count(client) == .number("12"))
        }
    }

    @Test(
        "An object outside of the allowed prefixes is refused and never asked for, and so is any object without the setting"
    )
    func refusals() async throws {
        let objects = InMemoryObjects(["s3://example-data/private/a.csv": .init(Sales.rows)])
        try await Self.server(objects).test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            for url in [
                "s3://example-data/private/a.csv", "s3://example-data/shared2/a.csv", "s3://other/shared/a.csv",
            ] {
                let answer = try await client.post(Self.path, #"{"s3": "\#(url)"}"#)
                #expect(answer.status == 403 && answer.code == "forbidden", "\(answer.body)")
                #expect(answer.body.contains("IMPORT_SOURCES") && !answer.body.contains("s3://example-data/shared/"))
            }
        }
        #expect(objects.readOffsets.isEmpty)
        var server = TestServer()
        server.imports = nil
        try await server.test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            let answer = try await client.post(Self.path, Self.body("a.csv"))
            #expect(
                answer.status == 403 && answer.body.contains("--import-sources (or IMPORT_SOURCES)"), "\(answer.body)")
        }
    }

    @Test("A key needs the right ingest, and the dataset must exist for it")
    func rights() async throws {
        try await Self.server(.samples).test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            let body = Self.body("sales.ndjson")
            let reader = try await client.makeKey(#""scopes": ["read"]"#)
            #expect(try await client.send(.post, Self.path, body, as: reader.headers).status == 403)
            let other = try await client.makeKey(#""scopes": ["ingest"], "datasets": ["other"]"#)
            #expect(try await client.send(.post, Self.path, body, as: other.headers).status == 404)
            let filtered = try await client.makeKey(
                #""scopes": ["ingest"], "datasets": ["sales"], "filters": {"sales": [{"member": "country", "operator": "equals", "values": ["DE"]}]}"#
            )
            #expect(try await client.send(.post, Self.path, body, as: filtered.headers).code == "invalid_rows")
            #expect(try await Self.count(client) == .number("0"))
        }
    }

    @Test("An object that fails or changes while it is read leaves no row behind, and the answer has no internals")
    func failures() async throws {
        let cases: [(Int, ObjectSourceError, Int, String)] = [
            (0, ObjectSourceError("there is none", kind: .unreadable, cause: "CANARY"), 422, "object_unreadable"),
            (3, ObjectSourceError("it is away", kind: .unavailable, cause: "CANARY"), 503, "unavailable"),
            (3, ObjectSourceError("it was replaced", kind: .unreadable, cause: "CANARY"), 422, "object_unreadable"),
        ]
        for (part, error, status, code) in cases {
            let objects = InMemoryObjects(["s3://example-data/shared/a.csv": .init(Sales.rows)], most: 40)
            objects.fail(atPart: part, with: error)
            let server = Self.server(objects)
            try await server.test { client in
                _ = try await client.post("/v1/datasets", Sales.definition)
                let answer = try await client.post(Self.path, Self.body("a.csv"))
                #expect(answer.status == status && answer.code == code, "\(answer.body)")
                #expect(answer.body.contains(error.description) && !answer.body.contains("CANARY"))
                #expect(try await Self.count(client) == .number("0"))
            }
            #expect(server.log.text.contains("CANARY"))
        }
    }

    @Test("The limits of uploads and of the key apply to the object, also decompressed")
    func limits() async throws {
        let bomb = InMemoryObjects.Object(try #require(GzipEncoder.encode([UInt8](repeating: 0x0A, count: 5000))))
        let objects = InMemoryObjects([
            "s3://example-data/shared/long.csv": .init(Sales.rows + String(repeating: "\n", count: 1000)),
            "s3://example-data/shared/bomb.csv": bomb, "s3://example-data/shared/a.csv": .init(Sales.rows),
        ])
        var server = Self.server(objects)
        server.limits.streamedBody = 1000
        try await server.test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            for key in ["long.csv", "bomb.csv"] {
                let answer = try await client.post(Self.path, Self.body(key))
                #expect(answer.status == 413 && answer.code == "content_too_large", "\(answer.body)")
            }
            let limited = try await client.makeKey(
                #""scopes": ["ingest"], "limits": {"uploadBytes": {"quota": 200, "windowSeconds": 60}}"#)
            let first = try await client.send(.post, Self.path, Self.body("a.csv"), as: limited.headers)
            #expect(first.status == 201, "\(first.body)")
            let second = try await client.send(.post, Self.path, Self.body("a.csv"), as: limited.headers)
            #expect(second.status == 429, "\(second.body)")
            #expect(try await Self.count(client) == .number("4"))
        }
    }

    @Test("Bad rows are treated as those of an upload")
    func badRows() async throws {
        let objects = InMemoryObjects(["s3://example-data/shared/a.csv": .init(IngestRouteTests.mixed)])
        try await Self.server(objects).test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            let strict = try await client.post(Self.path, Self.body("a.csv"))
            #expect(strict.code == "invalid_rows" && strict.firstError?["line"] == .number("3"))
            let lenient = try await client.post(
                Self.path, Self.body("a.csv"), headers: [Self.prefer: "handling=lenient"])
            #expect(lenient.status == 201)
            #expect(lenient.headers[HTTPField.Name("Preference-Applied")!] == "handling=lenient")
            #expect(try lenient.json["rejected"] == .number("2"))
        }
    }

    @Test(
        "A description in another form is refused with the place of the mistake",
        arguments: [
            ("{}", "", "missing"), (#"{"s3": 1}"#, "/s3", "s3://BUCKET/KEY"),
            (#"{"s3": "s3://example-data"}"#, "/s3", "s3://BUCKET/KEY"),
            (#"{"s3": "s3://example-data/shared/../private/a.csv"}"#, "/s3", "segments"),
            (#"{"s3": {"bucket": "example-data"}}"#, "/s3", "\"key\""),
            (#"{"s3": {"bucket": "example-data", "key": 1}}"#, "/s3/key", "a string"),
            (#"{"s3": {"bucket": "example-data", "key": "shared/a", "acl": "x"}}"#, "/s3/acl", "version"),
            (#"{"s3": {"bucket": "example-data", "key": "shared/a", "region": "a.b"}}"#, "/s3", "bucket"),
            (#"{"s3": "s3://example-data/shared/a", "format": "xml"}"#, "/format", "ndjson"),
            (#"{"s3": "s3://example-data/shared/a", "once": "yes"}"#, "/once", "true or false"),
            (#"{"S3": "s3://example-data/shared/a"}"#, "/S3", "s3"), ("[]", "", "an object"),
        ])
    func descriptions(body: String, pointer: String, reason: String) async throws {
        try await Self.server(.samples).test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            let answer = try await client.post(Self.path, body)
            #expect(answer.status == 422 && answer.code == "invalid_import", "\(answer.body)")
            #expect(answer.firstError?["pointer"] == .string(pointer), "\(answer.body)")
            guard case .string(let detail)? = answer.firstError?["detail"] else { return }
            #expect(detail.contains(reason), "\(detail)")
        }
    }

    @Test("An object whose format nothing tells is refused with the remedy")
    func unknownFormat() async throws {
        let objects = InMemoryObjects(["s3://example-data/shared/a": .init(Sales.rows)])
        try await Self.server(objects).test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            let answer = try await client.post(Self.path, Self.body("a"))
            #expect(answer.code == "invalid_import" && answer.body.contains("add \\\"format\\\""), "\(answer.body)")
        }
    }
}
