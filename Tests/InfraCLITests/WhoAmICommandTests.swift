import AWSClient
import AWSClientTesting
import AWSSigV4
import Foundation
import Testing

@Suite(.enabled(if: MotoServer.isExpected, MotoServer.absence), .timeLimit(.minutes(2)))
struct WhoAmICommandTests {
    private struct Report: Decodable {
        let account: String
        let arn: String
        let region: String?
        let regionOrigin: String?
        let credentials: String
        let accessKeyId: String
        let expires: Date?
        let clockSkewSeconds: Double?
    }

    private func report(
        _ cli: CommandLineUnderTest, _ environment: [String: String], _ arguments: [String] = []
    ) async throws -> Report {
        let run = try await cli.run(["whoami", "--json"] + arguments, environment)
        try #require(run.status == 0, "\(run.errors)")
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(Report.self, from: Data(run.output.utf8))
    }

    /// Temporary credentials, as from a metadata service.
    private func temporary(_ moto: MotoServer, _ name: String) async throws -> AWSCredentials {
        let sts = SecurityTokenService(try moto.configuration().client(for: .sts))
        return try await sts.assume(AssumeRole(roleARN: moto.roleARN, sessionName: name)).credentials
    }

    private static let user = "arn:aws:iam::123456789012:user/tests"
    private static let role = "arn:aws:sts::123456789012:assumed-role/tests/"

    @Test("Credentials in the environment identify the caller")
    func environment() async throws {
        let (moto, environment) = try await CommandLineUnderTest.moto()
        let cli = try CommandLineUnderTest()
        let report = try await report(cli, environment)
        #expect(report.account == MotoServer.account && report.arn == Self.user)
        #expect(report.region == MotoServer.region && report.regionOrigin == "AWS_REGION")
        #expect(report.credentials == "environment" && report.accessKeyId == moto.credentials.accessKeyID)
        #expect(report.expires == nil)
        #expect(abs(try #require(report.clockSkewSeconds)) < 30)
        let text = try await cli.run(["whoami"], environment)
        #expect(text.output.contains("account      123456789012\n"))
        #expect(text.output.contains("expires      never\n"))
        #expect(text.output.contains("clock        agrees with AWS's\n"))
    }

    @Test("Credentials, region and endpoint are read from a profile")
    func profile() async throws {
        let (moto, _) = try await CommandLineUnderTest.moto()
        let cli = try CommandLineUnderTest()
        try cli.file("config", "[profile night]\nregion = eu-north-1\nendpoint_url = \(moto.url)\n")
        try cli.file(
            "credentials",
            "[night]\naws_access_key_id = \(moto.credentials.accessKeyID)\naws_secret_access_key = \(moto.credentials.secretAccessKey)\n"
        )
        for (environment, arguments) in [(["AWS_PROFILE": "night"], []), ([:], ["--profile", "night"])] {
            let report = try await report(cli, environment, arguments)
            #expect(report.arn == Self.user && report.region == "eu-north-1")
            #expect(report.credentials.contains("night") && report.regionOrigin == "profile night")
        }
    }

    @Test("A profile's role is assumed")
    func assumedRole() async throws {
        let (moto, environment) = try await CommandLineUnderTest.moto()
        let cli = try CommandLineUnderTest()
        try cli.file(
            "config",
            """
            [profile deployer]
            role_arn = \(moto.roleARN)
            source_profile = base
            role_session_name = night-shift
            region = eu-west-1
            """)
        try cli.file(
            "credentials",
            "[base]\naws_access_key_id = \(moto.credentials.accessKeyID)\naws_secret_access_key = \(moto.credentials.secretAccessKey)\n"
        )
        let report = try await report(
            cli, ["AWS_ENDPOINT_URL": environment["AWS_ENDPOINT_URL"] ?? ""], ["--profile", "deployer"])
        #expect(report.arn == Self.role + "night-shift")
        #expect(report.credentials.contains("deployer"))
        let left = try #require(report.expires).timeIntervalSinceNow
        #expect((3000...3700).contains(left))
    }

    @Test("The container's agent provides credentials for the token of a file")
    func container() async throws {
        let (moto, _) = try await CommandLineUnderTest.moto()
        let stub = try await MetadataStub(temporary(moto, "container"))
        let cli = try CommandLineUnderTest()
        let token = try cli.file("token", "Bearer agent-token\n")
        let report = try await report(
            cli,
            [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": stub.url + "/container",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": token, "AWS_REGION": "eu-west-1",
                "AWS_ENDPOINT_URL": moto.url,
            ])
        #expect(report.arn == Self.role + "container")
        #expect(report.credentials.contains("container"))
        #expect(report.expires != nil)
    }

    @Test("The instance's metadata service, version 2, provides credentials")
    func instance() async throws {
        let (moto, _) = try await CommandLineUnderTest.moto()
        let stub = try await MetadataStub(temporary(moto, "instance"))
        let report = try await report(
            CommandLineUnderTest(),
            [
                "AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": stub.url,
                "AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": moto.url,
            ])
        #expect(report.arn == Self.role + "instance")
        #expect(report.credentials.contains("instance"))
        #expect(report.expires != nil)
    }

    @Test("The identity is shown without a region, with a note that none is set")
    func noRegion() async throws {
        var (_, environment) = try await CommandLineUnderTest.moto()
        environment["AWS_REGION"] = nil
        let run = try await CommandLineUnderTest().run(["whoami"], environment)
        #expect(run.status == 0)
        #expect(run.output.contains("not set; set AWS_REGION"))
    }

    @Test("The error distinguishes a wrong key from a missing one without showing it")
    func wrong() async throws {
        var (_, environment) = try await CommandLineUnderTest.moto()
        environment["AWS_SECRET_ACCESS_KEY"] = CommandLineUnderTest.canary
        let wrong = try await CommandLineUnderTest().run(["whoami"], environment)
        #expect(wrong.status == 77)
        #expect(wrong.errors.contains("SignatureDoesNotMatch"))
        #expect(!(wrong.output + wrong.errors).contains(CommandLineUnderTest.canary))
        let none = try await CommandLineUnderTest().run(["whoami"], ["AWS_REGION": "eu-west-1"])
        #expect(none.status == 77)
        #expect(none.errors.contains("environment") && none.errors.contains("instance metadata"), "\(none.errors)")
    }

    @Test("Rejected credentials end each command with the same code")
    func codes() async throws {
        var (_, environment) = try await CommandLineUnderTest.moto()
        environment["AWS_ACCESS_KEY_ID"] = "AKIAUNKNOWN"
        for arguments in [["whoami"], ["secrets", "list"], ["secrets", "versions", "x"]] {
            let run = try await CommandLineUnderTest().run(arguments, environment)
            #expect(run.status == 77, "\(arguments): \(run.errors)")
        }
    }

    @Test(
        "A malformed region is wrong usage as an option and wrong data elsewhere, and is never skipped",
        arguments: [["whoami"], ["secrets", "list"], ["request", "https://sts.eu-west-1.amazonaws.com/"]])
    func malformedRegion(arguments: [String]) async throws {
        let keys = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "x"]
        let option = try await CommandLineUnderTest().run(arguments + ["--region", "Frankfurt"], keys)
        #expect(option.status == 64)
        #expect(option.errors.contains("\"Frankfurt\"") && option.errors.contains("such as eu-central-1"))
        let variable = try await CommandLineUnderTest().run(arguments, keys.merging(["AWS_REGION": "eu_west"]) { $1 })
        #expect(variable.status == 65)
        #expect(variable.errors.contains("AWS_REGION"))
    }

    @Test("The error distinguishes an impossible profile name from a missing profile")
    func blankProfile() async throws {
        let cli = try CommandLineUnderTest()
        try cli.file("config", "[profile my team]\naws_access_key_id = k\naws_secret_access_key = s\n")
        let run = try await cli.run(["whoami", "--profile", "my team"], ["AWS_REGION": "eu-west-1"])
        #expect(run.status == 77)
        #expect(run.errors.contains("without blanks: rename it in the file"), "\(run.errors)")
        #expect(!run.errors.contains("expected a section"))
        let missing = try await cli.run(["whoami", "--profile", "team"], ["AWS_REGION": "eu-west-1"])
        #expect(missing.errors.contains("expected a section [profile team]"), "\(missing.errors)")
    }
}
