package import DeployEngine
package import Diagnostics
import Infra

extension ReleasePlan {
    /// The plan of an environment: its stacks without bootstrap, and its image.
    /// - Parameter environment: The environment with its synthesized stacks.
    /// - Throws: ``CommandError`` for a template that the engine cannot read, or an image without a registry of AWS.
    package init(_ environment: SynthesizedEnvironment) throws(CommandError) {
        let settings = environment.settings
        var stacks: [PlannedStack] = []
        for stack in environment.stacks {
            guard let role = PlannedStack.Role.allCases.first(where: { settings.stackName($0.rawValue) == stack.name })
            else { continue }
            stacks.append(try PlannedStack(role, stack, settings))
        }
        self.init(
            environment: settings.label, application: settings.application, account: settings.account,
            region: settings.region, isProduction: Tier(environment: settings.name) == .production, stacks: stacks,
            bootstrapStack: settings.stackName("bootstrap"),
            executionPolicyHash: ReleasePlan.policyHash(in: environment), image: PlannedImage(settings.service),
            hasInternalAddress: settings.loadBalancer.isInternal)
        moves = settings.moves
        adoptions = settings.adoptions
    }

    /// The literal output of the bootstrap stack.
    private static func policyHash(in environment: SynthesizedEnvironment) -> String {
        let bootstrap = environment.stacks.first { $0.name == environment.settings.stackName("bootstrap") }
        let output = bootstrap?.template.outputs.first { $0.name == "ExecutionPolicyHash" }
        guard case .string(let hash)? = output?.value["Value"] else { return "" }
        return hash
    }
}

extension PlannedStack {
    init(
        _ role: Role, _ stack: StackTemplate, _ settings: DeploymentEnvironment
    ) throws(CommandError) {
        let document: TemplateDocument
        do {
            document = try TemplateDocument(stack.template)
        } catch {
            throw CommandError(exitCode: .data, description: "error: \(stack.name): \(error)")
        }
        let stateful = document.resources.filter { StatefulTypes.content(of: $0.value) != nil }
        self.init(
            role: role, name: stack.name, template: stack.template.json,
            tags: ProductApp.standardTags(settings).merging(settings.tags) { $1 },
            capabilities: stack.template.capabilities, resourceTypes: document.resources.mapValues(\.type),
            statefulIDs: Set(stateful.keys), delegated: DelegatedProperties.paths(in: document))
    }
}

extension PlannedImage {
    init(_ service: ContainerService) {
        let image = service.image
        let version = image.version.dropFirst()
        let isDigest = image.version.hasPrefix("@")
        let host: String? =
            switch image.registry {
            case .own: nil
            case .ecr(_, _, let host), .other(let host): host
            }
        self.init(
            repository: host.map { "\($0)/\(image.repository)" } ?? image.repository, isOwn: image.registry == .own,
            tag: isDigest ? nil : String(version), digest: isDigest ? String(version) : nil,
            architecture: service.task.architecture == .arm64 ? "arm64" : "amd64")
    }
}
