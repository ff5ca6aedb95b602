import ArgumentParser
import CommandLineInterface
import DeployEngine
import Deployment
import Diagnostics

struct ImageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image",
        abstract: "Builds, pushes and checks the image of an environment.",
        discussion: """
            Uses podman, buildah or docker, whichever is found first. The name, tag and platform come from \
            deploy/<environment>.yaml, so that a build on another kind of machine cannot push an image that ECS cannot run.

            EXAMPLE
              infra-cli image build dev
              infra-cli image push dev
              infra-cli image check production
            """,
        subcommands: [ImageBuildCommand.self, ImagePushCommand.self, ImageCheckCommand.self])
}

/// The tool of the commands that build or push.
struct ImageToolOptions: ParsableArguments {
    @Option(help: "The tool: podman, buildah or docker; the first one on PATH by default.")
    var tool: String?

    @Option(help: "The image, such as weir:1.3.0; the file's by default.")
    var image: String?

    @Flag(help: "Print JSON for programs; what the tool prints goes to the standard error.")
    var json = false

    func validate() throws {
        if let tool, ImageTool(rawValue: tool) == nil {
            throw ValidationError("got --tool \(SafeDescription.setting(tool)); expected podman, buildah or docker")
        }
    }

    /// The tool.
    func chosen() throws(CommandError) -> ImageTool {
        if let named = tool.flatMap(ImageTool.init) { return named }
        if let found = ImageTool.first(in: ProgramSearch(path: ProcessVariables.all["PATH"] ?? "")) { return found }
        throw CommandError.failure("neither podman, buildah nor docker is on PATH; install one of them")
    }

    /// The image of an environment by its tag in the account's own registry.
    static func local(_ plan: ReleasePlan) throws(CommandError) -> String {
        guard plan.image.isOwn else {
            throw CommandError(
                exitCode: .data,
                description:
                    "error: the image is of another registry; expected an image of the account's own, such as weir:1.3.0"
            )
        }
        guard let tag = plan.image.tag else {
            throw CommandError(
                exitCode: .data,
                description: "error: the image is named by its digest; expected a tag, such as weir:1.3.0")
        }
        return "\(plan.image.repository):\(tag)"
    }

    /// Runs the tool on the terminal. With `--json`, the standard output is not the tool's.
    func run(_ words: [String], variables: [String: String] = [:]) async throws(CommandError) {
        StandardError.line("+ " + words.joined(separator: " "))
        let program = words.first ?? ""
        switch await ForegroundProgram.run(words, variables: variables, toErrors: json) {
        case .status(0): return
        case .status(let status): throw CommandError.failure("\(program) ended with status \(status)")
        case .signal(let signal): throw CommandError.failure("signal \(signal) ended \(program)")
        case .notStarted(let reason): throw CommandError.failure("\(program) could not be started: \(reason)")
        }
    }
}
