import Testing

@testable import Storage

@Suite("Connection parameters of libpq")
struct PostgresParametersTests {
    private func all(
        _ target: String = "host=h", login: PostgresCredentials? = nil, limits: PostgresLimits = PostgresLimits(),
        variables: [String: String] = [:]
    ) throws -> [(keyword: String, value: String)] {
        PostgresParameters.all(
            target: try PostgresKeywords(parsing: target), login: login, limits: limits, variables: variables)
    }

    @Test("Default parameters detect a lost peer and limit connecting, and the target overrides them")
    func defaults() throws {
        let given = try all()
        let target = try #require(given.firstIndex { $0.keyword == "dbname" })
        let before = Dictionary(uniqueKeysWithValues: given[..<target].map { ($0.keyword, $0.value) })
        #expect(
            before == [
                "connect_timeout": "5", "fallback_application_name": "weir", "keepalives_idle": "30",
                "keepalives_interval": "10", "keepalives_count": "3", "tcp_user_timeout": "30000",
                "target_session_attrs": "primary",
            ])
        #expect(given[target...].map(\.keyword) == ["dbname", "host", "client_encoding"])
    }

    @Test(
        "A session requires a primary unless PGTARGETSESSIONATTRS is set, and a replica takes any server",
        arguments: [
            (.primary, [:], "primary"), (.primary, ["PGTARGETSESSIONATTRS": "any"], nil), (.replica, [:], "any"),
            (.replica, ["PGTARGETSESSIONATTRS": "read-write"], "any"),
        ] as [(PostgresRole, [String: String], String?)])
    func session(role: PostgresRole, variables: [String: String], expected: String?) throws {
        let given = PostgresParameters.all(
            target: try PostgresKeywords(parsing: "host=h"), role: role, login: nil, limits: PostgresLimits(),
            variables: variables)
        let target = try #require(given.firstIndex { $0.keyword == "dbname" })
        #expect(given[..<target].first { $0.keyword == "target_session_attrs" }?.value == expected)
        #expect(!given[target...].contains { $0.keyword == "target_session_attrs" })
    }

    @Test("Credentials override the target's user and password")
    func login() throws {
        let given = try all(login: PostgresCredentials(user: "u", password: "p")).suffix(2)
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
    func options(milliseconds: Int, target: String, variables: [String: String], expected: String?) throws {
        let given = try all(
            target, limits: PostgresLimits(statement: .milliseconds(milliseconds)), variables: variables)
        // The keepalive options come after the time-out and before the other options.
        let watchful =
            "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
        // Parameters after the target override it.
        let last = try #require(given.lastIndex { $0.keyword == "client_encoding" })
        let options = given[last...].first { $0.keyword == "options" }?.value
        #expect(options?.contains(watchful) == (expected == nil ? nil : true))
        #expect(options?.replacing(" " + watchful, with: "") == expected)
    }

    @Test("A target's empty values are passed as a connection string and its other values verbatim")
    func emptyValues() throws {
        let keywords = try PostgresKeywords(parsing: "host='' port=1 dbname='host=h' options=''")
        #expect(keywords.parameters.map(\.keyword) == ["dbname", "dbname", "port"])
        #expect(keywords.parameters.map(\.value) == ["host='' options=''", "host=h", "1"])
        let parts = try PostgresKeywords(host: "h", port: 5432, database: "d' sslmode='disable")
        #expect(parts.parameters.map(\.keyword) == ["dbname", "dbname", "host", "port"])
        #expect(parts.parameters.map(\.value) == ["", "d' sslmode='disable", "h", "5432"])
        #expect(throws: PostgresTargetError.unreadable(isURI: false)) {
            try PostgresKeywords(host: "h\0", port: 5432, database: "d")
        }
    }

    @Test(
        "libpq does not parse a database's name as a connection string, and an empty value replaces a default",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func libpq() async throws {
        let target = try PostgresKeywords(parsing: #require(TestEnvironment.postgres))
        for (keyword, value, expected) in [
            ("dbname", "host=127.0.0.1 port=1", PostgresConnectionError.noDatabase),
            ("dbname", "postgres://127.0.0.1:1/d", .noDatabase),
            // libpq rejects an empty value here, while the default is valid.
            ("target_session_attrs", "", .unknown),
        ] {
            var changed = target
            changed[keyword] = value
            let result = await PostgresConnection.open(changed, as: nil)
            guard case .failure(.unreachable(let error)) = result else {
                Issue.record("\(keyword)='\(value)': \(result)")
                continue
            }
            #expect(error == expected, "\(keyword)='\(value)'")
        }
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
    func connecting(milliseconds: Int, expected: String) throws {
        let given = try all(limits: PostgresLimits(connecting: .milliseconds(milliseconds)))
        #expect(given.first { $0.keyword == "connect_timeout" }?.value == expected)
    }
}
