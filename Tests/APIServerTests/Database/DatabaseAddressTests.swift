import Testing

@testable import api_server

@Suite struct DatabaseAddressTests {
    @Test(
        "wants encryption on the way to another machine unless told otherwise",
        arguments: [
            ("db.example.org", [:], "host='db.example.org' port='5432' dbname='d' sslmode='require'"),
            ("127.evil.example", [:], "host='127.evil.example' port='5432' dbname='d' sslmode='require'"),
            ("127.a.b.example", [:], "host='127.a.b.example' port='5432' dbname='d' sslmode='require'"),
            ("db.example.org", ["PGSSLMODE": "verify-full"], "host='db.example.org' port='5432' dbname='d'"),
            ("127.0.0.1", [:], "host='127.0.0.1' port='5432' dbname='d'"),
            ("/run/postgresql", [:], "host='/run/postgresql' port='5432' dbname='d'"),
            ("localhost", [:], "host='localhost' port='5432' dbname='d'"),
        ] as [(String, [String: String], String)])
    func encryption(host: String, variables: [String: String], expected: String) {
        let address = DatabaseAddress(host: host, port: 5432, name: "d")
        #expect(address.connectionString(variables: variables) == expected)
    }

    @Test("a name cannot add a keyword")
    func quoting() {
        let address = DatabaseAddress(host: "/a", port: 1, name: #"d' sslmode='disable\"#)
        #expect(address.connectionString(variables: [:]) == #"host='/a' port='1' dbname='d\' sslmode=\'disable\\'"#)
    }
}
