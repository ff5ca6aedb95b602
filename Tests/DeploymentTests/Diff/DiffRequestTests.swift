import Deployment
import Diagnostics
import Foundation
import Infra
import Processes
import Testing

@Suite("DiffRequest")
struct DiffRequestTests {
    private func folder(_ dev: String, _ staging: String? = nil) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("deploy/dev.yaml", dev)
        if let staging { try folder.write("deploy/staging.yaml", staging) }
        return folder
    }

    private static let environment = "region: eu-central-1\nservice:\n  image: weir:1.0.0\n"

    private func resources(_ report: DiffReport, _ stack: String) -> [String] {
        report.stacks.first { $0.stack.hasSuffix(stack) }?.resources.map { "\($0.logicalID) \($0.verdict.words)" } ?? []
    }

    @Test("An environment has no difference to itself, nor to the folder and the file that synth writes")
    func same() throws {
        let folder = try folder(DiffRequestTests.environment)
        #expect(try DiffRequest(old: "dev", new: "dev", directory: folder.path).run().exitCode == 0)
        _ = try SynthRequest(environment: "dev", output: folder.path + "/out", directory: folder.path).run()
        #expect(try DiffRequest(old: folder.path + "/out", new: "dev", directory: folder.path).run().isEmpty)
        let all = try SynthRequest(environment: "dev", directory: folder.path).run().text
        let file = try folder.write("all.json", all)
        let report = try DiffRequest(old: file, new: "dev", directory: folder.path).run()
        #expect(report.isEmpty)
        #expect(report.stacks.map(\.stack).contains("weir-dev-foundation"))
    }

    @Test("A new image replaces the task definition and changes the service in place")
    func image() throws {
        let folder = try folder(DiffRequestTests.environment)
        _ = try SynthRequest(environment: "dev", output: folder.path + "/out", directory: folder.path).run()
        let report = try DiffRequest(
            old: folder.path + "/out", new: "dev", image: "weir:2.0.0", directory: folder.path
        ).run()
        #expect(report.exitCode == 2)
        #expect(report.stacks.first { $0.stack.hasSuffix("foundation") }?.isEmpty == true)
        let changes = report.stacks.first { $0.stack.hasSuffix("service") }?.resources ?? []
        let verdicts = Set(changes.map { "\($0.type) \($0.verdict.words)" })
        #expect(verdicts.contains("AWS::ECS::TaskDefinition replace"))
        #expect(verdicts.contains("AWS::ECS::Service in place"))
    }

    @Test("A snapshot to restore changes the service's task definition through the shared address")
    func snapshot() throws {
        let folder = try folder(DiffRequestTests.environment)
        _ = try SynthRequest(environment: "dev", output: folder.path + "/out", directory: folder.path).run()
        try folder.write("deploy/dev.yaml", DiffRequestTests.environment + "database:\n  snapshot: before\n")
        let report = try DiffRequest(old: folder.path + "/out", new: "dev", directory: folder.path).run()
        let service = try #require(report.stacks.first { $0.stack.hasSuffix("service") })
        let task = try #require(service.resources.first { $0.type == "AWS::ECS::TaskDefinition" })
        #expect(task.verdict >= .mayReplace)
        #expect(task.properties.contains { !$0.causes.isEmpty })
    }

    @Test("One stack is compared by its short or full name, and an unknown one is named with the nearest")
    func stack() throws {
        let folder = try folder(DiffRequestTests.environment, DiffRequestTests.environment)
        for name in ["service", "weir-staging-service"] {
            let report = try DiffRequest(old: "dev", new: "staging", stack: name, directory: folder.path).run()
            #expect(report.stacks.map(\.stack) == ["weir-staging-service"])
        }
        let error = #expect(throws: CommandError.self) {
            try DiffRequest(old: "dev", new: "staging", stack: "servce", directory: folder.path).run()
        }
        #expect(error?.description.contains("did you mean \"service\"?") == true)
    }

    @Test("A single template is compared with the stack of its name")
    func single() throws {
        let folder = try folder(DiffRequestTests.environment)
        let text = try SynthRequest(environment: "dev", stack: "service", directory: folder.path).run().text
        let named = try folder.write("weir-dev-service.json", text)
        #expect(try DiffRequest(old: named, new: "dev", directory: folder.path).run().isEmpty)
        #expect(try DiffRequest(old: "dev", new: named, directory: folder.path).run().isEmpty)
        let other = try folder.write("old.json", text)
        #expect(try DiffRequest(old: other, new: "dev", stack: "service", directory: folder.path).run().isEmpty)
        let error = #expect(throws: CommandError.self) {
            try DiffRequest(old: other, new: "dev", directory: folder.path).run()
        }
        #expect(error?.description.contains("name the stack with --stack") == true)
    }

    @Test("Both forms of a report are written for two environments, and no cell of Markdown is broken")
    func reports() throws {
        let folder = try folder(
            DiffRequestTests.environment, DiffRequestTests.environment + "database:\n  multiZone: true\n")
        let report = try DiffRequest(old: "dev", new: "staging", directory: folder.path).run()
        let json = try JSONReader.parse(report.json)
        #expect(json["differs"] == .boolean(true))
        for line in report.markdown.split(separator: "\n") where line.hasPrefix("|") {
            let bare = line.replacing("\\|", with: "")
            #expect([4, 5].contains(bare.count { $0 == "|" }), "\(line)")
        }
        #expect(report.text(isColoured: false).split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test(
        "A side that cannot be read is an error with the reason",
        arguments: [
            ("missing.json", "cannot be read"), ("nothing", "there is no environment"),
            ("text.yaml", "it has no Resources"),
            ("empty", "has no template"),
        ])
    func faults(side: String, words: String) throws {
        let folder = try folder(DiffRequestTests.environment)
        try folder.write("text.yaml", "a: b\n")
        try folder.write("empty/readme.txt", "")
        let path = side == "nothing" ? side : "\(folder.path)/\(side)"
        let error = #expect(throws: CommandError.self) {
            try DiffRequest(old: path, new: "dev", directory: folder.path).run()
        }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
}
