import AWSSigV4
import Foundation
import HTTPCore
import HTTPCoreTesting
import HTTPTypes
import Synchronization
import Testing

@testable import AWSClient

@Suite struct ContainerCredentialsProviderTests {
    static let relative = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/canary"]

    func ask(
        _ environment: [String: String], files: [String: String] = [:], _ fake: FakeTransport,
        clock: StepClock = StepClock()
    ) async throws -> ResolvedCredentials {
        try await ContainerCredentialsProvider(
            .testing(environment, files: files, metadata: fake, clock: clock)
        ).credentials()
    }

    @Test("The agent is requested for JSON with a time-out of two seconds, and the source is recorded")
    func asks() async throws {
        let fake = FakeTransport(script: [.credentials()])
        let resolved = try await ask(Self.relative, fake)
        #expect(resolved.source == "container")
        #expect(
            resolved.credentials
                == AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret", sessionToken: "token"))
        #expect(resolved.expiration == Date(timeIntervalSince1970: 1_893_456_000))
        let request = try #require(fake.requests.first)
        #expect(request.url == "http://169.254.170.2/v2/canary")
        #expect(request.field("accept") == "application/json")
        #expect(request.field("authorization") == nil)
        #expect(request.timeouts.total == .seconds(2))
        #expect(request.timeouts.connect == .seconds(2))
    }

    @Test("The error after three attempts has the kind of failure but not the path, which is a secret")
    func retries() async throws {
        let clock = StepClock()
        let fake = FakeTransport(script: [
            .failure(TransportError(.timeout, "canary")), .text(.internalServerError, "canary"),
            .cut(body: [1], error: TransportError(.connectionLost, "canary")), .credentials(),
        ])
        let error = try #require(
            await failure(
                of: ContainerCredentialsProvider(.testing(Self.relative, metadata: fake, clock: clock))))
        #expect(error.kind == .unavailable)
        #expect(error.reason == "169.254.170.2 did not respond (connectionLost)")
        #expect(fake.requests.count == 3)
        #expect(clock.sleeps == [.seconds(1), .seconds(2)])
    }

    @Test("The response of a later attempt is used")
    func recovers() async throws {
        let fake = FakeTransport(script: [
            .text(.serviceUnavailable, ""), .cut(body: [1], error: TransportError(.timeout, "over")), .credentials(),
        ])
        #expect(try await ask(Self.relative, fake).credentials.accessKeyID == "AKID")
    }

    @Test("A rejected request is not retried", arguments: [400, 401, 403, 404])
    func refused(code: Int) async throws {
        let fake = FakeTransport(script: [.text(.init(code: code), #"{"message": "canary"}"#)])
        let error = try #require(
            await failure(of: ContainerCredentialsProvider(.testing(Self.relative, metadata: fake))))
        #expect(error.kind == .unavailable)
        #expect(error.reason.contains("responded with status \(code), expected 200"))
        #expect(!error.reason.contains("canary"))
        #expect(fake.requests.count == 1)
    }

    @Test("The token file is read every time and precedes the variable")
    func tokenFile() async throws {
        let token = Mutex("first\r\n")
        let fake = FakeTransport(script: [.credentials(), .credentials()])
        var context = CredentialsContext.testing(
            Self.relative.merging([
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "variable",
            ]) { $1 }, metadata: fake)
        context.files = FileReader { _ throws(FileReadingError) in Array(token.withLock { $0 }.utf8) }
        let provider = ContainerCredentialsProvider(context)
        _ = try await provider.credentials()
        token.withLock { $0 = "Bearer second" }
        _ = try await provider.credentials()
        #expect(fake.requests.map { $0.field("authorization") } == ["first", "Bearer second"])
    }

    @Test("The variable's token is sent if no file is configured")
    func tokenVariable() async throws {
        let fake = FakeTransport(script: [.credentials()])
        _ = try await ask(Self.relative.merging(["AWS_CONTAINER_AUTHORIZATION_TOKEN": "Basic abc"]) { $1 }, fake)
        #expect(fake.requests.first?.field("authorization") == "Basic abc")
    }

    @Test(
        "A token that is not valid in a header field is an error before any request is sent",
        arguments: ["canary\r\nX: y", "canary\nb", "canary\rb", "canaryé", "\u{1}canary", " canary", "canary\0"])
    func badToken(token: String) async throws {
        for (name, files) in [("_FILE", ["/token": token]), ("", [:])] {
            let fake = FakeTransport(script: [.credentials()])
            let value = name.isEmpty ? token : "/token"
            let context = CredentialsContext.testing(
                Self.relative.merging(["AWS_CONTAINER_AUTHORIZATION_TOKEN" + name: value]) { $1 }, files: files,
                metadata: fake)
            let error = try #require(await failure(of: ContainerCredentialsProvider(context)))
            #expect(error.kind == .invalid)
            #expect(!String(reflecting: error).contains("canary"))
            #expect(fake.requests.isEmpty)
        }
    }

    @Test("The error says that the token file is missing or empty", arguments: [nil, "", "\n"])
    func noToken(content: String?) async throws {
        var files: [String: String] = [:]
        files["/token"] = content
        let fake = FakeTransport(script: [.credentials()])
        let context = CredentialsContext.testing(
            Self.relative.merging(["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token"]) { $1 }, files: files,
            metadata: fake)
        let error = try #require(await failure(of: ContainerCredentialsProvider(context)))
        #expect(error.kind == .unavailable)
        #expect(error.reason.contains("/token"))
        #expect(fake.requests.isEmpty)
    }

    @Test("A cancelled caller gets the cancellation as its error")
    func cancelled() async {
        let fake = FakeTransport(script: [.failure(TransportError(.cancelled, "x"))])
        let error = await failure(of: ContainerCredentialsProvider(.testing(Self.relative, metadata: fake)))
        #expect(error?.kind == .cancelled)
    }
}
