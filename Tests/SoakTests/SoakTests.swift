import Foundation
import Testing
import Workbench

/// The short form of `make soak`: twenty seconds instead of minutes, without limits on recovery time.
@Suite("Soak", .serialized, .timeLimit(.minutes(4)))
struct SoakTests {
    /// A Boolean value that indicates whether a missing tool fails a test, as in `make test`, instead of skipping it.
    static let requiresTools = ProcessInfo.processInfo.environment["WEIR_REQUIRE_TOOLS"] == "1"
    static let hasPostgres = PostgresServer.installed != nil || requiresTools
    static let hasServer = (try? Products.path("api-server")) != nil || requiresTools

    @Test(
        "Acknowledged batches survive a crash of PostgreSQL exactly once",
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
        "Acknowledged batches survive a crash of api-server on SQLite exactly once",
        .enabled(if: hasServer, "api-server has not been built"))
    func serverCrash() async throws {
        let report = try await ServerCrashSoak(rounds: 5, batchesPerRound: 40).run()
        print(report)
        #expect(report.violations == [])
        #expect(report.ledger.unanswered > 0)
    }

    @Test(
        "No request fails during password rotations, with one user or with two",
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
        "Ordinary requests are answered beside slow clients and heavy queries",
        .enabled(if: hasPostgres, "no PostgreSQL server is installed"),
        .enabled(if: hasServer, "api-server has not been built"), arguments: AbuseSoak.Store.allCases)
    func abuse(store: AbuseSoak.Store) async throws {
        let report = try await AbuseSoak(store: store, phase: .seconds(4), rows: 60_000).run()
        print(report)
        #expect(report.failures == [])
    }

    @Test(
        "A key at ten times its budget is refused, and another key's requests are answered",
        .enabled(if: hasPostgres, "no PostgreSQL server is installed"),
        .enabled(if: hasServer, "api-server has not been built"), arguments: AbuseSoak.Store.allCases)
    func budget(store: AbuseSoak.Store) async throws {
        let report = try await BudgetSoak(store: store, phase: .seconds(4), rows: 60_000).run()
        print(report)
        #expect(report.failures == [])
        #expect(report.admitted <= report.mostAdmitted)
        #expect(report.refused > report.admitted)
    }

    @Test(
        "A statement of each kind ends after its client has disconnected",
        .enabled(if: hasPostgres, "no PostgreSQL server is installed"),
        .enabled(if: hasServer, "api-server has not been built"), arguments: AbuseSoak.Store.allCases)
    func cancellation(store: AbuseSoak.Store) async throws {
        let report = try await CancellationSoak(
            store: store, rows: 30_000, stay: .milliseconds(500), isBrief: true
        ).run()
        print(report)
        #expect(report.failures == [])
    }

    @Test(
        "Health checks are answered while uploads decompress to many times their size",
        .enabled(if: hasServer, "api-server has not been built"))
    func decompression() async throws {
        let report = try await DecompressionSoak(uploads: 6, bytes: 24 << 20).run()
        print(report)
        #expect(report.failures == [])
        // Uploads that occupied the threads of health checks would delay an answer until one of them is complete.
        #expect(report.answers >= 4)
        #expect(report.longestAnswer < report.firstUpload / 2)
    }

    /// The maximum growth of the server in MB. The long form's target of 64 applies to one request; this limit covers a debug build,
    /// a warm server, and four requests at once as well. It is below the 160 MB of those four answers and far below the 280 MB that
    /// filled groups of 60 such texts took while the server buffered them whole.
    private static let growthLimit = 150.0

    @Test(
        "The server's memory does not grow with the size of wide rows",
        .enabled(if: hasPostgres, "no PostgreSQL server is installed"),
        .enabled(if: hasServer, "api-server has not been built"), arguments: AbuseSoak.Store.allCases)
    func wideRows(store: AbuseSoak.Store) async throws {
        let report = try await WideRowsSoak(store: store, rows: 60, isBrief: true).run()
        print(report)
        #expect(report.failures == [])
        for growth in report.growths { #expect(growth.megabytes < Self.growthLimit, "\(report)") }
    }
}
