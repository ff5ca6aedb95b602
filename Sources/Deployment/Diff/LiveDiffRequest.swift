import DeployEngine
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
        let name = request.new
        guard DiffSide.isEnvironment(name, directory: request.directory) else { return nil }
        let environment = Preview.parts(of: name)?.environment ?? name
        return try? DeploymentEnvironment.load(environment, directory: request.directory).region
    }

    /// Reads the deployed templates and compares them with the new ones.
    package func run(_ live: any LiveTemplates) async throws(CommandError) -> DiffReport {
        let right = try DiffSide(request.new, directory: request.directory, image: request.image)
        var texts: [String: String] = [:]
        var names: [(name: String, document: TemplateDocument)] = []
        for stack in right.stacks {
            let name = right.stacks.count == 1 ? request.stack ?? stack.name : stack.name
            names.append((name, stack.document))
            texts[name] = try await text(of: name, live)
        }
        let rearrangement = try rearrangement(of: texts)
        var deployed: [(name: String, document: TemplateDocument)] = []
        for (name, _) in names {
            let text = rearrangement?.templates[name] ?? texts[name]
            deployed.append(
                (name, try text.map { text throws(CommandError) in try document(text, of: name) } ?? .empty))
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
        report.rearranged = rearrangement?.words ?? []
        report.addCost(old, new, region: region())
        return report
    }

    /// The moves and imports that the environment's file asks for; nil for templates, and for a file without such entries.
    private func rearrangement(of live: [String: String]) throws(CommandError) -> Rearrangement? {
        guard region() != nil else { return nil }
        let planner = try EnvironmentPlanner(request.new, image: request.image, directory: request.directory)
        guard !planner.settings.moves.isEmpty || !planner.settings.adoptions.isEmpty else { return nil }
        return Rearrangement(try ReleasePlan(try planner.synthesized()), live: live)
    }

    private func text(of name: String, _ live: any LiveTemplates) async throws(CommandError) -> String? {
        do {
            return try await live.template(of: name)
        } catch {
            let code: CommandError.Code =
                switch error.kind {
                case .notAllowed: .notAllowed
                case .unavailable: .unavailable
                case .service: .failure
                }
            throw CommandError(exitCode: code, description: "error: \(name): \(error)")
        }
    }

    private func document(_ text: String, of name: String) throws(CommandError) -> TemplateDocument {
        do {
            return try TemplateDocument(text: text)
        } catch {
            throw CommandError(
                exitCode: .failure, description: "error: the deployed template of \(name) cannot be read: \(error)")
        }
    }
}
