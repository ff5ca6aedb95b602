import AnalyticsAPI
import HTTPTypes
import Models
import Testing

@Suite("Names of columns that restrictions use")
struct ReturningNameTests {
    private static let path = "/v1/datasets/sales"

    private static func patch(_ client: APIClient, _ body: String) async throws -> Answer {
        try await client.send(.patch, path + "?confirm=sales", body, as: [:])
    }

    /// The rights of a key with a filter on the countries.
    private static let foreign =
        #""scopes": ["read"], "datasets": ["sales"], "filters": {"sales": [{"member": "country", "operator": "notEquals", "values": ["DE"]}]}"#

    @Test(
        "The filter of a key never changes to a column that takes the name of its own",
        arguments: [
            #"{"renameColumns": [{"from": "country", "to": "land"}], "addColumns": [{"name": "country", "type": "string"}]}"#,
            #"{"renameColumns": [{"from": "country", "to": "land"}], "addColumns": [{"name": "c", "type": "string", "formerNames": ["country"]}]}"#,
            #"{"dropColumns": ["country"], "addColumns": [{"name": "country", "type": "string"}]}"#,
        ])
    func takenName(body: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(Self.foreign)
            let before = try await client.get(Self.path + "/rows", headers: key.headers)
            #expect(before.status == 200 && !before.body.contains(#""DE""#), "\(before.body)")
            let changed = try await Self.patch(client, body)
            #expect(changed.status == 422 && changed.firstError?["code"] == .string("name_taken"), "\(changed.body)")
            let after = try await client.get(Self.path + "/rows", headers: key.headers)
            #expect(after.status == 200 && after.body == before.body, "\(after.body)")
        }
    }

    @Test(
        "A filter that was written for a dropped column applies to another one only after a confirmation by name",
        arguments: [
            (#"{"addColumns": [{"name": "country", "type": "string"}]}"#, "/addColumns/0/name", "country"),
            (
                #"{"addColumns": [{"name": "c", "type": "string", "formerNames": ["country"]}]}"#,
                "/addColumns/0/formerNames/0", "c"
            ),
            (#"{"renameColumns": [{"from": "note", "to": "country"}]}"#, "/renameColumns/0/to", "country"),
            // The filter does not fit this column, but a later change of its type could make it fit.
            (#"{"addColumns": [{"name": "country", "type": "integer"}]}"#, "/addColumns/0/name", "country"),
        ])
    func returningName(body: String, pointer: String, column: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(Self.foreign)
            let revoked = try await client.makeKey(Self.foreign)
            #expect(try await client.send(.delete, "/v1/keys/\(revoked.id)").status == 204)
            let added = #"{"dropColumns": ["country"], "addColumns": [{"name": "note", "type": "string"}]}"#
            #expect(try await Self.patch(client, added).status == 200)
            func read() async throws -> Int { try await client.get(Self.path + "/rows", headers: key.headers).status }
            #expect(try await read() == 403)
            let tag = try #require(try await client.get(Self.path).headers[.eTag])
            for headers in [[:], [.ifMatch: tag]] as [HTTPFields] {
                let refused = try await client.send(.patch, Self.path, body, as: headers)
                #expect(refused.status == 428 && refused.code == "confirmation_required", "\(refused.body)")
                #expect(
                    refused.body.contains(
                        #"nothing was changed: filters, hidden columns or queries of 1 key fit no column now and would mean \"\#(column)\" then; revoke or change those that mean another column, or repeat with \"?confirm=sales\"""#
                    ), "\(refused.body)")
                #expect(refused.firstError?["code"] == .string("used_by_key"), "\(refused.body)")
                #expect(refused.firstError?["pointer"] == .string(pointer), "\(refused.body)")
                #expect(
                    refused.body.contains(
                        #"the key \#(key.id) (test) names \"country\", which no column has now, and would mean this column then"#
                    ), "\(refused.body)")
            }
            #expect(try await read() == 403)
            let other = try await client.send(
                .patch, Self.path, #"{"addColumns": [{"name": "land", "type": "string"}]}"#, as: [:])
            #expect(other.status == 200, "\(other.body)")
            #expect(try await client.send(.delete, "/v1/keys/\(key.id)").status == 204)
            let free = try await client.send(.patch, Self.path, body, as: [:])
            #expect(free.status == 200, "\(free.body)")
        }
    }

    @Test("A confirmation by name opens the dataset to a key whose column did not exist")
    func confirmedName() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(
                #""scopes": ["read"], "datasets": ["sales"], "hiddenColumns": {"sales": ["margin", "cost"]}"#)
            for name in ["margin", "cost"] {
                #expect(try await client.get(Self.path + "/rows", headers: key.headers).status == 403)
                let body = #"{"addColumns": [{"name": "\#(name)", "type": "integer"}]}"#
                let refused = try await client.send(.patch, Self.path, body, as: [:])
                #expect(refused.status == 428 && refused.body.contains(#"names \"\#(name)\""#), "\(refused.body)")
                #expect(try await Self.patch(client, body).status == 200)
            }
            let rows = try await client.get(Self.path + "/rows", headers: key.headers)
            #expect(rows.status == 200 && !rows.body.contains("margin"), "\(rows.body)")
            // Once the columns exist, further changes of them need no confirmation.
            let renamed = #"{"renameColumns": [{"from": "cost", "to": "expense"}]}"#
            #expect(try await client.send(.patch, Self.path, renamed, as: [:]).status == 200)
            let back = #"{"renameColumns": [{"from": "expense", "to": "cost"}]}"#
            #expect(try await client.send(.patch, Self.path, back, as: [:]).status == 200)
        }
    }

    @Test("A type with which a key's filter fits a column again needs a confirmation by name")
    func returningType() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(
                #""scopes": ["read"], "datasets": ["sales"], "filters": {"sales": [{"member": "units", "operator": "startsWith", "values": ["1"]}]}"#
            )
            #expect(try await client.get(Self.path + "/rows", headers: key.headers).status == 403)
            let body = #"{"changeColumns": [{"name": "units", "type": "string"}]}"#
            let refused = try await client.send(.patch, Self.path, body, as: [:])
            #expect(refused.status == 428 && refused.firstError?["code"] == .string("used_by_key"), "\(refused.body)")
            #expect(refused.firstError?["pointer"] == .string("/changeColumns/0/type"), "\(refused.body)")
            #expect(try await client.get(Self.path + "/rows", headers: key.headers).status == 403)
            #expect(try await Self.patch(client, body).status == 200)
            #expect(try await client.get(Self.path + "/rows", headers: key.headers).status == 200)
        }
    }

    @Test("A saved query and its link show a column of a returning name only after a confirmation by name")
    func returningQuery() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            _ = try await client.saveQuery(
                "foreign",
                #"{"query": {"measures": ["count"], "filters": [{"member": "country", "operator": "notEquals", "values": ["DE"]}]}}"#
            )
            _ = try await client.makeLink("foreign")
            #expect(try await Self.patch(client, #"{"dropColumns": ["country"]}"#).status == 200)
            let body = #"{"addColumns": [{"name": "country", "type": "string"}], "dropColumns": ["units"]}"#
            let refused = try await client.send(.patch, Self.path, body, as: [:])
            #expect(refused.status == 428, "\(refused.body)")
            #expect(
                refused.body.contains(
                    #"dropping \"units\" deletes the values in 4 rows for good; filters, hidden columns or queries of 1 saved query and 1 link fit no column now"#
                ), "\(refused.body)")
            guard case .array(let errors)? = try refused.json["errors"] else { throw SetupError(answers: [refused]) }
            #expect(
                errors.map { $0["code"]?.description } == [#""used_by_query""#, #""used_by_link""#], "\(refused.body)")
            #expect(try await Self.patch(client, body).status == 200)
        }
    }
}
