import Testing

@testable import Storage

/// The TLS verification that a connection string and the environment require.
@Suite("PostgreSQL target") struct PostgresTargetTests {
    static let rds = PostgresTarget.authorities[0]
    static let system = PostgresTarget.authorities[1]

    private func keywords(
        _ text: String, _ variables: [String: String] = [:], authorities: String? = nil,
        readable: Set<String> = [rds, system, "/ca.pem"]
    ) throws -> PostgresKeywords {
        try PostgresTarget(
            PostgresKeywords(parsing: text), authorities: authorities, variables: variables,
            isReadable: readable.contains
        ).keywords
    }

    @Test(
        "A remote server must present a verified certificate",
        arguments: [
            ("postgresql://u:p@db.example.org/d", [:]), ("postgres://db.example.org", [:]),
            ("host=db.example.org", [:]), ("host=10.1.2.3", [:]), ("host=2001:db8::1", [:]),
            ("host=127.evil.example", [:]), ("host=127.a.b.example", [:]), ("host=127.1", [:]),
            ("host=localhost.example", [:]), ("host=::ffff:10.0.0.1", [:]), ("host=::2", [:]),
            // libpq connects to the address regardless of the host name.
            ("host=localhost hostaddr=10.1.2.3", [:]), ("host=/run/postgresql hostaddr=10.1.2.3", [:]),
            // One remote host among several is enough.
            ("host=localhost,db.example.org", [:]), ("postgresql://db.example.org:1,127.0.0.1:2/d", [:]),
            ("host=a,b hostaddr=127.0.0.1,10.1.2.3", [:]), ("host=a,b hostaddr=127.0.0.1,", [:]),
            ("dbname=d", ["PGHOST": "db.example.org"]), ("", ["PGHOST": "db.example.org"]),
            ("host=localhost", ["PGHOSTADDR": "10.1.2.3"]), ("postgresql:///d", ["PGHOST": "a,b"]),
        ] as [(String, [String: String])])
    func remoteHosts(text: String, variables: [String: String]) throws {
        let found = try keywords(text, variables)
        #expect(found["sslmode"] == "verify-full")
        #expect(found["sslrootcert"] == Self.rds)
    }

    @Test(
        "A local server keeps libpq's default TLS mode",
        arguments: [
            ("host=localhost", [:]), ("host=LOCALHOST", [:]), ("host=127.0.0.1", [:]), ("host=127.200.3.4", [:]),
            ("host=::1", [:]), ("host=0:0:0:0:0:0:0:1", [:]), ("host=::ffff:127.0.0.1", [:]),
            ("postgresql://[::1]/d", [:]), ("host=/run/postgresql", [:]), ("host=@abstract", [:]), ("dbname=d", [:]),
            ("", [:]), ("postgresql:///d?host=/tmp", [:]), ("postgresql://%2Ftmp/d", [:]),
            ("host=localhost,,/tmp,127.0.0.1", [:]), ("host=db.example.org hostaddr=127.0.0.1", [:]),
            ("host=''", ["PGHOST": "db.example.org"]), ("", ["PGHOST": "/tmp"]), ("", ["PGHOST": ""]),
            ("host=localhost", ["PGHOST": "db.example.org"]), ("host=db.example.org", ["PGHOSTADDR": "::1"]),
        ] as [(String, [String: String])])
    func localHosts(text: String, variables: [String: String]) throws {
        let found = try keywords(text, variables, readable: [])
        #expect(found["sslmode"] == nil)
        #expect(found["sslrootcert"] == nil)
    }

    @Test(
        "An explicit TLS mode in the connection string or PGSSLMODE takes precedence",
        arguments: [
            ("host=h sslmode=disable", [:], "disable"), ("postgresql://h/d?sslmode=prefer", [:], "prefer"),
            ("host=h sslmode=require", ["PGSSLMODE": "disable"], "require"), ("host=h requiressl=1", [:], "require"),
            ("postgresql://h/d?ssl=true", [:], "require"), ("host=h", ["PGSSLMODE": "allow"], nil),
            ("host=h", ["PGSSLMODE": "disable"], nil), ("service=s sslmode=disable", [:], "disable"),
            // A service file overrides the environment but not the connection string.
            ("service=s", ["PGSSLMODE": "prefer"], "prefer"),
            ("host=h", ["PGSERVICE": "s", "PGSSLMODE": "verify-full"], "verify-full"),
            ("service=s sslmode=disable", ["PGSSLMODE": "verify-full"], "disable"),
        ] as [(String, [String: String], String?)])
    func explicitMode(text: String, variables: [String: String], mode: String?) throws {
        let found = try keywords(text, variables, readable: [])
        #expect(found["sslmode"] == mode)
        #expect(found["sslrootcert"] == nil)
    }

    @Test(
        "The CA file is the one named closest to the connection, or else the first existing default",
        arguments: [
            ("host=h sslrootcert=/mine", ["PGSSLROOTCERT": "/theirs"], "/ca.pem", "/mine"),
            ("host=h", ["PGSSLROOTCERT": "/theirs"], "/ca.pem", nil), ("host=h", [:], "/ca.pem", "/ca.pem"),
            ("host=h sslrootcert=''", ["PGSSLROOTCERT": "/theirs"], "/ca.pem", "/ca.pem"),
            ("host=h", ["HOME": "/users/weir"], nil, nil), ("host=h", ["HOME": "/users/other"], nil, rds),
            ("host=h", ["HOME": "/users/weir"], "/ca.pem", "/ca.pem"), ("host=h", [:], nil, rds),
            ("host=h sslmode=verify-ca", [:], nil, rds), ("host=h", ["PGSSLMODE": "verify-full"], nil, rds),
            ("host=localhost sslmode=verify-full", [:], nil, rds), ("host=/tmp sslmode=verify-full", [:], nil, nil),
            ("service=s sslmode=verify-full", [:], nil, nil), ("host=h sslmode=require", [:], nil, nil),
        ] as [(String, [String: String], String?, String?)])
    func authorities(text: String, variables: [String: String], setting: String?, expected: String?) throws {
        let found = try keywords(
            text, variables, authorities: setting,
            readable: [Self.rds, Self.system, "/ca.pem", "/users/weir/.postgresql/root.crt"])
        #expect(found["sslrootcert"] == expected)
    }

    @Test("The system's CA files are used if Amazon's bundle does not exist")
    func systemAuthorities() throws {
        for path in PostgresTarget.authorities {
            #expect(try keywords("host=h", readable: [path])["sslrootcert"] == path)
        }
    }

    @Test("A configured CA file requires verification for a local server too")
    func configuredAuthorities() throws {
        let found = try keywords("host=127.0.0.1", authorities: "/ca.pem")
        #expect(found["sslmode"] == "verify-full")
        #expect(found["sslrootcert"] == "/ca.pem")
        #expect(try keywords("host=h sslmode=verify-ca", authorities: "/ca.pem")["sslmode"] == "verify-ca")
    }

    @Test(
        "A target that libpq would reject at each connection is rejected without repeating it",
        arguments: [
            ("postgresql://u:CANARY%zz@h/d", [:], .unreadable(isURI: true)),
            ("postgres://u:p/CANARY@h/d", [:], .port),
            ("postgres://u:p@h/d?CANARY=1", [:], .unreadable(isURI: true)),
            ("postgres://u:p@h/d?application_name=%FF", [:], .unreadable(isURI: true)),
            ("CANARY", [:], .unreadable(isURI: false)), ("host='CANARY", [:], .unreadable(isURI: false)),
            ("CANARY=1", [:], .unreadable(isURI: false)), ("host=h\0CANARY", [:], .unreadable(isURI: false)),
            ("host=h sslmode=CANARY", [:], .mode), ("host=h", ["PGSSLMODE": "CANARY"], .mode),
            ("host=h", ["PGSSLMODE": ""], .mode), ("host=h port=CANARY", [:], .port), ("host=h port=0", [:], .port),
            ("host=h port=65536", [:], .port), ("host=h", ["PGPORT": "1,CANARY"], .port),
            ("host=a,b hostaddr=::1", [:], .hostCount), ("host=a port=1,2", [:], .hostCount),
            ("host=a,b", ["PGHOSTADDR": "::1"], .hostCount), ("service=CANARY", [:], .service),
            ("host=localhost", ["PGSERVICE": "CANARY"], .service), ("hostaddr=10.1.2.3", [:], .nameless),
            ("host=a, hostaddr=10.1.2.3,10.1.2.4", [:], .nameless), ("host=h", [:], .noAuthorities),
            ("host=localhost sslmode=verify-ca", [:], .noAuthorities),
        ] as [(String, [String: String], PostgresTargetError)])
    func problems(text: String, variables: [String: String], expected: PostgresTargetError) {
        let problem = #expect(throws: PostgresTargetError.self) { try keywords(text, variables, readable: []) }
        #expect(problem == expected)
        #expect(problem?.description.contains("CANARY") == false)
    }

    @Test(
        "An unknown keyword is reported with the nearest one unless it may be part of a password",
        arguments: [
            ("postgres://u:CANARY@h/d?sslmod=disable", .keyword("sslmod", nearest: "sslmode")),
            (
                "postgres://u:CANARY@h/d?sslmode=require&conect_timeout=5",
                .keyword("conect_timeout", nearest: "connect_timeout")
            ),
            ("postgresql:///d?pool_size=10", .keyword("pool_size", nearest: nil)),
            ("postgres://u:canary/?canary=x@h/d", .unreadable(isURI: true)),
            // libpq reports the first of these; naming the second is useful as well.
            ("postgres://u:canary/?canary=x@h/d?sslmod=disable", .keyword("sslmod", nearest: "sslmode")),
            ("postgres://u:p@h/d?sslmode=%zz", .unreadable(isURI: true)),
            ("postgres://u:p@h/d?ssl=canary", .unreadable(isURI: true)),
        ] as [(String, PostgresTargetError)])
    func unknownKeyword(text: String, expected: PostgresTargetError) {
        let problem = #expect(throws: PostgresTargetError.self) { try keywords(text, readable: []) }
        #expect(problem == expected)
        #expect(problem?.description.lowercased().contains("canary") == false)
    }

    @Test("A missing CA file is rejected even if no verification is needed")
    func missingAuthorities() {
        for text in ["host=h", "host=/tmp"] {
            #expect(throws: PostgresTargetError.authoritiesMissing(path: "/none")) {
                try keywords(text, authorities: "/none")
            }
        }
    }

    @Test("Other keywords are passed on unchanged, and the target prints without secrets")
    func otherKeywords() throws {
        let password = #"it's a \ 'CANARY' = 100% é"#
        let text = #"host=a,b port=1,2 user=u password='it\'s a \\ \'CANARY\' = 100% é' dbname=d options='-c x=1'"#
        let found = try keywords(text)
        #expect(found["password"] == password)
        #expect([found["host"], found["port"], found["user"], found["dbname"]] == ["a,b", "1,2", "u", "d"])
        #expect(found["options"] == "-c x=1")
        #expect(try keywords("postgresql://u:it%27s%20%5C@h")["password"] == #"it's \"#)
        let target = try PostgresTarget(
            PostgresKeywords(parsing: text), authorities: nil, variables: [:], isReadable: { $0 == Self.system })
        var printed = "\(target) " + String(reflecting: target)
        dump(target, to: &printed)
        #expect(!printed.contains("CANARY"))
        #expect(printed.contains(Self.system))
    }

    @Test(
        "TLS errors of libpq are classified, and other errors are not",
        arguments: [
            (
                #"connection to server at "h" (1.2.3.4), port 5432 failed: server does not support SSL, but SSL was required"#,
                .withoutTLS
            ),
            (#"… failed: server certificate for "a" does not match host name "b""#, .otherName),
            (#"… server certificate for "a" (and 2 other names) does not match host name "b""#, .otherName),
            ("… host name must be specified for a verified SSL connection", .otherName),
            ("… SSL error: certificate verify failed", .unverified),
            (#"… root certificate file "/x" does not exist"#, .authorities),
            (#"… could not read root certificate file "/x": no certificate or crl found"#, .authorities),
            ("… SSL error: tlsv13 alert certificate required", .handshake),
            ("… SSL error: wrong version number", .handshake),
            // A server that closes during its handshake, alone and beside an untrusted one.
            ("… SSL error: unexpected eof while reading\n", nil),
            ("… SSL error: unexpected eof while reading\n… Connection refused\n", nil),
            ("… SSL error: unexpected eof while reading\n… SSL error: certificate verify failed\n", .unverified),
            ("… SSL error: wrong version number\n… SSL error: unexpected eof while reading\n", .handshake),
            ("… SSL SYSCALL error: EOF detected", nil), ("… Connection refused", nil), ("FATAL:  28P01", nil),
        ] as [(String, PostgresTrustError?)])
    func tlsErrors(said: String, expected: PostgresTrustError?) {
        #expect(PostgresTrustError(said: said) == expected)
    }
}
