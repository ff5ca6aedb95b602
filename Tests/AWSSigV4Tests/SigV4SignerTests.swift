import AWSSigV4
import HTTPTypes
import Testing

@Suite("SigV4Signer")
struct SigV4SignerTests {
    let signer = SigV4Signer(service: "service", region: "us-east-1")
    let credentials = AWSCredentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    let time = SigningTime(secondsSinceEpoch: 1_440_938_160)

    func request(_ path: String = "/", scheme: String = "https", host: String? = "example.amazonaws.com") -> HTTPRequest
    {
        HTTPRequest(method: .get, scheme: scheme, authority: host, path: path)
    }

    func name(_ text: String) throws -> HTTPField.Name { try #require(HTTPField.Name(text)) }

    func line(_ number: Int, of path: String, _ signer: SigV4Signer) throws -> String {
        let signed = try signer.sign(request(path), with: credentials, at: time)
        return String(signed.canonicalRequest.split(separator: "\n", omittingEmptySubsequences: false)[number])
    }

    // MARK: - Reserved names and invalid input

    @Test(
        "A header that only the signer may set is rejected",
        arguments: ["Authorization", "X-Amz-Date", "x-amz-date", "X-AMZ-Security-Token", "x-amz-region-set"])
    func reservedHeader(_ text: String) throws {
        var request = request()
        request.headerFields[try name(text)] = "anything"
        #expect(throws: SigningError.reservedHeader(text)) { try signer.sign(request, with: credentials, at: time) }
        #expect(throws: SigningError.reservedHeader(text)) {
            try signer.presign(request, expiresIn: 60, with: credentials, at: time)
        }
    }

    @Test(
        "A query parameter that only the signer may set is rejected",
        arguments: [
            ("/?X-Amz-Signature=1", "X-Amz-Signature"), ("/?a=1&X-Amz-Expires", "X-Amz-Expires"),
            ("/?x-amz-date=1", "x-amz-date"), ("/?X%2DAmz%2dCredential=x", "X-Amz-Credential"),
            ("/?X-Amz-Anything=1", "X-Amz-Anything"),
        ])
    func reservedQuery(_ path: String, _ name: String) {
        #expect(throws: SigningError.reservedQueryParameter(name)) {
            try signer.sign(request(path), with: credentials, at: time)
        }
        #expect(throws: SigningError.reservedQueryParameter(name)) {
            try signer.presign(request(path), expiresIn: 60, with: credentials, at: time)
        }
    }

    @Test("The x-amz- query parameters of S3 are accepted")
    func s3Parameters() throws {
        let signed = try signer.sign(request("/?x-amz-acl=private"), with: credentials, at: time)
        #expect(signed.canonicalRequest.contains("\nx-amz-acl=private\n"))
    }

    @Test("Credentials with a line ending or a space are rejected")
    func malformedCredentials() {
        let table: [(AWSCredentials, SigningError.CredentialPart)] = [
            (AWSCredentials(accessKeyID: "", secretAccessKey: "s"), .accessKeyID),
            (AWSCredentials(accessKeyID: "a/b", secretAccessKey: "s"), .accessKeyID),
            (AWSCredentials(accessKeyID: "a", secretAccessKey: ""), .secretAccessKey),
            (AWSCredentials(accessKeyID: "a", secretAccessKey: "secret\n"), .secretAccessKey),
            (AWSCredentials(accessKeyID: "a", secretAccessKey: "sécret"), .secretAccessKey),
            (AWSCredentials(accessKeyID: "a", secretAccessKey: "s", sessionToken: "to ken"), .sessionToken),
        ]
        for (credentials, part) in table {
            #expect(throws: SigningError.malformedCredentials(part)) {
                try signer.sign(request(), with: credentials, at: time)
            }
        }
    }

    @Test("A region or service that is invalid in a scope is rejected", arguments: ["", "us east", "a/b", "ü"])
    func malformedScope(_ text: String) {
        #expect(throws: SigningError.malformedScope(part: "region", value: text)) {
            try SigV4Signer(service: "s3", region: text).sign(request(), with: credentials, at: time)
        }
        #expect(throws: SigningError.malformedScope(part: "service", value: text)) {
            try SigV4Signer(service: text, region: "eu-west-1").sign(request(), with: credentials, at: time)
        }
    }

    @Test("An expiry outside 1 second to 7 days is rejected", arguments: [Int.min, -1, 0, 604_801, .max])
    func expiry(_ seconds: Int) {
        #expect(throws: SigningError.expiryOutOfRange(seconds: seconds)) {
            try signer.presign(request(), expiresIn: seconds, with: credentials, at: time)
        }
    }

    @Test("Too many header fields are rejected without a trap")
    func tooManyHeaders() throws {
        var request = request()
        let name = try name("x-many")
        for _ in 0..<60_001 { request.headerFields.append(HTTPField(name: name, value: "")) }
        #expect(throws: SigningError.tooManyHeaders(60_001)) {
            try signer.sign(request, with: credentials, at: time)
        }
    }

    // MARK: - The host

    @Test("A request without a host is rejected", arguments: [nil, ""])
    func missingHost(_ host: String?) {
        #expect(throws: SigningError.missingHost) {
            try signer.sign(request(host: host), with: credentials, at: time)
        }
    }

    @Test("A Host header gives the host and must agree with the authority")
    func hostHeader() throws {
        var byHeader = request(host: nil)
        byHeader.headerFields[try name("host")] = "example.amazonaws.com"
        let signed = try signer.sign(byHeader, with: credentials, at: time)
        #expect(signed.signature == (try signer.sign(request(), with: credentials, at: time)).signature)
        byHeader.authority = "other.example"
        #expect(
            throws: SigningError.conflictingHost(authority: "other.example", header: "example.amazonaws.com")
        ) {
            try signer.sign(byHeader, with: credentials, at: time)
        }
    }

    @Test(
        "The host is signed and sent without the scheme's default port",
        arguments: [
            ("https", "h:443", "h"), ("https", "h:80", "h:80"), ("http", "h:80", "h"), ("http", "h:8080", "h:8080"),
            ("https", "[::1]:443", "[::1]"), ("https", ":443", ":443"),
        ])
    func defaultPort(_ scheme: String, _ host: String, _ expected: String) throws {
        let signed = try signer.sign(request(scheme: scheme, host: host), with: credentials, at: time)
        #expect(signed.canonicalRequest.contains("\nhost:\(expected)\n"))
        #expect(signed.request.authority == expected)
    }

    // MARK: - Path, query, headers

    @Test(
        "A path is encoded twice and normalized",
        arguments: [
            ("", "/"), ("?a=1", "/"), ("/a%20b", "/a%2520b"), ("/@*,+", "/%40%2A%2C%2B"), ("/a//b/./c/../d", "/a/b/d"),
            ("/../..", "/"), ("/a/b/..", "/a"), ("/a/", "/a/"), ("/.hidden", "/.hidden"), ("/...", "/..."),
            ("/a/%2e%2e/b", "/a/%252e%252e/b"), ("no-slash", "/no-slash"), ("/%", "/%25"),
        ])
    func standardPath(_ path: String, _ expected: String) throws {
        #expect(try line(1, of: path, signer) == expected)
    }

    @Test(
        "A path for S3 is encoded once and not normalized",
        arguments: [
            ("/a%20b", "/a%20b"), ("/a b", "/a%20b"), ("/@*,+", "/%40%2A%2C%2B"), ("/a//b/./c/../d", "/a//b/./c/../d"),
            ("/a%2fb", "/a%2Fb"), ("/%7Euser", "/~user"), ("/100%", "/100%25"), ("/%zz", "/%25zz"), ("/ü", "/%C3%BC"),
        ])
    func s3Path(_ path: String, _ expected: String) throws {
        #expect(try line(1, of: path, SigV4Signer(service: "s3", region: "us-east-1")) == expected)
    }

    @Test(
        "Every notation of a query has the same canonical form",
        arguments: [
            ("/?", ""), ("/?a", "a="), ("/?a=", "a="), ("/?b&a", "a=&b="), ("/?a=1&&b=2&", "a=1&b=2"),
            ("/?a=b=c", "a=b%3Dc"), ("/?a=x+y", "a=x%20y"), ("/?a=x%20y", "a=x%20y"), ("/?a=x%2By", "a=x%2By"),
            ("/?a=@*,/:", "a=%40%2A%2C%2F%3A"), ("/?a=%e1%88%b4", "a=%E1%88%B4"), ("/?a=%", "a=%25"),
            ("/?a=?", "a=%3F"), ("/?=v", "=v"), ("/?a-b=1&a=1", "a=1&a-b=1"), ("/?a=2&a=10&a=1", "a=1&a=10&a=2"),
            ("/?%61=1", "a=1"), ("/?B=1&a=2&A=3", "A=3&B=1&a=2"),
        ])
    func query(_ path: String, _ expected: String) throws {
        #expect(try line(2, of: path, signer) == expected)
    }

    @Test("Headers that proxies and clients change are not signed, in any case")
    func neverSigned() throws {
        var request = request()
        for text in [
            "X-Amzn-Trace-Id", "User-Agent", "Connection", "Expect", "Upgrade", "Transfer-Encoding",
            "Sec-WebSocket-Key", "sec-websocket-version", "Keep-Alive", "TE",
        ] {
            request.headerFields[try name(text)] = "x"
        }
        request.headerFields[.accept] = "text/plain"
        let signed = try signer.sign(request, with: credentials, at: time)
        #expect(signed.signedHeaders == "accept;host;x-amz-date")
        #expect(signed.request.headerFields[.userAgent] == "x")
    }

    @Test("Repeated headers stay apart on the wire and are joined in the signature")
    func repeatedHeaders() throws {
        var request = request()
        let name = try name("My-Header")
        for value in ["b", "", " a  c ", "b"] { request.headerFields.append(HTTPField(name: name, value: value)) }
        let signed = try signer.sign(request, with: credentials, at: time)
        #expect(signed.canonicalRequest.contains("\nmy-header:b,,a c,b\n"))
        #expect(signed.request.headerFields[fields: name].count == 4)
    }

    @Test("The UTF-8 bytes of a header are signed unchanged")
    func utf8Header() throws {
        var request = request()
        request.headerFields[try name("x-name")] = "Ærøskøbing"
        let signed = try signer.sign(request, with: credentials, at: time)
        #expect(signed.canonicalRequest.contains("\nx-name:Ærøskøbing\n"))
    }

    // MARK: - Payload

    @Test("The payload's hash is sent to S3 once")
    func payloadHash() throws {
        let s3 = SigV4Signer(service: "s3", region: "us-east-1")
        let hashName = try name("x-amz-content-sha256")
        let signed = try s3.sign(request(), payload: .unsigned, with: credentials, at: time)
        #expect(signed.request.headerFields[hashName] == "UNSIGNED-PAYLOAD")
        #expect(signed.canonicalRequest.hasSuffix("\nUNSIGNED-PAYLOAD"))

        var given = request()
        given.headerFields[hashName] = PayloadHash.empty.value
        #expect(try s3.sign(given, with: credentials, at: time).request.headerFields[fields: hashName].count == 1)
        #expect(
            throws: SigningError.conflictingPayloadHash(header: PayloadHash.empty.value, payload: "UNSIGNED-PAYLOAD")
        ) {
            try s3.sign(given, payload: .unsigned, with: credentials, at: time)
        }
    }

    @Test(
        "The payload's hash is sent to services that require it, and UNSIGNED-PAYLOAD to all",
        arguments: [
            ("s3", true), ("aoss", true), ("glacier", true), ("vpc-lattice-svcs", true), ("es", false), ("sts", false),
        ])
    func payloadHeader(service: String, isRequired: Bool) throws {
        let signer = SigV4Signer(service: service, region: "us-east-1")
        let hashName = try name("x-amz-content-sha256")
        let signed = try signer.sign(request(), with: credentials, at: time)
        #expect((signed.request.headerFields[hashName] == PayloadHash.empty.value) == isRequired)
        #expect(signed.signedHeaders.contains("x-amz-content-sha256") == isRequired)
        let unsigned = try signer.sign(request(), payload: .unsigned, with: credentials, at: time)
        #expect(unsigned.request.headerFields[hashName] == "UNSIGNED-PAYLOAD")
        #expect(unsigned.signedHeaders.contains("x-amz-content-sha256"))
        #expect(unsigned.canonicalRequest.hasSuffix("\nUNSIGNED-PAYLOAD"))
    }

    @Test("Only a hexadecimal hash of the right length is read")
    func hexHash() {
        #expect(PayloadHash.sha256(hex: PayloadHash.empty.value.uppercased()) == .empty)
        #expect(PayloadHash.sha256(of: [UInt8]()) == .empty)
        #expect(PayloadHash.sha256(of: "abc".utf8) == PayloadHash.sha256(of: Array("abc".utf8)))
        #expect(PayloadHash.sha256(hex: "e3b0") == nil)
        #expect(PayloadHash.sha256(hex: String(repeating: "g", count: 64)) == nil)
    }

    // MARK: - Presigning

    @Test("A presigned S3 request is a URL")
    func presignedURL() throws {
        // "Authenticating requests: using query parameters", S3 API Reference.
        let signer = SigV4Signer(service: "s3", region: "us-east-1")
        let credentials = AWSCredentials(
            accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
        let signed = try signer.presign(
            request("/test.txt", host: "examplebucket.s3.amazonaws.com"), expiresIn: 86_400, with: credentials,
            at: #require(SigningTime("20130524T000000Z")))
        #expect(signed.signature == "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
        #expect(
            signed.url
                == "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                + "&X-Amz-Date=20130524T000000Z&X-Amz-SignedHeaders=host&X-Amz-Expires=86400"
                + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
    }

    @Test(
        "Presigning extends an existing query",
        arguments: [("/p?", "/p?X-Amz-A"), ("/p?a", "/p?a&X-Amz-A"), ("", "/?X-Amz-A")])
    func presignedPath(_ path: String, _ prefix: String) throws {
        let signed = try signer.presign(request(path), expiresIn: 60, with: credentials, at: time)
        #expect(signed.request.path?.hasPrefix(prefix) == true)
    }
}
