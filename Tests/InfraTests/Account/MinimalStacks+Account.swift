import Infra

extension MinimalStacks {
    /// Adds the smallest stacks of what an account has before the first deployment.
    static func addAccount(to app: App) {
        func scope(_ name: String) -> Scope { Stack(app, name, description: "A \(name)").scope }
        let artifacts = scope("artifacts")
        let deployer = artifacts.add("Deployer", Role(service: .lambda, description: "Deploys"))
        let bucket = artifacts.add("Artifacts", ArtifactBucket())
        bucket.grantRead(to: deployer)
        bucket.grantWrite("releases/", to: deployer)
        bucket.grantDelete("lock/", to: deployer)
        let images = artifacts.add("Images", ImageRepository(name: "shop/orders"))
        images.grantPush(to: deployer)
        addRoles(bucket, images, to: artifacts)
        var audit = AuditTrail()
        audit.logs = .days(30)
        audit.recordsConfiguration = true
        scope("audit").add("Audit", audit)
        var budget = Budget(monthly: 100)
        budget.emails = ["ops@example.com"]
        budget.tags = ["Team": "data"]
        scope("budget").add("Budget", budget)
    }

    /// Adds the roles that deploy a queue with its reader.
    private static func addRoles(
        _ bucket: ArtifactBucket.Reference, _ images: ImageRepository.Reference, to scope: Scope
    ) {
        let app = App()
        let orders = Stack(app, "orders", description: "Orders")
        let queue = orders.scope.add("Orders", AWS.SQS.Queue())
        queue.grantConsume(to: orders.scope.add("Reader", Role(service: .ecsTasks, description: "Reads orders")))
        let bounds = RoleConfinement(
            rolePath: "/orders/stacks/", boundaryName: "orders-boundary", boundaryPath: "/orders/bootstrap/")
        bounds.apply(to: orders)
        let access = TemplateAccess(of: ((try? app.synthesize()) ?? []).map(\.template))
        var boundary = PermissionsBoundary(confinement: bounds, access: access)
        boundary.protectedBuckets = [bucket.arn]
        let execution = scope.add(
            "Execution", ExecutionRole(access: access, confinement: bounds), in: scope.add("Boundary", boundary))
        var trust = GitHubTrust(owner: "octo", repository: "orders")
        trust.branches = ["main", "release/*"]
        var role = DeployRole(trust: trust, stacks: ["orders"])
        role.taskRolePath = bounds.rolePath
        role.bypassesStacks = true
        role.deletesStacks = true
        role.secrets = ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:token-AbCdEf"]
        scope.add(
            "Deploy", role,
            in: .init(
                provider: scope.add("GitHub", GitHubProvider()), executionRole: execution.arn, artifacts: bucket,
                images: images))
    }
}
