import AWSSigV4
import Foundation
import HTTPCore
import HTTPCoreTesting
import HTTPTypes
import Testing

@testable import AWSClient

/// Checks that no error shows a secret: every failure that external input can cause, with a secret in every place.
@Suite struct CanaryTests {
    static let canary = "CANARY7secret"

    struct Failure: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var environment: [String: String] = [:]
        var file = ""
        var files: [String: String] = [:]
        var metadata: [Reply] = []
        var general: [Reply] = []
        var program: Result<String, ProcessRunner.RunError> = .failure(.status(1))
    }

    static let keys = "aws_access_key_id = k\naws_secret_access_key = \(canary)\naws_session_token = \(canary)\n"
    static let role = "role_arn = r\nregion = eu-west-1\n"
    static let container = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/\(canary)"]
    static let token = ["AWS_CONTAINER_AUTHORIZATION_TOKEN": canary]
    static let document = #"{"AccessKeyId": "k", "SecretAccessKey": "\#(canary)", "Token": "\#(canary)""#
    static let identity = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "r", "AWS_REGION": "eu-west-1"]

    static let failures: [Failure] = {
        func error(_ code: String) -> String {
            "<Error><Code>\(code)</Code><Message>\(canary)</Message></Error>"
        }
        var all = [
            Failure(testDescription: "environment without id", environment: ["AWS_SECRET_ACCESS_KEY": canary]),
            Failure(
                testDescription: "environment with a bad end",
                environment: [
                    "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": canary, "AWS_SESSION_TOKEN": canary,
                    "AWS_CREDENTIAL_EXPIRATION": "x",
                ]),
            Failure(testDescription: "half a pair", file: "[default]\naws_secret_access_key = \(canary)"),
            Failure(testDescription: "no equals sign", file: "[default]\naws_secret_access_key: \(canary)"),
            Failure(testDescription: "no section", file: keys),
            Failure(testDescription: "open section", file: "[\(canary)"),
            Failure(testDescription: "bad nesting", file: "[default]\na =\n \(canary)"),
            Failure(testDescription: "role without source", file: "[default]\n\(keys)\(role)"),
            Failure(
                testDescription: "loop",
                file: "[default]\n\(keys)\(role)source_profile=b\n[profile b]\n\(role)source_profile=default"),
            Failure(testDescription: "single sign-on", file: "[default]\n\(keys)sso_session = s"),
            Failure(testDescription: "command for a shell", file: "[default]\ncredential_process = t \(canary) | x"),
            Failure(testDescription: "command with open quote", file: "[default]\ncredential_process = t '\(canary)"),
            Failure(
                testDescription: "container refuses", environment: container, metadata: [.text(.forbidden, canary)]),
            Failure(
                testDescription: "container URL without TLS",
                environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/\(canary)?\(canary)"]),
            Failure(
                testDescription: "container URL with a password",
                environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "https://u:\(canary)@example.com/"]),
            Failure(
                testDescription: "container token with a line ending",
                environment: container.merging(["AWS_CONTAINER_AUTHORIZATION_TOKEN": canary + "\n"]) { $1 }),
            Failure(
                testDescription: "container token file with a line ending",
                environment: container.merging(["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/t"]) { $1 },
                files: ["/t": "\(canary)\n\(canary)\n"]),
            Failure(testDescription: "instance refuses", metadata: [.text(.badRequest, canary)]),
            Failure(testDescription: "instance's role is malformed", metadata: [.text(canary), .text("/\(canary)")]),
            Failure(testDescription: "instance refuses a role", metadata: [.text(canary), .text(.forbidden, canary)]),
            Failure(
                testDescription: "instance refuses credentials",
                metadata: [.text(canary), .text("r"), .text(.forbidden, canary)]),
            Failure(
                testDescription: "instance's code",
                metadata: [.text(canary), .text("r"), .text(#"{"Code": "\#(canary)"}"#)]),
        ]
        for kind in TransportError.Kind.allCases {
            let down = [Reply](repeating: .failure(TransportError(kind, canary)), count: 3)
            all += [
                Failure(
                    testDescription: "container, \(kind)", environment: container.merging(token) { $1 }, metadata: down),
                Failure(testDescription: "instance, \(kind)", metadata: down),
                Failure(testDescription: "instance's role, \(kind)", metadata: [.text(canary)] + down),
                Failure(
                    testDescription: "role, \(kind)", file: "[default]\n\(keys)\(role)source_profile=default",
                    general: down),
                Failure(
                    testDescription: "web identity, \(kind)", environment: identity, files: ["/t": canary],
                    general: down),
            ]
        }
        for body in [
            "", canary, document, "\(document)}", #"\#(document), "Expiration": "\#(canary)"}"#, "[\"\(canary)\"]",
        ] {
            all += [
                Failure(testDescription: "container's response", environment: container, metadata: [.text(body)]),
                Failure(testDescription: "instance's response", metadata: [.text(canary), .text("r"), .text(body)]),
                Failure(
                    testDescription: "program's output", file: "[default]\ncredential_process = t \(canary)",
                    program: .success(body)),
                Failure(
                    testDescription: "role's response", file: "[default]\n\(keys)\(role)source_profile=default",
                    general: [.text(body)]),
            ]
        }
        for code in ["SignatureDoesNotMatch", "InvalidClientTokenId", "ExpiredToken", "ValidationError", canary] {
            all += [
                Failure(
                    testDescription: "role, \(code)", file: "[default]\n\(keys)\(role)source_profile=default",
                    general: [.text(.forbidden, error(code))]),
                Failure(
                    testDescription: "web identity, \(code)", environment: identity, files: ["/t": canary],
                    general: [.text(.badRequest, error(code))]),
            ]
        }
        for failure: ProcessRunner.RunError in [
            .status(1), .signal(9), .timeout(.seconds(60)), .tooMuch(limit: 1), .notStarted(reason: "none"), .cancelled,
        ] {
            all.append(
                Failure(
                    testDescription: "program, \(failure)", file: "[default]\ncredential_process = t \(canary)",
                    program: .failure(failure)))
        }
        return all
    }()

    @Test("No failure shows a secret", arguments: failures)
    func quiet(_ failure: Failure) async throws {
        let context = CredentialsContext.testing(
            failure.environment.merging(["AWS_CONFIG_FILE": "c"]) { $1 },
            files: failure.files.merging(["c": failure.file]) { $1 }, metadata: FakeTransport(script: failure.metadata),
            general: FakeTransport(script: failure.general),
            programs: ProcessRunner { _ throws(ProcessRunner.RunError) in Array(try failure.program.get().utf8) })
        for provider in [
            CredentialsChain.standard(context) as any CredentialsProvider, CachingCredentialsProvider.standard(context),
        ] {
            do throws(CredentialsError) {
                _ = try await provider.credentials()
                Issue.record("expected a failure")
            } catch {
                Self.expectQuiet(error)
            }
        }
    }

    static func expectQuiet(_ value: Any) {
        var dumped = ""
        dump(value, to: &dumped)
        for text in ["\(value)", String(reflecting: value), dumped] { #expect(!text.contains(canary)) }
    }

    @Test("Neither credentials nor the inputs of finding them show a secret")
    func values() async throws {
        let environment = ["AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": Self.canary, "AWS_CONFIG_FILE": "c"]
        let context = CredentialsContext.testing(environment, files: ["c": "[default]\n\(Self.keys)"])
        Self.expectQuiet(try await CredentialsChain.standard(context).credentials())
        Self.expectQuiet(context.environment)
        let configuration = try context.configuration(for: "s")
        Self.expectQuiet(configuration)
        var asked = context
        asked.profile = "default"
        Self.expectQuiet(try ProfilePlan(try asked.configuration(for: "s")))
        Self.expectQuiet(
            ProcessRunner.Request(
                words: ["t", Self.canary], environment: context.environment, timeout: .zero, limit: 1))
    }
}
