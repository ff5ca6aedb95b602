import ArgumentParser
import CommandLineInterface
import Deployment

struct OIDCSubCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sub",
        abstract: "Prints the subjects that GitHub will send for a workflow's job.",
        usage: "infra-cli oidc sub --environment <environment> [<options>]",
        discussion: """
            The command reads the workflow's triggers and the job's environment. For each subject it says whether the \
            deploy role accepts it. A part in angle brackets is known when the job runs.

            Exit codes: 0 success, 65 wrong environment file or workflow.

            EXAMPLE
              infra-cli oidc sub -e production --workflow deploy.yml --job deploy
            """)

    @OptionGroup var options: OIDCOptions

    @Option(help: "The workflow's file.")
    var workflow: String

    @Option(help: "The job's id; the only job by default.")
    var job: String?

    func run() throws {
        let text = String(decoding: try InputFile.file(workflow), as: UTF8.self)
        let report = try options.request.subjects(workflow: text, file: workflow, job: job, json: options.json)
        for warning in report.warnings { StandardError.write(warning + "\n") }
        try StandardOutput.write(report.text)
    }
}
