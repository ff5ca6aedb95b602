import Models
import Testing

@testable import AnalyticsAPI

@Suite struct KeyPolicyTests {
    private static func read(_ text: String) throws -> KeyRequest { try KeyRequest(json: JSONValue(parsing: text)) }

    @Test("A policy is stored and read back without a change")
    func roundTrip() throws {
        let request = try Self.read(
            #"""
            {"name": "Köln", "scopes": ["read", "ingest"], "datasets": ["sales", "events"], "expiresAt": "2027-01-31T00:00:00+01:00",
             "filters": {"sales": [{"or": [{"member": "country", "operator": "equals", "values": ["DE", null, 1.50, true]},
                                           {"and": [{"member": "a", "operator": "set"}]}]}]},
             "hiddenColumns": {"sales": ["amount"], "events": ["mail", "ip"]}}
            """#)
        #expect(request.name == "Köln" && request.expiresAt?.description == "2027-01-30T23:00:00Z")
        let policy = request.policy
        #expect(policy.scopes == [.read, .ingest])
        #expect(try KeyPolicy(stored: policy.stored) == policy)
        let sales = policy.restrictions[try Identifier("sales")]
        #expect(sales.hiddenColumns == [try Identifier("amount")] && sales.filters.count == 1)
        #expect(policy.stored.contains("1.50"))
    }

    @Test(
        "A wrong description of a key is refused with the place of each mistake",
        arguments: [
            ("[]", ""), ("{}", ""), (#"{"name": "", "scopes": ["read"]}"#, "/name"),
            (#"{"name": "a\nb", "scopes": ["read"]}"#, "/name"), (#"{"name": "a", "scopes": []}"#, "/scopes"),
            (#"{"name": "a", "scopes": ["reed"]}"#, "/scopes/0"), (#"{"name": "a", "scopes": "read"}"#, "/scopes"),
            (#"{"name": "a", "scopes": ["read"], "dataset": []}"#, "/dataset"),
            (#"{"name": "a", "scopes": ["read"], "datasets": []}"#, "/datasets"),
            (#"{"name": "a", "scopes": ["read"], "datasets": ["Sales"]}"#, "/datasets/0"),
            (#"{"name": "a", "scopes": ["read"], "filters": {"sales": []}}"#, "/datasets"),
            (#"{"name": "a", "scopes": ["read"], "hiddenColumns": {"sales": ["x"]}}"#, "/datasets"),
            (#"{"name": "a", "scopes": ["read"], "datasets": ["b"], "filters": {"sales": []}}"#, "/datasets"),
            (
                #"{"name": "a", "scopes": ["read"], "datasets": ["b"], "filters": {"b": [{"member": "x", "operator": "is"}]}}"#,
                "/filters/b/0/operator"
            ),
            (#"{"name": "a", "scopes": ["read"], "datasets": ["b"], "filters": {"b": {}}}"#, "/filters/b"),
            (#"{"name": "a", "scopes": ["admin"], "datasets": ["b"]}"#, "/scopes"),
            (#"{"name": "a", "scopes": ["read"], "expiresAt": "tomorrow"}"#, "/expiresAt"),
            (#"{"name": "a", "scopes": ["read"], "expiresAt": "2027-01-31"}"#, "/expiresAt"),
        ])
    func refuses(text: String, pointer: String) throws {
        let error = #expect(throws: APIError.self) { try Self.read(text) }
        #expect(error?.code == .invalidKey)
        #expect(error?.items.contains { $0.pointer == pointer } == true, "\(String(describing: error?.items))")
    }

    @Test("A policy that every process would have to hold is limited in size")
    func size() throws {
        let values = (0..<5000).map { "\"\($0)\"" }.joined(separator: ",")
        let error = #expect(throws: APIError.self) {
            try Self.read(
                #"{"name": "a", "scopes": ["read"], "datasets": ["b"], "filters": {"b": [{"member": "x", "operator": "in", "values": [\#(values)]}]}}"#
            )
        }
        #expect(error?.detail.contains("expected at most 16384") == true)
    }
}
