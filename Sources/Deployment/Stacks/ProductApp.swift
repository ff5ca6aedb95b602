package import Infra

/// The product's stacks for an environment, in the order they are deployed.
package struct ProductApp {
    /// The short names of the stacks, as `--stack` takes them.
    package static let stackNames = ["foundation", "service"]

    /// The environment they are for.
    package let environment: DeploymentEnvironment
    private let app: App

    /// Composes the stacks.
    package init(_ environment: DeploymentEnvironment) {
        self.environment = environment
        let standard = [
            "Application": environment.application, "Environment": environment.name, "ManagedBy": "infra-cli",
        ]
        app = App(tags: standard.merging(environment.tags) { $1 })
        let foundation = FoundationStack(app, environment)
        _ = ServiceStack(app, environment, foundation: foundation.exports)
    }

    /// Synthesizes every stack.
    package func synthesize() throws(SynthesisError) -> [StackTemplate] {
        try app.synthesize()
    }
}
