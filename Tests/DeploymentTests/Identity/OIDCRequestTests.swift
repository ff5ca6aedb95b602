import Deployment
import Diagnostics
import Foundation
import Infra
import Processes
import Testing

@Suite("OIDCRequest")
struct OIDCRequestTests {
    /// Runs a body with a folder that has `deploy/production.yaml`.
    private func withRequest<Result>(
        _ github: String, _ body: (OIDCRequest) throws -> Result
    ) throws -> Result {
        let folder = try TemporaryFolder()
        let deploy = folder.url.appending(path: "deploy")
        try FileManager.default.createDirectory(at: deploy, withIntermediateDirectories: true)
        let service = "service: {image: 'weir:1', insecureHTTP: a gateway adds TLS}"
        let text = "region: eu-central-1\naccount: \"123456789012\"\n\(service)\n\(github)"
        try Data(text.utf8).write(to: deploy.appending(path: "production.yaml"))
        return try withExtendedLifetime(folder) {
            try body(OIDCRequest(environment: "production", directory: folder.url.path))
        }
    }

    private static let section =
        "github: {owner: octo, ownerId: 1234, repository: weir, repositoryId: 5678, branches: [main]}"

    @Test("The subjects and the trust policy are shown, the account's number included")
    func show() throws {
        try withRequest(OIDCRequestTests.section) { request in
            let text = try request.show(json: false)
            #expect(
                text.contains("Accepted subjects:\n  repo:octo/weir:ref:refs/heads/main\n  repo:octo@1234/weir@5678:"))
            #expect(text.contains("arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"))
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
            let json = try request.show(json: true)
            #expect(json.contains("\"audience\": \"sts.amazonaws.com\""))
        }
    }

    @Test("An environment without github exits with 65 and says what to add")
    func missing() throws {
        try withRequest("") { request in
            let error = #expect(throws: CommandError.self) { try request.show(json: false) }
            #expect(error?.code == .data)
            #expect(
                error?.description.hasSuffix("production.yaml has no \"github\"; add it with owner and repository")
                    == true)
        }
    }

    @Test("The subjects of a job are listed in both forms, with the policy's answer to each")
    func subjects() throws {
        try withRequest(OIDCRequestTests.section) { request in
            let workflow = """
                on:
                  push:
                    branches: [main]
                  pull_request:
                  workflow_dispatch:
                permissions:
                  id-token: write
                jobs:
                  deploy:
                    runs-on: ubuntu-latest
                """
            let report = try request.subjects(workflow: workflow, file: "deploy.yml", job: "deploy", json: false)
            #expect(report.warnings.isEmpty)
            #expect(report.text.contains("repo:octo/weir:ref:refs/heads/main\n    on push: accepted\n"))
            #expect(report.text.contains("repo:octo@1234/weir@5678:pull_request\n    on pull_request: refused\n"))
            #expect(
                report.text.contains("repo:octo/weir:ref:refs/heads/<branch>\n    on workflow_dispatch: known when"))
            let json = try request.subjects(workflow: workflow, file: "deploy.yml", job: nil, json: true)
            #expect(json.text.contains("\"outcome\": \"accepted\""))
        }
    }

    @Test("A job that cannot request a token, or calls another workflow, is warned about")
    func warnings() throws {
        try withRequest(OIDCRequestTests.section) { request in
            let workflow = "on: push\njobs:\n  deploy:\n    uses: octo/ci/.github/workflows/deploy.yml@main\n"
            let report = try request.subjects(workflow: workflow, file: "deploy.yml", job: nil, json: false)
            #expect(report.warnings.count == 2)
            #expect(report.warnings[0].contains("\"id-token: write\""))
            #expect(report.warnings[1].contains("octo/ci/.github/workflows/deploy.yml"))
            let error = #expect(throws: CommandError.self) {
                try request.subjects(workflow: "a: 1", file: "deploy.yml", job: nil, json: false)
            }
            #expect(error?.code == .data && error?.description.contains("\"deploy.yml\"") == true)
        }
    }

    @Test("A check says whether the role accepts the claims, and otherwise names the first difference")
    func check() throws {
        try withRequest(OIDCRequestTests.section) { request in
            let accepted = try request.check(
                OIDCRequest.claims(subject: "repo:octo/weir:ref:refs/heads/main"), policy: nil, json: false)
            #expect(accepted.isAccepted && accepted.text == "accepted\n  statement 1 accepts it\n")
            let refused = try request.check(
                OIDCRequest.claims(subject: "repo:octo/weir:ref:refs/heads/Main"), policy: nil, json: false)
            #expect(!refused.isAccepted)
            #expect(
                refused.text.hasPrefix(
                    "refused\n  the name is \"Main\", the policy has \"main\": they differ in capitals"))
            #expect(refused.text.hasSuffix("  nearest accepted subject: repo:octo/weir:ref:refs/heads/main\n"))
            let json = try request.check(
                OIDCRequest.claims(subject: "repo:octo/weir:pull_request"), policy: nil, json: true)
            #expect(json.text.contains("\"cause\": \"pullRequest\"") && json.text.contains("\"accepted\": false"))
        }
    }

    @Test("A policy from a file is evaluated instead of the environment's")
    func policyFile() throws {
        let policy = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
              "Principal": {"Federated": "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com"},
              "Action": "sts:AssumeRoleWithWebIdentity",
              "Condition": {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:octo/weir:*"}}}]}
            """
        let request = OIDCRequest(environment: "none")
        let report = try request.check(
            OIDCRequest.claims(subject: "repo:octo/weir:pull_request"), policy: policy, json: false)
        #expect(report.text.contains("StringEquals takes * and ? literally"))
        let error = #expect(throws: CommandError.self) {
            try request.check(OIDCRequest.claims(subject: "a:b"), policy: "{}", json: false)
        }
        #expect(error?.code == .data && error?.description.contains("there is no \"Statement\"") == true)
    }

    @Test("Claims are read from JSON, and a token is refused without repeating it")
    func claims() throws {
        let claims = try OIDCRequest.claims(#"{"sub": "repo:a/b:pull_request", "aud": ["x", "y"], "run_id": 12}"#)
        #expect(claims == ["sub": ["repo:a/b:pull_request"], "aud": ["x", "y"], "run_id": ["12"]])
        let token = #expect(throws: CommandError.self) { try OIDCRequest.claims("abc.def.ghi") }
        #expect(token?.description.contains("which is a secret") == true && token?.description.contains("abc") == false)
        #expect(throws: CommandError.self) { try OIDCRequest.claims("[1]") }
        #expect(throws: CommandError.self) { try OIDCRequest.claims("{") }
        let word = #expect(throws: CommandError.self) { try OIDCRequest.claims(subject: "a-secret") }
        #expect(word?.code == .usage && word?.description.contains("a-secret") == false)
    }
}
