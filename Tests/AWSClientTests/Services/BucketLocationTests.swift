import AWSClient
import HTTPTypes
import Testing

@Suite
struct BucketLocationTests {
    private static let own = Endpoint(
        scheme: "https", authority: "s3.eu-west-1.amazonaws.com", basePath: "", signingRegion: "eu-west-1",
        isCustom: false)
    private static let custom = Endpoint(
        scheme: "http", authority: "127.0.0.1:5000", basePath: "/base", signingRegion: "eu-west-1", isCustom: true)

    @Test(
        "A bucket is in the host if certificate and name resolution allow it, and in the path otherwise",
        arguments: [
            ("logs-2030", own, "logs-2030.", "/a%20b/%C3%BC%2B"), ("logs.2030", own, "", "/logs.2030/a%20b/%C3%BC%2B"),
            ("logs-2030", custom, "", "/logs-2030/a%20b/%C3%BC%2B"),
        ])
    func addressing(bucket: String, endpoint: Endpoint, host: String, path: String) throws {
        let location = try BucketLocation(bucket: bucket, endpoint: endpoint)
        let wire = try ObjectOperations.GetObject(location: location, key: "a b/ü+").request()
        #expect(wire.hostPrefix == host)
        #expect(wire.path == path)
        #expect(wire.method == .get && wire.body.isEmpty && !wire.mayFailLate)
    }

    @Test(
        "An invalid bucket name is rejected",
        arguments: [
            "", "ab", String(repeating: "a", count: 64), "Upper", "under_score", "-begins", "ends.", "two..dots", "a/b",
            "a@evil.example", "ünï",
        ])
    func names(bucket: String) {
        let error = #expect(throws: WireRequest.InvalidInputError.self) {
            try BucketLocation(bucket: bucket, endpoint: Self.own)
        }
        #expect(error?.description.contains("expected 3 to 63") == true)
    }

    @Test(
        "An empty or too long key is rejected",
        arguments: ["", String(repeating: "ü", count: 513)])
    func keys(key: String) throws {
        let location = try BucketLocation(bucket: "bucket", endpoint: Self.own)
        #expect(throws: WireRequest.InvalidInputError.self) {
            try ObjectOperations.HeadObject(location: location, key: key).request()
        }
    }

    @Test("A version, a condition and a selection are part of the request")
    func parts() throws {
        let location = try BucketLocation(bucket: "bucket", endpoint: Self.own)
        let get = try ObjectOperations.GetObject(location: location, key: "k", versionID: "a/b=").request()
        #expect(get.path == "/k?versionId=a%2Fb%3D")
        let absent = try ObjectOperations.PutObject(location: location, key: "k", body: [1], condition: .isAbsent)
            .request()
        #expect(absent.fields[.ifNoneMatch] == "*" && absent.body == [1] && absent.method == .put)
        let same = try ObjectOperations.PutObject(
            location: location, key: "k", body: [], condition: .hasEntityTag("\"x\"")
        ).request()
        #expect(same.fields[.ifMatch] == "\"x\"" && same.fields[.ifNoneMatch] == nil)
        var list = ObjectOperations.ListObjects(location: location, prefix: "a&b", pageSize: 2)
        list.pageToken = "t=="
        #expect(try list.request().path == "/?list-type=2&continuation-token=t%3D%3D&max-keys=2&prefix=a%26b")
    }
}
