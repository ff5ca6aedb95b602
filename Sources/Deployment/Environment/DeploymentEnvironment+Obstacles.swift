package import Infra

extension DeploymentEnvironment {
    /// The settings whose change to another description of the same environment no deployment of each stack can make.
    ///
    /// - Parameter next: The description to deploy; this one is deployed.
    package func obstacles(to next: DeploymentEnvironment) -> [ChangeObstacle] {
        resolvedNetwork.obstacles(to: next.resolvedNetwork).map { $0.inside("network") }
            + database.obstacles(to: next.database).map { $0.inside("database") }
    }
}

extension ChangeObstacle {
    /// The obstacle with its section and the key of the environment file.
    fileprivate func inside(_ section: String) -> ChangeObstacle {
        let keys = ["block": "cidr", "masterPassword": "password"]
        return ChangeObstacle(property: "\(section).\(keys[property] ?? property)", reason: reason)
    }
}
