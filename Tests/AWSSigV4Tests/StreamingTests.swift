import AWSSigV4
import HTTPTypes
import Testing

/// The two worked examples of the S3 API Reference: "transferring payload in multiple chunks" and "including trailing
/// headers".
@Suite("Streaming payloads")
struct StreamingTests {
    static let credentials = AWSCredentials(
        accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    static let body = [UInt8](repeating: UInt8(ascii: "a"), count: 66_560)

    let signer = SigV4Signer(service: "s3", region: "us-east-1")

    func request(_ fields: HTTPFields = HTTPFields()) throws -> HTTPRequest {
        var request = HTTPRequest(
            method: .put, scheme: "https", authority: "s3.amazonaws.com", path: "/examplebucket/chunkObject.txt")
        request.headerFields = fields
        request.headerFields[try #require(HTTPField.Name("x-amz-storage-class"))] = "REDUCED_REDUNDANCY"
        return request
    }

    func stream(_ payload: StreamingPayload, _ fields: HTTPFields = HTTPFields()) throws -> SignedStream {
        try signer.sign(
            request(fields), streaming: payload, with: Self.credentials,
            at: #require(SigningTime("20130524T000000Z")))
    }

    @Test("Signed chunks match S3's example")
    func signedChunks() throws {
        let stream = try stream(
            StreamingPayload(decodedLength: 66_560), [.contentLength: "66824"])
        #expect(
            stream.head.signature == "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9")
        var body = stream.body
        let sent = try body.append(Self.body) + body.finish()
        let a = { String(repeating: "a", count: $0) }
        let expected =
            "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n"
            + a(65_536) + "\r\n"
            + "400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"
            + a(1024) + "\r\n"
            + "0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n"
        #expect(String(decoding: sent, as: UTF8.self) == expected)
        #expect(sent.count == 66_824)
        #expect(stream.body.payload.encodedLength == 66_824)
    }

    @Test("Signed trailers match S3's example")
    func signedTrailers() throws {
        let name = try #require(HTTPField.Name("x-amz-checksum-crc32c"))
        let payload = try StreamingPayload(decodedLength: 66_560, trailers: [.init(name: name, valueLength: 8)])
        let stream = try stream(payload)
        #expect(
            stream.head.signature == "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e")
        var body = stream.body
        let sent = try body.append(Self.body) + body.finish(trailers: [name: "sOO8/Q=="])
        let text = String(decoding: sent, as: UTF8.self)
        #expect(text.contains("b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2"))
        #expect(text.contains("1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7"))
        #expect(
            text.hasSuffix(
                "\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
                    + "x-amz-checksum-crc32c:sOO8/Q==\r\n"
                    + "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n"
            ))
        #expect(sent.count == payload.encodedLength)
        #expect(stream.head.request.headerFields[.contentLength] == String(payload.encodedLength))
    }

    @Test("Unsigned chunks end with a checksum trailer")
    func unsignedChunks() throws {
        let name = try #require(HTTPField.Name("x-amz-checksum-crc32c"))
        let payload = try StreamingPayload(
            decodedLength: 3, integrity: .checksumTrailer, trailers: [.init(name: name, valueLength: 8)])
        let stream = try stream(payload, [.contentEncoding: "gzip"])
        let fields = stream.head.request.headerFields
        #expect(fields[try #require(HTTPField.Name("x-amz-content-sha256"))] == "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
        #expect(fields[.contentEncoding] == "aws-chunked,gzip")
        var body = stream.body
        let sent = try body.append(Array("abc".utf8)) + body.finish(trailers: [name: "sOO8/Q=="])
        #expect(
            String(decoding: sent, as: UTF8.self) == "3\r\nabc\r\n0\r\nx-amz-checksum-crc32c:sOO8/Q==\r\n\r\n")
        #expect(sent.count == payload.encodedLength)
    }

    @Test("The bytes do not depend on the pieces of the body", arguments: [1, 7, 1000, 8192, 65_537])
    func pieces(_ size: Int) throws {
        let payload = try StreamingPayload(decodedLength: Self.body.count, chunkSize: 8192)
        var whole = try stream(payload).body
        let expected = try whole.append(Self.body) + whole.finish()
        var cut = try stream(payload).body
        var sent: [UInt8] = []
        for start in stride(from: 0, to: Self.body.count, by: size) {
            sent += try cut.append(Self.body[start..<min(start + size, Self.body.count)])
        }
        sent += try cut.finish()
        #expect(sent == expected)
        #expect(sent.count == payload.encodedLength)
    }

    @Test("The encoded length is known in advance", arguments: [0, 1, 8191, 8192, 8193, 16_384, 100_000])
    func encodedLength(_ length: Int) throws {
        let payload = try StreamingPayload(decodedLength: length, chunkSize: 8192)
        var body = try stream(payload).body
        let sent = try body.append([UInt8](repeating: 1, count: length)) + body.finish()
        #expect(sent.count == payload.encodedLength)
    }

    @Test("A body of another length than declared is rejected")
    func wrongLength() throws {
        var short = try stream(StreamingPayload(decodedLength: 10)).body
        _ = try short.append([1, 2, 3])
        #expect(throws: SigningError.streamLength(declared: 10, got: 3)) { try short.finish() }
        #expect(throws: SigningError.streamLength(declared: 10, got: 11)) {
            try short.append([UInt8](repeating: 0, count: 8))
        }
    }

    @Test("Bytes after the end are rejected")
    func afterTheEnd() throws {
        var body = try stream(StreamingPayload(decodedLength: 0)).body
        _ = try body.finish()
        #expect(throws: SigningError.streamFinished) { try body.append([1]) }
        #expect(throws: SigningError.streamFinished) { try body.finish() }
    }

    @Test("Undeclared trailers and values of another length are rejected")
    func wrongTrailers() throws {
        let name = try #require(HTTPField.Name("x-amz-checksum-crc32c"))
        var body = try stream(StreamingPayload(decodedLength: 0, trailers: [.init(name: name, valueLength: 8)])).body
        #expect(throws: SigningError.streamTrailers(declared: ["x-amz-checksum-crc32c"], got: [])) {
            try body.finish()
        }
        #expect(throws: SigningError.streamTrailerLength(name: "x-amz-checksum-crc32c", declared: 8, got: 4)) {
            try body.finish(trailers: [name: "abcd"])
        }
    }

    @Test("Sizes that no service accepts are rejected", arguments: [(-1, 65_536), (1, 8191), (1, 0), (.max, 8192)])
    func wrongSizes(_ length: Int, _ chunkSize: Int) {
        #expect(throws: SigningError.malformedStream(decodedLength: length, chunkSize: chunkSize)) {
            try StreamingPayload(decodedLength: length, chunkSize: chunkSize)
        }
    }

    @Test("A Content-Length other than the encoded length is rejected")
    func wrongContentLength() throws {
        #expect(throws: SigningError.conflictingContentLength(header: "66560", encoded: 66_824)) {
            try stream(StreamingPayload(decodedLength: 66_560), [.contentLength: "66560"])
        }
    }
}
