import AWSClient
import ArgumentParser
import CommandLineInterface
import DeployEngine
import Deployment
import Diagnostics

/// The environment of a command that works on deployed stacks.
struct EnvironmentArgument: ParsableArguments {
    @Argument(help: "The environment: dev, staging, production or the name of another file in deploy.")
    var environment: String

    @Option(help: "The folder that contains deploy; the current one by default.")
    var directory: String?

    @OptionGroup var aws: AWSOptions

    /// The environment with everything that its commands need. Nothing is sent yet.
    /// - Parameters:
    ///   - image: The image of the run; nil for the file's.
    ///   - output: The options of progress; nil for a command without.
    func site(image: String? = nil, output: ProgressOptions? = nil) throws(CommandError) -> DeploymentSite {
        let planner = try EnvironmentPlanner(environment, image: image, directory: directory)
        let session = try aws.session()
        let region = aws.region ?? planner.settings.region
        return try DeploymentSite(
            planner: planner, session: session, region: region, directory: directory,
            progress: output.map { ProgressOutput($0, title: "\(environment)") })
    }
}

/// The options of commands that report progress.
struct ProgressOptions: ParsableArguments {
    @Flag(help: "Print one JSON object a line: every event, and the result at the end.")
    var json = false

    @Flag(help: "Print lines instead of a live tree, as without a terminal.")
    var lines = false
}
