import AWSClient
import AWSClientTesting
import AWSSigV4
import Foundation
import HTTPCore
import HTTPCoreTesting
import HTTPTypes
import Synchronization
import Testing

@Suite
struct ServiceClientTests {
    private static let keys = AWSCredentials(
        accessKeyID: "AKID", secretAccessKey: "canary-secret", sessionToken: "canary-token")
    private static let start = Date(timeIntervalSince1970: 1_893_456_000)

    private final class TestClock: Sendable {
        let now = Mutex(ServiceClientTests.start)
    }

    /// A client of Secrets Manager with a scripted transport, a clock that does not wait, and a constant random number.
    private func client(
        _ transport: FakeTransport, clock: StepClock = StepClock(),
        credentials: any CredentialsProvider = FixedCredentials(keys),
        change: (inout ClientConfiguration) -> Void = { _ in }
    ) throws -> ServiceClient {
        var configuration = ClientConfiguration(
            credentials: credentials, transport: transport,
            endpoints: EndpointSettings(environment: ["AWS_REGION": "eu-west-1"]))
        configuration.clock = clock
        configuration.random = { 0.5 }
        configuration.now = { Self.start }
        configuration.invocationID = { "id-1" }
        change(&configuration)
        return try configuration.client(for: .secretsManager)
    }

    private static func ok(_ fields: HTTPFields = [:]) -> Reply {
        .response(
            fields: fields, body: Array(#"{"ARN":"a","Name":"n","VersionId":"v","SecretString":"canary-value"}"#.utf8))
    }

    private static func failure(_ code: String, _ status: HTTPResponse.Status = .badRequest, _ fields: HTTPFields = [:])
        -> Reply
    {
        .response(status, fields: fields, body: Array(#"{"__type":"\#(code)","message":"no: canary-token"}"#.utf8))
    }

    private static func field(_ request: FakeTransport.Recorded, _ name: String) -> String? {
        HTTPField.Name(name).flatMap { request.head.headerFields[$0] }
    }

    private static let get = SecretsManagerOperations.GetSecretValue(id: "x")

    @Test("A call is signed, names its action and decodes the response")
    func plain() async throws {
        let transport = FakeTransport(script: [Self.ok()])
        let entry = try await client(transport).call(Self.get)
        #expect(entry.text?.revealed == "canary-value")
        #expect(!"\(entry)".contains("canary"))
        let sent = try #require(transport.requests.first)
        #expect(sent.head.authority == "secretsmanager.eu-west-1.amazonaws.com")
        #expect(sent.head.method == .post && sent.head.path == "/" && sent.head.scheme == "https")
        #expect(Self.field(sent, "x-amz-target") == "secretsmanager.GetSecretValue")
        #expect(Self.field(sent, "content-type") == "application/x-amz-json-1.1")
        #expect(Self.field(sent, "amz-sdk-request") == "attempt=1; max=3")
        #expect(Self.field(sent, "x-amz-date") == "20300101T000000Z")
        #expect(
            Self.field(sent, "authorization")?.hasPrefix(
                "AWS4-HMAC-SHA256 Credential=AKID/20300101/eu-west-1/secretsmanager/") == true)
        #expect(String(decoding: sent.body, as: UTF8.self) == #"{"SecretId":"x"}"#)
    }

    @Test("A call makes up to three attempts with new signatures and exponential back-off")
    func retries() async throws {
        let clock = StepClock()
        let transport = FakeTransport(script: [
            Self.failure("", .serviceUnavailable), .failure(TransportError(.connectionLost, "cut")), Self.ok(),
        ])
        _ = try await client(transport, clock: clock).call(Self.get)
        #expect(clock.sleeps == [.milliseconds(500), .seconds(1)])
        #expect(
            transport.requests.map { Self.field($0, "amz-sdk-request") ?? "" } == (1...3).map { "attempt=\($0); max=3" }
        )
        #expect(Set(transport.requests.map { Self.field($0, "amz-sdk-invocation-id") }) == ["id-1"])
    }

    @Test("The error after three attempts has their number")
    func exhausted() async throws {
        let transport = FakeTransport(script: [Reply](repeating: Self.failure("ThrottlingException"), count: 5))
        let client = try client(transport)
        let error = await #expect(throws: AWSError.self) { try await client.call(Self.get) }
        #expect(error?.attempts == 3 && error?.isThrottling == true && error?.code == "ThrottlingException")
        #expect(transport.requests.count == 3)
    }

    @Test("A retry waits for the delay that the service requests")
    func serverDelay() async throws {
        let clock = StepClock()
        let name = try #require(HTTPField.Name("x-amz-retry-after"))
        let transport = FakeTransport(script: [
            Self.failure("SlowDown", .serviceUnavailable, [name: "1500"]), Self.ok(),
        ])
        _ = try await client(transport, clock: clock).call(Self.get)
        #expect(clock.sleeps == [.milliseconds(1500)])
    }

    @Test(
        "A permanent error is not retried",
        arguments: ["AccessDeniedException", "ResourceNotFoundException", "ValidationException"])
    func final(code: String) async throws {
        let transport = FakeTransport(script: [Self.failure(code)])
        let client = try client(transport)
        let error = await #expect(throws: AWSError.self) { try await client.call(Self.get) }
        #expect(error?.code == code && error?.isRetryable == false)
        #expect(error?.isAccessDenied == (code == "AccessDeniedException"))
        #expect(error?.isNotFound == (code == "ResourceNotFoundException"))
        #expect(error.map { !"\($0)".contains("canary") } == true)
        #expect(transport.requests.count == 1)
    }

    @Test("Retries stop when the token bucket is empty")
    func bucket() async throws {
        let transport = FakeTransport { _ in Self.failure("", .internalServerError) }
        let client = try client(transport)
        // 500 tokens pay for 100 retries, two a call.
        for _ in 0..<60 { _ = try? await client.call(Self.get) }
        #expect(transport.requests.count == 60 + 100)
    }

    @Test("The clock is corrected once per call until the clocks agree again")
    func clockSkew() async throws {
        let late: HTTPFields = [.date: "Tue, 01 Jan 2030 01:00:00 GMT"]
        let right: HTTPFields = [.date: "Tue, 01 Jan 2030 00:00:10 GMT"]
        let transport = FakeTransport(script: [
            Self.failure("SignatureDoesNotMatch", .forbidden, late), Self.ok(late), Self.ok(right), Self.ok(),
            Self.failure("SignatureDoesNotMatch", .forbidden, late),
            Self.failure("SignatureDoesNotMatch", .forbidden, late),
        ])
        let client = try client(transport)
        _ = try await client.call(Self.get)
        #expect(client.clockOffset == 3600)
        for _ in 0..<2 { _ = try await client.call(Self.get) }
        #expect(client.clockOffset == 0)
        await #expect(throws: AWSError.self) { try await client.call(Self.get) }
        let times = transport.requests.map { Self.field($0, "x-amz-date") ?? "" }
        #expect(times == ["000000", "010000", "010000", "000000", "000000", "010000"].map { "20300101T\($0)Z" })
    }

    @Test("The clock is not corrected if the correction is turned off")
    func noCorrection() async throws {
        let late: HTTPFields = [.date: "Tue, 01 Jan 2030 01:00:00 GMT"]
        let transport = FakeTransport(script: [Self.failure("SignatureDoesNotMatch", .forbidden, late)])
        let client = try client(transport) { $0.correctsClockSkew = false }
        await #expect(throws: AWSError.self) { try await client.call(Self.get) }
        #expect(transport.requests.count == 1)
    }

    @Test("Expired credentials are replaced once per call")
    func expired() async throws {
        let expiration = Self.start.addingTimeInterval(3600)
        let credentials = FixedCredentials(
            ["OLD", "NEW"].map {
                ResolvedCredentials(
                    credentials: AWSCredentials(accessKeyID: $0, secretAccessKey: "s", sessionToken: "t"),
                    expiration: expiration,
                    source: "test")
            })
        let transport = FakeTransport(script: [Self.failure("ExpiredTokenException"), Self.ok()])
        _ = try await client(transport, credentials: credentials).call(Self.get)
        #expect(transport.requests.map { Self.field($0, "authorization")?.contains("=NEW/") } == [false, true])
    }

    @Test("A call without credentials fails with the error of the credentials")
    func noCredentials() async throws {
        let transport = FakeTransport(script: [])
        let client = try client(transport, credentials: FixedCredentials([]))
        let error = await #expect(throws: AWSError.self) { try await client.call(Self.get) }
        guard case .credentials(let cause)? = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(cause.kind == .notConfigured)
        #expect(transport.requests.isEmpty)
    }

    @Test(
        "The error of a malformed response does not quote the response",
        arguments: [#"{"ARN": "canary", "SecretString": ["canary"]}"#, "canary"])
    func unreadable(body: String) async throws {
        let transport = FakeTransport(script: [.response(body: Array(body.utf8))])
        let client = try client(transport)
        let error = await #expect(throws: AWSError.self) { try await client.call(Self.get) }
        guard case .invalidResponse? = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error.map { !"\($0)".contains("canary") } == true)
    }

    @Test("A call ends when its task is cancelled")
    func cancelled() async throws {
        let client = try client(FakeTransport { _ in .silence })
        let task = Task { try await client.call(Self.get) }
        task.cancel()
        let error = await #expect(throws: AWSError.self) { try await task.value }
        guard case .cancelled? = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    // MARK: - Pages

    private static func page(_ names: [String], next: String?) -> Reply {
        let secrets = names.map { #"{"ARN":"a","Name":"\#($0)"}"# }.joined(separator: ",")
        let token = next.map { #","NextToken":"\#($0)""# } ?? ""
        return .response(body: Array(#"{"SecretList":[\#(secrets)]\#(token)}"#.utf8))
    }

    @Test("Pages are requested on demand")
    func pages() async throws {
        let transport = FakeTransport(script: [
            Self.page(["a", "b"], next: "1"), Self.page([], next: "2"), Self.page(["c"], next: ""),
        ])
        var names: [String] = []
        var asked: [Int] = []
        for try await page in try client(transport).pages(of: SecretsManagerOperations.ListSecrets()) {
            names += (page.secrets ?? []).map(\.name)
            asked.append(transport.requests.count)
        }
        #expect(names == ["a", "b", "c"])
        #expect(asked == [1, 2, 3])
        #expect(
            transport.requests.map { String(decoding: $0.body, as: UTF8.self) } == [
                "{}", #"{"NextToken":"1"}"#, #"{"NextToken":"2"}"#,
            ])
    }

    @Test("A repeated page token ends the pages with an error")
    func circle() async throws {
        let transport = FakeTransport { _ in Self.page(["a"], next: "1") }
        let pages = try client(transport).pages(of: SecretsManagerOperations.ListSecrets())
        await #expect(throws: AWSError.self) { for try await _ in pages {} }
        #expect(transport.requests.count == 2)
    }
}
