package import Infra

/// The lasting part of an environment: network, database and secrets.
package struct FoundationStack {
    /// The stack.
    package let stack: Stack
    /// The network, for other stacks.
    package let network: Shared<Network.Reference>
    /// The database, for other stacks.
    package let database: Shared<PostgresDatabase.Reference>
    /// The secret of the application's role, for other stacks; nil if the role needs no password.
    package let applicationSecret: Shared<LoginSecret.Reference>?
    /// The administrator's key, for other stacks.
    package let adminSecret: Shared<LoginSecret.Reference>

    /// Adds the stack to an app.
    package init(_ app: App, _ environment: DeploymentEnvironment) {
        stack = Stack(
            app, environment.stackName("foundation"),
            description: "\(environment.application) \(environment.name): network, database and secrets")
        let scope = stack.scope
        var description = environment.resolvedNetwork
        if !description.endpoints.isEmpty, environment.service.exec { description.endpoints.append(.exec) }
        let network = scope.add("Network", description)
        let database = scope.add("Database", environment.database, in: network)
        self.network = scope.share("Network", network)
        self.database = scope.share("Database", database)
        applicationSecret =
            environment.applicationLogin == .secret
            ? scope.share("ApplicationSecret", FoundationStack.addApplicationSecret(scope, environment, database)) : nil
        let admin = scope.add("AdminSecret", GeneratedSecret(description: "The administrator's key"))
        adminSecret = scope.share("AdminSecret", admin)
    }

    /// Adds the login of the application's role.
    private static func addApplicationSecret(
        _ scope: Scope, _ environment: DeploymentEnvironment, _ database: PostgresDatabase.Reference
    ) -> LoginSecret.Reference {
        var description = LoginSecret(
            username: DatabaseAccess.applicationUser, description: "The application's role in the database")
        // Running tasks read the secret until the service's next deployment, even if the foundation no longer has it.
        description.removal = environment.database.removal == .delete ? .delete : .retain
        let secret = scope.add("ApplicationSecret", description)
        // Adds engine, host, port and database to the secret, now and after the database was replaced.
        database.attach(secret, in: scope.child("ApplicationSecret"))
        return secret
    }
}
