package import Diagnostics
package import Infra

/// An environment with its synthesized stacks, for commands that look at templates without AWS.
package struct SynthesizedEnvironment: Sendable {
    /// The environment's settings.
    package let settings: DeploymentEnvironment
    /// The stacks in the order of deployment.
    package let stacks: [StackTemplate]

    /// Reads and synthesizes an environment.
    /// - Parameters:
    ///   - name: The environment's name; nil is the only one that `deploy` has.
    ///   - directory: The folder that contains `deploy`; nil is the working directory.
    package static func load(_ name: String?, directory: String? = nil) throws(CommandError) -> SynthesizedEnvironment {
        let name = if let name { name } else { try only(in: directory) }
        let settings = try DeploymentEnvironment.ofCommand(name, directory: directory)
        return SynthesizedEnvironment(settings: settings, stacks: try settings.stacksOfCommand())
    }

    /// The name of the only environment.
    private static func only(in directory: String?) throws(CommandError) -> String {
        let names = DeploymentEnvironment.names(in: directory)
        if names.count == 1, let name = names.first { return name }
        let found = names.isEmpty ? "deploy has no .yaml file" : "there is \(names.joined(separator: ", "))"
        throw CommandError(exitCode: .usage, description: "error: name an environment; \(found)")
    }

    /// The full name of a stack by its short or full name.
    package func stackName(_ name: String) throws(CommandError) -> String {
        if let stack = stacks.first(where: { $0.name == name || $0.name == settings.stackName(name) }) {
            return stack.name
        }
        let prefix = settings.stackName("")
        let names = stacks.map { $0.name.hasPrefix(prefix) ? String($0.name.dropFirst(prefix.count)) : $0.name }
        throw CommandError(
            exitCode: .data,
            description: "error: there is no stack \(SafeDescription.setting(name)); there is "
                + "\(names.joined(separator: ", "))\(NearestName.hint(for: name, among: names))")
    }
}
