import Deployment
import Foundation
import Infra
import Processes
import Testing

/// Checks by third-party programs, which `make test` installs.
@Suite("Templates")
struct ThirdPartyTests {
    private static let linter = Tools.find("cfn-lint")

    /// The three environments of the repository, and settings that bring in what those leave out.
    private static func templates() throws -> [StackTemplate] {
        var stacks: [StackTemplate] = []
        for name in ["dev", "staging", "production"] {
            stacks += try ProductApp(try DeploymentEnvironment.load(name, directory: Repository.root.path)).synthesize()
        }
        let variants = [
            "network: {nat: 0, zones: 3}\nservice: {image: 'weir:1', exec: true, architecture: arm64, anonymous: all}",
            """
            network: {nat: per-zone, zones: 3, endpoints: true}
            database: {version: 17.9, removal: retain, maximumStorage: off}
            service:
              image: ghcr.io/weir/api:1
              cpu: 16384
              certificate: arn:aws:acm:eu-central-1:123456789012:certificate/11111111-2222-3333-4444-555555555555
            """,
        ]
        for (index, variant) in variants.enumerated() {
            let text = "application: variant\(index)\nregion: eu-central-1\n" + variant
            stacks += try ProductApp(try DeploymentEnvironment.parse(text, name: "production", file: "variant"))
                .synthesize()
        }
        return stacks + (try MinimalStacks.all())
    }

    @Test(
        "No template has a finding of cfn-lint",
        .enabled(if: linter != nil || Tools.areRequired, "cfn-lint is not installed; `make test` installs it"))
    func lint() async throws {
        let cfnLint = try #require(ThirdPartyTests.linter, "cfn-lint is required and neither in WEIR_VENV nor on PATH")
        let folder = try TemporaryFolder()
        var files: [String] = []
        for stack in try ThirdPartyTests.templates() {
            let file = folder.url.appending(path: stack.name + ".json")
            try Data(stack.template.json.utf8).write(to: file)
            files.append(file.path)
        }
        #expect(files.count == 20)
        let run = try await ProcessRun.run(
            cfnLint, ["--regions", "eu-central-1", "--include-checks", "I", "--"] + files)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.isEmpty, "\(run.output)")
    }

    private static let generator = Repository.root.appending(
        path: "Sources/CloudFormation/Resources/Generator/generate.py")
    /// The version whose schemas the committed files were written from.
    private static let schemaVersion = "1.51.0"

    /// A Python whose cfn-lint has those schemas.
    private static func python() async throws -> URL? {
        for name in ["python3", "python"] {
            guard let python = Tools.find(name) else { continue }
            let run = try await ProcessRun.run(python, [generator.path, "--version"])
            if run.status == 0, run.output.split(separator: "\n").first.map(String.init) == schemaVersion {
                return python
            }
        }
        return nil
    }

    @Test("The committed resources are the generator's output")
    func generated() async throws {
        guard let python = try await ThirdPartyTests.python() else {
            // Another version of cfn-lint has other schemas, which is no fault of the code.
            try #require(!Tools.areRequired, "no Python with cfn-lint \(ThirdPartyTests.schemaVersion)")
            print(
                "skipped: no Python with cfn-lint \(ThirdPartyTests.schemaVersion), whose schemas the generator reads")
            return
        }
        let folder = try TemporaryFolder()
        let run = try await ProcessRun.run(
            python, [ThirdPartyTests.generator.path, "--output", folder.url.path])
        #expect(run.status == 0, "\(run.errors)")
        let committed = Repository.root.appending(path: "Sources/CloudFormation/Resources")
        let fresh = try ThirdPartyTests.swiftFiles(in: folder.url)
        #expect(fresh.count > 70)
        #expect(fresh == (try ThirdPartyTests.swiftFiles(in: committed)))
        for file in fresh {
            let isSame =
                try Data(contentsOf: folder.url.appending(path: file))
                == Data(contentsOf: committed.appending(path: file))
            #expect(isSame, "\(file) differs; run: python3 Sources/CloudFormation/Resources/Generator/generate.py")
        }
    }

    @Test("The generator writes single types for another module, with the namespace of a new service")
    func generatedElsewhere() async throws {
        guard let python = try await ThirdPartyTests.python() else { return }
        let folder = try TemporaryFolder()
        let run = try await ProcessRun.run(
            python,
            [
                ThirdPartyTests.generator.path, "--only", "AWS::Scheduler::Schedule", "AWS::EC2::Instance",
                "AWS::SQS::Queue", "--import", "Infra", "--output", folder.url.path,
            ])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("AWS::SQS::Queue: Infra has this type already"))
        #expect(try ThirdPartyTests.swiftFiles(in: folder.url) == ["EC2+Instance.swift", "Scheduler+Schedule.swift"])
        let schedule = try String(
            contentsOf: folder.url.appending(path: "Scheduler+Schedule.swift"), encoding: .utf8)
        #expect(schedule.contains("public import Infra\n"))
        #expect(schedule.contains("public enum Scheduler {}"))
        #expect(schedule.contains("public struct Schedule: TypedResource {"))
        let instance = try String(contentsOf: folder.url.appending(path: "EC2+Instance.swift"), encoding: .utf8)
        #expect(!instance.contains("public enum EC2 {}"))
    }

    private static func swiftFiles(in folder: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }.sorted()
    }
}
