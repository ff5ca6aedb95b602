package import Diagnostics
import Infra

/// The comparison of deployed stacks with an environment or with templates.
package struct LiveDiffRequest: Sendable {
    /// The arguments; `old` is not used.
    package var request: DiffRequest

    /// Creates a request.
    /// - Parameters:
    ///   - new: An environment, a template, or a folder of templates. A template is compared with the stack of its name, or
    ///     with the one that `stack` names.
    package init(
        new: String, stack: String? = nil, image: String? = nil, directory: String? = nil
    ) {
        request = DiffRequest(old: "the deployed stacks", new: new, stack: stack, image: image, directory: directory)
    }

    /// The region of the environment; nil for templates.
    package func region() -> String? {
        guard !request.new.contains("/"), !request.new.contains(".") else { return nil }
        return try? DeploymentEnvironment.load(request.new, directory: request.directory).region
    }

    /// Reads the deployed templates and compares them with the new ones.
    package func run(_ live: any LiveTemplates) async throws(CommandError) -> DiffReport {
        let right = try DiffSide(request.new, directory: request.directory, image: request.image)
        var deployed: [(name: String, document: TemplateDocument)] = []
        var names: [(name: String, document: TemplateDocument)] = []
        for stack in right.stacks {
            let name = right.stacks.count == 1 ? request.stack ?? stack.name : stack.name
            names.append((name, stack.document))
            deployed.append((name, try await template(of: name, live) ?? .empty))
        }
        var plain = request
        if right.stacks.count == 1 { plain.stack = nil }
        let (old, new) = (
            DiffSide("the deployed stacks", stacks: deployed), DiffSide(request.new, stacks: names)
        )
        var report = DiffReport(
            stacks: try plain.compare(old, new),
            method: "Compared with the deployed templates, not with the resources themselves: parameters in use, drift "
                + "and values that are known at deployment only are not visible.")
        report.addCost(old, new, region: region())
        return report
    }

    private func template(
        of name: String, _ live: any LiveTemplates
    ) async throws(CommandError) -> TemplateDocument? {
        let text: String?
        do {
            text = try await live.template(of: name)
        } catch {
            let code: CommandError.Code =
                switch error.kind {
                case .notAllowed: .notAllowed
                case .unavailable: .unavailable
                case .service: .failure
                }
            throw CommandError(exitCode: code, description: "error: \(name): \(error)")
        }
        guard let text else { return nil }
        do {
            return try TemplateDocument(text: text)
        } catch {
            throw CommandError(
                exitCode: .failure, description: "error: the deployed template of \(name) cannot be read: \(error)")
        }
    }
}
