import ArgumentParser
import CommandLineInterface
import Deployment
import Diagnostics

struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Shows what a deployment would change, before it does.",
        usage: "infra-cli diff [<old>] <new> [<options>]",
        discussion: """
            With one argument, compares the deployed stacks with it; CloudFormation is only read (GetTemplate), and \
            neither a stack nor a change set is created. With two, compares OLD with NEW without network and \
            credentials. Each side is an environment (deploy/<name>.yaml), a template in JSON or YAML, the output of \
            synth, or a folder of templates.

            Every changed resource has one answer: template only, add, in place, may replace, delete or replace. A \
            replaced resource changes those that refer to it. "May replace" means that the values or AWS decide at \
            deployment. Values that AWS sets itself (task counts under autoscaling, traffic weights, minor versions) \
            are listed apart and are no difference. Secret values are not shown.

            Exit codes: 0 no difference, 2 differences, 1 error, 64 wrong usage.

            EXAMPLE
              infra-cli diff production
              infra-cli diff staging production --stack service
              infra-cli diff old.yaml new.yaml --json
              infra-cli synth --environment production --output before
              infra-cli diff before production --markdown
            """)

    @Argument(help: "The older side and the newer side; the newer side alone for the deployed stacks.")
    var sides: [String]

    @Option(name: .shortAndLong, help: "One stack only, by its short or full name.")
    var stack: String?

    @Option(help: "The image of environments; the file's by default.")
    var image: String?

    @Option(help: "The folder that contains deploy; the current one by default.")
    var directory: String?

    @Flag(help: "Print JSON for programs.")
    var json = false

    @Flag(help: "Print Markdown for a pull request.")
    var markdown = false

    @OptionGroup var aws: AWSOptions

    func validate() throws {
        guard (1...2).contains(sides.count) else {
            throw ValidationError("got \(sides.count) sides; expected OLD and NEW, or NEW alone")
        }
        guard !(json && markdown) else { throw ValidationError("got --json and --markdown; expected one of them") }
    }

    func run() async throws {
        let report: DiffReport
        do {
            report = try await compare()
        } catch {
            // Every failure has the code that diff tools use for errors.
            throw error.code == .usage ? error : CommandError(exitCode: .failure, description: error.description)
        }
        let text = json ? report.json : markdown ? report.markdown : report.text(isColoured: TerminalColour.isOn)
        try StandardOutput.write(text)
        if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    }

    private func compare() async throws(CommandError) -> DiffReport {
        guard sides.count == 1 else {
            return try DiffRequest(
                old: sides[0], new: sides[1], stack: stack, image: image, directory: directory
            ).run()
        }
        let request = LiveDiffRequest(new: sides[0], stack: stack, image: image, directory: directory)
        let session = try aws.session()
        let live: CloudFormationTemplates
        do {
            live = try CloudFormationTemplates(session, region: aws.region ?? request.region())
        } catch {
            throw CommandError(error)
        }
        return try await request.run(live)
    }
}
