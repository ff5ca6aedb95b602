import AWSClient
import AWSClientTesting
import AWSSigV4
import Foundation
import Testing

@Suite(.enabled(if: MotoServer.isExpected, MotoServer.absence))
struct MotoObjectTests {
    /// Moto checks a signature against its own encoding of the URL, and so rejects even botocore's for a key with
    /// `+`, `*` or `ü` and for a prefix with `/`. AWSSigV4's tests compare those signatures with botocore.
    @Test("S3 writes, finds, reads and lists objects")
    func objects() async throws {
        let moto = try #require(await MotoServer.shared, MotoServer.absence)
        let client = try moto.configuration().client(for: .s3)
        let name = "weir-\(UUID().uuidString.lowercased())"
        _ = try await client.call(CreateBucket(bucket: name, region: MotoServer.region))
        let location = try BucketLocation(bucket: name, endpoint: client.endpoint)
        let keys = ["a/1", "a/2 with space", "a/3-_.~", "a/4//5", "b"]
        for key in keys {
            let put = ObjectOperations.PutObject(
                location: location, key: key, body: Array(key.utf8), contentType: "text/plain", condition: .isAbsent)
            #expect(try await client.call(put).entityTag?.isEmpty == false)
        }
        for key in keys {
            let object = try await client.call(ObjectOperations.GetObject(location: location, key: key))
            #expect(String(decoding: object.body, as: UTF8.self) == key)
            let head = try await client.call(ObjectOperations.HeadObject(location: location, key: key))
            #expect(head.length == key.utf8.count && head.contentType == "text/plain")
            #expect(head.entityTag == object.metadata.entityTag)
        }

        var pages = 0
        var listed: [ObjectOperations.ListObjects.Entry] = []
        for try await page in client.pages(
            of: ObjectOperations.ListObjects(location: location, prefix: "a", pageSize: 2))
        {
            pages += 1
            listed += page.entries
        }
        #expect(pages == 2)
        #expect(listed.map(\.key) == Array(keys.prefix(4)))
        #expect(listed.map(\.length) == keys.prefix(4).map(\.utf8.count))
        #expect(listed.allSatisfy { abs($0.lastModified?.timeIntervalSinceNow ?? .infinity) < 600 })
    }

    @Test("Of two conditional writes of a new object one is rejected")
    func conditional() async throws {
        let moto = try #require(await MotoServer.shared, MotoServer.absence)
        let client = try moto.configuration().client(for: .s3)
        let name = "weir-\(UUID().uuidString.lowercased())"
        _ = try await client.call(CreateBucket(bucket: name, region: MotoServer.region))
        let location = try BucketLocation(bucket: name, endpoint: client.endpoint)
        func put(_ text: String) -> ObjectOperations.PutObject {
            ObjectOperations.PutObject(
                location: location, key: "release/1", body: Array(text.utf8), condition: .isAbsent)
        }
        _ = try await client.call(put("first"))
        let refused = await #expect(throws: AWSError.self) { try await client.call(put("second")) }
        #expect(refused?.code == "PreconditionFailed" && refused?.status == 412 && refused?.isRetryable == false)
        let object = try await client.call(ObjectOperations.GetObject(location: location, key: "release/1"))
        #expect(String(decoding: object.body, as: UTF8.self) == "first")
    }

    @Test("Errors distinguish missing buckets and keys from denied access")
    func errors() async throws {
        let moto = try #require(await MotoServer.shared, MotoServer.absence)
        let client = try moto.configuration().client(for: .s3)
        let name = "weir-\(UUID().uuidString.lowercased())"
        let location = try BucketLocation(bucket: name, endpoint: client.endpoint)
        let get = ObjectOperations.GetObject(location: location, key: "none")
        let noBucket = await #expect(throws: AWSError.self) { try await client.call(get) }
        #expect(noBucket?.code == "NoSuchBucket" && noBucket?.isNotFound == true)
        _ = try await client.call(CreateBucket(bucket: name, region: MotoServer.region))
        let noKey = await #expect(throws: AWSError.self) { try await client.call(get) }
        #expect(noKey?.code == "NoSuchKey" && noKey?.isNotFound == true && noKey?.status == 404)
        let head = ObjectOperations.HeadObject(location: location, key: "none")
        let noHead = await #expect(throws: AWSError.self) { try await client.call(head) }
        #expect(noHead?.isNotFound == true && noHead?.status == 404)
        let wrong = AWSCredentials(accessKeyID: moto.credentials.accessKeyID, secretAccessKey: "canary")
        let stranger = try moto.configuration(wrong).client(for: .s3)
        let refused = await #expect(throws: AWSError.self) { try await stranger.call(get) }
        #expect(refused?.code == "SignatureDoesNotMatch" && refused?.status == 403)
        #expect(refused.map { !"\($0)".contains("canary") } == true)
    }
}
