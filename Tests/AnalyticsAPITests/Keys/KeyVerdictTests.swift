import Models
import Storage
import StorageTesting
import Testing

@testable import AnalyticsAPI

/// The verdicts of `api-server keys explain`.
@Suite struct KeyVerdictTests {
    private static let filter =
        #""filters": {"sales": [{"member": "country", "operator": "equals", "values": ["DE"]}]}"#

    /// Returns the verdicts on a key with rights in JSON, in a store with the dataset `sales`.
    private static func verdicts(_ rights: String, on names: [String] = []) async throws -> [String] {
        let store = InMemoryAnalyticsStore()
        try await TestServer(store: store).client().makeSales()
        let keys = KeyAdministration(store: store, now: { Timestamp(microseconds: 1_767_225_600_000_000) })
        let request = try KeyRequest(document: JSONValue(parsing: #"{"name": "test", \#(rights)}"#))
        let key = try await keys.create(request, by: "test").description
        return try await keys.verdicts(of: key, on: names.map { try Identifier($0) }).map(\.description)
    }

    @Test("A verdict is the one of a request: rights, visible columns and rows")
    func permitted() async throws {
        #expect(try await Self.verdicts(#""scopes": ["read"]"#).isEmpty)
        let all = try await Self.verdicts(#""scopes": ["read", "ingest", "admin"]"#, on: ["sales", "other"])
        #expect(all.count == 2)
        #expect(all[0].hasPrefix("on sales: may read, write rows, change the dataset; sees "))
        #expect(all[0].hasSuffix(" and every row"))
        #expect(all[1] == "on other: nothing yet (404): there is no such dataset")
        let some = try await Self.verdicts(
            #""scopes": ["read"], "datasets": ["sales"], "hiddenColumns": {"sales": ["country"]}, \#(Self.filter)"#)
        #expect(some.count == 1 && some[0].hasPrefix("on sales: may read; sees "))
        #expect(some[0].hasSuffix(" and the rows that pass its filters"))
    }

    @Test(
        "A verdict tells that a key can do nothing with a dataset, and why",
        arguments: [
            (
                #""datasets": ["sales"], "hiddenColumns": {"sales": ["contry"]}"#, "nothing (403)",
                "do not fit the columns"
            ),
            (
                #""datasets": ["sales"], "filters": {"sales": [{"member": "contry", "operator": "equals", "values": ["DE"]}]}"#,
                "nothing (403)", "do not fit the columns"
            ),
            (#""datasets": ["other"]"#, "nothing (404)", "there is no dataset \"sales\""),
        ])
    func refused(rights: String, status: String, reason: String) async throws {
        let found = try await Self.verdicts(#""scopes": ["read"], \#(rights)"#, on: ["sales"])
        #expect(
            found.count == 1 && found[0].hasPrefix("on sales: \(status): ") && found[0].contains(reason), "\(found)")
    }

    @Test(
        "A verdict tells which columns are looked up with the key",
        arguments: [
            (#""scopes": ["read"]"#, "every row; looks up customer in customers"),
            (#""scopes": ["read"], "datasets": ["sales"]"#, "every row; does not look up customer in customers"),
            (
                #""scopes": ["read"], "hiddenColumns": {"customers": ["id"]}, "datasets": ["customers", "sales"]"#,
                "every row; does not look up customer in customers"
            ),
            (
                #""scopes": ["read"], "hiddenColumns": {"sales": ["customer"]}, "datasets": ["customers", "sales"]"#,
                "every row"
            ),
            (#""scopes": ["ingest"]"#, "every row"),
        ])
    func lookups(rights: String, end: String) async throws {
        let store = InMemoryAnalyticsStore()
        try await LookupWorld.make(TestServer(store: store).client())
        let keys = KeyAdministration(store: store, now: { Timestamp(microseconds: 1_767_225_600_000_000) })
        let request = try KeyRequest(document: JSONValue(parsing: #"{"name": "test", \#(rights)}"#))
        let key = try await keys.create(request, by: "test").description
        let verdicts = try await keys.verdicts(of: key, on: [Identifier("sales")])
        #expect(verdicts.count == 1 && verdicts[0].description.hasSuffix(" and " + end), "\(verdicts)")
    }

    @Test("A key that is not valid has no verdicts")
    func revoked() async throws {
        let store = InMemoryAnalyticsStore()
        let keys = KeyAdministration(store: store)
        let request = try KeyRequest(document: JSONValue(parsing: #"{"name": "test", "scopes": ["read"]}"#))
        let made = try await keys.create(request, by: "test").description
        let revoked = try await keys.revoke(made.id)
        #expect(try await keys.verdicts(of: revoked, on: [Identifier("sales")]).isEmpty)
    }
}
