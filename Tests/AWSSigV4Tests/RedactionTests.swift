import AWSSigV4
import HTTPTypes
import Testing

@Suite("Redaction")
struct RedactionTests {
    static let secret = "SECRETSECRETSECRET"
    static let token = "TOKENTOKENTOKEN"
    let credentials = AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: secret, sessionToken: token)
    let request = HTTPRequest(method: .get, scheme: "https", authority: "example.amazonaws.com", path: "/")

    func printed(_ value: Any) -> String {
        var text = "\(value)\n" + String(reflecting: value) + "\n"
        dump(value, to: &text)
        dump([value], to: &text)
        return text
    }

    func expectNoSecret(_ value: Any, sourceLocation: SourceLocation = #_sourceLocation) {
        let text = printed(value)
        #expect(!text.contains(Self.secret), sourceLocation: sourceLocation)
        #expect(!text.contains(Self.token), sourceLocation: sourceLocation)
    }

    @Test("Printed credentials show only the access key id")
    func credentialsAreRedacted() {
        expectNoSecret(credentials)
        #expect(printed(credentials).contains("AKIDEXAMPLE"))
    }

    @Test("Printed signers, caches, signed requests and streams show neither secret nor token")
    func othersAreRedacted() throws {
        let time = SigningTime(secondsSinceEpoch: 1_440_938_160)
        let keys = SigningKeyCache()
        let signer = SigV4Signer(service: "s3", region: "us-east-1", keys: keys)
        let signed = try signer.sign(request, with: credentials, at: time)
        let stream = try signer.sign(
            request, streaming: StreamingPayload(decodedLength: 1), with: credentials, at: time)
        let v4a = SigV4aSigner(service: "s3", regionSet: ["*"])
        let presigned = try v4a.presign(request, expiresIn: 60, with: credentials, at: time)
        for value in [signer, keys, signed, stream, stream.body, v4a, presigned] as [Any] { expectNoSecret(value) }
        #expect(!printed(signed).contains(signed.signature))
    }

    @Test("Errors show no secret")
    func errorsAreRedacted() throws {
        let spoiled = AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Self.secret + "\n")
        let error = #expect(throws: SigningError.self) {
            try SigV4Signer(service: "s3", region: "us-east-1").sign(
                request, with: spoiled, at: SigningTime(secondsSinceEpoch: 0))
        }
        expectNoSecret(try #require(error))
        #expect(try #require(error).description.contains("line ending"))
    }
}
