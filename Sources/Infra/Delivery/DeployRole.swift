public import CloudFormation

/// The role of GitHub's deployment jobs. It starts, watches and stops the changes that CloudFormation makes with the execution role.
///
/// Itself it changes images, its own objects, and the services and tasks of the stacks' clusters: it returns a service to an earlier
/// task definition, and runs one-off tasks.
///
///     let deployer = scope.add(
///         "Deploy", DeployRole(trust: trust, stacks: ["orders-service"]),
///         in: .init(provider: provider, executionRole: execution.arn, artifacts: artifacts, images: images))
public struct DeployRole: PlacedConstruct, Sendable, Hashable {
    /// The jobs that may assume the role.
    public var trust: GitHubTrust
    /// The full names of the stacks to deploy. The stack with the role itself is not among them: a job could widen its own
    /// rights.
    public var stacks: [String]
    /// The longest session. Defaults to one hour, which suits `configure-aws-credentials`.
    public var maximumSession = Period.hours(1)
    /// Allows to delete the stacks, which the first failed creation of a stack needs before the next one. Defaults to false.
    public var deletesStacks = false
    /// Allows task definitions beside those of the stacks, such as one with another image, and commands in running containers.
    /// Defaults to false.
    public var bypassesStacks = false
    /// Allows to remove what no rollback needs any more: images, task definitions and the bucket's objects. IAM cannot limit the
    /// deregistration of task definitions to those of the stacks, so the role may deregister every one of the account and region.
    /// Defaults to false.
    public var prunes = false
    /// The beginning of the names of further stacks, which the jobs may also delete, such as those of pull requests; nil for none.
    /// Defaults to nil.
    package var previews: String?
    /// The path of the roles of the stacks' tasks, which begins and ends with `/`; nil if the jobs run no tasks of their own, such
    /// as a migration. Defaults to nil.
    public var taskRolePath: String?
    /// The secrets that the stacks' tasks read and that are neither theirs nor made by RDS. Jobs read their metadata, and no
    /// value. Defaults to none.
    public var secrets: [ResourceARN<AWS.SecretsManager.Secret>] = []
    /// The role's path, which begins and ends with `/`. Defaults to `/`.
    public var path = "/"

    /// The constructs that the role works with.
    public struct Surroundings {
        /// GitHub as an identity provider.
        public var provider: GitHubProvider.Reference
        /// The role that CloudFormation assumes.
        public var executionRole: ResourceARN<AWS.IAM.Role>
        /// The bucket of templates, release records and locks.
        public var artifacts: ArtifactBucket.Reference
        /// The repository to push images to, if there is one.
        public var images: ImageRepository.Reference?

        /// Groups the constructs that the role works with.
        public init(
            provider: GitHubProvider.Reference, executionRole: ResourceARN<AWS.IAM.Role>,
            artifacts: ArtifactBucket.Reference, images: ImageRepository.Reference? = nil
        ) {
            self.provider = provider
            self.executionRole = executionRole
            self.artifacts = artifacts
            self.images = images
        }
    }

    /// Describes a role.
    public init(trust: GitHubTrust, stacks: [String]) {
        self.trust = trust
        self.stacks = stacks
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<DeployRole>] {
        [
            PropertyRule("stacks", { $0.stacks.count }, .range(1...10)),
            PropertyRule("maximumSession", { $0.maximumSession.seconds }, .range(3600...43_200, unit: "s")),
            PropertyRule("path", { $0.path }, RoleConfinement.validPaths),
            PropertyRule("taskRolePath", { $0.taskRolePath ?? "/" }, RoleConfinement.validPaths),
            PropertyRule("secrets", { $0.secrets.count }, .range(0...20)),
            PropertyRule("trust", { $0.trust.subjects.count }, .range(0...20)),
        ]
    }

    /// Adds the role.
    public func build(in scope: Scope, _ surroundings: Surroundings) -> Reference {
        for fault in trust.faults { scope.report("trust: \(fault)") }
        let statements = Statements(role: self, surroundings).all
        let document = PolicyStatement.document(statements)
        let trustPolicy = PolicyStatement.document([surroundings.provider.trustStatement(for: trust)])
        PolicySize.check(document, limit: PolicySize.inline, "the role's policy", in: scope)
        PolicySize.check(trustPolicy, limit: PolicySize.trust, "the role's trust policy", in: scope)
        let role = scope.add(
            AWS.IAM.Role(
                assumeRolePolicyDocument: trustPolicy,
                description: .literal("Deploys \(stacks.joined(separator: ", ")) from GitHub"),
                maxSessionDuration: .literal(maximumSession.seconds), path: .literal(path),
                policies: [.init(policyDocument: document, policyName: "Deploy")]))
        if let previews { add(previews: previews, to: role.ref, in: scope, surroundings) }
        return Reference(arn: ResourceARN(role.arn))
    }

    /// Adds the permissions for stacks of previews. They are a managed policy, as the inline one is near IAM's limit.
    private func add(
        previews: String, to role: TemplateValue<String>, in scope: Scope, _ surroundings: Surroundings
    ) {
        var copies = self
        copies.stacks = [previews + "*"]
        let document = PolicyStatement.document(Statements(role: copies, surroundings).ofPreviews)
        PolicySize.check(document, limit: PolicySize.managed, "the policy for previews", in: scope)
        scope.add(
            "Previews",
            AWS.IAM.ManagedPolicy(
                policyDocument: document, path: .literal(path), roles: TemplateValue<[String]>([role])))
    }

    /// A reference to the role.
    public struct Reference: Sendable, Hashable, Shareable {
        /// The role's ARN.
        public let arn: ResourceARN<AWS.IAM.Role>

        /// An existing role.
        public init(arn: ResourceARN<AWS.IAM.Role>) {
            self.arn = arn
        }

        /// Passes the ARN through the transfer.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            Reference(arn: transfer.text("Arn", arn, "The role of GitHub's deployment jobs"))
        }

        /// A role without an ARN.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(arn: "")
        }
    }
}
