import ArgumentParser
import CommandLineInterface

struct WhoAmICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whoami",
        abstract: "Shows the AWS identity, credentials source, region and clock skew in use.",
        usage: "infra-cli whoami [<options>]",
        discussion: """
            Credentials come from the first configured source: environment, profile, web identity, container, instance \
            metadata.

            Exit codes: 0 printed, 1 AWS reported an error, 64 wrong usage, 69 no answer, 77 no credentials, or AWS does \
            not accept them.

            EXAMPLE
              infra-cli whoami --profile staging
              infra-cli whoami --json
            """)

    @OptionGroup var aws: AWSOptions

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() async throws {
        let session = try aws.session()
        let report = try await CallerReport(session)
        try StandardOutput.write(json ? try JSONOutput.text(of: report) : report.text)
    }
}
