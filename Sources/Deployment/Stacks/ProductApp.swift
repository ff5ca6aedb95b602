package import Infra

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The product's stacks for an environment, in the order of deployment.
package struct ProductApp {
    /// The short names of the stacks, for `--stack`.
    package static let stackNames = ["bootstrap", "foundation", "migration", "service"]

    /// The environment.
    package let environment: DeploymentEnvironment
    private let tags: [String: String]
    private let app: App

    /// Creates the stacks.
    package init(_ environment: DeploymentEnvironment) {
        self.environment = environment
        tags = ProductApp.standardTags(environment).merging(environment.tags) { $1 }
        app = App(tags: tags)
        let foundation = FoundationStack(app, environment)
        let migration = MigrationStack(app, environment, foundation: foundation)
        _ = ServiceStack(app, environment, foundation: foundation, migration: migration)
        for stack in app.stacks { environment.confinement.apply(to: stack) }
    }

    /// The names of the tags that every resource has.
    static let standardTagNames = ["Application", "Environment", "ManagedBy"]

    /// The tags that every resource has.
    package static func standardTags(_ environment: DeploymentEnvironment) -> [String: String] {
        ["Application": environment.application, "Environment": environment.label, "ManagedBy": "infra-cli"]
    }

    /// Synthesizes every stack. The bootstrap stack comes first and is synthesized last: its roles may do what the templates of
    /// the others need.
    package func synthesize() throws(SynthesisError) -> [StackTemplate] {
        let deployed = try app.synthesize()
        let tier = Tier(environment: environment.name)
        let checked = deployed.map { $0.skippingChecks(tier: tier, suppressions: environment.acceptedFindings) }
        if let base = environment.preview?.base {
            return try ProductApp(base).synthesize().filter { $0.name == base.stackName("bootstrap") } + checked
        }
        var templates = deployed.map(\.template)
        if environment.bootstrap.previewDays != nil {
            // Any preview has the same types of resources.
            let preview = environment.copy(named: "preview", expires: Date(timeIntervalSince1970: 0))
            templates += try ProductApp(preview).app.synthesize().map(\.template)
        }
        let account = App(tags: tags)
        _ = BootstrapStack(account, environment, deploying: templates)
        return try account.synthesize().map {
            $0.skippingChecks(tier: tier, suppressions: environment.acceptedFindings)
        } + checked
    }
}
