/// What lasts: network, database and its secret.
public struct FoundationStack {
    /// What the service stack needs of the foundation; the stack's published interface.
    public struct Exports {
        /// The VPC.
        public let vpcID: Export<String>
        /// The load balancer's subnets.
        public let publicSubnetIDs: Export<[String]>
        /// The tasks' subnets.
        public let privateSubnetIDs: Export<[String]>
        /// The group of the interface endpoints, where there are any.
        public let endpointSecurityGroupID: Export<String>?
        /// The group of the database.
        public let databaseSecurityGroupID: Export<String>
        /// The database's host name.
        public let databaseAddress: Export<String>
        /// The database's secret.
        public let databaseSecretARN: Export<String>
    }

    /// The stack.
    public let stack: Stack
    /// What other stacks may use.
    public let exports: Exports

    /// Adds the stack.
    public init(_ app: App, _ environment: DeploymentEnvironment) {
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
