import Foundation
import HTTPTypes
import Models
import Storage
import StorageTesting
import Testing

@testable import AnalyticsAPI

/// Erasures of values that saved queries, links and keys quote.
@Suite("Erasures of quoted values", .timeLimit(.minutes(2)))
struct ErasedDocumentTests {
    private static let value = "erase.me+4711@example.com"
    private static let path = "/v1/datasets/sales"

    /// Returns a filter of a country as JSON.
    private static func country(_ value: String, _ comparison: String = "equals") -> String {
        #"{"member": "country", "operator": "\#(comparison)", "values": ["\#(value)"]}"#
    }

    /// Plants the value in rows, saved queries, links and keys.
    ///
    /// - Returns: The ids of the links and keys that quote it, and the header fields of such a key.
    private static func plant(
        _ client: APIClient
    ) async throws -> (links: Set<String>, keys: Set<String>, headers: HTTPFields) {
        try await client.makeSales()
        let rows = "ts,country\n2026-01-01T00:00:00Z,\(value)\n2026-01-02T00:00:00Z,other\n"
        #expect(try await client.post(path + "/rows", rows, type: "text/csv").status == 201)
        let count = #""measures": ["count"]"#
        try await client.saveQuery("filtered", #"{"query": {\#(count), "filters": [\#(country(value))]}}"#)
        try await client.saveQuery("titled", #"{"query": {\#(count)}, "title": "Orders of \#(value.uppercased())"}"#)
        try await client.saveQuery(
            "conditional",
            #"{"query": {"measures": [{"measure": "count", "as": "n", "filters": [\#(country(value, "notEquals"))]}]}}"#
        )
        try await client.saveQuery("clean", #"{"query": {\#(count), "filters": [\#(country("DE"))]}, "title": "Rest"}"#)
        var links: Set<String> = []
        links.insert(try await client.makeLink("titled").id)
        links.insert(try await client.makeLink("clean", #", "filters": [\#(country(value))]"#).id)
        _ = try await client.makeLink("clean")
        let rights = #""scopes": ["read"], "datasets": ["sales", "other"], "filters": "#
        let key = try await client.makeKey(rights + #"{"sales": [\#(country(value))]}"#)
        let other = try await client.makeKey(rights + #"{"sales": [{"or": [\#(country("DE")), \#(country(value))]}]}"#)
        _ = try await client.makeKey(rights + #"{"sales": [\#(country("DE"))]}"#)
        return (links, [key.id, other.id], key.headers)
    }

    private static func erase(_ client: APIClient, _ filters: String) async throws -> JSONValue {
        let answer = try await client.post(path + "/erasures", #"{"filters": [\#(filters)]}"#)
        guard answer.status == 200 else { throw SetupError(answers: [answer]) }
        return try answer.json
    }

    private static func texts(_ json: JSONValue, _ key: String) -> Set<String> {
        guard case .array(let items)? = json[key] else { return [] }
        return Set(items.compactMap { if case .string(let text) = $0 { text } else { nil as String? } })
    }

    @Test(
        "After an erasure no row, saved query, link and key has the value, and the receipt names what was deleted",
        arguments: RestrictedAnswerTests.Kind.testable)
    func erases(kind: RestrictedAnswerTests.Kind) async throws {
        try await kind.withStore { store in
            let client = TestServer(store: store).client()
            let planted = try await Self.plant(client)
            #expect(try await client.get(Self.path, headers: planted.headers).status == 200)
            let receipt = try await Self.erase(client, Self.country(Self.value))
            #expect(receipt["rows"] == .number("1"))
            #expect(Self.texts(receipt, "savedQueries") == ["filtered", "titled", "conditional"])
            #expect(Self.texts(receipt, "links") == planted.links)
            #expect(Self.texts(receipt, "keys") == planted.keys)
            #expect(try await client.get(Self.path, headers: planted.headers).status == 401)
            let keys = try #require(store as? any AccessKeyStore)
            let queries = try #require(store as? any SavedQueryStore)
            let dataset = try await store.dataset(named: Identifier("sales"))
            var rest = try await keys.accessKeys().map { $0.name + $0.policy + $0.createdBy }
            #expect(rest.count == 2, "the link and the key without the value")
            let saved = try await queries.savedQueries(of: dataset)
            #expect(saved.map(\.name.rawValue) == ["clean"])
            rest += saved.map { $0.name.rawValue + $0.document + $0.createdBy }
            rest.append(try await client.get(Self.path + "/rows").body)
            for text in rest { #expect(!text.lowercased().contains(Self.value), "\(text)") }
            // There is nothing left to do.
            let again = try await Self.erase(client, Self.country(Self.value))
            #expect(again["rows"] == .number("0") && Self.texts(again, "keys").isEmpty)
        }
    }

    @Test(
        "A dry run lists the saved queries, links and keys that the erasure then deletes, and deletes nothing",
        arguments: RestrictedAnswerTests.Kind.testable)
    func dryRun(kind: RestrictedAnswerTests.Kind) async throws {
        try await kind.withStore { store in
            let client = TestServer(store: store).client()
            let planted = try await Self.plant(client)
            func preview(_ filters: String) async throws -> JSONValue {
                let answer = try await client.post(
                    Self.path + "/erasures?dryRun=true", #"{"filters": [\#(filters)]}"#)
                #expect(answer.status == 200, "\(answer.body)")
                return try answer.json["documents"] ?? .null
            }
            func ids(_ json: JSONValue, _ key: String) -> Set<String> {
                guard case .array(let items)? = json[key] else { return [] }
                return Set(
                    items.compactMap { item in
                        #expect(item["name"] == .string("test"))
                        if case .string(let id)? = item["id"] { return id } else { return nil }
                    })
            }
            for _ in 0..<2 {
                let found = try await preview(Self.country(Self.value))
                #expect(Self.texts(found, "savedQueries") == ["filtered", "titled", "conditional"])
                #expect(ids(found, "links") == planted.links && ids(found, "keys") == planted.keys)
            }
            #expect(try await client.get(Self.path, headers: planted.headers).status == 200)
            // Other rows keep the value, so nothing goes with these.
            let units = #"{"member": "units", "operator": "equals", "values": [1]}"#
            let none = try await preview(Self.country("DE") + "," + units)
            #expect(Self.texts(none, "savedQueries").isEmpty && ids(none, "keys").isEmpty && ids(none, "links").isEmpty)
            let receipt = try await Self.erase(client, Self.country(Self.value))
            #expect(Self.texts(receipt, "links") == planted.links && Self.texts(receipt, "keys") == planted.keys)
        }
    }

    @Test("After an erasure no file of a SQLite store has a value that saved queries, links and keys quoted")
    func files() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weir-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = SQLiteAnalyticsStore(path: folder.appending(path: "a.sqlite").path)
        try await store.prepare()
        let client = TestServer(store: store).client()
        _ = try await Self.plant(client)
        func isPresent() throws -> Bool {
            let wanted = [Self.value, Self.value.uppercased()].map { Data($0.utf8) }
            return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).contains {
                let bytes = try Data(contentsOf: $0)
                return wanted.contains { bytes.range(of: $0) != nil }
            }
        }
        #expect(try isPresent())
        _ = try await Self.erase(client, Self.country(Self.value))
        #expect(try !isPresent())
        await store.close()
    }

    @Test(
        "An erasure deletes the saved queries of datasets that look the value up, with their links, and a dry run lists them",
        arguments: RestrictedAnswerTests.Kind.testable)
    func lookups(kind: RestrictedAnswerTests.Kind) async throws {
        try await kind.withStore { store in
            var server = TestServer(store: store)
            // A client for which the dataset with the queries does not exist cannot change them.
            let (secret, customers) = (String(repeating: "k", count: 32), try Identifier("customers"))
            server.authenticator = KeyAuthenticator([
                secret: Identity(
                    name: "other", scopes: [.admin], restrictions: AccessRestrictions(datasets: [customers]))
            ])
            let client = server.client()
            try await LookupWorld.make(client)
            let rows = "id,country,segment\n9,\(Self.value),vip\n"
            #expect(try await client.post("/v1/datasets/customers/rows", rows, type: "text/csv").status == 201)
            func filter(_ member: String, _ value: String, _ comparison: String = "equals") -> String {
                #"{"member": "\#(member)", "operator": "\#(comparison)", "values": [\#(value)]}"#
            }
            let (quoted, count) = ("\"\(Self.value)\"", #""measures": ["count"]"#)
            let condition = filter("customer.country", quoted, "notEquals")
            let queries = [
                "filtered": #"{"query": {\#(count), "filters": [{"or": [\#(filter("customer.country", quoted))]}]}}"#,
                "short": #"{"query": {\#(count), "filters": [\#(filter("customer.segment", "\"vip\""))]}}"#,
                "conditional":
                    #"{"query": {"measures": [{"measure": "count", "as": "n", "filters": [\#(condition)]}]}}"#,
                "titled": #"{"query": {\#(count)}, "title": "Orders of \#(Self.value.uppercased())"}"#,
                "clean": #"{"query": {\#(count), "filters": [\#(filter("customer.country", "\"DE\""))]}}"#,
                "given":
                    #"{"query": {\#(count), "filters": [\#(filter("customer.country", #"{"parameter": "c"}"#))]}, "parameters": {"c": {"default": \#(quoted)}}}"#,
                "given_short":
                    #"{"query": {\#(count), "filters": [\#(filter("customer.segment", #"{"parameter": "c"}"#))]}, "parameters": {"c": {"default": "vip"}}}"#,
                "given_member":
                    #"{"query": {\#(count), "filters": [{"member": {"parameter": "m"}, "operator": "equals", "values": ["vip"]}]}, "parameters": {"m": {"default": "customer.segment"}}}"#,
                // The rows of sales keep the key.
                "keyed": #"{"query": {\#(count), "filters": [\#(filter("customer", "9"))]}}"#,
            ]
            for (name, document) in queries { try await client.saveQuery(name, document) }
            let link = try await client.makeLink("filtered")
            let kept = try await client.makeLink("clean")
            let erased: Set = [
                "sales/filtered", "sales/short", "sales/conditional", "sales/titled", "sales/given",
                "sales/given_short",
                "sales/given_member",
            ]
            let filters = [filter("country", quoted), filter("segment", "\"vip\""), filter("id", "9")]
            let (path, body) = (
                "/v1/datasets/customers/erasures", #"{"filters": [\#(filters.joined(separator: ","))]}"#
            )
            let preview = try await client.post(path + "?dryRun=true", body)
            #expect(Self.texts(try preview.json["documents"] ?? .null, "savedQueries") == erased, "\(preview.body)")
            let first = try await client.send(.post, path, body, as: [.authorization: "Bearer \(secret)"])
            #expect(try first.json["rows"] == .number("1"), "\(first.body)")
            #expect(Self.texts(try first.json, "savedQueries").isEmpty && !first.body.contains("sales"))
            #expect(first.body.contains("saved queries of datasets that look the values up"), "\(first.body)")
            let receipt = try await client.post(path, body)
            #expect(Self.texts(try receipt.json, "savedQueries") == erased, "\(receipt.body)")
            #expect(Self.texts(try receipt.json, "links") == [link.id])
            let saved = try #require(store as? any SavedQueryStore)
            let dataset = try await store.dataset(named: Identifier("sales"))
            #expect(Set(try await saved.savedQueries(of: dataset).map(\.name.rawValue)) == ["clean", "keyed"])
            #expect(try await client.get(kept.path + ".json").status == 200)
        }
    }

    @Test(
        "A document of a dataset that looks values up quotes them in filters on looked-up columns and in texts for people",
        arguments: [
            (#"{"member": "c.mail", "operator": "equals", "values": ["Alice@x"]}"#, true),
            (#"{"member": "was.mail", "operator": "contains", "values": ["to alice@x"]}"#, true),
            (#"{"member": "max(c.mail)", "operator": "equals", "values": ["alice@x"]}"#, true),
            (#"{"member": "mail", "operator": "equals", "values": ["alice@x"]}"#, false),
            (#"{"member": "cc.mail", "operator": "equals", "values": ["alice@x"]}"#, false),
            (#"{"member": "c.land", "operator": "equals", "values": ["DE"]}"#, true),
            (#"{"member": "c.other", "operator": "equals", "values": ["DE"]}"#, false),
            (#"{"member": "c", "operator": "equals", "values": ["key-1"]}"#, false),
            (#"{"member": "c.id", "operator": "equals", "values": ["key-1"]}"#, true),
            (#"{"title": "for alice@x"}"#, true), (#"{"title": "for key-1"}"#, false),
        ])
    func quotesOfLookups(document: String, expected: Bool) throws {
        var values = ErasedValues()
        for (name, value) in [("mail", "alice@x"), ("land", "de"), ("id", "key-1")] {
            values.add(.init(names: [name], member: name, comparison: .equals, values: [.string(value)]))
        }
        let lookedUp = values.lookedUp(by: ["c", "was"], key: ["id"])
        #expect(try lookedUp.areIn(JSONValue(parsing: document)) == expected, "\(document)")
    }

    @Test("A value that other rows still have is not erased, so nothing that quotes it is deleted")
    func shared() async throws {
        try await TestServer().test { (client: APIClient) async throws in
            let planted = try await Self.plant(client)
            let units = #"{"member": "units", "operator": "equals", "values": [1]}"#
            let receipt = try await Self.erase(client, Self.country("DE") + "," + units)
            #expect(receipt["rows"] != .number("0"))
            let rest = try await client.get(Self.path + #"/rows?format=csv"#).body
            guard rest.contains("DE") else { throw SetupError(answers: []) }
            #expect(Self.texts(receipt, "savedQueries").isEmpty && Self.texts(receipt, "keys").isEmpty)
            #expect(try await client.get(Self.path, headers: planted.headers).status == 200)
        }
    }

    @Test("A key whose name has the value stays, and the receipt says so")
    func names() async throws {
        try await TestServer().test { (client: APIClient) async throws in
            try await client.makeSales()
            let made = try await client.post(
                "/v1/keys", #"{"name": "for \#(Self.value)", "scopes": ["read"]}"#)
            guard case .string(let id)? = try made.json["id"] else { throw SetupError(answers: [made]) }
            let receipt = try await Self.erase(client, Self.country(Self.value))
            #expect(Self.texts(receipt, "remains") == ["the name or the creator of the key \(id)"])
            #expect(try await client.get("/v1/keys/\(id)").status == 200)
        }
    }

    @Test(
        "A document quotes a value as a whole in a filter on its column, or as a part of a text of four characters or more",
        arguments: [
            (#"{"member": "c", "operator": "equals", "values": ["DE"]}"#, true),
            (#"{"member": "was", "operator": "equals", "values": ["x", "de"]}"#, true),
            (#"{"member": "other", "operator": "equals", "values": ["DE"]}"#, false),
            (#"{"member": "c", "operator": "contains", "values": ["DEx"]}"#, false),
            (#"{"query": {"filters": [{"or": [{"member": "c", "operator": "notIn", "values": [7, "DE"]}]}]}}"#, true),
            (#"{"member": "n", "operator": "equals", "values": [4711]}"#, true),
            (#"{"limit": 4711, "title": "The year 4711"}"#, true), (#"{"limit": 4711}"#, false),
            (#"{"member": "other", "operator": "equals", "values": ["a Alice@x b"]}"#, true),
            (#"{"title": "DE", "description": "alic"}"#, false), (#"{"description": "for ALICE@X!"}"#, true),
            (#"{"dimensions": ["alice@x"]}"#, false), ("[]", false), (#""alice@x""#, false),
        ])
    func quotes(document: String, expected: Bool) throws {
        var values = ErasedValues()
        values.add(
            .init(names: ["c", "was"], member: "c", comparison: .in, values: [.string("DE"), .null, .string("")]))
        values.add(.init(names: ["n"], member: "n", comparison: .equals, values: [.number("4711"), .boolean(true)]))
        values.add(.init(names: ["m"], member: "m", comparison: .startsWith, values: [.string("alice@x")]))
        #expect(try values.areIn(JSONValue(parsing: document)) == expected, "\(document)")
    }
}
