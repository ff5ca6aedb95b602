import AWSClient
import AWSClientTesting
import AWSSigV4
import Foundation
import Models
import Testing

@testable import AnalyticsAPI

/// A running server that imports objects from moto, which checks the signatures of its requests. Requires the product `api-server`,
/// which `swift build --build-tests` builds.
@Suite(
    .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"),
    .enabled(if: MotoServer.isExpected, MotoServer.absence), .timeLimit(.minutes(3)))
struct ObjectImportProcessTests {
    private static let definition =
        #"{"name": "d", "columns": [{"name": "k", "type": "string"}, {"name": "n", "type": "integer"}]}"#

    /// A bucket that a server may read below `in/`.
    private struct Bucket {
        let name: String
        let client: ServiceClient
        let location: BucketLocation

        init(_ moto: MotoServer) async throws {
            client = try moto.configuration().client(for: .s3)
            name = "weir-\(UUID().uuidString.lowercased())"
            _ = try await client.call(CreateBucket(bucket: name, region: MotoServer.region))
            location = try BucketLocation(bucket: name, endpoint: client.endpoint)
        }

        func put(_ key: String, _ bytes: [UInt8], type: String = "binary/octet-stream") async throws {
            _ = try await client.call(
                ObjectOperations.PutObject(location: location, key: key, body: bytes, contentType: type))
        }
    }

    private static func server(_ moto: MotoServer, _ bucket: Bucket, _ key: AWSCredentials) throws -> ServerUnderTest {
        try ServerUnderTest(
            ["--port", "0"],
            environment: [
                "AWS_ACCESS_KEY_ID": key.accessKeyID, "AWS_SECRET_ACCESS_KEY": key.secretAccessKey,
                "AWS_REGION": MotoServer.region, "AWS_ENDPOINT_URL_S3": moto.url, "no_proxy": "*",
                "IMPORT_SOURCES": "s3://\(bucket.name)/in/",
            ])
    }

    /// Imports an object and returns the status and the JSON of the answer.
    private static func load(
        _ key: String, of bucket: Bucket, _ port: Int, _ more: String = ""
    ) async throws -> (status: String, json: JSONValue) {
        let answer = try await Connection.exchange(
            port: port, "POST", "/v1/datasets/d/imports", type: "application/json",
            body: #"{"s3": "s3://\#(bucket.name)/\#(key)"\#(more)}"#)
        let body = answer.split(separator: "\r\n\r\n", maxSplits: 1).last ?? ""
        return (String(answer.dropFirst("HTTP/1.1 ".count).prefix(3)), try JSONValue(parsing: String(body)))
    }

    @Test("A server imports an object of several parts with its own credentials, and the same content once")
    func objects() async throws {
        let moto = try #require(await MotoServer.shared, MotoServer.absence)
        let bucket = try await Bucket(moto)
        let rows = 700_000
        var large = Array("k,n\n".utf8)
        for row in 0..<rows { large += Array("key \(row % 7),\(row)\n".utf8) }
        // Parts have 4 MiB.
        #expect(large.count > 2 * (4 << 20))
        try await bucket.put("in/large.csv", large)
        try await bucket.put("in/few.ndjson.gz", try #require(GzipEncoder.encode(Array(#"{"k":"a","n":1}"#.utf8))))
        try await bucket.put("other/few.csv", Array("k,n\nb,2\n".utf8), type: "text/csv")
        let server = try Self.server(moto, bucket, moto.credentials)
        let port = try await server.startListening()
        let made = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json", body: Self.definition)
        #expect(made.hasPrefix("HTTP/1.1 201"), "\(made)")
        for (key, more, status, inserted) in [
            ("in/large.csv", #", "once": true"#, "201", rows), ("in/large.csv", #", "once": true"#, "201", rows),
            ("in/few.ndjson.gz", "", "201", 1), ("in/few.ndjson.gz", "", "201", 1),
        ] {
            let answer = try await Self.load(key, of: bucket, port, more)
            #expect(answer.status == status && answer.json["inserted"] == .number("\(inserted)"), "\(answer)")
        }
        // An object with new content under the same key is another one.
        try await bucket.put("in/large.csv", Array("k,n\nc,3\n".utf8))
        #expect(
            try await Self.load("in/large.csv", of: bucket, port, #", "once": true"#).json["inserted"] == .number("1"))
        for (key, status, code) in [
            ("in/none.csv", "422", "object_unreadable"), ("other/few.csv", "403", "forbidden"),
            ("in/../other/few.csv", "422", ""),
        ] {
            let answer = try await Self.load(key, of: bucket, port)
            #expect(answer.status == status, "\(answer)")
            #expect(code.isEmpty || answer.json["code"] == .string(code), "\(answer)")
        }
        let dataset = try await Connection.exchange(port: port, "GET", "/v1/datasets/d")
        #expect(dataset.contains("\"rowCount\":\(rows + 3)"), "\(dataset)")
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
    }

    @Test("A server whose credentials S3 refuses says that it cannot read the object, and tells no credential")
    func refused() async throws {
        let moto = try #require(await MotoServer.shared, MotoServer.absence)
        let bucket = try await Bucket(moto)
        try await bucket.put("in/few.csv", Array("k,n\nb,2\n".utf8))
        let key = AWSCredentials(accessKeyID: moto.credentials.accessKeyID, secretAccessKey: "CANARY-secret")
        let server = try Self.server(moto, bucket, key)
        let port = try await server.startListening()
        _ = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json", body: Self.definition)
        let answer = try await Self.load("in/few.csv", of: bucket, port)
        #expect(answer.status == "422" && answer.json["code"] == .string("object_unreadable"), "\(answer)")
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        let log = server.logLines.joined()
        #expect(log.contains("SignatureDoesNotMatch") || log.contains("403"), "\(log)")
        #expect(!log.contains("CANARY") && !"\(answer)".contains("CANARY"))
        #expect(!"\(answer)".contains(moto.credentials.accessKeyID))
    }
}
