import AWSSigV4
import HTTPCore
import HTTPCoreTesting
import HTTPTypes
import Testing

@testable import AWSClient

@Suite struct InstanceMetadataCredentialsProviderTests {
    func provider(
        _ fake: FakeTransport, _ environment: [String: String] = [:]
    ) -> InstanceMetadataCredentialsProvider {
        InstanceMetadataCredentialsProvider(.testing(environment, metadata: fake))
    }

    @Test("A token, the role and its credentials are requested with a time-out of one second each")
    func version2() async throws {
        let fake = FakeTransport(script: [.text("canary\n"), .text("my-role\nother"), .credentials()])
        let resolved = try await provider(fake).credentials()
        #expect(resolved.source == "instance metadata")
        #expect(resolved.credentials.accessKeyID == "AKID")
        let requests = fake.requests
        #expect(requests.map(\.head.method) == [.put, .get, .get])
        let root = "http://169.254.169.254/latest/"
        let paths = ["api/token", "meta-data/iam/security-credentials/", "meta-data/iam/security-credentials/my-role"]
        #expect(requests.map(\.url) == paths.map { root + $0 })
        #expect(requests[0].field("x-aws-ec2-metadata-token-ttl-seconds") == "21600")
        #expect(requests.map { $0.field("x-aws-ec2-metadata-token") } == [nil, "canary", "canary"])
        #expect(requests.allSatisfy { $0.timeouts.total == .seconds(1) && $0.timeouts.connect == .seconds(1) })
    }

    @Test("Version 1 is used if the service has no tokens", arguments: [403, 404, 405])
    func version1(code: Int) async throws {
        let fake = FakeTransport(script: [.text(.init(code: code), ""), .text("my-role"), .credentials()])
        #expect(try await provider(fake).credentials().credentials.accessKeyID == "AKID")
        #expect(fake.requests.allSatisfy { $0.field("x-aws-ec2-metadata-token") == nil })
        let refusing = FakeTransport(script: [.text(.init(code: code), ""), .text("my-role"), .credentials()])
        let error = await failure(of: provider(refusing, ["AWS_EC2_METADATA_V1_DISABLED": "true"]))
        #expect(error?.kind == .unavailable)
        #expect(refusing.requests.count == 1)
    }

    @Test("Any other rejection of a token request is final", arguments: [400, 401, 302])
    func noToken(code: Int) async {
        let fake = FakeTransport(script: [.text(.init(code: code), "canary"), .text("my-role"), .credentials()])
        let error = await failure(of: provider(fake))
        #expect(error?.reason == "the service responded with status \(code) to a request for a token")
        #expect(fake.requests.count == 1)
    }

    @Test("No request is sent if the service is disabled", arguments: ["true", "TRUE", " true "])
    func disabled(value: String) async {
        let fake = FakeTransport(script: [])
        let error = await failure(of: provider(fake, ["AWS_EC2_METADATA_DISABLED": value]))
        #expect(error?.kind == .notConfigured)
        #expect(fake.requests.isEmpty)
    }

    @Test("A refused connection is not retried, and a time-out is retried twice")
    func attempts() async {
        for kind in [TransportError.Kind.connection, .connectTimeout] {
            let absent = FakeTransport { _ async throws(TransportError) in .failure(TransportError(kind, "canary")) }
            #expect(await failure(of: provider(absent))?.kind == .unavailable)
            #expect(absent.requests.count == 1)
        }
        let slow = FakeTransport { _ async throws(TransportError) in .failure(TransportError(.timeout, "canary")) }
        #expect(await failure(of: provider(slow))?.reason == "169.254.169.254 did not respond (timeout)")
        #expect(slow.requests.count == 3)
    }

    @Test("An instance without a role is not configured")
    func noRole() async {
        let fake = FakeTransport(script: [.text("token"), .text(.notFound, "")])
        #expect(await failure(of: provider(fake))?.kind == .notConfigured)
    }

    @Test(
        "A malformed role name is rejected",
        arguments: ["", "\nrole", "../../user-data", "a/b", "a?b", "..", "a b", String(repeating: "a", count: 65)])
    func badRole(name: String) async {
        let fake = FakeTransport(script: [.text("token"), .text(name), .credentials()])
        #expect(await failure(of: provider(fake))?.kind == .unavailable)
        #expect(fake.requests.count == 2)
    }

    @Test("The error has the service's own code if it is a word")
    func code() async {
        for (code, shown) in [
            ("AssumeRoleUnauthorizedAccess", "AssumeRoleUnauthorizedAccess"), ("canary-1", "8 bytes"),
        ] {
            let fake = FakeTransport(script: [.text("token"), .text("role"), .text(#"{"Code": "\#(code)"}"#)])
            let error = await failure(of: provider(fake))
            #expect(error?.reason.contains(shown) == true)
            #expect(error?.reason.contains("canary") == false)
        }
    }

    @Test("A token that is not valid in a header field is rejected", arguments: ["a b", "a\nb", "é", ""])
    func badToken(token: String) async {
        let fake = FakeTransport(script: [.text(token), .text("role"), .credentials()])
        #expect(await failure(of: provider(fake))?.kind == .unavailable)
        #expect(fake.requests.count == 1)
    }
}
