package import Infra

/// The two logins to an environment's database: the application's role, and the master user for migrations.
package struct DatabaseAccess {
    /// The role of the application in the database, which a migration makes.
    package static let applicationUser = "weir_app"

    private let environment: DeploymentEnvironment
    /// The database.
    package let database: PostgresDatabase.Reference
    private let applicationSecret: LoginSecret.Reference?

    /// Uses what the foundation shares.
    package init(_ environment: DeploymentEnvironment, _ foundation: FoundationStack, in scope: Scope) {
        self.environment = environment
        database = scope.use(foundation.database)
        applicationSecret = foundation.applicationSecret.map { scope.use($0) }
    }

    /// The server's variables: it connects as the application's role. No password is among them; the server signs a token, or
    /// reads the role's secret by its ARN.
    package var serverVariables: [String: TemplateValue<String>] {
        var variables = place
        variables["DB_AUTH"] = .literal(environment.applicationLogin.rawValue)
        if let applicationSecret {
            variables["DB_SECRET_ARN"] = applicationSecret.arn.value
        } else {
            variables["DB_USER"] = .literal(DatabaseAccess.applicationUser)
        }
        return variables
    }

    /// The variables of a migration: it connects as the master user and prepares the application's role.
    package var migrationVariables: [String: TemplateValue<String>] {
        var variables = place
        variables["DB_SECRET_ARN"] = database.secret.arn.value
        variables["DB_APP_USER"] = .literal(DatabaseAccess.applicationUser)
        variables["DB_APP_AUTH"] = .literal(environment.applicationLogin.rawValue)
        if let applicationSecret { variables["DB_APP_SECRET_ARN"] = applicationSecret.arn.value }
        return variables
    }

    /// Allows a server to log in as the application's role.
    package func grantServer(to grantee: some Grantee) {
        if let applicationSecret {
            applicationSecret.grantRead(to: grantee)
        } else {
            database.grantConnect(to: grantee, as: DatabaseAccess.applicationUser)
        }
    }

    /// Allows a migration to log in as the master user and to read the password of the application's role.
    package func grantMigration(to grantee: some Grantee) {
        database.grantConnect(to: grantee)
        applicationSecret?.grantRead(to: grantee)
    }

    private var place: [String: TemplateValue<String>] {
        [
            "DB_HOST": database.address.value,
            "DB_PORT": .literal(String(PostgresDatabase.port)),
            "DB_NAME": .literal(environment.database.databaseName),
        ]
    }
}
