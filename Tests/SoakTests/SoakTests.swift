import Foundation
import Testing
import Workbench

/// The short form of `make soak`: twenty seconds instead of minutes, and no limits of time.
@Suite("Soak", .serialized, .timeLimit(.minutes(4)))
struct SoakTests {
    /// With this set, as `make test` sets it, a missing tool is a failure rather than a reason to skip.
    static let requiresTools = ProcessInfo.processInfo.environment["WEIR_REQUIRE_TOOLS"] == "1"
    static let hasPostgres = PostgresServer.installed != nil || requiresTools
    static let hasServer = (try? Products.path("api-server")) != nil || requiresTools

    @Test(
        "acknowledged batches survive PostgreSQL being killed, each exactly once",
        .enabled(if: hasPostgres, "no PostgreSQL server is installed"),
        .enabled(if: hasServer, "api-server has not been built"))
    func databaseCrash() async throws {
        let report = try await DatabaseCrashSoak(rounds: 3, batchesPerRound: 60, recoveryLimit: nil).run()
        print(report)
        #expect(report.violations == [])
        #expect(report.recoveries.count == 3)
        #expect(report.ledger.refused > 0)
    }

    @Test(
        "acknowledged batches survive api-server being killed on SQLite, each exactly once",
        .enabled(if: hasServer, "api-server has not been built"))
    func serverCrash() async throws {
        let report = try await ServerCrashSoak(rounds: 5, batchesPerRound: 40).run()
        print(report)
        #expect(report.violations == [])
        #expect(report.ledger.unanswered > 0)
    }

    @Test(
        "no request fails because a password is rotated, with one user and with two",
        .enabled(if: hasPostgres, "no PostgreSQL server is installed"),
        .enabled(if: hasServer, "api-server has not been built"),
        arguments: [PasswordRotationSoak.Users.alternating, .single])
    func passwordRotation(users: PasswordRotationSoak.Users) async throws {
        let report = try await PasswordRotationSoak(users: users, rotations: 3).run()
        print(report)
        #expect(report.violations == [])
        #expect(report.ledger.acknowledged.count > 0)
        #expect(report.ledger.reads > 0)
    }

    @Test(
        "Others are answered while slow clients and heavy queries do their worst",
        .enabled(if: hasPostgres, "no PostgreSQL server is installed"),
        .enabled(if: hasServer, "api-server has not been built"), arguments: AbuseSoak.Store.allCases)
    func abuse(store: AbuseSoak.Store) async throws {
        let report = try await AbuseSoak(store: store, phase: .seconds(4), rows: 60_000).run()
        print(report)
        #expect(report.failures == [])
    }
}
