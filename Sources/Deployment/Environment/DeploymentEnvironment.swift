package import DeployEngine
package import Infra
package import ServerContract

/// An environment of the product, as `deploy/<name>.yaml` describes it.
///
/// The file's sections set the properties of the constructs themselves; `Tier` provides their defaults.
package struct DeploymentEnvironment: Sendable, Hashable {
    /// The file's name without its extension: `dev`, `staging`, `production` or another.
    package let name: String
    /// `application`: the first part of every stack's name. Defaults to `weir`.
    package var application = "weir"
    /// `region`: required.
    package var region: String
    /// `account`: the 12 digits of the environment's account; nil if the file does not name it.
    package var account: String?
    /// `tags`: tags for every taggable resource, besides Application, Environment and ManagedBy.
    package var tags: [String: String] = [:]
    /// `network`.
    package var network: Network
    /// `database`: the instance, unless `aurora` is set.
    package var database: PostgresDatabase
    /// `database` with `engine: aurora`: the cluster; nil for an instance.
    package var aurora: AuroraCluster?
    /// `database.auth`: the application's login. Defaults to `iam`.
    package var applicationLogin = DatabaseAuthentication.iam
    /// `database.key`: the key of database, secrets and flow logs. Defaults to the keys that AWS manages.
    package var encryptionKey = EncryptionKey.managed
    /// `cache`; nil without the section.
    package var cache: Cache?
    /// `service`: the keys of the cluster.
    package var cluster: ContainerCluster
    /// `service`: the keys of the load balancer.
    package var loadBalancer: LoadBalancer
    /// `service`: the keys of the tasks.
    package var service: ContainerService
    /// `service.anonymous`: the rights of a caller without credentials. Defaults to `none`, which needs API keys or tokens.
    package var anonymous = AnonymousAccess.none
    /// `service.imports`: the places in Amazon S3 that clients may import objects from. Defaults to none.
    package var imports: [ImportPlace] = []
    /// `suppress`: the accepted findings of `infra-cli validate`. Defaults to none.
    package var suppressions: [CheckSuppression] = []
    /// `moved`: the resources with another logical id or stack than where they are deployed. Defaults to none.
    package var moves: [ResourceMove] = []
    /// `adopt`: the existing resources that are to belong to a stack. Defaults to none.
    package var adoptions: [AdoptedResource] = []

    /// `service`: the keys of the name for clients.
    package var publicName = PublicName()
    /// `cdn`; nil for an environment without a distribution.
    package var distribution: Distribution?
    /// `firewall`; nil for an environment without one.
    package var firewall: WebFirewall?
    /// `bootstrap`, `github`, `budget` and `audit`.
    package var bootstrap: BootstrapSettings
    /// `observe`.
    package var observe: Observability
    /// `identity`.
    package var identity: Identity
    /// The name and the end of a preview; nil for the environment of a file.
    package var preview: Preview?

    /// Creates an environment with the defaults of its tier.
    package init(name: String, region: String, image: ContainerImage) {
        let tier = Tier(environment: name)
        self.name = name
        self.region = region
        network = tier.network
        database = tier.database
        cluster = tier.cluster
        loadBalancer = tier.loadBalancer
        service = tier.service(image)
        bootstrap = tier.bootstrap
        firewall = tier.firewall
        observe = tier.observability
        identity = tier.identity
    }

    /// The name of the database.
    package var databaseName: String { aurora?.databaseName ?? database.databaseName }

    /// The action on the data when the database is removed.
    package var databaseRemoval: ResourceOptions.Policy { aurora?.removal ?? database.removal }

    /// The objects that clients may import.
    package var importedObjects: [BucketObjects] {
        imports.map { BucketObjects(bucket: $0.bucket, prefix: $0.prefix) }
    }

    /// The network with the letters of its zones and the way to the objects that clients may import.
    package var resolvedNetwork: Network {
        var network = network
        network.zones = network.zones.resolved(in: region)
        network.readableObjects += importedObjects
        return network
    }

    /// The full name of one of its stacks. The bootstrap stack of a preview is that of the environment.
    package func stackName(_ stack: String) -> String {
        guard let preview, stack != "bootstrap" else { return "\(application)-\(name)-\(stack)" }
        return "\(previewStackPrefix)\(preview.name)-\(stack)"
    }
}
