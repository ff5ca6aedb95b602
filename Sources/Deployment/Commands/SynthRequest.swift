package import Diagnostics
import Infra

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The arguments of `infra-cli synth`.
package struct SynthRequest: Sendable {
    /// The environment's name.
    package var environment: String
    /// The short or full name of one stack; nil is all stacks.
    package var stack: String?
    /// The folder to write to; nil prints the templates.
    package var output: String?
    /// The image; nil is the file's.
    package var image: String?
    /// The folder that contains `deploy`; nil is the working directory.
    package var directory: String?

    /// Creates a request for an environment's templates.
    package init(
        environment: String, stack: String? = nil, output: String? = nil, image: String? = nil,
        directory: String? = nil
    ) {
        self.environment = environment
        self.stack = stack
        self.output = output
        self.image = image
        self.directory = directory
    }

    /// The outcome of a synthesis.
    package struct Outcome: Sendable, Hashable {
        /// The text for standard output: a template, an object of templates, or the paths written.
        package let text: String
        /// The lines for standard error.
        package let warnings: [String]
    }

    /// Synthesizes the templates.
    package func run() throws(CommandError) -> Outcome {
        let settings = try DeploymentEnvironment.ofCommand(environment, image: image, directory: directory)
        let wanted = try stack.map { name throws(CommandError) in try find(name, in: settings) }
        let templates = try settings.stacksOfCommand()
        let chosen = templates.filter { wanted == nil || $0.name == wanted }
        let folder = directory.map { "\($0)/deploy" } ?? "deploy"
        let warnings = settings.warnings.map { "\(folder)/\(settings.name).yaml: warning: \($0)" }
        return Outcome(text: try text(of: chosen, isOne: wanted != nil), warnings: warnings)
    }

    private func text(of chosen: [StackTemplate], isOne: Bool) throws(CommandError) -> String {
        if let output { return try write(chosen, to: output) }
        if isOne, let only = chosen.first { return only.template.json }
        return TemplateExpression.object(chosen.map { .init($0.name, $0.template.expression) }).json
    }

    private func find(_ name: String, in settings: DeploymentEnvironment) throws(CommandError) -> String {
        for short in ProductApp.stackNames where name == short || name == settings.stackName(short) {
            return settings.stackName(short)
        }
        let hint = NearestName.hint(for: name, among: ProductApp.stackNames)
        let names = ProductApp.stackNames.joined(separator: ", ")
        throw CommandError(
            exitCode: .data,
            description: "error: there is no stack \(SafeDescription.setting(name)); there is \(names)\(hint)")
    }

    private func write(_ templates: [StackTemplate], to folder: String) throws(CommandError) -> String {
        var paths = ""
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for stack in templates {
                let path = "\(folder)/\(stack.name).json"
                try Data(stack.template.json.utf8).write(to: URL(filePath: path), options: .atomic)
                paths += path + "\n"
            }
        } catch {
            throw CommandError(
                exitCode: .cannotWrite,
                description:
                    "error: nothing can be written to \(SafeDescription.path(folder)); name another folder with --output"
            )
        }
        return paths
    }
}
