package import DeployEngine
package import Diagnostics
import Infra

extension DiffReport {
    /// The differences of a plan to the deployed templates: by property, with permissions, network and cost, which change sets do not
    /// tell.
    /// - Parameters:
    ///   - plan: The plan.
    ///   - deployed: The deployed templates by the stacks' names.
    /// - Throws: ``CommandError`` for a deployed template that cannot be read.
    package init(_ plan: ReleasePlan, deployed: [String: String]) throws(CommandError) {
        var old: [(name: String, document: TemplateDocument)] = []
        var new: [(name: String, document: TemplateDocument)] = []
        for stack in plan.stacks {
            do {
                old.append((stack.name, try deployed[stack.name].map { try TemplateDocument(text: $0) } ?? .empty))
                new.append((stack.name, try TemplateDocument(text: stack.template)))
            } catch {
                throw CommandError(
                    exitCode: .failure, description: "error: a template of \(stack.name) cannot be read: \(error)")
            }
        }
        let left = DiffSide("the deployed stacks", stacks: old)
        let right = DiffSide(plan.environment, stacks: new)
        self.init(
            stacks: try DiffRequest(old: left.name, new: right.name).compare(left, right),
            method: "Compared with the deployed templates; the change sets above were computed by CloudFormation.")
        addCost(left, right, region: plan.region)
    }
}
