import Foundation
import Processes
import Testing

@Suite("infra-cli oidc", .timeLimit(.minutes(1)))
struct OIDCCommandTests {
    private static let environment = """
        region: eu-central-1
        service: {image: 'weir:1'}
        github: {owner: octo, repository: weir, branches: [main]}
        """

    private func cli() throws -> CommandLineUnderTest {
        let cli = try CommandLineUnderTest()
        try FileManager.default.createDirectory(
            at: cli.folder.url.appending(path: "deploy"), withIntermediateDirectories: true)
        try cli.file("deploy/dev.yaml", Self.environment)
        return cli
    }

    @Test(
        "A check exits with 0 for an accepted subject, 2 for a refused one, and 64 for wrong usage",
        arguments: [
            (["--sub", "repo:octo/weir:ref:refs/heads/main"], 0, "accepted\n"),
            (["--sub", "repo:octo/weir:pull_request"], 2, "refused\n"),
            (["--sub", "repo:octo/weir:pull_request", "--json"], 2, "{\n"),
            (["--sub", "main"], 64, ""), ([], 64, ""), (["--sub", "a:b", "--token-claims", "c.json"], 64, ""),
        ])
    func check(arguments: [String], status: Int32, beginning: String) async throws {
        let run = try await cli().run(["oidc", "check", "-e", "dev"] + arguments)
        #expect(run.status == status, "\(run)")
        #expect(run.output.hasPrefix(beginning), "\(run)")
        #expect(run.errors.isEmpty == (status != 64), "\(run)")
    }

    @Test("A check reads claims and policy from files")
    func files() async throws {
        let cli = try cli()
        let claims = try cli.file(
            "claims.json", #"{"sub": "repo:octo/weir:ref:refs/heads/main", "aud": "sts.amazonaws.com"}"#)
        let accepted = try await cli.run(["oidc", "check", "-e", "dev", "--token-claims", claims])
        #expect(accepted.status == 0, "\(accepted)")
        let policy = try cli.file("policy.json", #"{"Statement": []}"#)
        let wrong = try await cli.run(["oidc", "check", "-e", "dev", "--token-claims", claims, "--policy", policy])
        #expect(wrong.status == 65, "\(wrong)")
        #expect(wrong.errors.contains("there is no \"Statement\""), "\(wrong)")
    }

    @Test("The subjects of a workflow's job are printed, and its missing permission is a warning")
    func subjects() async throws {
        let cli = try cli()
        let workflow = try cli.file("deploy.yml", "on: {push: {branches: [main]}}\njobs: {deploy: {runs-on: x}}\n")
        let run = try await cli.run(["oidc", "sub", "-e", "dev", "--workflow", workflow])
        #expect(run.status == 0)
        #expect(run.output == "repo:octo/weir:ref:refs/heads/main\n    on push: accepted\n")
        #expect(run.errors.hasPrefix("warning: the job \"deploy\" cannot request a token"))
    }

    @Test("The trust policy is printed, and an environment without github exits with 65")
    func show() async throws {
        let cli = try cli()
        let shown = try await cli.run(["oidc", "show", "-e", "dev", "--json"])
        #expect(shown.status == 0)
        #expect(shown.output.contains("\"repo:octo/weir:ref:refs/heads/main\""))
        try cli.file("deploy/dev.yaml", "region: eu-central-1\nservice: {image: 'weir:1'}\n")
        let missing = try await cli.run(["oidc", "show", "-e", "dev"])
        #expect(missing.status == 65)
        #expect(missing.errors == "error: deploy/dev.yaml has no \"github\"; add it with owner and repository\n")
    }
}
