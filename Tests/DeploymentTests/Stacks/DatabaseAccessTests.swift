import Deployment
import Infra
import InfraTesting
import ServerContract
import Testing

@Suite("DatabaseAccess")
struct DatabaseAccessTests {
    /// The server's and the migration's variables by name, and the migration's permissions.
    private func access(
        _ login: DatabaseAuthentication
    ) throws -> (server: [String: String], migration: [String: String], permissions: [TemplateStatement]) {
        var environment = DeploymentEnvironment(
            name: "dev", region: "eu-central-1", image: try ContainerImage("weir:1.0.0"))
        environment.applicationLogin = login
        let app = App()
        let foundation = FoundationStack(app, environment)
        let scope = Stack(app, "user", description: "A user").scope
        let access = DatabaseAccess(environment, foundation, in: scope)
        access.grantMigration(to: scope.add("Migration", Role(service: .ecsTasks, description: "Migrates")))
        let template = try #require(try app.synthesize().last).template
        return (
            access.serverVariables.mapValues(\.expression.compactJSON),
            access.migrationVariables.mapValues(\.expression.compactJSON), template.statements(ofRole: "Migration")
        )
    }

    @Test(
        "A server has variables with which it may start, with either login", arguments: DatabaseAuthentication.allCases)
    func server(login: DatabaseAuthentication) throws {
        let variables = try access(login).server
        #expect(variables["DB_AUTH"] == "\"\(login.rawValue)\"")
        #expect((variables["DB_USER"] != nil) == (login == .iam))
        #expect((variables["DB_SECRET_ARN"] != nil) == (login == .secret))
        let check = ServerStartCheck(
            variables.mapValues { $0.hasPrefix("\"") ? .text(String($0.dropFirst().dropLast())) : .unresolved })
        #expect(check.problems.isEmpty, "\(check.problems)")
    }

    @Test("A migration is the master user and knows the role to prepare", arguments: DatabaseAuthentication.allCases)
    func migration(login: DatabaseAuthentication) throws {
        let (_, variables, permissions) = try access(login)
        #expect(variables["DB_SECRET_ARN"] == #"{"Ref":"DatabaseSecretArn"}"#)
        #expect(variables["DB_APP_USER"] == #""weir_app""#)
        #expect(variables["DB_APP_AUTH"] == "\"\(login.rawValue)\"")
        #expect(variables["DB_APP_SECRET_ARN"] == (login == .secret ? #"{"Ref":"ApplicationSecretArn"}"# : nil))
        let secrets: [TemplateExpression] =
            login == .secret
            ? [["Ref": "DatabaseSecretArn"], ["Ref": "ApplicationSecretArn"]] : [["Ref": "DatabaseSecretArn"]]
        #expect(permissions.flatMap(\.resources) == secrets)
    }
}
