import Deployment
import Foundation
import Infra
import Models
import ServerContract
import Testing
import Workbench

/// Starts the programs with the variables of each shipped environment's task definitions, as synthesized.
///
/// The database's name resolves to this machine (`PGHOSTADDR`), and it has a certificate for that name; moto stands in for
/// Secrets Manager. The database accepts any password of the application's login, because only RDS can check a token.
@Suite(.timeLimit(.minutes(3)))
struct DeployedServerTests {
    private static let isExpected = DatabaseTrustTests.isExpected && SecretsEmulator.isExpected
    private static let endpoint = "weir.abc123.eu-central-1.rds.amazonaws.com"
    private static let adminKey = "CANARY" + String(repeating: "k", count: 42)

    /// A container of a task definition.
    private struct Container {
        let command: [String]
        /// The variables; `nil` for a value that is known only at deployment.
        let variables: [String: String?]
    }

    private static func containers(_ environment: DeploymentEnvironment) throws -> [Container] {
        var found: [Container] = []
        for stack in try ProductApp(environment).synthesize() {
            let template = try JSONValue(parsing: stack.template.json)
            guard case .object(let resources)? = template["Resources"] else { continue }
            for resource in resources where resource.value["Type"] == .string("AWS::ECS::TaskDefinition") {
                let list = resource.value["Properties"]?["ContainerDefinitions"]
                guard case .array(let definitions)? = list else { continue }
                for definition in definitions {
                    guard case .array(let environment)? = definition["Environment"] else { continue }
                    var variables: [String: String?] = [:]
                    for variable in environment {
                        guard case .string(let name)? = variable["Name"] else { continue }
                        if case .string(let text)? = variable["Value"] {
                            variables[name] = .some(text)
                        } else {
                            variables[name] = .some(nil)
                        }
                    }
                    var command: [String] = []
                    if case .array(let words)? = definition["Command"] {
                        command = words.compactMap { if case .string(let word) = $0 { word } else { nil } }
                    }
                    found.append(Container(command: command, variables: variables))
                }
            }
        }
        return found
    }

    /// The stand-ins of what a task finds in AWS.
    private struct World {
        let database: PostgresServer
        let authority: CertificateAuthority
        let secrets: SecretsEmulator

        init() async throws {
            authority = try await CertificateAuthority()
            database = try await PostgresServer(
                port: FreePort.find(), certificate: authority.certificate(for: DeployedServerTests.endpoint))
            secrets = try await SecretsEmulator(secrets: [
                "master": #"{"username": "master", "password": "CANARYmaster"}"#,
                "application": #"{"username": "weir_app", "password": "CANARYapplication"}"#,
                "admin": DeployedServerTests.adminKey,
            ])
        }

        /// Makes the database and the master user of an instance of RDS.
        func prepare(_ name: String) async throws {
            for statement in [
                "CREATE ROLE rds_iam", "CREATE ROLE rds_superuser CREATEROLE",
                "GRANT rds_iam TO rds_superuser WITH ADMIN OPTION",
                "CREATE ROLE master LOGIN CREATEROLE CREATEDB PASSWORD 'CANARYmaster' IN ROLE rds_superuser",
                "CREATE DATABASE \(name) OWNER master",
            ] { _ = try await database.psql(statement) }
            // A login with a token: the first rule for its user wins.
            _ = try await database.psql(
                """
                COPY (SELECT line FROM (VALUES (1, 'local all weir trust'), (2, 'hostssl all weir_app 127.0.0.1/32 trust'),
                    (3, 'hostssl all all 127.0.0.1/32 scram-sha-256')) AS rules (place, line) ORDER BY place)
                TO '\(try await database.psql("SHOW hba_file").trimmingCharacters(in: .newlines))'
                """)
            _ = try await database.psql("SELECT pg_reload_conf()")
        }

        /// Returns a container's variables with the values that its deployment would have filled in.
        func variables(of container: Container) throws -> [String: String] {
            let isMigration = container.variables["DB_APP_USER"] != nil
            var values = secrets.access
            for (name, value) in container.variables {
                values[name] =
                    switch (name, value) {
                    case (_, let text?): text
                    case ("DB_HOST", nil): DeployedServerTests.endpoint
                    case ("DB_SECRET_ARN", nil): secrets.arn(of: isMigration ? "master" : "application")
                    case ("DB_APP_SECRET_ARN", nil): secrets.arn(of: "application")
                    case ("WEIR_ADMIN_SECRET_ARN", nil): secrets.arn(of: "admin")
                    default: throw UnexpectedError("no stand-in for \(name)")
                    }
            }
            // What Fargate, the image and the network add.
            values["AWS_REGION"] = "eu-central-1"
            values["DB_CA_FILE"] = authority.path
            values["PGHOSTADDR"] = "127.0.0.1"
            return values
        }
    }

    @Test(
        "The server starts with the variables of each environment's tasks, once its migration task has run",
        .enabled(if: isExpected, "needs PostgreSQL's server, openssl, moto and the built api-server"),
        arguments: ["dev", "staging", "production"])
    func starts(name: String) async throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..").path
        let environment = try DeploymentEnvironment.load(name, directory: root)
        let containers = try Self.containers(environment)
        let migration = try #require(containers.first { $0.variables["DB_APP_USER"] != nil })
        let server = try #require(
            containers.first { $0.variables["HOST"] != nil && $0.variables["DB_APP_USER"] == nil })
        #expect(server.variables["MIGRATE"] == "never")
        for container in [migration, server] {
            let values = container.variables.mapValues { $0.map { ServerStartCheck.Value.text($0) } ?? .unresolved }
            #expect(ServerStartCheck(values).problems == [])
        }
        let world = try await World()
        try await world.database.whileRunning {
            try await world.prepare(environment.database.databaseName)
            let port = "\(world.database.port ?? 0)"
            let migrated = try await CommandRun(
                (migration.command.isEmpty ? ["migrate"] : migration.command) + ["--db-port", port],
                environment: world.variables(of: migration))
            #expect(migrated.code == 0, "\(migrated)")
            let running = try ServerUnderTest(
                server.command + ["--port", "0", "--db-port", port], environment: world.variables(of: server))
            let address = try await running.startListening()
            try await expectService(address, environment.anonymous)
            #expect(
                try await world.database.psql(
                    "SELECT DISTINCT usename, ssl FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) WHERE usename <> 'weir'"
                )
                    == "weir_app|t\n")
            running.signal(SIGTERM)
            #expect(await running.exitCode() == 0)
            #expect(!(running.logLines.joined() + migrated.output + migrated.errors).contains("CANARY"))
        }
    }

    private func expectService(_ port: Int, _ anonymous: AnonymousAccess) async throws {
        func status(_ method: String, _ path: String, key: String? = nil, body: String = "") async throws -> String {
            let answer = try await Connection.exchange(
                port: port, method, path, type: body.isEmpty ? nil : "application/json", body: body,
                headers: key.map { ["Authorization": "Bearer \($0)"] } ?? [:])
            #expect(!answer.contains("CANARY"))
            return String(answer.dropFirst("HTTP/1.1 ".count).prefix(3))
        }
        for path in HealthPath.allCases.map(\.path) { #expect(try await status("GET", path) == "200", "\(path)") }
        #expect(try await status("GET", "/v1/datasets") == (anonymous == .none ? "401" : "200"))
        let definition = ServerProcessTests.definition
        #expect(try await status("POST", "/v1/datasets", body: definition) == (anonymous == .all ? "201" : "401"))
        #expect(try await status("GET", "/v1/datasets", key: Self.adminKey + "x") == "401")
        #expect(try await status("GET", "/v1/datasets", key: Self.adminKey) == "200")
        if anonymous != .all {
            #expect(try await status("POST", "/v1/datasets", key: Self.adminKey, body: definition) == "201")
        }
    }
}
