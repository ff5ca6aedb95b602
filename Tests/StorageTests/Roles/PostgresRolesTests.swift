import Foundation
import Models
import StorageTesting
import Testing

@testable import Storage

/// The login of an application apart from the one that migrates, in a database whose migrating login is no superuser.
@Suite(
    .serialized, .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"),
    .timeLimit(.minutes(2)))
struct PostgresRolesTests {
    /// A schema with the logins of a migration and of an application.
    private struct Logins {
        let schema: Identifier
        let superuser: PostgresAnalyticsStore
        let migrator: PostgresAnalyticsStore
        let app: String

        func store(as user: String) throws -> PostgresAnalyticsStore {
            try PostgresRolesTests.store(as: user, schema)
        }

        func login(_ authentication: PostgresApplicationLogin.Authentication = .password("p")) throws
            -> PostgresApplicationLogin
        {
            try #require(PostgresApplicationLogin(user: app, authentication: authentication))
        }
    }

    private static func store(as user: String, _ schema: Identifier) throws -> PostgresAnalyticsStore {
        let uri = try #require(TestEnvironment.postgres).replacing("user=weir", with: "user=\(user)")
        var options = PostgresAnalyticsStore.Options(schema: schema)
        options.connections = 4
        return try PostgresAnalyticsStore(uri: uri, options: options)
    }

    private func withLogins(_ body: (Logins) async throws -> Void) async throws {
        let id = UUID().uuidString.lowercased().replacing("-", with: "").prefix(12)
        let schema = try Identifier("r_\(id)")
        let (migrator, app) = ("m_\(id)", "a_\(id)")
        let superuser = try Self.store(as: "weir", schema)
        for statement in [
            "CREATE ROLE \(migrator) LOGIN CREATEROLE", "GRANT CREATE ON DATABASE weir_test TO \(migrator)",
        ] { try await superuser.leased { session throws(StorageError) in try session.run(statement) } }
        let logins = Logins(
            schema: schema, superuser: superuser, migrator: try Self.store(as: migrator, schema), app: app)
        let result: Result<Void, any Error>
        do {
            try await logins.migrator.prepare()
            result = .success(try await body(logins))
        } catch {
            result = .failure(error)
        }
        await logins.migrator.close()
        try await superuser.dropSchema()
        try result.get()
    }

    private func refusal(_ store: PostgresAnalyticsStore, _ sql: String) async -> String {
        do {
            try await store.leased { session throws(StorageError) in try session.run(sql) }
            return "allowed"
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "The application's login serves a store that another login has migrated, and cannot change the store's own tables"
    )
    func serves() async throws {
        try await withLogins { logins in
            let changes = try await logins.migrator.makeApplicationLogin(logins.login())
            #expect(changes.count == 2, "\(changes)")
            let app = try logins.store(as: logins.app)
            try await app.checkHealth()
            #expect(try await app.prepare().isEmpty)
            var definition = try DatasetDefinition.of("events", ["t": .timestamp, "n": .integer])
            definition = try DatasetDefinition(
                name: definition.name,
                columns: [Column(name: Identifier("t"), type: .timestamp, nullable: false), definition.columns[1]],
                timeColumn: Identifier("t"), partitioning: .month)
            let events = try await app.createDataset(definition)
            try await app.add(
                [
                    [.timestamp(Timestamp(microseconds: 0)), 1],
                    [.timestamp(Timestamp(microseconds: 5_000_000_000_000)), 2],
                ], to: events, key: "k")
            #expect(try await app.list(events).count == 2)
            let things = try await app.make(["n": .integer, "s": .string], rows: [[1, "a"], [2, "b"]])
            _ = try await app.changeRow(1, of: things, .delete, if: .always)
            let wider = try await app.addColumns(
                [Column(name: Identifier("m"), type: .decimal, nullable: true)], to: things.name, expecting: nil)
            #expect(try await app.list(wider).count == 1)
            for table in try await app.tables() {
                #expect(
                    try await app.texts(
                        "SELECT tableowner::text FROM pg_tables WHERE schemaname = $1 AND tablename = $2",
                        [.string(logins.schema.rawValue), .string(table)]) == [logins.schema.rawValue + "_data"])
            }
            let name = app.schema.name
            for sql in [
                "INSERT INTO \(name).migration VALUES (99, 'x', 'x', 1)", "DELETE FROM \(name).migration",
                "DROP TABLE \(name).dataset", "ALTER TABLE \(name).dataset ADD COLUMN x int",
                "CREATE TABLE public.\(logins.app) ()", "CREATE ROLE x_\(logins.app)", "DROP SCHEMA \(name)",
                "TRUNCATE \(name).dataset",
            ] {
                let text = await refusal(app, sql)
                #expect(
                    text.contains("42501") || text.contains("permission") || text.contains("owner"), "\(sql): \(text)")
            }
            // A later migration may change the tables of datasets.
            #expect(
                await refusal(logins.migrator, "ALTER TABLE \(app.schema.table(things.id)) ADD COLUMN later int")
                    == "allowed")
            try await app.dropDataset(named: things.name, expecting: nil)
            try await app.dropDataset(named: events.name, expecting: nil)
            await app.close()
        }
    }

    @Test("Tables of datasets that the migrating login made are handed over, and a repetition changes nothing")
    func handsOver() async throws {
        try await withLogins { logins in
            let things = try await logins.migrator.make(["n": .integer], rows: [[1], [2]])
            _ = try await logins.migrator.makeApplicationLogin(logins.login())
            #expect(try await logins.migrator.makeApplicationLogin(logins.login()) == [])
            let app = try logins.store(as: logins.app)
            #expect(try await app.add([[3]], to: things).inserted == 1)
            try await app.dropDataset(named: things.name, expecting: nil)
            // A server that still has the migrating login goes on.
            let more = try await logins.migrator.make("more", ["n": .integer], rows: [[1]])
            #expect(try await app.list(more).count == 1)
            await app.close()
        }
    }

    @Test("Logins that take turns during a rotation own the same tables")
    func twins() async throws {
        try await withLogins { logins in
            _ = try await logins.migrator.makeApplicationLogin(logins.login())
            let twin = logins.app + "_clone"
            try await logins.migrator.leased { session throws(StorageError) in
                try session.run("CREATE ROLE \(twin) LOGIN")
                try session.run("GRANT \(logins.app) TO \(twin)")
            }
            let (first, second) = (try logins.store(as: logins.app), try logins.store(as: twin))
            let made = try await second.make(["n": .integer], rows: [[1]])
            #expect(try await first.add([[2]], to: made).inserted == 1)
            let wider = try await first.addColumns(
                [Column(name: Identifier("m"), type: .decimal, nullable: true)], to: made.name, expecting: nil)
            #expect(try await second.list(wider).count == 2)
            try await first.dropDataset(named: made.name, expecting: nil)
            await first.close()
            await second.close()
        }
    }

    @Test("IAM database authentication is enabled for the application's login alone, and a password disables it")
    func iam() async throws {
        try await withLogins { logins in
            let me = try await logins.migrator.texts("SELECT current_user::text")[0]
            try await logins.superuser.leased { session throws(StorageError) in
                try session.run(
                    """
                    DO $body$ BEGIN
                        IF to_regrole('rds_iam') IS NULL THEN CREATE ROLE rds_iam; END IF;
                    END $body$
                    """)
                try session.run("CREATE ROLE \(me)_rds ROLE \(me)")
                try session.run("GRANT rds_iam TO \(me)_rds WITH ADMIN OPTION")
            }
            let members = """
                SELECT member::regrole::text FROM pg_auth_members
                WHERE roleid = to_regrole('rds_iam') AND member = to_regrole($1)
                """
            let enabled = try await logins.migrator.makeApplicationLogin(logins.login(.iam))
            #expect(enabled.last == "enabled IAM database authentication for \(logins.app)")
            #expect(try await logins.superuser.texts(members, [.string(logins.app)]) == [logins.app])
            // A member of the application's login would have to authenticate with IAM too.
            let granted = """
                SELECT rolname::text FROM pg_roles WHERE pg_has_role(rolname, $1, 'USAGE') AND NOT rolsuper
                """
            #expect(try await logins.superuser.texts(granted, [.string(logins.app)]) == [logins.app])

            let disabled = try await logins.migrator.makeApplicationLogin(logins.login(.password("CANARY'\\ä")))
            #expect(disabled == ["disabled IAM database authentication for \(logins.app)"])
            #expect(try await logins.superuser.texts(members, [.string(logins.app)]) == [])
            let verifier = try await logins.superuser.texts(
                "SELECT rolpassword FROM pg_authid WHERE rolname = $1", [.string(logins.app)])
            #expect(verifier.first?.hasPrefix("SCRAM-SHA-256$") == true)
        }
    }

    @Test("The migrating login itself is refused as the application's")
    func refusesItself() async throws {
        try await withLogins { logins in
            let me = try await logins.migrator.texts("SELECT current_user::text")[0]
            let login = try #require(PostgresApplicationLogin(user: me, authentication: .iam))
            let error = await #expect(throws: StorageError.self) {
                try await logins.migrator.makeApplicationLogin(login)
            }
            #expect(error.map { "\($0)".contains("is the one that migrates") } == true)
        }
    }

    @Test(
        "A login's name needs no quotes and is not reserved",
        arguments: [
            ("weir_app", true), ("_a1", true), (String(repeating: "a", count: 63), true), ("", false), ("Weir", false),
            ("weir-app", false), ("1a", false), ("a\"b", false), ("pg_x", false), ("rds_iam", false),
            ("rdsadmin", false),
            (String(repeating: "a", count: 64), false),
        ])
    func names(name: String, isValid: Bool) {
        #expect((PostgresApplicationLogin(user: name, authentication: .iam) != nil) == isValid)
    }
}
