package import Infra
import ServerContract

/// The importance of an environment, which decides the defaults.
package enum Tier: String, Sendable, Hashable, CaseIterable {
    /// Experiments: small, and removed without a trace.
    case dev
    /// Production's shape at a smaller size.
    case staging
    /// Real users' data.
    case production

    /// The tier of an environment's name. An unknown name gets production's defaults, the safe ones.
    package init(environment name: String) {
        self = Tier(rawValue: name) ?? .production
    }

    private func choose<Choice>(dev: Choice, staging: Choice, production: Choice) -> Choice {
        switch self {
        case .dev: dev
        case .staging: staging
        case .production: production
        }
    }
}

extension Tier {
    /// The port of the server in its container, unless the file names another.
    private static let port = 8080

    /// The default network: NAT in every zone and flow logs for 90 days in production; one gateway otherwise, with flow logs
    /// for 30 days in staging and none in dev.
    package var network: Network {
        var network = Network()
        network.nat = choose(dev: .one, staging: .one, production: .perZone)
        network.flowLogs = choose(dev: nil, staging: .days(30), production: .days(90))
        return network
    }

    /// The default database. Its maximum storage is five times its storage.
    package var database: PostgresDatabase {
        var database = PostgresDatabase(
            instanceClass: choose(dev: .t4gMicro, staging: .t4gSmall, production: .t4gMedium))
        database.storage = choose(dev: .gibibytes(20), staging: .gibibytes(20), production: .gibibytes(50))
        database.maximumStorage = .gibibytes(database.storage.gibibytes * 5)
        database.multiZone = self == .production
        database.backups = choose(dev: .days(1), staging: .days(7), production: .days(14))
        database.deletionProtection = self != .dev
        database.performanceInsights = self != .dev
        database.monitoring = choose(dev: nil, staging: nil, production: .seconds(60))
        database.logs = self == .dev ? [] : DatabaseLog.allCases
        database.databaseName = "weir"
        database.username = "weir"
        return database
    }

    /// The default cluster: Container Insights in production.
    package var cluster: ContainerCluster {
        var cluster = ContainerCluster()
        cluster.insights = self == .production
        return cluster
    }

    /// The default load balancer: deletion protection in production; access logs for a year there, for 30 days in staging and
    /// none in dev.
    package var loadBalancer: LoadBalancer {
        var balancer = LoadBalancer(targetPort: Tier.port)
        balancer.healthCheckPath = HealthPath.balancer.path
        balancer.deletionProtection = self == .production
        balancer.accessLogs = choose(dev: nil, staging: .days(30), production: .days(365))
        return balancer
    }

    /// The default service: in dev one task of 256 CPU units and logs for 7 days; otherwise two tasks of 512 units and logs
    /// for 30 days in staging, 90 days in production. In production the number of tasks follows the CPU, up to six.
    ///
    /// A deployment fails after 2 failed tasks in dev, 3 in staging and half of the tasks in production, where an alarm on
    /// server errors also rolls it back within 5 minutes.
    package func service(_ image: ContainerImage) -> ContainerService {
        var service = ContainerService(image: image)
        service.size = self == .dev ? .smallest : .small
        service.count = self == .dev ? 1 : 2
        service.logs = choose(dev: .days(7), staging: .days(30), production: .days(90))
        service.healthCommand = ["CMD", "api-server", "health"]
        service.circuitBreaker = choose(dev: .failures(2), staging: .failures(3), production: .percent(50))
        if self == .production {
            service.scaling = ServiceScaling(2, to: 6)
            service.strategy.bakeTime = .minutes(5)
        }
        return service
    }
}
