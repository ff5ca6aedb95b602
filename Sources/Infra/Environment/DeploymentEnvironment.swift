/// One place the product is deployed to, as `deploy/<name>.yaml` describes it.
public struct DeploymentEnvironment: Sendable, Hashable {
    /// The file's name without its ending: `dev`, `staging`, `production` or another.
    public let name: String
    /// `application`: the first part of every stack's name; `weir` by default.
    public var application: String
    /// `region`: required.
    public var region: String
    /// `account`: the 12 digits of the account the environment belongs to, where they may be written down.
    public var account: String?
    /// `tags`: put on everything that takes tags, besides Application, Environment and ManagedBy.
    public var tags: [String: String]
    /// `network`.
    public var network: NetworkSettings
    /// `database`.
    public var database: DatabaseSettings
    /// `service`.
    public var service: ServiceSettings

    /// An environment with its tier's defaults.
    public init(name: String, region: String, image: ContainerImage) {
        let tier = Tier(environment: name)
        self.name = name
        application = "weir"
        self.region = region
        account = nil
        tags = [:]
        network = NetworkSettings(tier: tier)
        database = DatabaseSettings(tier: tier)
        service = ServiceSettings(image: image, tier: tier)
    }

    /// The name of one of its stacks.
    public func stackName(_ stack: String) -> String { "\(application)-\(name)-\(stack)" }
}
