package import DeployEngine
package import Diagnostics
import Infra

extension EnvironmentPlanner {
    /// The bootstrap stack as the file describes it.
    package func bootstrapStack() throws(CommandError) -> PlannedStack {
        let environment = try synthesized()
        let name = settings.stackName("bootstrap")
        guard let stack = environment.stacks.first(where: { $0.name == name }) else {
            throw CommandError(exitCode: .data, description: "error: the environment has no stack \(name)")
        }
        // No phase of a release deploys it; the role of the first one stands for it.
        return try PlannedStack(.foundation, stack, settings)
    }
}
