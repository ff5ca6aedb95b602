package import Infra

/// The product's stacks for an environment, in the order of deployment.
package struct ProductApp {
    /// The short names of the stacks, for `--stack`.
    package static let stackNames = ["foundation", "migration", "service"]

    /// The environment.
    package let environment: DeploymentEnvironment
    private let app: App

    /// Creates the stacks.
    package init(_ environment: DeploymentEnvironment) {
        self.environment = environment
        let standard = [
            "Application": environment.application, "Environment": environment.name, "ManagedBy": "infra-cli",
        ]
        app = App(tags: standard.merging(environment.tags) { $1 })
        let foundation = FoundationStack(app, environment)
        let migration = MigrationStack(app, environment, foundation: foundation)
        _ = ServiceStack(app, environment, foundation: foundation, migration: migration)
    }

    /// Synthesizes every stack.
    package func synthesize() throws(SynthesisError) -> [StackTemplate] {
        let tier = Tier(environment: environment.name)
        return try app.synthesize().map { $0.skippingChecks(tier: tier, suppressions: environment.suppressions) }
    }
}
