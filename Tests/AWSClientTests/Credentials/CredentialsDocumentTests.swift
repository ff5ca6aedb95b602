import AWSSigV4
import Foundation
import Testing

@testable import AWSClient

@Suite struct CredentialsDocumentTests {
    @Test(
        "Times are parsed with and without fractions and offsets",
        arguments: [
            ("2001-09-09T01:46:40Z", 1_000_000_000), ("2001-09-09T01:46:40.999Z", 1_000_000_000),
            ("2001-09-09T02:46:40+01:00", 1_000_000_000), ("2001-09-08T20:16:40.5-05:30", 1_000_000_000),
            ("1970-01-01T00:00:00+00:00", 0), ("2024-02-29T00:00:00Z", 1_709_164_800),
        ] as [(String, Double)])
    func dates(text: String, seconds: Double) {
        #expect(CredentialsDocument.date(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(
        "A malformed time is rejected",
        arguments: [
            "", "2001-09-09", "2001-09-09T01:46:40", "2001-02-30T00:00:00Z", "2001-09-09 01:46:40Z",
            "2001-09-09T01:46:40.Z", "2001-09-09T01:46:40+1:00", "2001-09-09T01:46:40+25:00", "2001-09-09T25:00:00Z",
            "2001-09-09T01:46:40ZZ", "20010909T014640Z-----", "2001-09-09T01:46:é0Z", "2001-09-09T01:46:40++1:00",
        ])
    func noDates(text: String) {
        #expect(CredentialsDocument.date(text) == nil)
    }

    func read(_ text: String, expires: Bool = true) throws -> ResolvedCredentials {
        try CredentialsDocument.read(Array(text.utf8), source: "s").resolved(source: "s", expires: expires)
    }

    @Test(
        "The error of an incomplete response does not repeat the response",
        arguments: [
            "", "canary", "[]", "{", #"{"AccessKeyId": "a"}"#, #"{"SecretAccessKey": "canary"}"#,
            #"{"AccessKeyId": "a", "SecretAccessKey": "canary", "Token": "canary"}"#,
            #"{"AccessKeyId": "a", "SecretAccessKey": "canary", "Expiration": "canary"}"#,
            #"{"AccessKeyId": "a", "SecretAccessKey": ["canary"], "Expiration": "2030-01-01T00:00:00Z"}"#,
            #"{"AccessKeyId": "", "SecretAccessKey": "canary", "Expiration": "2030-01-01T00:00:00Z"}"#,
            #"{"AccessKeyId": "a", "SecretAccessKey": "canary", "Expiration": 1893456000}"#,
        ])
    func refused(text: String) throws {
        let error = try #require(throws: CredentialsError.self) { try read(text) }
        #expect(error.kind == .unavailable)
        #expect(!String(reflecting: error).contains("canary"))
    }

    @Test("Credentials without an expiration are accepted from a source that allows them")
    func endless() throws {
        let resolved = try read(#"{"AccessKeyId": "a", "SecretAccessKey": "b", "SessionToken": "t"}"#, expires: false)
        #expect(resolved.expiration == nil)
        #expect(resolved.credentials.sessionToken == "t")
    }
}
