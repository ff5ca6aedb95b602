import Testing

@testable import AWSClient

@Suite struct ContainerEndpointTests {
    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        struct Outcome: Decodable, Sendable {
            let ok: String?
            let errorContains: String?
        }

        let docs: String
        let env: [String: String]
        let result: Outcome

        var testDescription: String { docs }
    }

    struct Vectors: Decodable {
        let tests: [Vector]
    }

    static func vectors() -> [Vector] {
        (try? TestVectors.decode(Vectors.self, from: "chain/ecs-tests.json").tests) ?? []
    }

    /// The kinds of errors expected for the vectors' messages, which are those of another program.
    static let kinds: [String: CredentialsError.Kind] = [
        "No environment variables were set to configure ECS provider": .notConfigured,
        "URI did not specify a host": .invalid,
    ]

    static func endpoint(_ variables: [String: String]) -> Result<ContainerEndpoint, CredentialsError> {
        Result { () throws(CredentialsError) in try ContainerEndpoint(environment: AWSEnvironment(variables)) }
    }

    @Test(
        "The container's endpoint is that of the published tests",
        .enabled(if: TestVectors.arePresent, TestVectors.comment), arguments: vectors())
    func vector(_ vector: Vector) throws {
        switch Self.endpoint(vector.env) {
        case .success(let endpoint):
            #expect("\(endpoint.url.scheme)://\(endpoint.url.authority)\(endpoint.url.path)" == vector.result.ok)
        case .failure(let error):
            let words = try #require(vector.result.errorContains, "\(error)")
            #expect(error.kind == Self.kinds[words])
        }
    }

    @Test(
        "The number of published tests of the container's endpoint is as expected",
        .enabled(if: TestVectors.arePresent, TestVectors.comment))
    func count() {
        #expect(Self.vectors().count == 11)
    }

    @Test(
        "Only loopback addresses and AWS's agents are allowed without TLS",
        arguments: [
            ("http://localhost/", true), ("http://LOCALHOST:1/", true), ("http://127.0.0.1/", true),
            ("http://127.255.0.3:8080/a?b", true), ("http://[::1]/", true), ("http://[0:0:0:0:0:0:0:1]:80/", true),
            ("http://169.254.170.2/", true), ("http://169.254.170.23/", true), ("http://[fd00:ec2::23]/", true),
            ("http://[FD00:EC2:0::0:23]/", true), ("https://example.com", true), ("HTTPS://example.com/", true),
            ("http://example.com/", false), ("http://169.254.170.3/", false), ("http://169.254.169.254/", false),
            ("http://[fd00:ec2::24]/", false), ("http://[::ffff:127.0.0.1]/", false), ("http://[::]/", false),
            ("http://0.0.0.0/", false), ("http://128.0.0.1/", false), ("http://127.1/", false),
            ("http://0x7f.0.0.1/", false), ("http://2130706433/", false), ("http://localhost.example.com/", false),
            ("http://localhost@example.com/", false), ("http://example.com@localhost/", false),
            ("http://127.0.0.1:80@example.com/", false), ("http://example.com#@127.0.0.1/", false),
            ("http://127.0.0.1\\@example.com/", false), ("http://[::1]example.com/", false),
            ("http://[::1%lo]/", false),
            ("http://127.0.0.1:0/", false), ("http://127.0.0.1:65536/", false), ("http://127.0.0.1:/", false),
            ("http://127.0.0.1:+8/", false), ("ftp://127.0.0.1/", false), ("file:///etc/passwd", false),
            ("http:///a", false), ("http://", false), ("127.0.0.1", false), ("https://exämple.com/", false),
            ("https://a b/", false), ("https://a/\u{7F}", false),
        ])
    func hosts(url: String, isAllowed: Bool) {
        switch Self.endpoint(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url]) {
        case .success: #expect(isAllowed)
        case .failure(let error):
            #expect(!isAllowed)
            #expect(error.kind == .invalid)
        }
    }

    @Test("The error of a rejected URL does not repeat the URL")
    func quiet() throws {
        let refused = Self.endpoint(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/canary?canary"])
        let error = try #require(throws: CredentialsError.self) { try refused.get() }
        #expect(error.reason.contains("example.com"))
        #expect(!error.reason.contains("canary"))
    }

    @Test(
        "A relative URI that leaves the agent's host is rejected",
        arguments: ["a", "@example.com/", ".example.com", "/a b"])
    func relative(path: String) {
        #expect(throws: CredentialsError.self) {
            try Self.endpoint(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": path]).get()
        }
    }

    @Test(
        "A relative URI of any form stays on the agent's host",
        arguments: ["//example.com/", "/@example.com"])
    func relativeHost(path: String) throws {
        let endpoint = try Self.endpoint(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": path]).get()
        #expect(endpoint.url.authority == "169.254.170.2")
        #expect(endpoint.url.path == path)
    }
}
