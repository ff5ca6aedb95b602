package import Infra

/// What lasts: network, database and its secret.
package struct FoundationStack {
    /// What the service stack needs of the foundation; the stack's published interface.
    package struct Exports {
        /// The VPC.
        package let vpcID: Export<String>
        /// The load balancer's subnets.
        package let publicSubnetIDs: Export<[String]>
        /// The tasks' subnets.
        package let privateSubnetIDs: Export<[String]>
        /// The group of the interface endpoints, where there are any.
        package let endpointSecurityGroupID: Export<String>?
        /// The group of the database.
        package let databaseSecurityGroupID: Export<String>
        /// The database's host name.
        package let databaseAddress: Export<String>
        /// The database's secret.
        package let databaseSecretARN: Export<String>
    }

    /// The stack.
    package let stack: Stack
    /// What other stacks may use.
    package let exports: Exports

    /// Adds the stack.
    package init(_ app: App, _ environment: DeploymentEnvironment) {
        stack = Stack(
            app, environment.stackName("foundation"),
            description: "\(environment.application) \(environment.name): network, database and its secret")
        let scope = stack.scope
        let network = Network(scope, "Network", FoundationStack.network(environment))
        let settings = environment.database
        let database = PostgresDatabase(
            scope, "Database",
            .init(
                vpcID: network.vpcID, subnetIDs: network.isolatedSubnetIDs, instanceClass: settings.instance,
                version: settings.version, storage: settings.storage, maximumStorage: settings.maximumStorage,
                multiZone: settings.multiZone, backupDays: settings.backupDays,
                deletionProtection: settings.deletionProtection, removal: settings.removal,
                performanceInsights: settings.performanceInsights, databaseName: settings.name))
        exports = Exports(
            vpcID: scope.export("VpcId", network.vpcID, description: "The VPC"),
            publicSubnetIDs: scope.export(
                "PublicSubnetIds", network.publicSubnetIDs, description: "Subnets of the load balancer"),
            privateSubnetIDs: scope.export(
                "PrivateSubnetIds", network.privateSubnetIDs, description: "Subnets of the tasks"),
            endpointSecurityGroupID: network.endpointSecurityGroup.map {
                scope.export("EndpointSecurityGroupId", $0.id, description: "Guards the interface endpoints")
            },
            databaseSecurityGroupID: scope.export(
                "DatabaseSecurityGroupId", database.securityGroup.id, description: "Guards the database"),
            databaseAddress: scope.export(
                "DatabaseAddress", database.address, description: "The database's host name"),
            databaseSecretARN: scope.export(
                "DatabaseSecretArn", database.secret.arn, description: "The database's user name and password"))
    }

    private static func network(_ environment: DeploymentEnvironment) -> Network.Props {
        let settings = environment.network
        var endpoints = settings.endpoints ? Network.Endpoint.fargate : []
        if settings.endpoints, environment.service.exec { endpoints.append(Network.Endpoint.exec) }
        return Network.Props(
            block: settings.cidr, zones: settings.zones, nat: settings.nat, endpoints: endpoints,
            flowLogDays: settings.flowLogDays)
    }
}
