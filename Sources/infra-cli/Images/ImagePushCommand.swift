import AWSClient
import ArgumentParser
import CommandLineInterface
import DeployEngine
import Deployment
import Diagnostics

struct ImagePushCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push",
        abstract: "Pushes the image of an environment to the account's registry and checks it there.",
        usage: "infra-cli image push <environment> [<options>]",
        discussion: """
            Starts the image once for its version, so that one that lacks a library or its program is not pushed. Then \
            it asks the registry for a password, gives it to the tool in a file that is deleted afterwards, and prints \
            the digest that ECS will resolve. Buildah starts no containers, and a machine none of another processor; a \
            note says so.

            Exit codes: 0 pushed and fit to run, 1 the tool failed or the image cannot run, 64 wrong usage, 65 wrong \
            environment file, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli image push dev
              infra-cli image push production --image weir:1.3.0 --json
            """)

    @OptionGroup var target: EnvironmentArgument
    @OptionGroup var tool: ImageToolOptions

    @Flag(help: "Push the image without starting it first.")
    var unstarted = false

    func run() async throws {
        let site = try target.site(image: tool.image)
        let name = try ImageToolOptions.local(site.plan)
        let options = tool
        let tool = try options.chosen()
        if !unstarted { try await start(name, tool, ImagePlatform(architecture: site.plan.image.architecture)) }
        let access: RegistryAccess
        do {
            access = try await RegistryAccess.read(site.context.calls)
        } catch {
            throw CommandError(error)
        }
        let address = "\(access.host)/\(name)"
        let folder = try PasswordFolder(
            ImageTool.passwords(registry: access.host, authorization: access.authorization.revealed))
        defer { folder.remove() }
        try await options.run(tool.tag(name, as: address))
        try await options.run(tool.push(address), variables: tool.variables(folder: folder.path))
        let report = try await site.imageReport()
        try StandardOutput.write(
            options.json ? JSONOutput.text(of: report) : report.lines.map { $0 + "\n" }.joined())
        if !report.problems.isEmpty { throw ExitCode(1) }
    }

    /// Starts the image for its version.
    private func start(_ name: String, _ program: ImageTool, _ platform: ImagePlatform) async throws(CommandError) {
        guard let host = ImagePlatform.host, platform.runs(on: host) else {
            return StandardError.note("\(name) is not started: this machine is no \(platform)")
        }
        guard let words = program.start(name) else {
            return StandardError.note("\(name) is not started: \(program.rawValue) starts no containers")
        }
        do throws(CommandError) {
            try await tool.run(words)
        } catch {
            throw CommandError.failure(
                "\(name) does not start, so it is not pushed; a library or program that it lacks is named above. To push it all "
                    + "the same: --unstarted")
        }
    }
}
