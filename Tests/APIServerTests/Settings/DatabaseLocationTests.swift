import AnalyticsAPI
import Testing

@testable import APIServer

@Suite struct DatabaseLocationTests {
    static let arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:weir/database-AbCdEf"

    private func settings(_ values: [Setting: String]) throws(SettingsError) -> ServerSettings {
        try ServerSettings { values[$0] }
    }

    private func location(_ values: [Setting: String]) throws -> DatabaseLocation {
        guard case .database(let location) = try settings(values).store else { throw MismatchError() }
        return location
    }

    struct MismatchError: Error {}

    @Test("A database's location consists of its parts and a secret's ARN")
    func whole() throws {
        let location = try location([
            .databaseHost: "db.example.org", .databasePort: "5433", .databaseName: "weir", .databaseSecret: Self.arn,
        ])
        #expect(location.host == "db.example.org")
        #expect(location.port == 5433)
        #expect(location.name == "weir")
        #expect(location.credentials == .secret(Self.arn))
        #expect(try settings([.databaseSecret: Self.arn]).store.kind == "postgres")
    }

    @Test(
        "A secret alone gives the database's location and credentials",
        arguments: [
            ([.databaseSecret: arn], .secret(arn)), ([.databaseSecret: "weir/database"], .secret("weir/database")),
            ([.databaseSecretFile: "/run/secrets/database"], .file(path: "/run/secrets/database")),
        ] as [([Setting: String], DatabaseLocation.Credentials)])
    func secretAlone(values: [Setting: String], credentials: DatabaseLocation.Credentials) throws {
        let location = try location(values)
        #expect(location.credentials == credentials)
        #expect(location.host == nil)
        #expect(location.port == nil)
        #expect(location.name == nil)
    }

    @Test("A user with a password from the environment is accepted, and the location does not store the password")
    func environment() throws {
        let location = try location([
            .databaseHost: "/run/postgresql", .databaseName: "weir", .databaseUser: "weir",
            .databasePassword: "hunter2",
        ])
        #expect(location.credentials == .environment(user: "weir"))
        var text = ""
        dump(location, to: &text)
        #expect(!text.contains("hunter2"))
    }

    @Test("IAM database authentication needs host, database and user, and no password")
    func iam() throws {
        let values: [Setting: String] = [
            .databaseAuthentication: "iam", .databaseHost: "db.example.org", .databaseName: "weir",
            .databaseUser: "weir_app",
        ]
        #expect(try location(values).credentials == .iam(user: "weir_app"))
        for setting in [Setting.databaseHost, .databaseName, .databaseUser] {
            let problem = #expect(throws: SettingsError.self) {
                try location(values.filter { $0.key != setting })
            }
            #expect(problem?.description.contains("requires \(setting.name)") == true, "\(String(describing: problem))")
        }
        for (setting, text) in [
            (Setting.databaseSecret, Self.arn), (.databaseSecretFile, "f"), (.databasePassword, "CANARY"),
        ] {
            let problem = #expect(throws: SettingsError.self) {
                try location(values.merging([setting: text]) { $1 })
            }
            #expect(problem?.description.contains("needs no password: remove \(setting.name)") == true)
            #expect(problem?.description.contains("CANARY") == false)
        }
        #expect(
            try location([.databaseAuthentication: "secret", .databaseSecret: Self.arn]).credentials
                == .secret(Self.arn))
        #expect(throws: SettingsError.self) { try location([.databaseAuthentication: "secret", .databaseHost: "h"]) }
    }

    @Test("The secret that RDS makes for a master user is accepted, whose name has an exclamation mark")
    func managedSecret() throws {
        let arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!db-0fa1-sUD9DL"
        #expect(try location([.databaseSecret: arn]).credentials == .secret(arn))
        // Not in a bare name, which may be a password in the wrong place.
        #expect(throws: SettingsError.self) { try location([.databaseSecret: "pass!word"]) }
    }

    @Test(
        "A missing, superfluous or invalid part of a location is reported without repeating a secret",
        arguments: [
            ([.databaseHost: "h"], "the database's user is not set"),
            ([.databasePort: "5432", .databaseName: "d"], "the database's user is not set"),
            ([.databaseSecret: arn, .store: "sqlite:a"], "--store (or STORE) and --db-secret-arn (or DB_SECRET_ARN)"),
            ([.databaseHost: "h", .store: "postgres://CANARY@h"], "--store (or STORE) and --db-host (or DB_HOST)"),
            ([.databaseSecret: arn, .databaseSecretFile: "f"], "DB_SECRET_ARN) and --db-secret-file"),
            ([.databaseSecret: arn, .databaseUser: "u"], "DB_SECRET_ARN) and --db-user"),
            ([.databaseSecret: arn, .databasePassword: "CANARY"], "DB_PASSWORD and --db-secret-arn"),
            ([.databasePassword: "CANARY", .databaseHost: "h"], "DB_PASSWORD requires --db-user"),
            (
                [.databaseUser: "u", .databaseHost: "h", .databaseName: "d"],
                "--db-user (or DB_USER) requires DB_PASSWORD"
            ),
            ([.databaseUser: "u", .databasePassword: "CANARY", .databaseName: "d"], "requires --db-host (or DB_HOST)"),
            ([.databaseUser: "u", .databasePassword: "CANARY", .databaseHost: "h"], "requires --db-name (or DB_NAME)"),
            ([.databaseSecret: arn, .databasePort: "0"], "expected a number from 1 to 65535"),
            ([.databaseSecret: arn, .databasePort: "x"], "--db-port (or DB_PORT): got a text of 1 character"),
            (
                [.databaseSecret: arn, .databaseHost: "u:CANARY@h"],
                "--db-host (or DB_HOST) is not a valid host name; expected a name"
            ),
            ([.databaseSecret: arn, .databaseHost: "h d"], "--db-host (or DB_HOST)"),
            ([.databaseSecret: arn + ":password::"], "valueFrom"),
            ([.databaseSecret: #"{"username":"u","password":"CANARY"}"#], "is neither an ARN nor a secret name"),
            ([.databaseSecret: "CANARY CANARY"], "is neither an ARN nor a secret name"),
            ([.databaseSecret: "arn:aws:s3:::CANARY"], "is neither an ARN nor a secret name"),
            ([.databaseSecret: "arn:aws:secretsmanager:r:1:secret:"], "is neither an ARN nor a secret name"),
            ([.databaseSecretFile: "/run/secrets/"], "expected the path of a file"),
        ] as [([Setting: String], String)])
    func problems(values: [Setting: String], mention: String) {
        let problem = #expect(throws: SettingsError.self) { try settings(values) }
        #expect(problem?.description.contains(mention) == true, "\(String(describing: problem))")
        #expect(problem?.description.contains("CANARY") == false)
    }
}
