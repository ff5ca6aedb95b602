import DeployEngine
import Deployment
import Foundation
import Processes
import Testing

@Suite("Moved and adopted resources of an environment file")
struct MovedResourceTests {
    private static let valid = "region: eu-central-1\nservice:\n  image: weir:1.0.0\n"

    @Test("Entries are read with the full names of their stacks")
    func entries() throws {
        let environment = try DeploymentEnvironment.parse(
            Self.valid
                + "moved:\n  - from: foundation/Old\n    to: service/New\n"
                + "adopt:\n  - resource: foundation/DatabaseInstance\n    identifier: weir-db\n",
            name: "dev", file: "f")
        #expect(
            environment.moves == [ResourceMove("Old", in: "weir-dev-foundation", to: "New", in: "weir-dev-service")])
        #expect(
            environment.adoptions == [
                AdoptedResource(
                    stack: "weir-dev-foundation", logicalID: "DatabaseInstance", identifiers: ["": "weir-db"])
            ])
    }

    static let faults: [(text: String, place: String, part: String)] = [
        ("moved: foundation/Old\n", "4:8", "a list of blocks, each with from, to"),
        ("moved:\n  - from: foundation/Old\n", "5:5", "\"moved.to\" is missing"),
        ("moved:\n  - from: fundation/Old\n    to: service/New\n", "5:11", "did you mean \"foundation\"?"),
        ("moved:\n  - from: foundation\n    to: service/New\n", "5:11", "such as foundation/DatabaseInstance"),
        ("moved:\n  - from: foundation/A-B\n    to: service/New\n", "5:11", "a logical id"),
        ("moved:\n  - from: foundation/A\n    to: foundation/A\n", "6:9", "another place than that of \"from\""),
        (
            "moved:\n  - {from: foundation/A, to: foundation/B}\n  - {from: foundation/A, to: foundation/C}\n", "6:12",
            "a resource that no other entry moves"
        ),
        (
            "moved:\n  - {from: foundation/A, to: foundation/C}\n  - {from: foundation/B, to: foundation/C}\n", "6:30",
            "a place to which no other entry moves"
        ),
        ("moved:\n  - form: foundation/A\n", "5:5", "did you mean \"from\"?"),
        ("adopt:\n  - resource: service/A\n    identifier: a b\n", "6:17", "a name, an id or an ARN"),
        (
            "adopt:\n  - {resource: service/A, identifier: a}\n  - {resource: service/A, identifier: b}\n", "6:16",
            "a resource that no other entry adopts"
        ),
    ]

    @Test("A faulty entry is refused with its place", arguments: faults)
    func refused(text: String, place: String, part: String) {
        let error = #expect(throws: EnvironmentFileError.self) {
            try DeploymentEnvironment.parse(Self.valid + text, name: "dev", file: "f")
        }
        let description = error?.description ?? ""
        #expect(description.contains("f:\(place): ") && description.contains(part), "\(description)")
    }

    /// A folder with an environment, and the templates that are deployed: those of its file with another id of the database.
    private func deployed(_ entries: String) throws -> (folder: TemporaryFolder, live: InMemoryTemplates) {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "deploy"), withIntermediateDirectories: true)
        try folder.write("deploy/dev.yaml", Self.valid + entries)
        let plan = try EnvironmentPlanner("dev", directory: folder.path).plan(imageDigest: nil)
        var templates: [String: String] = [:]
        for stack in plan.stacks {
            // Only as a whole name: the id begins that of others.
            templates[stack.name] = stack.template.replacing("\"DatabaseInstance\"", with: "\"OldDatabase\"")
                .replacing("${DatabaseInstance.", with: "${OldDatabase.")
        }
        return (folder, InMemoryTemplates(templates))
    }

    @Test("A diff shows a moved database as moved, without a replacement or a deletion")
    func diff() async throws {
        let (folder, live) = try deployed(
            "moved:\n  - from: foundation/OldDatabase\n    to: foundation/DatabaseInstance\n")
        let report = try await LiveDiffRequest(new: "dev", directory: folder.path).run(live)
        let changes = report.stacks.filter { !$0.stack.hasSuffix("-bootstrap") }.flatMap(\.resources)
        #expect(changes.isEmpty, "\(changes.map { "\($0.verdict) \($0.logicalID)" })")
        #expect(
            report.rearranged == [
                "moved: weir-dev-foundation/OldDatabase → weir-dev-foundation/DatabaseInstance (not replaced)"
            ])
        #expect(report.exitCode == 2)
        for text in [report.text(isColoured: false), report.markdown, report.json] {
            #expect(text.contains("OldDatabase"))
        }
        let (other, same) = try deployed("")
        let without = try await LiveDiffRequest(new: "dev", directory: other.path).run(same)
        #expect(without.stacks.flatMap(\.resources).contains { $0.verdict == .delete && $0.logicalID == "OldDatabase" })
        #expect(without.rearranged.isEmpty)
    }

    @Test("A diff names an entry that a deployment would refuse")
    func refusedMove() async throws {
        let (folder, live) = try deployed("moved:\n  - from: foundation/Gone\n    to: foundation/Nothing\n")
        let report = try await LiveDiffRequest(new: "dev", directory: folder.path).run(live)
        #expect(report.rearranged.first?.contains("refused: moved weir-dev-foundation/Gone") == true)
    }
}
