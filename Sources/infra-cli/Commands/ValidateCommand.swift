import ArgumentParser
import CommandLineInterface
import DeployEngine
import Deployment
import Diagnostics

struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Checks environments against rules of security and operation.",
        usage: "infra-cli validate [<environment> ...] [<options>]",
        discussion: """
            Synthesizes the templates of deploy/<environment>.yaml and judges every resource. With --template, judges any \
            CloudFormation template, in JSON or YAML. Needs neither network nor credentials.

            With --online, CloudFormation validates the templates in place of the rules: a change set for each stack, \
            which is deleted again, finds names in use, wrong properties and quotas. Each finding names the line of the \
            environment file that sets the property.

            A rule passes, fails, is suppressed, or cannot be evaluated, such as for a parameter's value. The environment \
            file accepts a finding under "suppress", with rule, path, reason and the last day; after that day the rule \
            fails again.

            Exit codes: 0 nothing failed, 2 a rule or a validation failed; 64, 65 and 73 as for every command, and with \
            --online also 1 error of a service, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli validate
              infra-cli validate production --format sarif > production.sarif
              infra-cli validate --template queue.yaml --tier dev
              infra-cli validate dev --online
            """)

    @Argument(help: "The environments; every file in deploy by default.")
    var environments: [String] = []

    @Option(help: "A template to judge in place of environments.")
    var template: String?

    @Option(help: "The tier for --template: dev, staging or production, the default.")
    var tier: Tier?

    @Option(help: "The format: \(CheckReportFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format: CheckReportFormat?

    @Flag(help: "The same as --format json.")
    var json = false

    @Flag(help: "Lists the rules and ends.")
    var rules = false

    @Flag(help: "Let CloudFormation validate the templates, in place of the rules.")
    var online = false

    @Option(help: "The folder that contains deploy; the current one by default.")
    var directory: String?

    @OptionGroup var aws: AWSOptions

    func validate() throws {
        if json, format != nil, format != .json { throw ValidationError("--json contradicts --format; leave one out") }
        if template != nil, !environments.isEmpty {
            throw ValidationError("--template takes the place of environments; leave one out")
        }
        if online, template != nil || rules || format != nil && format != .json {
            throw ValidationError("--online takes environments, and prints text or with --json JSON")
        }
        if tier != nil, template == nil { throw ValidationError("--tier is for --template; leave it out") }
    }

    func run() async throws {
        if online { return try await validateOnline() }
        if rules { return try StandardOutput.write(ValidateRequest.rules) }
        var request = ValidateRequest(
            environments: environments, template: template, format: json ? .json : format ?? .text,
            directory: directory)
        if let tier { request.tier = tier }
        let outcome = try request.run()
        try StandardOutput.write(outcome.text)
        if outcome.hasFindings { throw ExitCode(2) }
    }

    private struct Row: Encodable {
        let environment: String
        let stacks: [OnlineValidation.Result]
    }

    private func validateOnline() async throws {
        var rows: [Row] = []
        let names = environments.isEmpty ? DeploymentEnvironment.names(in: directory) : environments
        guard !names.isEmpty else {
            throw CommandError.usage("deploy has no .yaml file; name its parent with --directory")
        }
        for name in names {
            let planner = try EnvironmentPlanner(name, directory: directory)
            let site = try DeploymentSite(
                planner: planner, session: try aws.session(), region: aws.region ?? planner.settings.region,
                directory: directory, progress: nil)
            let validation = OnlineValidation(context: site.context, planner: planner, addresses: site.addresses)
            let results = try await site.engine { () async throws(EngineError) in try await validation.run() }
            rows.append(Row(environment: name, stacks: results))
            if !json { for line in results.flatMap(\.lines) { try StandardOutput.line(line) } }
        }
        if json || format == .json { try StandardOutput.write(JSONOutput.text(of: rows)) }
        if rows.flatMap(\.stacks).contains(where: { $0.state == .refused }) { throw ExitCode(2) }
    }
}

extension CheckReportFormat: ExpressibleByArgument {}

extension Tier: ExpressibleByArgument {}
