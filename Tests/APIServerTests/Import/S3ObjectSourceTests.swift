import AWSClient
import AWSSigV4
import AnalyticsAPI
import HTTPCore
import HTTPCoreTesting
import HTTPTypes
import Testing

@testable import APIServer

@Suite("S3ObjectSource")
struct S3ObjectSourceTests {
    private static let secret = "CANARY-secret"
    private static let token = "CANARY-token"

    private static func source(_ transport: FakeTransport, url: String? = nil) -> S3ObjectSource {
        let credentials = StaticCredentialsProvider(
            AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: secret, sessionToken: token))
        var configuration = ClientConfiguration(
            credentials: credentials, transport: transport,
            endpoints: EndpointSettings(explicitURL: url, environment: ["AWS_REGION": "eu-west-1"]))
        configuration.retries = RetryPolicy(maximumAttempts: 1)
        return S3ObjectSource(configuration)
    }

    private static func object(
        key: String = "in/a b+ü.csv", region: String? = nil, version: String? = nil
    ) throws -> ObjectReference {
        try #require(ObjectReference(bucket: "data", key: key, region: region, version: version))
    }

    private static func part(_ body: String, _ range: String) -> Reply {
        .response(
            .partialContent,
            fields: [
                .contentRange: range, .eTag: "\"e1\"", .contentType: "text/csv",
                HTTPField.Name("x-amz-version-id")!: "v1",
            ], body: Array(body.utf8))
    }

    @Test("A part is asked for by a signed request for its bytes, at the bucket's own host")
    func requests() async throws {
        let transport = FakeTransport(script: [Self.part("ts\n", "bytes 0-2/7"), Self.part("2026", "bytes 3-6/7")])
        let source = Self.source(transport)
        let first = try await source.part(of: Self.object(), from: 0, atMost: 3, entityTag: nil)
        #expect(
            first
                == ObjectPart(
                    bytes: Array("ts\n".utf8), total: 7, entityTag: "\"e1\"", version: "v1", contentType: "text/csv"))
        let place = try Self.object(region: "us-east-2", version: "v/1")
        let second = try await source.part(of: place, from: 3, atMost: 100, entityTag: "\"e1\"")
        #expect(second.bytes == Array("2026".utf8) && second.total == 7)

        let requests = transport.requests.map(\.head)
        #expect(requests.map(\.method) == [.get, .get] && requests.map(\.scheme) == ["https", "https"])
        #expect(requests[0].authority == "data.s3.eu-west-1.amazonaws.com")
        #expect(requests[1].authority == "data.s3.us-east-2.amazonaws.com")
        #expect(requests[0].path == "/in/a%20b%2B%C3%BC.csv")
        #expect(requests[1].path == "/in/a%20b%2B%C3%BC.csv?versionId=v%2F1")
        #expect(requests.map { $0.headerFields[.range] } == ["bytes=0-2", "bytes=3-102"])
        #expect(requests.map { $0.headerFields[.ifMatch] } == [nil, "\"e1\""])
        for request in requests {
            #expect(request.headerFields[.authorization]?.hasPrefix("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/") == true)
        }
    }

    @Test("The endpoint of an emulator has the bucket in the path")
    func emulator() async throws {
        let transport = FakeTransport(script: [Self.part("a", "bytes 0-0/1")])
        _ = try await Self.source(transport, url: "http://127.0.0.1:5000").part(
            of: Self.object(key: "a.csv"), from: 0, atMost: 10, entityTag: nil)
        let request = try #require(transport.requests.first?.head)
        #expect(request.authority == "127.0.0.1:5000" && request.path == "/data/a.csv")
    }

    @Test("An object without bytes has none, although it has no range either")
    func empty() async throws {
        let transport = FakeTransport(script: [Self.failure(416, "InvalidRange")])
        let part = try await Self.source(transport).part(of: Self.object(), from: 0, atMost: 10, entityTag: nil)
        #expect(part.bytes.isEmpty && part.total == 0)
    }

    private static func failure(_ status: Int, _ code: String, fields: HTTPFields = [:]) -> Reply {
        .response(
            HTTPResponse.Status(code: status), fields: fields,
            body: Array(
                """
                <?xml version="1.0"?><Error><Code>\(code)</Code><Message>User: arn:aws:sts::123456789012:assumed-role/CANARY \
                is not authorized</Message></Error>
                """.utf8))
    }

    @Test(
        "The reason of a failure is told without S3's own words, and a redirect is not followed",
        arguments: [
            (404, "NoSuchKey", ObjectSourceError.Kind.unreadable, "no such object"),
            (404, "NoSuchBucket", .unreadable, "no such bucket"), (403, "AccessDenied", .unreadable, "s3:GetObject"),
            (403, "InvalidAccessKeyId", .unreadable, "denies"), (301, "PermanentRedirect", .unreadable, "region"),
            (400, "AuthorizationHeaderMalformed", .unreadable, "region"),
            (412, "PreconditionFailed", .unreadable, "replaced"),
            (403, "InvalidObjectState", .unreadable, "archive"), (503, "SlowDown", .unavailable, "not available"),
            (500, "InternalError", .unavailable, "not available"), (400, "Strange", .unreadable, "refuses"),
        ])
    func failures(status: Int, code: String, kind: ObjectSourceError.Kind, reason: String) async throws {
        let transport = FakeTransport(script: [
            Self.failure(status, code, fields: [.location: "https://evil.example/"])
        ])
        let error = await #expect(throws: ObjectSourceError.self) {
            try await Self.source(transport).part(of: Self.object(), from: 0, atMost: 10, entityTag: nil)
        }
        #expect(error?.kind == kind && error?.description.contains(reason) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("CANARY") == false)
        #expect(error?.cause?.contains(Self.secret) == false && error?.cause?.contains(Self.token) == false)
        #expect(error?.cause?.contains(code) == true || kind == .unreadable)
        #expect(transport.requests.count == 1)
    }

    @Test("An answer without the object's size or tag, with other bytes or another coding is refused")
    func answers() async throws {
        let tag: HTTPFields = [.eTag: "\"e1\""]
        let replies: [Reply] = [
            .response(.partialContent, fields: tag, body: [1]),
            .response(.partialContent, fields: [.contentRange: "bytes 0-0/1"], body: [1]),
            .response(.partialContent, fields: [.eTag: "\"e1\"", .contentRange: "bytes 0-0/*"], body: [1]),
            .response(.partialContent, fields: [.eTag: "\"e1\"", .contentRange: "bytes 5-5/9"], body: [1]),
            .response(.ok, fields: tag, body: [UInt8](repeating: 1, count: 11)),
            .response(.ok, fields: [.eTag: "\"e1\"", .contentEncoding: "br"], body: [1]),
        ]
        for reply in replies {
            let transport = FakeTransport(script: [reply])
            await #expect(throws: ObjectSourceError.self) {
                try await Self.source(transport).part(of: Self.object(), from: 0, atMost: 10, entityTag: nil)
            }
        }
        let lost = FakeTransport(script: [])
        let error = await #expect(throws: ObjectSourceError.self) {
            try await Self.source(lost).part(of: Self.object(), from: 0, atMost: 10, entityTag: nil)
        }
        #expect(error?.kind == .unavailable)
    }
}
