import Deployment
import Foundation
import Processes
import TestSupport
import Testing

@Suite("ValidateCommand")
struct ValidateCommandTests {
    private func run(_ arguments: [String], directory: URL = Repository.root) async throws -> ProcessRun {
        let executable = try #require(Repository.product("infra-cli"), "infra-cli is not built; run: swift build")
        return try await ProcessRun.run(executable, ["validate"] + arguments, directory: directory)
    }

    private func file(_ text: String) throws -> (folder: TemporaryFolder, path: String) {
        let folder = try TemporaryFolder()
        let url = folder.url.appending(path: "template.yaml")
        try Data(text.utf8).write(to: url)
        return (folder, url.path)
    }

    private static let key =
        "Resources:\n  Key:\n    Type: AWS::KMS::Key\n    DeletionPolicy: Retain\n"
        + "    UpdateReplacePolicy: Retain\n    Properties: {EnableKeyRotation: "

    @Test("A template without a finding exits with 0, and with one with 2", arguments: [("true", 0), ("false", 2)])
    func template(rotation: String, status: Int32) async throws {
        let (folder, path) = try file(Self.key + rotation + "}\n")
        for format in CheckReportFormat.allCases {
            let run = try await run(["--template", path, "--format", format.rawValue], directory: folder.url)
            #expect(run.status == status, "\(run.errors)")
            #expect(run.errors.isEmpty)
            #expect(run.output.contains("WEIR-ENC-002") == (status == 2 || format == .sarif || format == .junit))
        }
    }

    @Test("The tier of a template decides its rules")
    func tier() async throws {
        let (folder, path) = try file("Resources:\n  Network: {Type: AWS::EC2::VPC}\n")
        #expect(try await run(["--template", path], directory: folder.url).status == 2)
        #expect(try await run(["--template", path, "--tier", "dev"], directory: folder.url).status == 0)
    }

    @Test(
        "A file that is no template exits with 65 and says why",
        arguments: [
            ("a: [\n", "this is not YAML"), ("Description: x\n", "no block Resources"),
            ("{\"Resources\": {}, }", "this is not JSON"), ("", "empty"),
        ])
    func unreadable(text: String, words: String) async throws {
        let (folder, path) = try file(text)
        let run = try await run(["--template", path], directory: folder.url)
        #expect(run.status == 65)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("\(path): error: ") && run.errors.contains(words), "\(run.errors)")
    }

    @Test("An unknown environment exits with 65 and names the nearest, and a folder without files says so")
    func unknown() async throws {
        let run = try await run(["prodution"])
        #expect(run.status == 65)
        #expect(run.errors.contains("did you mean \"production\"?"))
        let empty = try TemporaryFolder()
        let none = try await self.run([], directory: empty.url)
        #expect(none.status == 65)
        #expect(none.errors.contains("\"deploy\" has no .yaml file"), "\(none.errors)")
    }

    @Test(
        "Options that contradict each other are wrong usage",
        arguments: [
            ["dev", "--template", "x.json"], ["--json", "--format", "sarif"], ["--format", "xml"],
            ["dev", "--tier", "dev"],
        ])
    func usage(arguments: [String]) async throws {
        let run = try await run(arguments)
        #expect(run.status == 64, "\(run.output)")
        #expect(run.output.isEmpty)
    }

    @Test("Without names every environment is judged, and --rules lists every rule")
    func everything() async throws {
        let run = try await run(["--json"])
        #expect([0, 2].contains(run.status))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let environments = try #require(object["environments"] as? [[String: Any]])
        #expect(environments.map { $0["name"] as? String } == ["dev", "production", "staging"])
        let rules = try await self.run(["--rules"])
        #expect(rules.status == 0)
        for rule in CheckRule.all { #expect(rules.output.contains(rule.id)) }
        #expect(rules.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
}
