import AWSClient
import ArgumentParser
import CommandLineInterface
import DeployEngine
import Deployment
import Diagnostics

struct ImageBuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Builds the image of an environment for the platform of its tasks.",
        usage: "infra-cli image build <environment> [<options>]",
        discussion: """
            Needs neither network nor credentials of AWS. The image gets the commit as a label. With --json the output of \
            the tool goes to the standard error.

            Exit codes: 0 built, 1 the tool failed, 64 wrong usage, 65 wrong environment file.

            EXAMPLE
              infra-cli image build dev
              infra-cli image build production --image weir:1.3.0 --tool podman --json
            """)

    @Argument(help: "The environment: dev, staging, production or the name of another file in deploy.")
    var environment: String

    @Option(help: "The folder that contains deploy; the current one by default.")
    var directory: String?

    @Option(help: "The path of the Dockerfile.")
    var file = "docker/Dockerfile"

    @Option(help: "The folder with the sources.")
    var context = "."

    @OptionGroup var tool: ImageToolOptions

    private struct Row: Encodable {
        let image: String
        let platform: String
        let labels: [String: String]
    }

    func run() async throws {
        let planner = try EnvironmentPlanner(environment, image: tool.image, directory: directory)
        let plan: ReleasePlan
        do {
            plan = try planner.plan(imageDigest: nil)
        } catch {
            throw CommandError(error)
        }
        let name = try ImageToolOptions.local(plan)
        var labels = ["org.opencontainers.image.version": plan.image.tag ?? ""]
        if let commit = CIEnvironment.author().commit { labels["org.opencontainers.image.revision"] = commit }
        let platform = ImagePlatform(architecture: plan.image.architecture)
        let words = try tool.chosen().build(
            file: file, context: context, image: name, platform: platform, labels: labels)
        try await tool.run(words)
        if tool.json {
            try StandardOutput.write(JSONOutput.text(of: Row(image: name, platform: "\(platform)", labels: labels)))
        }
        StandardError.line("built \(name); push it with: infra-cli image push \(environment)")
    }
}
