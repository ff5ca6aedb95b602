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

    @Test(
        "A statement of each sort ends after its client has left",
        .enabled(if: hasPostgres, "no PostgreSQL server is installed"),
        .enabled(if: hasServer, "api-server has not been built"), arguments: AbuseSoak.Store.allCases)
    func cancellation(store: AbuseSoak.Store) async throws {
        let report = try await CancellationSoak(
            store: store, rows: 30_000, stay: .milliseconds(500), isBrief: true
        ).run()
        print(report)
        #expect(report.failures == [])
    }

    /// The MB by which the server may grow here. The target of 64 for a request is the long form's; this one is for a build without
    /// optimization, a server that has answered before, and four requests at once as well. It is below the 160 MB of those four
    /// answers and far below the 280 that filled groups of 60 such texts took when the server held them whole.
    private static let growthLimit = 150.0

    @Test(
        "The server's memory does not grow with what rows of a megabyte hold",
        .enabled(if: hasPostgres, "no PostgreSQL server is installed"),
        .enabled(if: hasServer, "api-server has not been built"), arguments: AbuseSoak.Store.allCases)
    func wideRows(store: AbuseSoak.Store) async throws {
        let report = try await WideRowsSoak(store: store, rows: 60, isBrief: true).run()
        print(report)
        #expect(report.failures == [])
        for growth in report.growths { #expect(growth.megabytes < Self.growthLimit, "\(report)") }
    }
}
