import AWSSigV4
import HTTPCoreTesting
import Testing

@testable import AWSClient

@Suite struct ProfileCredentialsProviderTests {
    let roles = FakeRoleService()

    func provider(
        _ text: String, _ environment: [String: String] = [:], files: [String: String] = [:],
        metadata: FakeTransport = FakeTransport(script: [])
    ) -> ProfileCredentialsProvider {
        ProfileCredentialsProvider(
            .testing(
                ["AWS_CONFIG_FILE": "c", "AWS_PROFILE": "a"].merging(environment) { $1 },
                files: ["c": text].merging(files) { $1 }, metadata: metadata), roles: roles)
    }

    @Test("A profile's own keys are its credentials")
    func keys() async throws {
        let resolved = try await provider(
            "[profile a]\naws_access_key_id = k\naws_secret_access_key = s\naws_session_token = t"
        ).credentials()
        #expect(resolved.source == "profile a")
        #expect(resolved.credentials.sessionToken == "t")
        #expect(roles.asked.isEmpty)
    }

    @Test("A chain of roles is assumed in order, each with the credentials of the previous one")
    func chain() async throws {
        let text = """
            [profile a]
            role_arn = outer
            source_profile = b
            role_session_name = mine
            external_id = x
            duration_seconds = 900
            [profile b]
            role_arn = inner
            source_profile = c
            [profile c]
            aws_access_key_id = k
            aws_secret_access_key = s
            """
        let resolved = try await provider(text).credentials()
        #expect(resolved.credentials.accessKeyID == "of-outer")
        #expect(resolved.source == "profile a, assumed role outer")
        let inner = RoleRequest(roleARN: "inner", sessionName: "weir-1000000000")
        let outer = RoleRequest(roleARN: "outer", sessionName: "mine", externalID: "x", durationSeconds: 900)
        #expect(roles.asked == [.init(role: inner, with: "k"), .init(role: outer, with: "of-inner")])
    }

    @Test("The final line ending of a web identity token's file is removed")
    func webIdentity() async throws {
        let text = "[profile a]\nrole_arn = r\nweb_identity_token_file = /t"
        let resolved = try await provider(text, files: ["/t": "token\n"]).credentials()
        #expect(roles.asked.map(\.with) == ["token"])
        #expect(resolved.source == "profile a, web identity, assumed role r")
    }

    @Test("A profile's credential source is used, and no other one if it is missing")
    func credentialSource() async throws {
        func text(_ source: String) -> String { "[profile a]\nrole_arn = r\ncredential_source = \(source)" }
        let environment = ["AWS_ACCESS_KEY_ID": "env", "AWS_SECRET_ACCESS_KEY": "s"]
        _ = try await provider(text("Environment"), environment).credentials()
        let container = FakeTransport(script: [.credentials(id: "container")])
        _ = try await provider(
            text("EcsContainer"), ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/"], metadata: container
        ).credentials()
        let instance = FakeTransport(script: [.text("token"), .text("role"), .credentials(id: "instance")])
        _ = try await provider(text("Ec2InstanceMetadata"), metadata: instance).credentials()
        #expect(roles.asked.map(\.with) == ["env", "container", "instance"])
        let error = await failure(of: provider(text("EcsContainer"), environment))
        #expect(error?.kind == .invalid)
        #expect(error?.source == "profile a")
    }

    @Test("The error of the role's service is thrown unchanged")
    func failing() async {
        let error = CredentialsError(.unavailable, source: "s", reason: "r")
        let provider = ProfileCredentialsProvider(
            .testing(
                ["AWS_CONFIG_FILE": "c"],
                files: [
                    "c": "[default]\nrole_arn = r\nsource_profile=default\naws_access_key_id=k\naws_secret_access_key=s"
                ]),
            roles: FakeRoleService(failing: error))
        #expect(await failure(of: provider) == error)
    }

    @Test("A missing default profile is not configured, and a malformed file is an error")
    func none() async {
        #expect(await failure(of: ProfileCredentialsProvider(.testing()))?.kind == .notConfigured)
        let malformed = await failure(of: provider("[profile a"))
        #expect(malformed?.kind == .invalid)
        #expect(malformed?.reason.hasPrefix("c:1: ") == true)
    }
}
