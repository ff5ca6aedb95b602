import AWSClient
import ArgumentParser
import CommandLineInterface
import DeployEngine
import Deployment
import Diagnostics

struct PreviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Makes copies of an environment that end by themselves.",
        discussion: """
            A preview is a copy of an environment for a change, such as that of a pull request: its own network, database \
            and service, without data, alarms and protection. It stays for the days of bootstrap.previewDays in the \
            environment's file; then AWS deletes it by itself. Refused in production.

            Other commands take its name behind that of the environment: infra-cli logs dev.pr-12.

            EXAMPLE
              infra-cli preview up dev pr-12 --image weir:pr-12 --yes
              infra-cli preview list dev
              infra-cli preview down dev pr-12 --yes
            """,
        subcommands: [
            PreviewUpCommand.self, PreviewListCommand.self, PreviewDownCommand.self, PreviewSweepCommand.self,
        ])
}

/// The preview of a command.
struct PreviewArgument: ParsableArguments {
    @Argument(help: "The environment that is copied, such as dev.")
    var environment: String

    @Argument(help: "The preview's name, such as pr-12: at most 20 lower-case letters, digits and hyphens.")
    var name: String

    @Option(help: "The folder that contains deploy; the current one by default.")
    var directory: String?

    @OptionGroup var aws: AWSOptions

    /// The preview with everything that its commands need. Nothing is sent yet.
    func site(image: String? = nil, output: ProgressOptions) throws(CommandError) -> DeploymentSite {
        try DeploymentSite("\(environment).\(name)", image: image, directory: directory, aws: aws, output: output)
    }
}

extension DeploymentSite {
    /// The previews of the environment that exist.
    func previews() async throws(CommandError) -> [PreviewStatus] {
        try refusePreview("preview", "name the environment alone")
        try await refuseProduction()
        let reader = previewReader(try await location())
        return try await engine { () async throws(EngineError) in try await reader.read() }
    }

    /// The reader of the environment's previews.
    func previewReader(_ location: BucketLocation) -> PreviewReader {
        PreviewReader(
            context: context, location: location, environment: plan.environment,
            prefix: planner.settings.previewStackPrefix)
    }

    private func refuseProduction() async throws(CommandError) {
        try await engine { () async throws(EngineError) in
            try DevelopmentShortcut.preview.allow(inProduction: plan.isProduction)
        }
    }

    /// The choices for the deletion of a preview, which has nothing that must be kept.
    static var previewDestruction: DestroyOptions { DestroyOptions(empties: true, acceptsLosses: true) }
}
