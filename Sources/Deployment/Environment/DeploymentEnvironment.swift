package import Infra

/// One place the product is deployed to, as `deploy/<name>.yaml` describes it.
package struct DeploymentEnvironment: Sendable, Hashable {
    /// The file's name without its ending: `dev`, `staging`, `production` or another.
    package let name: String
    /// `application`: the first part of every stack's name; `weir` by default.
    package var application: String
    /// `region`: required.
    package var region: String
    /// `account`: the 12 digits of the account the environment belongs to, where they may be written down.
    package var account: String?
    /// `tags`: put on everything that takes tags, besides Application, Environment and ManagedBy.
    package var tags: [String: String]
    /// `network`.
    package var network: NetworkSettings
    /// `database`.
    package var database: DatabaseSettings
    /// `service`.
    package var service: ServiceSettings

    /// An environment with its tier's defaults.
    package init(name: String, region: String, image: ContainerImage) {
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
    package func stackName(_ stack: String) -> String { "\(application)-\(name)-\(stack)" }
}
