import Basics
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
    /// The path of a template to judge in place of environments.
    package var template: String?
    /// The tier for the template. Defaults to production, the strictest.
    package var tier = Tier.production
    /// The format of the report.
    package var format: CheckReportFormat
    /// The folder that contains `deploy`; nil is the working directory.
    package var directory: String?
    /// The day that decides whether a suppression has expired, as `2027-01-31`.
    package var today: String

    /// Creates a request for the checks of environments.
    package init(
        environments: [String] = [], template: String? = nil, format: CheckReportFormat = .text,
        directory: String? = nil, today: String = CheckDay.today
    ) {
        self.environments = environments
        self.template = template
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
        var reports: [CheckReport] = []
        if let template {
            reports.append(try report(template: template))
        } else {
            for name in environments.isEmpty ? try available() : environments { reports.append(try report(name)) }
        }
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

    private func report(template path: String) throws(CommandError) -> CheckReport {
        func failure(_ reason: String) -> CommandError {
            CommandError(
                exitCode: .data,
                description: "\(SafeDescription.unquoted(path, SafeDescription.path)): error: \(reason)")
        }
        // CloudFormation's own limit is 1 MB ("CloudFormation quotas").
        guard let data = FileManager.default.contents(atPath: path) else { throw failure("the file cannot be read") }
        guard data.count <= 4_194_304 else {
            throw failure("the file has \(data.count) bytes; expected at most 4194304")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw failure("the file is not UTF-8; save it as UTF-8")
        }
        let expression: TemplateExpression
        do {
            expression = try TemplateDocument.expression(text)
        } catch {
            throw failure(error.description)
        }
        guard case .object? = expression["Resources"] else {
            throw failure("the file has no block Resources; expected a CloudFormation template")
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return TemplateChecks(tier: tier, today: today)
            .report(name, file: path, [CheckedTemplate(name: name, expression)])
    }

    private func report(_ name: String) throws(CommandError) -> CheckReport {
        let environment = try DeploymentEnvironment.ofCommand(name, directory: directory)
        let templates = try environment.stacksOfCommand()
        let checks = TemplateChecks(
            tier: Tier(environment: environment.name), suppressions: environment.acceptedFindings, today: today)
        let folder = directory.map { "\($0)/deploy" } ?? "deploy"
        return checks.report(name, file: "\(folder)/\(environment.name).yaml", templates.map(CheckedTemplate.init))
    }
}

extension String {
    /// The text with spaces at its end up to a length.
    fileprivate func padded(to length: Int) -> String {
        self + String(repeating: " ", count: max(0, length - count))
    }
}
