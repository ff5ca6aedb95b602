import AWSSigV4
import Foundation
import HTTPCore
import HTTPCoreTesting
import HTTPTypes
import Testing

@testable import AWSClient

@Suite struct STSRoleServiceTests {
    static let response = """
        <AssumeRoleResponse><AssumeRoleResult><AssumedRoleUser>
          <Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn>
        </AssumedRoleUser><Credentials>
          <AccessKeyId>AKID</AccessKeyId><SecretAccessKey>a&amp;lt;b</SecretAccessKey>
          <SessionToken>\n token\n</SessionToken><Expiration>2001-09-09T02:46:40Z</Expiration>
        </Credentials></AssumeRoleResult></AssumeRoleResponse>
        """

    static func error(_ code: String, _ message: String = "canary") -> String {
        "<ErrorResponse><Error><Code>\(code)</Code><Message>\(message)</Message></Error></ErrorResponse>"
    }

    let role = RoleRequest(
        roleARN: "arn:aws:iam::1:role/é+", sessionName: "a=b", externalID: "x y", durationSeconds: 900)
    let base = ResolvedCredentials(
        credentials: AWSCredentials(accessKeyID: "BASE", secretAccessKey: "canary", sessionToken: "canary"),
        source: "environment")

    func service(
        _ fake: FakeTransport, _ environment: [String: String] = ["AWS_REGION": "eu-west-1"], profile: String = "",
        clock: StepClock = StepClock()
    ) throws -> STSRoleService {
        try STSRoleService(
            .testing(
                environment.merging(["AWS_CONFIG_FILE": "c"]) { $1 }, files: ["c": "[default]\n\(profile)"],
                general: fake, clock: clock), source: "profile a")
    }

    func failure(_ replies: [Reply]) async throws -> CredentialsError? {
        let service = try service(FakeTransport(script: replies))
        do throws(CredentialsError) {
            _ = try await service.assume(role, with: base, source: "s")
            return nil
        } catch {
            return error
        }
    }

    @Test("The region's service gets a request signed with the base credentials, and its response is decoded")
    func assumes() async throws {
        let fake = FakeTransport(script: [.text(Self.response)])
        let resolved = try await service(fake).assume(role, with: base, source: "s")
        let expected = ResolvedCredentials(
            credentials: AWSCredentials(accessKeyID: "AKID", secretAccessKey: "a&lt;b", sessionToken: "token"),
            expiration: Date(timeIntervalSince1970: 1_000_003_600), accountID: "123456789012", source: "s")
        #expect(resolved == expected)
        let request = try #require(fake.requests.first)
        #expect(request.url == "https://sts.eu-west-1.amazonaws.com/")
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2F%C3%A9%2B"
                + "&RoleSessionName=a%3Db&ExternalId=x%20y&DurationSeconds=900")
        #expect(request.field("x-amz-date") == "20010909T014640Z")
        #expect(request.field("x-amz-security-token") == "canary")
        #expect(request.field("authorization")?.contains("BASE/20010909/eu-west-1/sts/aws4_request") == true)
    }

    @Test("A request with a web identity token is not signed")
    func webIdentity() async throws {
        let anonymous = Self.response.replacingOccurrences(of: "AssumeRoleRes", with: "AssumeRoleWithWebIdentityRes")
        let fake = FakeTransport(script: [.text(anonymous)])
        let role = RoleRequest(roleARN: "r", sessionName: "s")
        _ = try await service(fake).assume(role, webIdentityToken: "t/", source: "s")
        let request = try #require(fake.requests.first)
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=r&RoleSessionName=s&WebIdentityToken=t%2F"
        )
        #expect(request.field("authorization") == nil)
    }

    @Test("A temporary failure and throttling are retried")
    func retries() async throws {
        let fake = FakeTransport(script: [
            .text(.serviceUnavailable, ""), .text(.badRequest, Self.error("Throttling")), .text(Self.response),
        ])
        let clock = StepClock()
        _ = try await service(fake, clock: clock).assume(role, with: base, source: "s")
        #expect(clock.sleeps == [.seconds(1), .seconds(2)])
    }

    @Test("The error has the service's code, and its message only for denied access")
    func refusals() async throws {
        let denied = "User: arn:aws:iam::1:user/u is not authorized to perform: sts:AssumeRole"
        let reasons = [
            (Self.error("AccessDenied", denied), "the Security Token Service responded with AccessDenied: \(denied)"),
            (Self.error("SignatureDoesNotMatch"), "the Security Token Service responded with SignatureDoesNotMatch"),
            (Self.error("canary-1"), "the Security Token Service responded with status 403"),
            ("canary", "the Security Token Service responded with status 403"),
            ("", "the Security Token Service responded with status 403"),
        ]
        for (body, reason) in reasons {
            let error = try await failure([.text(.forbidden, body)])
            #expect(error?.reason == reason)
            #expect(error?.kind == .unavailable)
        }
    }

    @Test(
        "The error of an incomplete response does not repeat the response",
        arguments: ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"])
    func incomplete(name: String) async throws {
        let text = Self.response.replacingOccurrences(of: "<\(name)>", with: "<canary>").replacingOccurrences(
            of: "</\(name)>", with: "</canary>")
        let error = try #require(try await failure([.text(text)]))
        #expect(error.reason.contains("cannot be decoded"))
        #expect(!error.reason.contains("canary"))
    }

    @Test("Malformed credentials are an error before any request is sent")
    func unsignable() async throws {
        let fake = FakeTransport(script: [.text(Self.response)])
        let base = ResolvedCredentials(
            credentials: AWSCredentials(accessKeyID: "BASE", secretAccessKey: "canary\n"), source: "environment")
        let service = try service(fake)
        let error = await #expect(throws: CredentialsError.self) {
            try await service.assume(role, with: base, source: "s")
        }
        #expect(error?.kind == .invalid)
        #expect(error?.reason.contains("canary") == false)
        #expect(fake.requests.isEmpty)
    }

    @Test("A missing or malformed region is an error")
    func region() throws {
        for environment in [[:], ["AWS_REGION": "a.b"]] {
            let error = try #require(throws: CredentialsError.self) {
                try service(FakeTransport(script: []), environment)
            }
            #expect(error.kind == .invalid)
            #expect(error.source == "profile a")
        }
    }

    @Test("The environment or the profile determines the endpoint")
    func configured() async throws {
        for (environment, profile, url) in [
            (["AWS_ENDPOINT_URL": "http://b:1"], "", "http://b:1/"),
            ([:], "services = s\n[services s]\nsts =\n  endpoint_url = http://c:2\n", "http://c:2/"),
        ] {
            let fake = FakeTransport(script: [.text(Self.response)])
            let service = try service(fake, environment.merging(["AWS_REGION": "eu-west-1"]) { $1 }, profile: profile)
            _ = try await service.assume(role, with: base, source: "s")
            #expect(fake.requests.map(\.url) == [url])
        }
    }
}
