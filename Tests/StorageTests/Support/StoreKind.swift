import Foundation
import Testing

/// The implementations of `AnalyticsStore`, all with the same contract.
enum StoreKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case inMemory = "in memory"
    case sqlite = "SQLite"
    case postgres = "PostgreSQL"
    /// PostgreSQL with every dataset partitioned by a hidden time column.
    case postgresPartitioned = "PostgreSQL with partitions"

    /// The kinds that can be tested in this environment.
    static let testable: [StoreKind] = allCases.filter(\.isTestable)
    /// The kinds that are compared with the in-memory store.
    static let databases = testable.filter { $0 != .inMemory }
    /// The kinds whose data persists, each database once.
    static let durable = databases.filter { $0 != .postgresPartitioned }

    var testDescription: String { rawValue }

    private var isTestable: Bool {
        switch self {
        case .inMemory, .sqlite: true
        case .postgres, .postgresPartitioned: TestEnvironment.postgres != nil
        }
    }
}

/// The tests' environment variables.
enum TestEnvironment {
    /// A libpq URI of a database in which tests may create and drop schemas.
    static let postgres = ProcessInfo.processInfo.environment["WEIR_TEST_POSTGRES"].flatMap { $0.isEmpty ? nil : $0 }
    /// `true` to fail instead of skip if a tool is missing.
    static let requiresTools = ProcessInfo.processInfo.environment["WEIR_REQUIRE_TOOLS"] == "1"
    /// The one seed to run property tests with.
    static let seed = ProcessInfo.processInfo.environment["WEIR_SEED"].flatMap(UInt64.init)
    /// A factor for the number of random cases.
    static let effort = ProcessInfo.processInfo.environment["WEIR_EFFORT"].flatMap(Int.init) ?? 1
}

@Suite("Test environment")
struct TestEnvironmentTests {
    @Test(
        "The environment names a PostgreSQL database for the tests",
        .enabled(
            if: TestEnvironment.postgres != nil || TestEnvironment.requiresTools,
            "WEIR_TEST_POSTGRES is not set: the contract is not tested on PostgreSQL"))
    func postgresIsNamed() {
        #expect(TestEnvironment.postgres != nil, "WEIR_REQUIRE_TOOLS=1 needs WEIR_TEST_POSTGRES, a libpq URI")
    }
}
