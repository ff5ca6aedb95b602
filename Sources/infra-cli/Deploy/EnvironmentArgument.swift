import AWSClient
import ArgumentParser
import CommandLineInterface
import DeployEngine
import Deployment
import Diagnostics

/// The environment of a command that works on deployed stacks.
struct EnvironmentArgument: ParsableArguments {
    @Argument(
        help:
            "The environment: dev, staging, production or another file in deploy; dev.pr-12 is the preview pr-12 of dev."
    )
    var environment: String

    @Option(help: "The folder that contains deploy; the current one by default.")
    var directory: String?

    @OptionGroup var aws: AWSOptions

    /// The environment with everything that its commands need. Nothing is sent yet.
    /// - Parameters:
    ///   - image: The image of the run; nil for the file's.
    ///   - output: The options of progress; nil for a command without.
    func site(image: String? = nil, output: ProgressOptions? = nil) throws(CommandError) -> DeploymentSite {
        try DeploymentSite(environment, image: image, directory: directory, aws: aws, output: output)
    }
}

extension DeploymentSite {
    /// Reads an environment with everything that its commands need.
    /// - Parameters:
    ///   - environment: The name of a file, or a preview's label.
    ///   - image: The image of the run; nil for the file's.
    ///   - directory: The folder that contains `deploy`; nil is the working directory.
    ///   - aws: The options of the session.
    ///   - output: The options of progress; nil for a command without.
    init(
        _ environment: String, image: String? = nil, directory: String?, aws: AWSOptions,
        output: ProgressOptions? = nil
    ) throws(CommandError) {
        let planner = try EnvironmentPlanner(environment, image: image, directory: directory)
        let session = try aws.session()
        try self.init(
            planner: planner, session: session, region: aws.region ?? planner.settings.region, directory: directory,
            progress: output.map { ProgressOutput($0, title: environment) })
    }

    /// Refuses a command that a preview does not have.
    /// - Parameters:
    ///   - command: The command's name.
    ///   - advice: The alternative.
    func refusePreview(_ command: String, _ advice: String) throws(CommandError) {
        guard planner.settings.preview != nil else { return }
        throw CommandError.usage("\(plan.environment) is a preview, which has no \(command); \(advice)")
    }
}

/// The options of commands that report progress.
struct ProgressOptions: ParsableArguments {
    @Flag(help: "Print one JSON object a line: every event, and the result at the end.")
    var json = false

    @Flag(help: "Print lines instead of a live tree, as without a terminal.")
    var lines = false
}
