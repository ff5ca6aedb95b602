import AWSClient
import AWSClientTesting
import AWSSigV4
import Foundation
import HTTPCore
import HTTPCoreTesting
import HTTPTypes
import Testing

@Suite
struct ObjectOperationsTests {
    private func client(_ transport: FakeTransport) throws -> ServiceClient {
        var configuration = ClientConfiguration(
            credentials: FixedCredentials(AWSCredentials(accessKeyID: "AKID", secretAccessKey: "s")),
            transport: transport, endpoints: EndpointSettings(environment: ["AWS_REGION": "eu-west-1"]))
        configuration.clock = StepClock()
        return try configuration.client(for: .s3)
    }

    private static func location(_ client: ServiceClient) throws -> BucketLocation {
        try BucketLocation(bucket: "bucket", endpoint: client.endpoint)
    }

    private static let late = #"<?xml version="1.0"?>\#n<Error><Code>InternalError</Code><Message>m</Message></Error>"#

    @Test("A request for an object goes to the bucket's host with the payload's hash in its header")
    func signed() async throws {
        let transport = FakeTransport(script: [
            .response(
                fields: [
                    .eTag: "\"e\"", .contentType: "text/plain", .lastModified: "Tue, 01 Jan 2030 00:00:00 GMT",
                ], body: Array("hello".utf8))
        ])
        let client = try client(transport)
        let object = try await client.call(
            ObjectOperations.GetObject(location: Self.location(client), key: "a b"))
        #expect(object.body == Array("hello".utf8))
        #expect(object.metadata.entityTag == "\"e\"" && object.metadata.contentType == "text/plain")
        #expect(object.metadata.lastModified == Date(timeIntervalSince1970: 1_893_456_000))
        let sent = try #require(transport.requests.first)
        #expect(sent.head.authority == "bucket.s3.eu-west-1.amazonaws.com" && sent.head.path == "/a%20b")
        let name = try #require(HTTPField.Name("x-amz-content-sha256"))
        #expect(
            sent.head.headerFields[name] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test("A list is retried if the body of a successful response is an error")
    func lateError() async throws {
        let page =
            "<ListBucketResult><Contents><Key> a&amp;b</Key><Size>7</Size><LastModified>2030-01-01T00:00:00.123Z</LastModified></Contents></ListBucketResult>"
        let transport = FakeTransport(script: [
            .response(body: Array(Self.late.utf8)), .response(body: Array(page.utf8)),
        ])
        let client = try client(transport)
        let list = try await client.call(ObjectOperations.ListObjects(location: Self.location(client)))
        #expect(list.entries.map(\.key) == [" a&b"] && list.entries.map(\.length) == [7])
        // Foundation's version determines whether the fraction is parsed or dropped.
        let modified = try #require(list.entries.first?.lastModified)
        #expect((1_893_456_000..<1_893_456_001).contains(modified.timeIntervalSince1970))
        #expect(list.nextToken == nil)
        #expect(transport.requests.count == 2)
    }

    @Test("An object that looks like an error is read as an object")
    func lookalike() async throws {
        let transport = FakeTransport(script: [.response(body: Array(Self.late.utf8))])
        let client = try client(transport)
        let object = try await client.call(ObjectOperations.GetObject(location: Self.location(client), key: "k"))
        #expect(object.body == Array(Self.late.utf8))
    }

    @Test(
        "A list with a missing or malformed key or size is an error",
        arguments: [
            "<R><Contents><Size>1</Size></Contents></R>", "<R><Contents><Key>k</Key></Contents></R>",
            "<R><Contents><Key>k</Key><Size>many</Size></Contents></R>", "<R>", "",
        ])
    func malformed(body: String) async throws {
        let client = try client(FakeTransport(script: [.response(body: Array(body.utf8))]))
        let list = ObjectOperations.ListObjects(location: try Self.location(client))
        let error = await #expect(throws: AWSError.self) { try await client.call(list) }
        guard case .invalidResponse? = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("An object without a key is an error before any request is sent")
    func invalid() async throws {
        let transport = FakeTransport(script: [])
        let client = try client(transport)
        let get = ObjectOperations.GetObject(location: try Self.location(client), key: "")
        let error = await #expect(throws: AWSError.self) { try await client.call(get) }
        #expect(error?.message.contains("expected 1 to 1024") == true)
        #expect(transport.requests.isEmpty)
    }
}
