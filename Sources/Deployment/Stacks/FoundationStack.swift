package import Infra

/// The lasting part of an environment: network, database and its secret.
package struct FoundationStack {
    /// The stack.
    package let stack: Stack
    /// The network, for other stacks.
    package let network: Shared<Network.Reference>
    /// The database, for other stacks.
    package let database: Shared<PostgresDatabase.Reference>

    /// Adds the stack to an app.
    package init(_ app: App, _ environment: DeploymentEnvironment) {
        stack = Stack(
            app, environment.stackName("foundation"),
            description: "\(environment.application) \(environment.name): network, database and its secret")
        var description = environment.network
        if !description.endpoints.isEmpty, environment.service.exec { description.endpoints.append(.exec) }
        let network = stack.scope.add("Network", description)
        let database = stack.scope.add("Database", environment.database, in: network)
        self.network = stack.scope.share("Network", network)
        self.database = stack.scope.share("Database", database)
    }
}
