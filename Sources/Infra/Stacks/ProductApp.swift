/// The product's stacks for an environment, in the order they are deployed.
public struct ProductApp {
    /// The short names of the stacks, as `--stack` takes them.
    public static let stackNames = ["foundation", "service"]

    /// The environment they are for.
    public let environment: DeploymentEnvironment
    private let app: App

    /// Composes the stacks.
    public init(_ environment: DeploymentEnvironment) {
        self.environment = environment
        let standard = [
            "Application": environment.application, "Environment": environment.name, "ManagedBy": "infra-cli",
        ]
        app = App(tags: standard.merging(environment.tags) { $1 })
        let foundation = FoundationStack(app, environment)
        _ = ServiceStack(app, environment, foundation: foundation.exports)
    }

    /// Synthesizes every stack.
    public func synthesize() throws(SynthesisError) -> [StackTemplate] {
        try app.synthesize()
    }
}
