import AWSClient
import AWSOperations
import Foundation
import HTTPTypes
import Testing

@Suite("Deleting objects of S3")
struct ObjectDeletingTests {
    private static func location() throws -> BucketLocation {
        let settings = EndpointSettings(environment: ["AWS_REGION": "eu-west-1"])
        return try BucketLocation(bucket: "bucket-1", endpoint: settings.endpoint(for: .s3))
    }

    @Test("A deletion may require an entity tag and name a version")
    func one() throws {
        let request = try ObjectOperations.DeleteObject(
            location: Self.location(), key: "lock/dev", versionID: "v+1", entityTag: "\"e\""
        ).request()
        #expect(request.method == .delete)
        #expect(request.path == "/lock/dev?versionId=v%2B1")
        #expect(request.hostPrefix == "bucket-1.")
        #expect(request.fields[.ifMatch] == "\"e\"")
    }

    @Test("Many objects are deleted by a document with a checksum, and those that stay are named")
    func many() throws {
        let operation = ObjectOperations.DeleteObjects(
            location: try Self.location(), entries: [.init(key: "a&<b>"), .init(key: "c", versionID: "1")])
        let request = try operation.request()
        #expect(request.path == "/?delete=")
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Object><Key>a&amp;&lt;b&gt;</Key></Object><Object><Key>c</Key><VersionId>1</VersionId></Object><Quiet>true</Quiet></Delete>"
        )
        let checksum = request.fields.first { $0.name.rawName == "x-amz-checksum-crc32" }?.value
        #expect(checksum == ObjectOperations.DeleteObjects.checksum(request.body))
        let body =
            "<DeleteResult><Error><Key>c</Key><VersionId>1</VersionId><Code>AccessDenied</Code></Error></DeleteResult>"
        let failures = try ObjectOperations.DeleteObjects.output(
            of: WireResponse(head: HTTPResponse(status: .ok), body: Array(body.utf8)))
        #expect(failures == [.init(key: "c", versionID: "1", code: "AccessDenied")])
    }

    // The check value of CRC-32/ISO-HDLC is CBF43926.
    @Test("The checksum is the CRC-32 of the published check value")
    func checksum() {
        #expect(ObjectOperations.DeleteObjects.checksum(Array("123456789".utf8)) == "y/Q5Jg==")
    }

    @Test("Versions are listed with delete markers, and the next page has both markers")
    func versions() throws {
        let body = """
            <ListVersionsResult><IsTruncated>true</IsTruncated><NextKeyMarker>b c</NextKeyMarker>
            <NextVersionIdMarker>2</NextVersionIdMarker><Version><Key> a</Key><VersionId>1</VersionId></Version>
            <DeleteMarker><Key>b</Key><VersionId>2</VersionId></DeleteMarker></ListVersionsResult>
            """
        let page = try ObjectOperations.ListObjectVersions.output(
            of: WireResponse(head: HTTPResponse(status: .ok), body: Array(body.utf8)))
        #expect(page.entries == [.init(key: " a", versionID: "1"), .init(key: "b", versionID: "2")])
        var next = ObjectOperations.ListObjectVersions(location: try Self.location(), prefix: "x")
        #expect(try next.request().path == "/?prefix=x&versions=")
        next.pageToken = page.nextToken
        #expect(try next.request().path == "/?key-marker=b%20c&version-id-marker=2&prefix=x&versions=")
    }
}
