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
            Asks the registry for a password, gives it to the tool in a file that is deleted afterwards, and prints the \
            digest that ECS will resolve.

            Exit codes: 0 pushed and fit to run, 1 the tool failed or the image cannot run, 64 wrong usage, 65 wrong \
            environment file, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli image push dev
            """)

    @OptionGroup var target: EnvironmentArgument
    @OptionGroup var tool: ImageToolOptions

    func run() async throws {
        let site = try target.site(image: tool.image)
        let name = try ImageToolOptions.local(site.plan)
        let tool = try tool.chosen()
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
        try await ImageToolOptions.run(tool.tag(name, as: address))
        try await ImageToolOptions.run(tool.push(address), variables: tool.variables(folder: folder.path))
        let report = try await site.imageReport()
        try StandardOutput.write(report.lines.map { $0 + "\n" }.joined())
        if !report.problems.isEmpty { throw ExitCode(1) }
    }
}
