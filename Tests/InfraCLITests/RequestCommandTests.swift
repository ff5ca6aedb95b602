import AWSClientTesting
import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)))
struct RequestCommandTests {
    private static let example = [
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    ]

    private struct Report: Decodable {
        let method: String
        let url: String
        let service: String
        let serviceIsGuess: Bool
        let headers: [String: String]
        let canonicalRequest: String
        let stringToSign: String
        let signature: String
    }

    private func report(_ arguments: [String], _ environment: [String: String] = example) async throws -> Report {
        let run = try await CommandLineUnderTest().run(["request"] + arguments + ["--dry-run", "--json"], environment)
        #expect(run.status == 0, "\(run.errors)")
        return try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    }

    /// Compares with the case `get-vanilla` of AWS's published suite.
    @Test("The inputs of a signature are those of AWS's own example")
    func dryRun() async throws {
        let report = try await report([
            "https://example.amazonaws.com/", "--service", "service", "--region", "us-east-1", "--at",
            "20150830T123600Z",
        ])
        #expect(report.method == "GET")
        #expect(report.url == "https://example.amazonaws.com/")
        #expect(report.signature == "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")
        #expect(
            report.stringToSign.hasPrefix(
                "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/service/aws4_request\n"))
        #expect(
            report.canonicalRequest.hasPrefix("GET\n/\n\nhost:example.amazonaws.com\nx-amz-date:20150830T123600Z\n\n"))
        #expect(report.headers["Authorization"]?.contains("Credential=AKIDEXAMPLE/20150830/us-east-1/service") == true)
    }

    @Test(
        "The service and the region are derived from the host",
        arguments: [
            ("https://sts.eu-west-1.amazonaws.com/", "eu-west-1/sts"),
            ("https://b.s3.eu-west-1.amazonaws.com/k", "eu-west-1/s3"),
            ("https://iam.amazonaws.com/", "us-east-1/iam"),
            ("https://abc.execute-api.eu-north-1.amazonaws.com/p", "eu-north-1/execute-api"),
        ])
    func host(url: String, scope: String) async throws {
        #expect(try await report([url]).stringToSign.contains("/\(scope)/aws4_request"))
    }

    @Test("Only a guessed service is marked as a guess")
    func guess() async throws {
        let bedrock = try await report(["https://bedrock-runtime.us-east-1.amazonaws.com/x"])
        #expect(bedrock.service == "bedrock" && !bedrock.serviceIsGuess)
        #expect(bedrock.stringToSign.contains("/us-east-1/bedrock/aws4_request"))
        let url = "https://novelty.eu-west-1.amazonaws.com/"
        let guessed = try await report([url])
        #expect(guessed.service == "novelty" && guessed.serviceIsGuess)
        #expect(try await !report([url, "--service", "other"]).serviceIsGuess)
        let text = try await CommandLineUnderTest().run(["request", url, "--dry-run"], Self.example)
        #expect(text.output.contains("signed for novelty in eu-west-1; the service \"novelty\" is a guess"))
        let presigned = try await CommandLineUnderTest().run(["request", url, "--presign"], Self.example)
        #expect(presigned.status == 0 && presigned.errors.contains("--service"))
        #expect(presigned.output.hasPrefix(url))
    }

    @Test("A request for OpenSearch Serverless has its payload's hash in a header")
    func payloadHash() async throws {
        let report = try await report(["https://x1.eu-west-1.aoss.amazonaws.com/_cat/indices"])
        #expect(report.headers["x-amz-content-sha256"]?.hasPrefix("e3b0c44298fc1c14") == true)
        #expect(report.canonicalRequest.contains("\nx-amz-content-sha256:e3b0c44298fc1c14"))
    }

    @Test("An unsigned payload is declared in a header, and rejected for a presigned URL of most services")
    func unsignedPayload() async throws {
        let url = "https://sts.eu-west-1.amazonaws.com/"
        let report = try await report([url, "--data", "x", "--unsigned-payload"])
        #expect(report.headers["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD")
        let presigned = try await CommandLineUnderTest().run(
            ["request", url, "--presign", "--unsigned-payload"], Self.example)
        #expect(presigned.status == 64)
        #expect(presigned.errors.contains("remove --unsigned-payload"), "\(presigned.errors)")
    }

    @Test("A request goes to the explicit endpoint and is signed for the service and region of its URL")
    func endpoint() async throws {
        let moved = try await report([
            "https://sts.eu-west-1.amazonaws.com/p?q=1", "--endpoint-url", "http://127.0.0.1:5000/base",
        ])
        #expect(moved.url == "http://127.0.0.1:5000/base/p?q=1")
        #expect(moved.canonicalRequest.contains("\nhost:127.0.0.1:5000\n"))
        #expect(moved.stringToSign.contains("/eu-west-1/sts/aws4_request"))
        let bucket = try await report([
            "https://my.bucket.s3.eu-west-1.amazonaws.com/key", "--endpoint-url", "http://localhost:9000",
        ])
        #expect(bucket.url == "http://localhost:9000/my.bucket/key")
        let deaf = try await CommandLineUnderTest().run(
            ["request", "https://sts.eu-west-1.amazonaws.com/", "--endpoint-url", "http://127.0.0.1:1"], Self.example)
        #expect(deaf.status == 69, "\(deaf.errors)")
        let wrong = try await CommandLineUnderTest().run(
            ["request", "https://sts.eu-west-1.amazonaws.com/", "--endpoint-url", "localhost"], Self.example)
        #expect(wrong.status == 64 && wrong.errors.contains("--endpoint-url"), "\(wrong.errors)")
    }

    @Test("Methods, headers, bodies and queries that need encoding are signed")
    func parts() async throws {
        let cli = try CommandLineUnderTest()
        let path = try cli.file("body", "héllo")
        let report = try await report([
            "put", "https://b.s3.eu-west-1.amazonaws.com/a b/ü?x=1 2&y", "--header", "X-Custom:  v", "--data",
            "@\(path)",
        ])
        #expect(report.method == "PUT")
        #expect(report.url == "https://b.s3.eu-west-1.amazonaws.com/a%20b/%C3%BC?x=1%202&y")
        #expect(report.canonicalRequest.contains("x-custom:v\n"))
        #expect(report.canonicalRequest.contains("\n/a%20b/%C3%BC\nx=1%202&y=\n"))
        // The SHA-256 of the file.
        #expect(report.canonicalRequest.hasSuffix("\n3c48591d8d098a4538f5e013dfcf406e948eac4d3277b10bf614e295d6068179"))
        let unsigned = try await self.report([
            "https://b.s3.eu-west-1.amazonaws.com/k", "--data", "x", "--unsigned-payload",
        ])
        #expect(unsigned.method == "POST")
        #expect(unsigned.canonicalRequest.hasSuffix("\nUNSIGNED-PAYLOAD"))
    }

    @Test("A presigned URL is printed")
    func presign() async throws {
        let run = try await CommandLineUnderTest().run(
            [
                "request", "https://b.s3.eu-west-1.amazonaws.com/k", "--presign", "--expires", "60", "--at",
                "20150830T123600Z",
            ],
            Self.example)
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("https://b.s3.eu-west-1.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&"))
        #expect(run.output.contains("X-Amz-Expires=60"))
    }

    @Test(
        "An invalid request is rejected with a message and exit code 64",
        arguments: [
            (["ftp://x"], "http(s)://HOST"), (["https://example.org/"], "--service"),
            (["https://example.org/", "--service", "s"], "--region"),
            (["https://sts.eu-west-1.amazonaws.com/", "--at", "now"], "20150830T123600Z"),
            (["https://sts.eu-west-1.amazonaws.com/", "--header", "x"], "NAME:VALUE"),
            (["https://sts.eu-west-1.amazonaws.com/", "--header", "Authorization: x"], "uthorization"),
            (["https://sts.eu-west-1.amazonaws.com/", "--expires", "5"], "--presign"),
            (["https://sts.eu-west-1.amazonaws.com/", "--presign", "--expires", "0"], "604800"),
            (["a", "b", "c"], "METHOD"), (["BAD METHOD", "https://sts.eu-west-1.amazonaws.com/"], "method"),
        ])
    func refusals(arguments: [String], words: String) async throws {
        let run = try await CommandLineUnderTest().run(["request"] + arguments, Self.example)
        #expect(run.status == 64, "\(run.errors)")
        #expect(run.errors.replacing(",", with: "").contains(words), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test("Missing credentials and a missing response are reported with their places")
    func failures() async throws {
        let none = try await CommandLineUnderTest().run(["request", "https://sts.eu-west-1.amazonaws.com/"])
        #expect(none.status == 77)
        #expect(none.errors.contains("credentials"))
        let deaf = try await CommandLineUnderTest().run(
            ["request", "http://127.0.0.1:1/", "--service", "sts", "--region", "eu-west-1"], Self.example)
        #expect(deaf.status == 69)
    }

    @Test(
        "The response is printed, even an error",
        .enabled(if: MotoServer.isExpected, MotoServer.absence))
    func sends() async throws {
        let (moto, environment) = try await CommandLineUnderTest.moto()
        let arguments = [
            "request", "POST", moto.url + "/", "--service", "sts", "--data",
            "Action=GetCallerIdentity&Version=2011-06-15",
            "--header", "Content-Type: application/x-www-form-urlencoded",
        ]
        let good = try await CommandLineUnderTest().run(arguments, environment)
        #expect(good.status == 0, "\(good.errors)")
        #expect(good.output.contains("<Arn>arn:aws:iam::123456789012:user/tests</Arn>"))
        var wrong = environment
        wrong["AWS_SECRET_ACCESS_KEY"] = CommandLineUnderTest.canary
        let refused = try await CommandLineUnderTest().run(arguments, wrong)
        #expect(refused.status == 1)
        #expect(refused.errors.contains("403") && refused.errors.contains("SignatureDoesNotMatch"))
        #expect(refused.output.contains("SignatureDoesNotMatch"))
        #expect(!(refused.errors + refused.output).contains(CommandLineUnderTest.canary))
    }
}
