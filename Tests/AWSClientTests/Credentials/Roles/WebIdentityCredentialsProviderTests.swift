import Testing

@testable import AWSClient

@Suite struct WebIdentityCredentialsProviderTests {
    let roles = FakeRoleService()
    static let environment = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "r"]

    func provider(
        _ environment: [String: String], files: [String: String] = ["/t": "token\n"]
    ) -> WebIdentityCredentialsProvider {
        WebIdentityCredentialsProvider(.testing(environment, files: files), roles: roles)
    }

    @Test("The role is assumed with the file's token, under the given or a default session name")
    func assumes() async throws {
        let resolved = try await provider(Self.environment).credentials()
        #expect(resolved.source == "web identity, assumed role r")
        _ = try await provider(Self.environment.merging(["AWS_ROLE_SESSION_NAME": "mine"]) { $1 }).credentials()
        #expect(roles.asked.map(\.role.sessionName) == ["weir-1000000000", "mine"])
        #expect(roles.asked.map(\.with) == ["token", "token"])
    }

    @Test("The token file's variable requires a role and the file itself")
    func incomplete() async {
        #expect(await failure(of: provider(["AWS_ROLE_ARN": "r"]))?.kind == .notConfigured)
        #expect(await failure(of: provider(["AWS_WEB_IDENTITY_TOKEN_FILE": "/t"]))?.kind == .invalid)
        #expect(await failure(of: provider(Self.environment, files: [:]))?.kind == .unavailable)
        #expect(roles.asked.isEmpty)
    }
}
