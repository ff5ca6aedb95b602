import AWSClient
import AWSSigV4
import Foundation
import Logging
import Synchronization
import Testing

@testable import APIServer
@testable import Storage

@Suite struct IAMDatabaseLoginTests {
    /// Credentials that differ after each discard.
    private final class RenewedCredentials: CredentialsProvider {
        private let discards = Mutex(0)
        private let isMissing: Bool

        init(isMissing: Bool = false) { self.isMissing = isMissing }

        func credentials() async throws(CredentialsError) -> ResolvedCredentials {
            if isMissing { throw CredentialsError(.notConfigured, source: "test", reason: "no credentials") }
            return ResolvedCredentials(
                credentials: AWSCredentials(
                    accessKeyID: "AKID\(discards.withLock { $0 })", secretAccessKey: "secret", sessionToken: "token"),
                source: "test")
        }

        func discard(_ credentials: ResolvedCredentials) async { discards.withLock { $0 += 1 } }
    }

    private static let host = "weir.abc.eu-central-1.rds.amazonaws.com"

    private func login(
        user: String = "weir_app", _ credentials: RenewedCredentials = RenewedCredentials()
    ) -> IAMDatabaseLogin {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let token = DatabaseAuthToken(host: Self.host, port: 5432, user: user, region: "eu-central-1")
        return IAMDatabaseLogin(
            user: user, credentials: credentials,
            sign: { try token.signed(with: $0.credentials, at: SigningTime(secondsSinceEpoch: 1_800_000_000)) },
            logger: logger, log: DatabaseConnectionLog(logger: logger, elapsed: { .zero }))
    }

    @Test("A rejected token is replaced by one of new credentials, and no output shows a token")
    func renews() async throws {
        let login = login()
        let first = try await login.credentials(afterRefusal: false)
        #expect(first.user == "weir_app")
        let again = try await login.credentials(afterRefusal: false)
        let other = try await login.credentials(afterRefusal: true)
        #expect(first.revealedPassword == again.revealedPassword)
        #expect(first.revealedPassword.contains("AKID0") && other.revealedPassword.contains("AKID1"))
        #expect(!"\(first)".contains("X-Amz") && !String(reflecting: first).contains("X-Amz"))
    }

    @Test("Missing AWS credentials make the database unavailable")
    func missing() async throws {
        let error = await #expect(throws: StorageError.self) {
            try await login(RenewedCredentials(isMissing: true)).credentials(afterRefusal: false)
        }
        guard case .unavailable(.unreachable)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("The region comes from the endpoint's name, else from the environment, and is required")
    func region() throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        func make(_ host: String, _ variables: [String: String]) throws -> IAMDatabaseLogin {
            try IAMDatabaseLogin.make(
                user: "u", host: host, port: 5432,
                session: AWSSession(environment: AWSEnvironment(variables)), logger: logger,
                log: DatabaseConnectionLog(logger: logger, elapsed: { .zero }))
        }
        let credentials = ResolvedCredentials(
            credentials: AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret"), source: "test")
        let home = ["HOME": "/nowhere"]
        #expect(try make(Self.host, home).sign(credentials).contains("%2Feu-central-1%2Frds-db%2F"))
        let configured = home.merging(["AWS_REGION": "eu-west-3"]) { $1 }
        #expect(try make("db.example.org", configured).sign(credentials).contains("%2Feu-west-3%2Frds-db%2F"))
        #expect(try make(Self.host, configured).sign(credentials).contains("%2Feu-central-1%2Frds-db%2F"))
        #expect(throws: SettingsError.self) { try make("db.example.org", home) }
    }

    /// RDS compares a token by its own means; this database compares it with a password, so that the whole way of a token to a
    /// server is tested, but not RDS's judgement.
    @Test(
        "A store logs in with a token as the password",
        .enabled(if: PasswordDatabase.isAvailable, "needs the PostgreSQL of .ci/scripts/with-postgres.sh"))
    func logsIn() async throws {
        let database = try await PasswordDatabase(password: "before")
        let login = login(user: database.name)
        try await database.change(password: login.credentials(afterRefusal: false).revealedPassword)
        let target = try PostgresTarget(host: database.host, port: Int(database.port) ?? 0, database: database.name)
        let store = PostgresAnalyticsStore(target: target, credentials: login)
        _ = try await store.prepare()
        try await store.checkHealth()
        await store.close()
        // The first refusal leads to a token of new credentials, which this database does not know.
        try await database.change(password: "other")
        let refused = PostgresAnalyticsStore(target: target, credentials: login)
        await #expect(throws: StorageError.self) { try await refused.checkHealth() }
        await refused.close()
    }

    @Test(
        "IAM database authentication requires TLS to a verified server",
        arguments: ["/run/postgresql", "127.0.0.1", "localhost"])
    func requiresTLS(host: String) async throws {
        let values: [Setting: String] = [
            .databaseAuthentication: "iam", .databaseHost: host, .databaseName: "weir", .databaseUser: "weir_app",
        ]
        let settings = try ServerSettings { values[$0] }
        let error = await #expect(throws: (any Error).self) {
            try await StoreFactory.open(
                settings.store, connections: settings.connections,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }
        #expect(error.map { "\($0)".contains("requires TLS to a verified server") } == true)
    }
}

extension PostgresCredentials {
    /// The password.
    fileprivate var revealedPassword: String { password }
}
