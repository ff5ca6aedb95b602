import Foundation
import Processes
import Testing

/// checkov, a checker of templates that `make test` installs.
package enum Checkov {
    /// A failed check.
    package struct Finding: Sendable, Hashable, CustomStringConvertible {
        /// The check's id, such as `CKV_AWS_91`.
        package let id: String
        /// The template's name.
        package let template: String
        /// The resource's type and logical id.
        package let resource: String

        /// The id and the place.
        package var description: String { "\(id) \(template) \(resource)" }
    }

    /// The findings and the counts of a run.
    package struct Result: Sendable {
        /// The failed checks, sorted.
        package let findings: [Finding]
        /// The number of passed checks.
        package let passed: Int
        /// The number of checks that the templates' metadata skips.
        package let skipped: Int
        /// The number of templates that checkov could not read.
        package let unreadable: Int
    }

    private static let program: URL? = {
        let environment = ProcessInfo.processInfo.environment
        let venv =
            environment["WEIR_CHECKOV_VENV"].map { URL(filePath: $0) }
            ?? Repository.root.appending(path: ".build/venv-checkov")
        let own = venv.appending(path: "bin/checkov")
        return FileManager.default.isExecutableFile(atPath: own.path) ? own : Tools.find("checkov")
    }()

    /// A Boolean value that indicates whether to run the tests that need it.
    package static var isExpected: Bool { program != nil || Tools.areRequired }

    private struct Report: Decodable {
        struct Summary: Decodable {
            let passed: Int
            let skipped: Int
            let parsingErrors: Int
        }

        struct Results: Decodable {
            struct Check: Decodable {
                let checkId: String
                let filePath: String
                let resource: String
            }
            let failedChecks: [Check]
        }

        let summary: Summary
        let results: Results
    }

    /// Checks templates, offline.
    /// - Parameter templates: Names and the templates as JSON.
    package static func check(_ templates: [(name: String, json: String)]) async throws -> Result {
        let program = try #require(program, "checkov is required and neither in WEIR_CHECKOV_VENV nor on PATH")
        let folder = try TemporaryFolder()
        for (name, json) in templates {
            try Data(json.utf8).write(to: folder.url.appending(path: name + ".json"))
        }
        let run = try await ProcessRun.run(
            program,
            [
                "-d", folder.url.path, "--framework", "cloudformation", "--compact", "--quiet", "--skip-download",
                "--soft-fail", "-o", "json",
            ])
        try #require(run.status == 0, "\(run.output)\(run.errors)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let report = try decoder.decode(Report.self, from: Data(run.output.utf8))
        let findings = report.results.failedChecks.map { check in
            Finding(
                id: check.checkId, template: String(check.filePath.drop { $0 == "/" }.dropLast(5)),
                resource: check.resource)
        }
        return Result(
            findings: findings.sorted { $0.description < $1.description }, passed: report.summary.passed,
            skipped: report.summary.skipped, unreadable: report.summary.parsingErrors)
    }
}
