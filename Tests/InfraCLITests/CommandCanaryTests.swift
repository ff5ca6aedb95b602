import AWSClientTesting
import Foundation
import Processes
import Testing

/// Checks that `infra-cli` never prints a secret that a person passes in a wrong place.
@Suite(.timeLimit(.minutes(3)))
struct CommandCanaryTests {
    static let canary = CommandLineUnderTest.canary
    static let uri = "postgres://weir:\(canary)@db/weir"
    static let keywords = "host=db user=weir password=\(canary) dbname=weir"
    static let document = #"{"username": "weir", "password": "\#(canary)"}"#
    static let url = "https://sts.eu-west-1.amazonaws.com/"
    static let keys = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "other", "AWS_REGION": "eu-west-1"]

    struct Line: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        var environment: [String: String] = keys
        var testDescription: String { "\(arguments) \(environment.filter { $0.value.contains(canary) })" }
    }

    static let lines: [Line] = {
        var lines: [Line] = []
        for form in [uri, keywords, document, "weir:\(canary)@x"] {
            lines += commands(with: form).map { Line(arguments: $0) }
            lines += environments(with: form).map { Line(arguments: ["whoami"], environment: $0) }
        }
        lines += bare.map { Line(arguments: $0) }
        lines.append(Line(arguments: ["whoami"], environment: ["AWS_SECRET_ACCESS_KEY": canary]))
        let broken = [
            "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "\(canary)\n\(canary)", "AWS_REGION": "eu-west-1",
        ]
        lines.append(Line(arguments: ["whoami"], environment: broken))
        return lines
    }()

    private static func commands(with form: String) -> [[String]] {
        var commands: [[String]] = [
            [form], ["help", form], ["synth", form], ["synth", "-e", form],
            ["synth", "-e", "dev", "--directory", form],
            ["whoami", form], ["whoami", "--region", form], ["whoami", "--profile", form],
            ["whoami", "--endpoint-url", form],
        ]
        commands += [
            ["request", form], ["request", form, url], ["request", url, url, form], ["request", url, "--at", form],
            ["request", url, "--service", form], ["request", url, "--region", form],
            ["request", url, "--endpoint-url", form], ["request", url, "--presign", "--expires", form],
            ["request", url, "--header", form.replacing(":", with: " ")],
            ["request", url, "--header", "a b \(form): x"],
            ["request", url, "--data", "@\(form)"],
        ]
        commands += [
            ["secrets", form], ["secrets", "set", "x", form], ["secrets", "set", form, "--file", "/dev/null"],
            ["secrets", "set", "x", "--file", form], ["secrets", "set", "x", "--value=\(form)"],
        ]
        commands += [
            ["oidc", form], ["oidc", "show", "-e", form], ["oidc", "check", "-e", "none", "--sub", form],
            ["oidc", "check", "-e", "none", "--token-claims", form], ["oidc", "sub", "-e", "none", "--workflow", form],
        ]
        return commands
    }

    private static func environments(with form: String) -> [[String: String]] {
        var environments: [[String: String]] = [["AWS_PROFILE": form]]
        for name in ["AWS_ENDPOINT_URL", "AWS_REGION"] {
            var environment = keys
            environment[name] = form
            environments.append(environment)
        }
        environments.append(["AWS_CONTAINER_CREDENTIALS_FULL_URI": form, "AWS_REGION": "eu-west-1"])
        environments.append([
            "AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": form, "AWS_REGION": "eu-west-1",
        ])
        return environments
    }

    private static let bare: [[String]] = [
        ["secrets", "set", "x", canary], ["secrets", "set", "x", "--value", canary], ["whoami", "-p\(canary)"],
        ["request", url, "--expires", canary], ["request", "https://sts.eu-west-1.amazonaws.com#\(canary)"],
        ["request", "ftp://example.org/?X-Amz-Security-Token=\(canary)"],
        ["request", url, "--header", "Authorization Bearer \(canary)"],
        ["request", url, "--header", "Host: \(canary)"],
        ["request", url, "--header", "X-Amz-Content-Sha256: \(canary)"],
        ["request", url, "--header", "X-Amz-Security-Token: \(canary)"],
    ]

    @Test("A secret in a flag, a variable or a URI is rejected without being repeated", arguments: lines)
    func line(line: Line) async throws {
        let run = try await CommandLineUnderTest().run(line.arguments, line.environment)
        #expect(run.status != 0, "\(run)")
        #expect(!(run.output + run.errors).contains(Self.canary), "\(run)")
        #expect(!run.errors.isEmpty)
    }

    @Test(
        "A secret in an environment file is rejected without being repeated",
        arguments: [
            "region: \(uri)", "region: eu-west-1\n\(uri): x", "region: eu-west-1\ndatabase: {password=\(canary): x}",
            "region: eu-west-1\ndatabase: {name: '\(keywords)'}",
            "region: eu-west-1\nservice: {image: 'u:\(canary)@x/y:1'}",
            "region: eu-west-1\nservice: {image: 'https://u:\(canary)@x/y'}", "region: '\(document)'",
            "region: eu-west-1\ntags: {'a': '\(document)'}", "region: eu-west-1\nservice: {allow: ['\(uri)']}",
            "password=\(canary)", "a: 1\n\(uri): 2\n\(uri): 3",
        ])
    func file(text: String) async throws {
        let cli = try CommandLineUnderTest()
        try FileManager.default.createDirectory(
            at: cli.folder.url.appending(path: "deploy"), withIntermediateDirectories: true)
        try cli.file("deploy/dev.yaml", text)
        let run = try await cli.run(["synth", "-e", "dev"])
        #expect(run.status == 65)
        #expect(!(run.output + run.errors).contains(Self.canary), "\(run)")
    }

    @Test(
        "A secret in a malformed configuration file is not repeated",
        arguments: [
            "\(keywords)", "[default\naws_secret_access_key=\(canary)", "[default]\naws_secret_access_key \(canary)",
            "[default]\nregion = \(canary)@", "[default]\nendpoint_url = https://u:\(canary)@x",
            "[default]\nrole_arn = r\nsource_profile = default\nduration_seconds = \(canary)",
            "[default]\nrole_arn = r\ncredential_source = \(canary)",
        ])
    func configuration(text: String) async throws {
        let cli = try CommandLineUnderTest()
        try cli.file("config", text)
        let run = try await cli.run(["whoami"])
        #expect(run.status != 0, "\(run)")
        #expect(!(run.output + run.errors).contains(Self.canary), "\(run)")
    }
}
