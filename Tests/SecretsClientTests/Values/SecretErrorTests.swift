import SecretsClient
import Testing

@Suite struct SecretErrorTests {
    @Test("A description names the secret and cannot forge a log line")
    func description() {
        let error = SecretError(.notFound, id: "a\nlevel=error \"x\"\u{202E}", reason: "it is not there")
        #expect(
            error.description
                == "secret a text of 18 characters with a line's end, a blank and \"=\", which is not repeated here: it is not there"
        )
        #expect(
            SecretError(.notFound, id: "weir/database", reason: "why").description == "secret \"weir/database\": why")
        #expect(SecretError(.failed, id: "", reason: "why").description == "why")
        let long = SecretError(.failed, id: String(repeating: "x", count: 5000), reason: "why").description
        #expect(long.count < 150)
    }

    @Test("Only an outage and a cancellation are transient", arguments: SecretError.Kind.allCases)
    func transient(kind: SecretError.Kind) {
        let error = SecretError(kind, id: "a", reason: "b")
        #expect(error.isTransient == [.unavailable, .cancelled].contains(kind))
    }
}
