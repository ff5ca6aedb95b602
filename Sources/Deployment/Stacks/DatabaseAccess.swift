package import Infra
import ServerContract

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
        variables[.databaseAuthentication] = .literal(environment.applicationLogin.rawValue)
        if let applicationSecret {
            variables[.databaseSecret] = applicationSecret.arn.value
        } else {
            variables[.databaseUser] = .literal(DatabaseAccess.applicationUser)
        }
        return DatabaseAccess.named(variables)
    }

    /// The variables of a migration: it connects as the master user and prepares the application's role.
    package var migrationVariables: [String: TemplateValue<String>] {
        var variables = place
        variables[.databaseSecret] = database.secret.arn.value
        variables[.applicationUser] = .literal(DatabaseAccess.applicationUser)
        variables[.applicationAuthentication] = .literal(environment.applicationLogin.rawValue)
        if let applicationSecret { variables[.applicationSecret] = applicationSecret.arn.value }
        return DatabaseAccess.named(variables)
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

    private var place: [ServerVariable: TemplateValue<String>] {
        [
            .databaseHost: database.address.value,
            .databasePort: .literal(String(PostgresDatabase.port)),
            .databaseName: .literal(environment.databaseName),
        ]
    }

    private static func named(
        _ variables: [ServerVariable: TemplateValue<String>]
    ) -> [String: TemplateValue<String>] {
        Dictionary(uniqueKeysWithValues: variables.map { ($0.name, $1) })
    }
}
