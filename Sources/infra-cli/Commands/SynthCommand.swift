import ArgumentParser
import CommandLineInterface
import Deployment

struct SynthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synth",
        abstract: "Prints or writes an environment's CloudFormation templates.",
        usage: "infra-cli synth --environment <environment> [<options>]",
        discussion: """
            Reads deploy/<environment>.yaml and needs neither network nor credentials. The same file always gives the \
            same bytes.

            With --stack the command prints one template, ready for CloudFormation; without it, one JSON object with \
            every template under its stack's name. With --output it writes each template to \
            <folder>/<stack name>.json and prints the paths.

            Exit codes: 0 printed or written, 64 wrong usage, 65 wrong environment file, 73 the output cannot be written.

            EXAMPLE
              infra-cli synth --environment production --stack service > service.json
              infra-cli synth --environment dev --output /tmp/weir-dev
            """)

    @Option(
        name: .shortAndLong, help: "The environment: dev, staging, production or the name of another file in deploy.")
    var environment: String

    @Option(name: .shortAndLong, help: "One stack only: \(ProductApp.stackNames.joined(separator: ", ")).")
    var stack: String?

    @Option(name: .shortAndLong, help: "The folder for the templates; created if it does not exist.")
    var output: String?

    @Option(help: "The image to deploy, such as weir@sha256:…; the file's by default.")
    var image: String?

    @Option(help: "The folder that contains deploy; the current one by default.")
    var directory: String?

    func run() throws {
        let request = SynthRequest(
            environment: environment, stack: stack, output: output, image: image, directory: directory)
        let outcome = try request.run()
        for warning in outcome.warnings { StandardError.write(warning + "\n") }
        try StandardOutput.write(outcome.text)
    }
}
