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
        let program = try #require(program, "cfn-lint is required and neither in WEIR_VENV nor on PATH")
        let folder = try TemporaryFolder()
        var files: [String] = []
        for (name, json) in templates {
            let file = folder.url.appending(path: name + ".json")
            try Data(json.utf8).write(to: file)
            files.append(file.path)
        }
        let run = try await ProcessRun.run(
            program, ["--regions", "eu-central-1", "--include-checks", "I", "--"] + files)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.isEmpty, "\(run.output)")
    }
}
