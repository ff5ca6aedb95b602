/// A deployment to be made: stacks in their order, the image, the task of the migration and what has to hold at the end.
///
/// It is made from an environment and knows nothing of the environment's file.
package struct ReleasePlan: Sendable, Hashable {
    /// The environment's name, such as `production`.
    package var environment: String
    /// The application's name, such as `weir`.
    package var application: String
    /// The environment's account; nil if any is right.
    package var account: String?
    /// The environment's region.
    package var region: String
    /// `true` for an environment in which shortcuts are refused.
    package var isProduction: Bool
    /// The stacks in the order of deployment, without bootstrap.
    package var stacks: [PlannedStack]
    /// The name of the stack that made the bucket, the repository and the roles.
    package var bootstrapStack: String
    /// The hash of the execution role's permissions that the templates need.
    package var executionPolicyHash: String
    /// The image.
    package var image: PlannedImage
    /// `true` if clients reach the service from the environment's network alone.
    package var hasInternalAddress: Bool
    /// The highest schema version that the image knows; nil if unknown.
    package var schemaVersion: Int?
    /// The resources that change their logical id or their stack without being replaced.
    package var moves: [ResourceMove] = []
    /// The existing resources that are to belong to a stack.
    package var adoptions: [AdoptedResource] = []

    /// Creates a plan.
    package init(
        environment: String, application: String, account: String? = nil, region: String, isProduction: Bool,
        stacks: [PlannedStack], bootstrapStack: String, executionPolicyHash: String, image: PlannedImage,
        hasInternalAddress: Bool = false, schemaVersion: Int? = nil
    ) {
        self.environment = environment
        self.application = application
        self.account = account
        self.region = region
        self.isProduction = isProduction
        self.stacks = stacks
        self.bootstrapStack = bootstrapStack
        self.executionPolicyHash = executionPolicyHash
        self.image = image
        self.hasInternalAddress = hasInternalAddress
        self.schemaVersion = schemaVersion
    }
}

extension ReleasePlan {
    /// The name of the environment whose file and whose bootstrap stack the deployment uses: `dev` for the preview `dev.pr-12`.
    package var baseEnvironment: String { Self.base(of: environment) }

    /// Returns the name of the environment in front of the dot of a preview's name, and any other name as it is.
    static func base(of environment: String) -> String { String(environment.prefix { $0 != "." }) }
}

/// A stack of a plan.
package struct PlannedStack: Sendable, Hashable {
    /// The purposes of stacks, which decide their phase.
    package enum Role: String, Sendable, Hashable, CaseIterable, Codable {
        /// Network, database, secrets.
        case foundation
        /// The cluster and the migration's task definition.
        case migration
        /// The service and its load balancer.
        case service
    }

    /// The purpose.
    package var role: Role
    /// The full name, such as `weir-dev-service`.
    package var name: String
    /// The template in JSON.
    package var template: String
    /// The values of parameters.
    package var parameters: [String: String]
    /// The tags of the stack.
    package var tags: [String: String]
    /// The acknowledged capabilities, such as `CAPABILITY_NAMED_IAM`.
    package var capabilities: [String]
    /// The types of the template's resources by their logical ids.
    package var resourceTypes: [String: String]
    /// The logical ids of resources with data, whose loss cannot be undone.
    package var statefulIDs: Set<String>
    /// The property paths by logical id that AWS or another controller moves, such as a listener's weights.
    package var delegated: [String: Set<String>]

    /// Creates a stack.
    package init(
        role: Role, name: String, template: String, parameters: [String: String] = [:], tags: [String: String] = [:],
        capabilities: [String] = [], resourceTypes: [String: String] = [:], statefulIDs: Set<String> = [],
        delegated: [String: Set<String>] = [:]
    ) {
        self.role = role
        self.name = name
        self.template = template
        self.parameters = parameters
        self.tags = tags
        self.capabilities = capabilities
        self.resourceTypes = resourceTypes
        self.statefulIDs = statefulIDs
        self.delegated = delegated
    }
}

/// The image of a plan.
package struct PlannedImage: Sendable, Hashable {
    /// The repository's name in the account's registry, such as `weir`, or a whole address of another registry.
    package var repository: String
    /// `true` if the repository is the account's own.
    package var isOwn: Bool
    /// The tag; nil with a digest.
    package var tag: String?
    /// The digest, such as `sha256:…`; nil until the registry was asked.
    package var digest: String?
    /// The architecture in the terms of images: `amd64` or `arm64`.
    package var architecture: String

    /// Creates an image.
    package init(repository: String, isOwn: Bool, tag: String? = nil, digest: String? = nil, architecture: String) {
        self.repository = repository
        self.isOwn = isOwn
        self.tag = tag
        self.digest = digest
        self.architecture = architecture
    }
}
