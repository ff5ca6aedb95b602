import ArgumentParser
import Infra

struct SynthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synth",
        abstract: "Prints or writes an environment's CloudFormation templates.",
        discussion: """
            Reads deploy/<environment>.yaml and needs neither network nor credentials. The same file gives the same \
            bytes, always.

            With --stack the template itself is printed, ready for CloudFormation. Without it, one JSON object with \
            every stack's template under the stack's name. With --output each template is written to \
            <folder>/<stack name>.json and the paths are printed.

            EXAMPLE
              infra-cli synth --environment production --stack service > service.json
              infra-cli synth --environment dev --output /tmp/weir-dev
            """)

    @Option(name: .shortAndLong, help: "The environment: dev, staging, production, or another file in deploy.")
    var environment: String

    @Option(name: .shortAndLong, help: "One stack only: \(ProductApp.stackNames.joined(separator: " or ")).")
    var stack: String?

    @Option(name: .shortAndLong, help: "The folder to write the templates to; made if it is missing.")
    var output: String?

    @Option(help: "The image to deploy instead of the file's, such as weir@sha256:….")
    var image: String?

    @Option(help: "The folder that has deploy; the current one by default.")
    var directory: String?

    func run() throws {
        let request = SynthRequest(
            environment: environment, stack: stack, output: output, image: image, directory: directory)
        let outcome = try reporting { () throws(CommandError) in try request.run() }
        for warning in outcome.warnings { StandardError.write(warning + "\n") }
        try StandardOutput.write(outcome.text)
    }
}
