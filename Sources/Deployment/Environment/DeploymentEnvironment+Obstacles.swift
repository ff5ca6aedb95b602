package import Infra

extension DeploymentEnvironment {
    /// The settings whose change to another description of the same environment no deployment of each stack can make.
    ///
    /// - Parameter next: The description to deploy; this one is deployed.
    package func obstacles(to next: DeploymentEnvironment) -> [ChangeObstacle] {
        resolvedNetwork.obstacles(to: next.resolvedNetwork).map { $0.inside("network") }
            + databaseObstacles(to: next).map { $0.inside("database") }
            + loadBalancer.obstacles(to: next.loadBalancer).map { $0.inside("service") }
            + service.obstacles(to: next.service).map { $0.inside("service") }
    }
}

extension DeploymentEnvironment {
    private func databaseObstacles(to next: DeploymentEnvironment) -> [ChangeObstacle] {
        switch (aurora, next.aurora) {
        case (nil, nil): keyed(database).obstacles(to: next.keyed(next.database))
        case (let cluster?, let nextCluster?): keyed(cluster).obstacles(to: next.keyed(nextCluster))
        default:
            [
                ChangeObstacle(
                    property: "engine",
                    reason: "the other engine's database would be empty; describe another environment and move the data"
                )
            ]
        }
    }

    private func keyed<Database: PostgresDescription>(_ database: Database) -> Database {
        var database = database
        database.key = encryptionKey.described
        return database
    }
}

extension ChangeObstacle {
    /// The obstacle with its section and the key of the environment file.
    fileprivate func inside(_ section: String) -> ChangeObstacle {
        let keys = [
            "block": "cidr", "databaseName": "name", "isInternal": "internal", "masterPassword": "password",
        ]
        return ChangeObstacle(property: "\(section).\(keys[property] ?? property)", reason: reason)
    }
}
