package import Diagnostics
import Infra

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The arguments of `infra-cli validate`.
package struct ValidateRequest: Sendable {
    /// The environments' names; none is every environment of the folder.
    package var environments: [String]
    /// The format of the report.
    package var format: CheckReportFormat
    /// The folder that contains `deploy`; nil is the working directory.
    package var directory: String?
    /// The day that decides whether a suppression has expired, as `2027-01-31`.
    package var today: String

    /// Creates a request for the checks of environments.
    package init(
        environments: [String] = [], format: CheckReportFormat = .text, directory: String? = nil,
        today: String = CheckDay.today
    ) {
        self.environments = environments
        self.format = format
        self.directory = directory
        self.today = today
    }

    /// The outcome of the checks.
    package struct Outcome: Sendable, Hashable {
        /// The report.
        package let text: String
        /// A Boolean value that indicates whether any rule found a fault that nothing suppresses.
        package let hasFindings: Bool
    }

    /// Synthesizes the environments and judges their templates.
    package func run() throws(CommandError) -> Outcome {
        let names = environments.isEmpty ? try available() : environments
        var reports: [CheckReport] = []
        for name in names { reports.append(try report(name)) }
        return Outcome(
            text: format.text(of: reports), hasFindings: reports.contains { !$0.failures.isEmpty })
    }

    /// The rules as a table for people.
    package static var rules: String {
        CheckRule.all.map { rule in
            WrappedText.lines(
                "\(rule.id)  \(rule.severity.rawValue.padded(to: 7))  \(rule.title)", first: "",
                indent: "              ")
        }.joined()
    }

    private func available() throws(CommandError) -> [String] {
        let folder = directory.map { "\($0)/deploy" } ?? "deploy"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let names = files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
        guard !names.isEmpty else {
            throw CommandError(
                exitCode: .data,
                description:
                    "error: \(SafeDescription.path(folder)) has no .yaml file; name the folder's parent with --directory"
            )
        }
        return names
    }

    private func report(_ name: String) throws(CommandError) -> CheckReport {
        let environment: DeploymentEnvironment
        do {
            environment = try DeploymentEnvironment.load(name, directory: directory)
        } catch {
            throw CommandError(exitCode: .data, description: error.description)
        }
        let templates: [StackTemplate]
        do {
            templates = try ProductApp(environment).synthesize()
        } catch {
            throw CommandError(
                exitCode: .data, description: error.problems.map { "error: \($0)" }.joined(separator: "\n"))
        }
        let checks = TemplateChecks(
            tier: Tier(environment: name), suppressions: environment.suppressions, today: today)
        let folder = directory.map { "\($0)/deploy" } ?? "deploy"
        return checks.report(name, file: "\(folder)/\(name).yaml", templates.map(CheckedTemplate.init))
    }
}

extension String {
    /// The text with spaces at its end up to a length.
    fileprivate func padded(to length: Int) -> String {
        self + String(repeating: " ", count: max(0, length - count))
    }
}
