import AnalyticsAPI
import Testing

@testable import APIServer

@Suite struct DatabaseConnectionsTests {
    private func settings(_ values: [Setting: String]) throws(SettingsError) -> ServerSettings {
        try ServerSettings { values[$0] }
    }

    @Test("Connection settings apply to every form of PostgreSQL address and are all optional")
    func defaults() throws {
        let named: [[Setting: String]] = [
            [.store: "postgres://h/d"], [.databaseSecret: "weir/database"],
        ]
        for values in named {
            let none = try settings(values).connections
            #expect(none.authorities == nil)
            #expect(none.maximum == nil)
            #expect(none.lifetime == nil)
            #expect(none.statementTimeout == nil)
            let all: [Setting: String] = [
                .databaseAuthorities: "/ca.pem", .databaseConnections: "7", .databaseConnectionLifetime: "60",
                .databaseStatementTimeout: "0",
            ]
            let given = try settings(values.merging(all) { $1 }).connections
            #expect(given.authorities == "/ca.pem")
            #expect(given.maximum == 7)
            #expect(given.lifetime == 60)
            #expect(given.statementTimeout == 0)
        }
    }

    @Test("Statements over a whole store have no time-out unless one is configured")
    func wholeStores() throws {
        for (given, expected) in [(nil, 0), ("0", 0), ("90", 90)] as [(String?, Int)] {
            let connections = try DatabaseConnections { setting in
                switch setting {
                case .databaseStatementTimeout: given
                case .databaseConnections: "7"
                default: nil
                }
            }
            #expect(connections.forWholeStores().statementTimeout == expected)
            #expect(connections.forWholeStores().maximum == 7)
        }
    }

    @Test("Connection settings have flags and environment variables")
    func names() {
        #expect(Setting.databaseAuthorities.name == "--db-ca-file (or DB_CA_FILE)")
        #expect(Setting.databaseConnections.name == "--db-connections (or DB_CONNECTIONS)")
        #expect(Setting.databaseConnectionLifetime.name == "--db-connection-lifetime (or DB_CONNECTION_LIFETIME)")
        #expect(Setting.databaseStatementTimeout.name == "--db-statement-timeout (or DB_STATEMENT_TIMEOUT)")
    }

    @Test(
        "An invalid connection setting is reported with its value and the expected one",
        arguments: [
            (.databaseConnections, "0", "got \"0\", expected a number from 1 to 1000"),
            (.databaseConnections, "1001", "expected a number from 1 to 1000"),
            (.databaseConnectionLifetime, "0", "expected a number from 1 to 86400"),
            (
                .databaseConnectionLifetime, "1h",
                "got a text of 2 characters, which is not repeated here, expected a number from 1 to 86400"
            ),
            (.databaseStatementTimeout, "-1", "got \"-1\", expected a number from 0 to 86400"),
            (.databaseStatementTimeout, "60s", "expected a number from 0 to 86400"),
            (.databaseAuthorities, "/etc/ssl/", "expected the path of a file"),
        ] as [(Setting, String, String)])
    func problems(setting: Setting, text: String, mention: String) {
        let problem = #expect(throws: SettingsError.self) {
            try settings([.store: "postgres://h/d", setting: text])
        }
        #expect(problem?.description.hasPrefix(setting.name + ": ") == true)
        #expect(problem?.description.contains(mention) == true, "\(String(describing: problem))")
    }

    @Test("The statement time-out applies to a SQLite file too")
    func statementTimeout() throws {
        #expect(try settings([.databaseStatementTimeout: "90"]).connections.statementTimeout == 90)
    }

    @Test(
        "PostgreSQL connection settings are rejected for a SQLite file, since the database's address is probably missing",
        arguments: [
            (.databaseAuthorities, "/ca.pem"), (.databaseConnections, "7"), (.databaseConnectionLifetime, "60"),
        ] as [(Setting, String)])
    func file(setting: Setting, text: String) {
        for values in [[setting: text], [.store: "sqlite:a", setting: text]] {
            let problem = #expect(throws: SettingsError.self) { try settings(values) }
            #expect(problem?.description.hasPrefix(setting.name) == true, "\(String(describing: problem))")
        }
    }
}
