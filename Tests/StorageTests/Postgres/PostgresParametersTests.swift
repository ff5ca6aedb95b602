import Testing

@testable import Storage

@Suite("Connection parameters of libpq")
struct PostgresParametersTests {
    private func all(
        _ target: String = "host=h", login: PostgresCredentials? = nil, limits: PostgresLimits = PostgresLimits(),
        variables: [String: String] = [:]
    ) -> [(keyword: String, value: String)] {
        PostgresParameters.all(target: target, login: login, limits: limits, variables: variables)
    }

    @Test("Default parameters detect a lost peer and limit connecting, and the target overrides them")
    func defaults() throws {
        let given = all()
        let target = try #require(given.firstIndex { $0.keyword == "dbname" })
        let before = Dictionary(uniqueKeysWithValues: given[..<target].map { ($0.keyword, $0.value) })
        #expect(
            before == [
                "connect_timeout": "5", "fallback_application_name": "weir", "keepalives_idle": "30",
                "keepalives_interval": "10", "keepalives_count": "3", "tcp_user_timeout": "30000",
                "target_session_attrs": "primary",
            ])
        #expect(given[target...].map(\.keyword) == ["dbname", "client_encoding"])
    }

    @Test(
        "A session requires a primary unless PGTARGETSESSIONATTRS is set, and a replica takes any server",
        arguments: [
            (.primary, [:], "primary"), (.primary, ["PGTARGETSESSIONATTRS": "any"], nil), (.replica, [:], "any"),
            (.replica, ["PGTARGETSESSIONATTRS": "read-write"], "any"),
        ] as [(PostgresRole, [String: String], String?)])
    func session(role: PostgresRole, variables: [String: String], expected: String?) throws {
        let given = PostgresParameters.all(
            target: "host=h", role: role, login: nil, limits: PostgresLimits(), variables: variables)
        let target = try #require(given.firstIndex { $0.keyword == "dbname" })
        #expect(given[..<target].first { $0.keyword == "target_session_attrs" }?.value == expected)
        #expect(!given[target...].contains { $0.keyword == "target_session_attrs" })
    }

    @Test("Credentials override the target's user and password")
    func login() {
        let given = all(login: PostgresCredentials(user: "u", password: "p")).suffix(2)
        #expect(given.map(\.keyword) == ["user", "password"] && given.map(\.value) == ["u", "p"])
    }

    @Test(
        "The statement time-out comes before the options of the target or the environment, which override it",
        arguments: [
            (60_000, "host=h", [:], "-c statement_timeout=60000"), (0, "host=h", [:], nil),
            (-1, "host=h options='-c geqo=off'", ["PGOPTIONS": "-c jit=off"], nil),
            (50, "host=h", ["PGOPTIONS": "-c jit=off"], "-c statement_timeout=50 -c jit=off"),
            (
                50, "host=h options='-c statement_timeout=1h'", ["PGOPTIONS": "-c jit=off"],
                "-c statement_timeout=50 -c statement_timeout=1h"
            ),
            (50, "postgresql:///d?options=-c%20geqo%3Doff", [:], "-c statement_timeout=50 -c geqo=off"),
            (50, "host=h options=''", ["PGOPTIONS": "-c jit=off"], "-c statement_timeout=50"),
        ] as [(Int, String, [String: String], String?)])
    func options(milliseconds: Int, target: String, variables: [String: String], expected: String?) {
        let given = all(
            target, limits: PostgresLimits(statement: .milliseconds(milliseconds)), variables: variables)
        // The keepalive options come after the time-out and before the other options.
        let watchful =
            "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
        let said = given.last { $0.keyword == "options" }?.value
        #expect(said?.contains(watchful) == (expected == nil ? nil : true))
        #expect(said?.replacing(" " + watchful, with: "") == expected)
        #expect(given.contains { $0.keyword == "options" } == (expected != nil))
    }

    @Test(
        "A duration is rounded up to whole milliseconds and clamped",
        arguments: [
            (.zero, 0), (.seconds(-1), 0), (.milliseconds(-1), 0), (.nanoseconds(1), 1), (.milliseconds(1), 1),
            (.microseconds(1001), 2), (.seconds(60), 60_000), (.seconds(2_147_482), 2_147_482_000),
            (.seconds(2_147_483), .max), (.seconds(Int64.max), .max),
        ] as [(Duration, Int32)])
    func milliseconds(duration: Duration, expected: Int32) {
        #expect(duration.wholeMilliseconds == expected)
    }

    @Test(
        "The connect time-out is rounded up to whole seconds and is at least one",
        arguments: [(1, "1"), (1000, "1"), (1001, "2"), (5000, "5")]
    )
    func connecting(milliseconds: Int, expected: String) {
        let given = all(limits: PostgresLimits(connecting: .milliseconds(milliseconds)))
        #expect(given.first { $0.keyword == "connect_timeout" }?.value == expected)
    }
}
