package import Infra
import ServerContract

/// The lasting part of an environment: network, database, cache, secrets and their key.
package struct FoundationStack {
    /// The stack.
    package let stack: Stack
    /// The network, for other stacks.
    package let network: Shared<Network.Reference>
    /// The database, for other stacks.
    package let database: Shared<PostgresDatabase.Reference>
    /// The cache, for other stacks; nil if the environment has none.
    package let cache: Shared<Cache.Reference>?
    /// The secret of the application's role, for other stacks; nil if the role needs no password.
    package let applicationSecret: Shared<LoginSecret.Reference>?
    /// The administrator's key, for other stacks.
    package let adminSecret: Shared<LoginSecret.Reference>
    /// The load balancer's client of the user pool, for other stacks; nil for an environment without one.
    package let signIn: Shared<UserPoolClient.Reference>?

    /// The environment's own key, which admits CloudWatch Logs, for other stacks; nil for an environment without one.
    package let logKey: Shared<Key.Reference>?

    /// Adds the stack to an app.
    package init(_ app: App, _ environment: DeploymentEnvironment) {
        stack = Stack(
            app, environment.stackName("foundation"),
            description: "\(environment.application) \(environment.label): network, database and secrets")
        let scope = stack.scope
        environment.expire(scope, place: 2)
        let key = FoundationStack.addKey(scope, environment)
        logKey = environment.encryptionKey == .own ? key.map { scope.share("Key", Key.Reference(arn: $0)) } : nil
        var description = environment.resolvedNetwork
        // The policy of a key that exists may not admit CloudWatch Logs.
        if environment.encryptionKey == .own { description.flowLogKey = key }
        if !description.endpoints.isEmpty {
            if environment.service.exec { description.endpoints.append(.exec) }
            if environment.service.collector != nil { description.endpoints.append(.traces) }
            // The function that alternates two users asks RDS for the address that a managed master secret lacks.
            if environment.applicationLogin == .secret { description.endpoints.append(.databases) }
        }
        let network = scope.add("Network", description)
        let database = FoundationStack.addDatabase(scope, environment, network, key)
        self.network = scope.share("Network", network)
        self.database = scope.share("Database", database)
        cache = environment.cache.map { cache in
            var cache = cache
            cache.key = key
            return scope.share("Cache", scope.add("Cache", cache, in: network))
        }
        applicationSecret =
            environment.applicationLogin == .secret
            ? scope.share(
                "ApplicationSecret", FoundationStack.addApplicationSecret(scope, environment, database, network, key))
            : nil
        var admin = GeneratedSecret(description: "The administrator's key")
        admin.key = key
        adminSecret = scope.share("AdminSecret", scope.add("AdminSecret", admin))
        signIn = FoundationStack.addIdentity(environment, in: scope)
    }

    /// Adds the environment's own key, or gives the one that exists.
    private static func addKey(_ scope: Scope, _ environment: DeploymentEnvironment) -> ResourceARN<AWS.KMS.Key>? {
        switch environment.encryptionKey {
        case .managed: return nil
        case .existing(let arn): return arn
        case .own:
            var key = Key(description: "Data of \(environment.application) \(environment.name)")
            key.services = [.logs]
            return scope.add("Key", key).arn
        }
    }

    private static func addDatabase(
        _ scope: Scope, _ environment: DeploymentEnvironment, _ network: Network.Reference,
        _ key: ResourceARN<AWS.KMS.Key>?
    ) -> PostgresDatabase.Reference {
        if var cluster = environment.aurora {
            cluster.key = key
            return scope.add("Database", cluster, in: network)
        }
        var database = environment.database
        database.key = key
        return scope.add("Database", database, in: network)
    }

    /// Adds the login of the application's role.
    private static func addApplicationSecret(
        _ scope: Scope, _ environment: DeploymentEnvironment, _ database: PostgresDatabase.Reference,
        _ network: Network.Reference, _ key: ResourceARN<AWS.KMS.Key>?
    ) -> LoginSecret.Reference {
        var description = LoginSecret(
            username: DatabaseAccess.applicationUser, description: "The application's role in the database")
        // Running tasks read the secret until the service's next deployment, even if the foundation no longer has it.
        description.removal = environment.databaseRemoval == .delete ? .delete : .retain
        description.key = key
        description.superuser = database.secret.arn
        let secret = scope.add("ApplicationSecret", description)
        // Adds engine, host, port and database to the secret, now and after the database was replaced.
        let attached = database.attach(secret, in: scope.child("ApplicationSecret"))
        // A first migration makes the role, after this stack's deployment: the first rotation comes later.
        scope.child("ApplicationSecret").add(
            "Rotation", SecretRotation(),
            in: .init(secret: attached, database: database, network: network, superuser: database.secret))
        return secret
    }
}
