import Testing

@testable import api_server

@Suite struct DatabaseAddressTests {
    @Test("A database address names the server and database, and leaves TLS settings to the target")
    func keywords() {
        let address = DatabaseAddress(host: "db.example.org", port: 5432, name: "d")
        #expect(address.connectionString == "host='db.example.org' port='5432' dbname='d'")
    }

    @Test("A database name cannot add a keyword to the connection string")
    func quoting() {
        let address = DatabaseAddress(host: "/a", port: 1, name: #"d' sslmode='disable\"#)
        #expect(address.connectionString == #"host='/a' port='1' dbname='d\' sslmode=\'disable\\'"#)
    }
}
