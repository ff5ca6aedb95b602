import AWSSigV4
import Foundation
import Testing

@testable import AWSClient

@Suite struct EnvironmentCredentialsProviderTests {
    func provider(_ variables: [String: String]) -> EnvironmentCredentialsProvider {
        EnvironmentCredentialsProvider(environment: AWSEnvironment(variables))
    }

    @Test("Keys, token, expiration and account are read without surrounding blanks")
    func all() async throws {
        let resolved = try await provider([
            "AWS_ACCESS_KEY_ID": " AKID\n", "AWS_SECRET_ACCESS_KEY": "secret ", "AWS_SESSION_TOKEN": "token",
            "AWS_CREDENTIAL_EXPIRATION": "2001-09-09T01:46:40Z", "AWS_ACCOUNT_ID": "123456789012",
        ]).credentials()
        let expected = ResolvedCredentials(
            credentials: AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret", sessionToken: "token"),
            expiration: Date(timeIntervalSince1970: 1e9), accountID: "123456789012", source: "environment")
        #expect(resolved == expected)
    }

    @Test("The environment without keys or with blank ones is not configured")
    func none() async {
        #expect(await failure(of: provider([:]))?.kind == .notConfigured)
        let blank = provider(["AWS_ACCESS_KEY_ID": " ", "AWS_SECRET_ACCESS_KEY": "\t", "AWS_SESSION_TOKEN": "x"])
        #expect(await failure(of: blank)?.kind == .notConfigured)
    }

    @Test("Half a key pair and a malformed expiration are errors")
    func invalid() async {
        let first = await failure(of: provider(["AWS_ACCESS_KEY_ID": "AKID"]))
        #expect(first?.reason == "AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not; set both or neither")
        let second = await failure(of: provider(["AWS_SECRET_ACCESS_KEY": "canary"]))
        #expect(second?.reason == "AWS_SECRET_ACCESS_KEY is set but AWS_ACCESS_KEY_ID is not; set both or neither")
        let third = await failure(
            of: provider([
                "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "canary", "AWS_CREDENTIAL_EXPIRATION": "soon",
            ]))
        #expect(third?.kind == .invalid)
    }
}
