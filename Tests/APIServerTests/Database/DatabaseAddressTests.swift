import Testing

@testable import api_server

@Suite struct DatabaseAddressTests {
    @Test("names the place, and leaves to the target how it must prove itself")
    func keywords() {
        let address = DatabaseAddress(host: "db.example.org", port: 5432, name: "d")
        #expect(address.connectionString == "host='db.example.org' port='5432' dbname='d'")
    }

    @Test("a name cannot add a keyword")
    func quoting() {
        let address = DatabaseAddress(host: "/a", port: 1, name: #"d' sslmode='disable\"#)
        #expect(address.connectionString == #"host='/a' port='1' dbname='d\' sslmode=\'disable\\'"#)
    }
}
