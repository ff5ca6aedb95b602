import Foundation
import Processes
import Testing

/// cfn-lint, which `make test` installs.
package enum CloudFormationLinter {
    private static let program = Tools.find("cfn-lint")

    /// A Boolean value that indicates whether to run the tests that need it.
    package static var isExpected: Bool { program != nil || Tools.areRequired }

    /// Expects no finding, not even a hint, in templates for eu-central-1.
    /// - Parameter templates: Names, which are the files' names in findings, and the templates as JSON.
    package static func check(_ templates: [(name: String, json: String)]) async throws {
        let findings = try await findings(in: templates)
        #expect(findings.isEmpty, "\(findings)")
    }

    /// The findings, hints included, in templates for eu-central-1, as cfn-lint prints them; empty without a finding.
    ///
    /// cfn-lint uses one processor, so the templates are divided between as many runs as there are processors, up to four.
    package static func findings(in templates: [(name: String, json: String)]) async throws -> String {
        let program = try #require(program, "cfn-lint is required and neither in WEIR_VENV nor on PATH")
        let folder = try TemporaryFolder()
        let runs = max(1, min(4, ProcessInfo.processInfo.activeProcessorCount, templates.count / 8))
        var files = [[String]](repeating: [], count: runs)
        for (index, template) in templates.enumerated() {
            let file = folder.url.appending(path: template.name + ".json")
            try Data(template.json.utf8).write(to: file)
            files[index % runs].append(file.path)
        }
        return try await withThrowingTaskGroup(of: String.self) { group in
            for part in files {
                group.addTask {
                    let run = try await ProcessRun.run(
                        program, ["--regions", "eu-central-1", "--include-checks", "I", "--"] + part)
                    return run.status == 0 && run.output.isEmpty
                        ? "" : "\(run.output)\(run.errors)exit code \(run.status)\n"
                }
            }
            return try await group.reduce(into: "") { $0 += $1 }
        }
    }
}
