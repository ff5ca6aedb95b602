import DeployEngine
import Foundation
import HTTPCore
import HTTPCoreTesting
import HTTPTypes
import Testing

@Suite("The settings of a repository on GitHub")
struct GitHubSettingsSourceTests {
    private static let token = "ghs_canary"

    /// A transport that replies to paths without their query; everything else is not found. The lists have one page.
    private static func transport(_ replies: [String: String], _ refused: Set<String> = []) -> FakeTransport {
        FakeTransport { request in
            let path = request.head.path ?? ""
            let place = String(path.prefix { $0 != "?" })
            if refused.contains(place) { return .response(.forbidden) }
            guard let body = replies[place] else { return .response(.notFound) }
            return .response(body: Array(body.utf8))
        }
    }

    private static let root = "/repos/o/r"
    private static let replies = [
        "\(root)/environments": #"""
        {"total_count": 2, "environments": [
          {"name": "dev", "protection_rules": [], "deployment_branch_policy": null},
          {"name": "Production", "protection_rules": [
            {"type": "wait_timer", "wait_timer": 5},
            {"type": "required_reviewers", "reviewers": [{"type": "User", "reviewer": {}}, {"type": "Team", "reviewer": {}}]},
            {"type": "branch_policy"}],
           "deployment_branch_policy": {"protected_branches": true, "custom_branch_policies": false}}]}
        """#,
        "\(root)/actions/organization-variables": #"{"variables": [{"name": "AWS_REGION", "value": "us-east-1"}]}"#,
        "\(root)/actions/organization-secrets": #"{"secrets": [{"name": "SHARED"}]}"#,
        "\(root)/actions/variables": #"{"variables": [{"name": "AWS_ACCOUNT_ID", "value": "1"}]}"#,
        "\(root)/actions/secrets": #"{"secrets": []}"#,
        "\(root)/environments/production/variables":
            #"{"variables": [{"name": "aws_region", "value": "eu-central-1"}]}"#,
        "\(root)/environments/production/secrets": #"{"secrets": [{"name": "AWS_ROLE_ARN"}]}"#,
    ]

    @Test("The environment's variable hides that of the organization, and secrets have names alone")
    func levels() async throws {
        let transport = Self.transport(Self.replies)
        let settings = try await GitHubSettingsSource(transport: transport, token: Self.token)
            .settings(of: "o/r", environment: "production")
        #expect(settings.variables == ["AWS_REGION": "eu-central-1", "AWS_ACCOUNT_ID": "1"])
        #expect(settings.secrets == ["SHARED", "AWS_ROLE_ARN"])
        #expect(settings.environment == .found(.init(reviewers: 2, waitMinutes: 5, limitsBranches: true)))
        #expect(settings.unread.isEmpty)
        #expect(transport.requests.allSatisfy { $0.head.headerFields[.authorization] == "Bearer \(Self.token)" })
        #expect(transport.requests.allSatisfy { $0.head.authority == "api.github.com" && $0.head.scheme == "https" })
    }

    @Test("Parts that the token may not read are named, and a missing environment is told from an unread one")
    func unread() async throws {
        let refused: Set<String> = ["\(Self.root)/actions/secrets", "\(Self.root)/environments"]
        let source = GitHubSettingsSource(transport: Self.transport(Self.replies, refused), token: Self.token)
        let settings = try await source.settings(of: "o/r", environment: "production")
        #expect(settings.environment == .unread)
        #expect(settings.unread == ["the secrets of the repository"])
        let missing = try await GitHubSettingsSource(transport: Self.transport(Self.replies), token: Self.token)
            .settings(of: "o/r", environment: "staging")
        #expect(missing.environment == .missing)
        let unnamed = try await GitHubSettingsSource(transport: Self.transport(Self.replies), token: Self.token)
            .settings(of: "o/r", environment: nil)
        #expect(unnamed.environment == .unnamed)
    }

    @Test("A list of several pages is read to its end")
    func pages() async throws {
        let transport = FakeTransport { request in
            let path = request.head.path ?? ""
            let number = path.split(separator: "=").last.flatMap { Int($0) } ?? 1
            let names = path.contains("/actions/variables") ? (number < 3 ? 30 : 2) : 0
            let entries = (0..<names).map { #"{"name": "V\#(number)_\#($0)", "value": "x"}"# }
            return .response(
                body: Array(
                    #"{"environments": [], "secrets": [], "variables": [\#(entries.joined(separator: ","))]}"#.utf8))
        }
        let settings = try await GitHubSettingsSource(transport: transport, token: Self.token)
            .settings(of: "o/r", environment: nil)
        #expect(settings.variables.count == 62)
    }

    @Test(
        "What cannot be asked is an error without the token",
        arguments: [
            ("o/r", "http://api.example.com", "no token is sent there"), ("o", "https://api.example.com", "owner/name"),
            ("o/r/x", "https://api.example.com", "owner/name"), ("o/..", "https://api.example.com", "owner/name"),
            ("o/r", "api.example.com", "is no URL"),
        ])
    func refused(repository: String, address: String, part: String) async {
        let transport = Self.transport(Self.replies)
        let source = GitHubSettingsSource(transport: transport, address: address, token: Self.token)
        let error = await #expect(throws: RepositorySettingsError.self) {
            try await source.settings(of: repository, environment: nil)
        }
        #expect(error?.description.contains(part) == true && error?.description.contains(Self.token) == false)
        #expect(transport.requests.isEmpty)
    }

    @Test("A refused token, a failing server and a strange response are told apart", arguments: [401, 500, 200])
    func status(code: Int) async {
        let transport = FakeTransport { _ in .response(.init(code: code), body: Array("<html>".utf8)) }
        let error = await #expect(throws: RepositorySettingsError.self) {
            try await GitHubSettingsSource(transport: transport, token: Self.token)
                .settings(of: "o/r", environment: "dev")
        }
        let parts = [401: "does not accept the token", 500: "responded with 500", 200: "documented form"]
        #expect(error?.description.contains(parts[code] ?? "?") == true, "\(String(describing: error))")
    }
}
