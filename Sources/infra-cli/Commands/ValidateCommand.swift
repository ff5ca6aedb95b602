import ArgumentParser
import CommandLineInterface
import Deployment

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Checks environments against rules of security and operation.",
        usage: "infra-cli validate [<environment> ...] [<options>]",
        discussion: """
            Synthesizes the templates of deploy/<environment>.yaml and judges every resource. With --template, judges any \
            CloudFormation template, in JSON or YAML. Needs neither network nor credentials.

            A rule passes, fails, is suppressed, or cannot be evaluated, such as for a parameter's value. The environment \
            file accepts a finding under "suppress", with rule, path, reason and the last day; after that day the rule \
            fails again.

            Exit codes: 0 nothing failed, 2 a rule failed; 64, 65 and 73 as for every command.

            EXAMPLE
              infra-cli validate
              infra-cli validate production --format sarif > production.sarif
              infra-cli validate --template queue.yaml --tier dev
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

    @Option(help: "The folder that contains deploy; the current one by default.")
    var directory: String?

    func validate() throws {
        if json, format != nil, format != .json { throw ValidationError("--json contradicts --format; leave one out") }
        if template != nil, !environments.isEmpty {
            throw ValidationError("--template takes the place of environments; leave one out")
        }
        if tier != nil, template == nil { throw ValidationError("--tier is for --template; leave it out") }
    }

    func run() throws {
        if rules { return try StandardOutput.write(ValidateRequest.rules) }
        var request = ValidateRequest(
            environments: environments, template: template, format: json ? .json : format ?? .text,
            directory: directory)
        if let tier { request.tier = tier }
        let outcome = try request.run()
        try StandardOutput.write(outcome.text)
        if outcome.hasFindings { throw ExitCode(2) }
    }
}

extension CheckReportFormat: ExpressibleByArgument {}

extension Tier: ExpressibleByArgument {}
