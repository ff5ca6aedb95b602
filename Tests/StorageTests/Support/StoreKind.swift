import Foundation
import Testing

/// The implementations of `AnalyticsStore`, all held to the same contract.
enum StoreKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case inMemory = "in memory"
    case sqlite = "SQLite"
    case postgres = "PostgreSQL"
    /// Every dataset split by a time of its own.
    case postgresPartitioned = "PostgreSQL with partitions"

    /// Those that can be tested here.
    static let testable: [StoreKind] = allCases.filter(\.isTestable)
    /// Those that are compared with the in-memory twin.
    static let databases = testable.filter { $0 != .inMemory }
    /// Those whose data outlives the store value, each database once.
    static let durable = databases.filter { $0 != .postgresPartitioned }

    var testDescription: String { rawValue }

    private var isTestable: Bool {
        switch self {
        case .inMemory, .sqlite: true
        case .postgres, .postgresPartitioned: TestEnvironment.postgres != nil
        }
    }
}

/// What the environment says about the tests.
enum TestEnvironment {
    /// A libpq URI of a database in which tests may make and drop schemas.
    static let postgres = ProcessInfo.processInfo.environment["WEIR_TEST_POSTGRES"].flatMap { $0.isEmpty ? nil : $0 }
    /// Whether a tool that is missing is a failure rather than a reason to skip.
    static let requiresTools = ProcessInfo.processInfo.environment["WEIR_REQUIRE_TOOLS"] == "1"
    /// The one seed to run property tests with.
    static let seed = ProcessInfo.processInfo.environment["WEIR_SEED"].flatMap(UInt64.init)
    /// How many times the default number of random cases to try.
    static let effort = ProcessInfo.processInfo.environment["WEIR_EFFORT"].flatMap(Int.init) ?? 1
}

@Suite("Test environment")
struct TestEnvironmentTests {
    @Test(
        "names a PostgreSQL to test with",
        .enabled(
            if: TestEnvironment.postgres != nil || TestEnvironment.requiresTools,
            "WEIR_TEST_POSTGRES is not set: the contract is not tested on PostgreSQL"))
    func postgresIsNamed() {
        #expect(TestEnvironment.postgres != nil, "WEIR_REQUIRE_TOOLS=1 needs WEIR_TEST_POSTGRES, a libpq URI")
    }
}
