import Deployment
import Infra
import TestSupport
import Testing

/// The distinct templates of many environment files, with the findings that `validate` itself has in them.
struct MatrixTemplates {
    /// A template with the file that it comes from.
    struct Entry {
        /// The number of the file and the short name of the stack, such as `012-service`.
        let name: String
        let json: String
        let environment: DeploymentEnvironment
        let stack: StackTemplate
    }

    /// The templates, the first of equal ones.
    private(set) var entries: [Entry] = []
    /// The number of files.
    private(set) var files = 0
    private var texts: [String] = []
    private var seen: Set<String> = []

    /// Synthesizes the stacks of a file.
    mutating func add(_ settings: [String: String?]) throws {
        let text = SettingMatrix.text(settings)
        texts.append(text)
        files += 1
        let environment: DeploymentEnvironment
        let stacks: [StackTemplate]
        do {
            environment = try SettingMatrix.environment(settings)
            stacks = try ProductApp(environment).synthesize()
        } catch {
            throw MatrixError(description: "\(error)\nfile:\n\(text)")
        }
        for stack in stacks {
            let json = stack.template.json
            guard seen.insert(json).inserted else { continue }
            let short = stack.name.split(separator: "-").last ?? ""
            let number = String(repeating: "0", count: 3 - String(files).count) + String(files)
            entries.append(Entry(name: "\(number)-\(short)", json: json, environment: environment, stack: stack))
        }
    }

    /// Expects no finding of cfn-lint, not even a hint.
    func lint() async throws {
        let findings = try await CloudFormationLinter.findings(in: entries.map { ($0.name, $0.json) })
        #expect(findings.isEmpty, "\(findings)\(files(in: findings))")
    }

    /// Expects that `validate` reports every finding of checkov, unless the template states the reason to skip it.
    /// - Returns: The numbers of passed and of skipped checks.
    @discardableResult
    func check() async throws -> (passed: Int, skipped: Int) {
        let result = try await Checkov.check(entries.map { ($0.name, $0.json) })
        #expect(result.unreadable == 0)
        let entries = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) })
        let unexplained = result.findings.filter { finding in
            guard let entry = entries[finding.template] else { return true }
            let logicalID = finding.resource.split(separator: ".").last.map(String.init) ?? ""
            return !MatrixTemplates.reports(finding.id, logicalID, entry)
        }
        let text = unexplained.map(\.description).joined(separator: "\n") + "\n"
        #expect(unexplained.isEmpty, "\(text)\(files(in: text))")
        return (result.passed, result.skipped)
    }

    /// Returns `true` if a rule of `validate` about the same fault reports the resource.
    private static func reports(_ check: String, _ logicalID: String, _ entry: Entry) -> Bool {
        let checks = TemplateChecks(
            tier: Tier(environment: entry.environment.name), suppressions: entry.environment.acceptedFindings,
            today: "2026-11-30")
        let report = checks.report(entry.environment.name, file: "matrix.yaml", [CheckedTemplate(entry.stack)])
        return (report.failures + report.suppressed).contains { result in
            result.rule.checkov.contains(check) && result.element.logicalID == logicalID
        }
    }

    /// The first three files whose numbers occur in findings.
    private func files(in findings: String) -> String {
        let numbers = entries.filter { findings.contains($0.name) }.compactMap { Int($0.name.prefix(3)) }
        return Set(numbers).sorted().prefix(3).map { "file \($0):\n\(texts[$0 - 1])" }.joined(separator: "\n")
    }
}

/// A file of the matrix that cannot be read or synthesized.
struct MatrixError: Error, CustomStringConvertible {
    let description: String
}
