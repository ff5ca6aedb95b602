package import Infra

/// The part of an environment that exists before its first deployment: the bucket of artifacts, the repository of images, the
/// roles that deploy, and optionally a trail of the account's calls and a budget.
package struct BootstrapStack {
    /// The stack.
    package let stack: Stack

    /// Adds the stack to an app.
    /// - Parameters:
    ///   - app: The app.
    ///   - environment: The environment.
    ///   - templates: The templates of the environment's other stacks, which decide the permissions of the execution role.
    package init(_ app: App, _ environment: DeploymentEnvironment, deploying templates: [Template]) {
        stack = Stack(
            app, environment.stackName("bootstrap"),
            description: "\(environment.application) \(environment.name): artifacts, images and the roles that deploy")
        let scope = stack.scope
        let settings = environment.bootstrap
        let artifacts = scope.add("Artifacts", settings.artifacts)
        _ = scope.share("Artifacts", artifacts)
        scope.output("ArtifactBucketName", artifacts.name.value, description: "The bucket of templates and releases")
        let images = BootstrapStack.images(environment, in: scope)
        if let images {
            _ = scope.share("Images", images)
            scope.output("RepositoryAddress", images.address.value, description: "The repository to push images to")
        }
        let audit = settings.audit.map { scope.add("Audit", $0) }
        if let budget = settings.budget { scope.add("Budget", budget) }

        let access = TemplateAccess(of: templates)
        var boundary = PermissionsBoundary(confinement: environment.confinement, access: access)
        boundary.protectedBuckets = [artifacts.arn] + (audit.map { [$0.bucketARN] } ?? [])
        boundary.protectedKeys = [artifacts.key, audit?.key].compactMap { $0 }
        var executor = ExecutionRole(access: access, confinement: environment.confinement)
        executor.path = environment.confinement.boundaryPath
        let execution = scope.add("Execution", executor, in: scope.add("Boundary", boundary))
        _ = scope.share("Execution", execution)
        scope.output("ExecutionRoleArn", execution.arn.value, description: "The role that CloudFormation assumes")
        scope.output(
            "ExecutionPolicyHash", .literal(execution.policyHash) as TemplateValue<String>,
            description: "The execution role's permissions; another value needs a new bootstrap")
        guard let github = settings.github else { return }
        let provider = github.makesProvider ? scope.add("GitHub", GitHubProvider()) : .existing
        var role = DeployRole(trust: github.trust, stacks: environment.deployedStackNames)
        role.path = environment.confinement.boundaryPath
        role.maximumSession = github.session
        // A first creation that failed leaves a stack that can only be deleted.
        role.deletesStacks = Tier(environment: environment.name) == .dev
        role.bypassesStacks = Tier(environment: environment.name) != .production
        role.prunes = true
        if settings.previewDays != nil { role.previews = environment.previewStackPrefix }
        role.taskRolePath = environment.confinement.rolePath
        role.secrets = environment.service.secrets.sorted { $0.key < $1.key }.map(\.value.arn)
        let deployer = scope.add(
            "Deploy", role,
            in: .init(
                provider: provider, executionRole: execution.arn, artifacts: artifacts, images: images))
        _ = scope.share("Deploy", deployer)
        scope.output("DeployRoleArn", deployer.arn.value, description: "The role of GitHub's deployment jobs")
    }

    /// The repository of the service's image; nil for an image of another account, region or registry.
    private static func images(
        _ environment: DeploymentEnvironment, in scope: Scope
    ) -> ImageRepository.Reference? {
        let image = environment.service.image
        guard image.registry == .own else { return nil }
        guard environment.bootstrap.makesRepository else { return .init(existing: image.repository) }
        return scope.add("Images", ImageRepository(name: image.repository))
    }
}
