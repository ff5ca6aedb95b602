import HTTPTypes
import Models
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import AnalyticsAPI

/// Reads of one row by a client with a restricted key.
@Suite("Restricted rows") struct RestrictedRowTests {
    private static let rights =
        #""scopes": ["read"], "datasets": ["sales"], "filters": {"sales": [{"member": "country", "operator": "equals", "values": ["DE"]}]}, "hiddenColumns": {"sales": ["units"]}"#

    @Test(
        "A client with a filter or a hidden column gets no word of the database about a refused row",
        arguments: [
            DatasetRestriction(filters: [.member("text", .equals, [.string("x")])]),
            DatasetRestriction(hiddenColumns: [Identifier(known: "ts")]), .none,
        ])
    func databaseWords(restriction: DatasetRestriction) async throws {
        let error = RowError(
            line: 1, column: nil, code: .constraintViolation, got: "Key (mail)=(CANARY) exists", expected: "CANARY")
        let store = try ScriptedStore(
            failure: .rejected(IngestRejections(count: 1, errors: [error])), timeColumn: true)
        var server = TestServer(store: store)
        let views = restriction == .none ? [:] : [try Identifier("scripted"): restriction]
        let limited = Identity(
            name: "limited", scopes: [.read, .ingest, .admin],
            restrictions: AccessRestrictions(datasets: nil, views: views), owner: "limited")
        let secret = String(repeating: "k", count: 32)
        server.authenticator = KeyAuthenticator([secret: limited])
        let client = server.client()
        let headers: HTTPFields = [.authorization: "Bearer \(secret)"]
        let path = "/v1/datasets/scripted"
        let uploaded = try await client.send(.post, path + "/rows", #"{"text": "x"}"#, as: headers)
        let deleted = try await client.send(.delete, path + "/rows?confirm=scripted", headers: headers)
        let erased = try await client.send(
            .post, path + "/erasures", #"{"filters": [{"member": "text", "operator": "set"}]}"#, as: headers)
        for answer in [uploaded, deleted, erased] {
            #expect(answer.status == 422, "\(answer.body)")
            #expect(answer.body.contains("CANARY") == (restriction == .none), "\(answer.body)")
        }
    }

    @Test("A row is read in one round trip once the dataset's columns are known")
    func roundTrips() async throws {
        var server = TestServer()
        let recorder = RequestTraceTests.Recorder()
        server.telemetry = ServerTelemetry(spans: recorder)
        try await server.test { client in
            try await client.makeSales()
            var headers = try await client.makeKey(Self.rights).headers
            headers[HTTPField.Name("traceparent")!] = TraceContextTests.header
            for (row, status, calls) in [
                (1, 200, ["store dataset", "store row"]), (1, 200, ["store row"]), (2, 404, ["store row"]),
                (4, 200, ["store row"]), (9, 404, ["store row"]),
            ] {
                recorder.spans.withLock { $0 = [] }
                let answer = try await client.get("/v1/datasets/sales/rows/\(row)", headers: headers)
                #expect(answer.status == status, "\(answer.body)")
                #expect(recorder.spans.withLock { $0 }.map(\.name).dropFirst() == calls[...], "row \(row)")
            }
        }
    }

    @Test("Clients with different restrictions see their own part of the same row, in whichever order they read it")
    func clients() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let german = try await client.makeKey(Self.rights)
            let french = try await client.makeKey(
                #""scopes": ["read"], "datasets": ["sales"], "filters": {"sales": [{"member": "country", "operator": "equals", "values": ["FR"]}]}"#
            )
            let narrow = try await client.makeKey(
                #""scopes": ["read"], "datasets": ["sales"], "hiddenColumns": {"sales": ["country"]}"#)
            var tags: [String: Set<String?>] = [:]
            for _ in 0..<3 {
                for (name, key, status, hidden) in [
                    ("german", german, 200, "units"), ("french", french, 404, ""), ("narrow", narrow, 200, "country"),
                ] {
                    let answer = try await client.get("/v1/datasets/sales/rows/1", headers: key.headers)
                    #expect(answer.status == status, "\(name): \(answer.body)")
                    #expect(hidden.isEmpty || !answer.body.contains("\"\(hidden)\""), "\(name): \(answer.body)")
                    tags[name, default: []].insert(answer.headers[.eTag])
                }
            }
            #expect(tags["german"]?.count == 1 && tags["narrow"]?.count == 1 && tags["german"] != tags["narrow"])
        }
    }

    @Test("Descriptions that are forgotten after an erasure keep no client's filter")
    func forgotten() async throws {
        let store = InMemoryAnalyticsStore()
        try await TestServer(store: store).test { try await $0.makeSales() }
        let known = KnownDatasets()
        let name = try Identifier("sales")
        known.remember(try await store.dataset(named: name))
        #expect(known[name] != nil)
        known.forgetAll()
        #expect(known[name] == nil)
    }

    @Test("A change of the columns is seen by the next read: no hidden value and no row outside of the filter is shown")
    func changes() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(Self.rights)
            func read(_ row: Int) async throws -> Answer {
                try await client.get("/v1/datasets/sales/rows/\(row)", headers: key.headers)
            }
            #expect(try await read(1).status == 200)
            let changes = [
                #"{"renameColumns": [{"from": "units", "to": "pieces"}]}"#,
                #"{"addColumns": [{"name": "note", "type": "string"}]}"#,
                #"{"renameColumns": [{"from": "country", "to": "land"}]}"#,
                #"{"renameColumns": [{"from": "note", "to": "country"}]}"#,
                #"{"addColumns": [{"name": "units", "type": "integer"}]}"#,
            ]
            for change in changes {
                _ = try await client.send(.patch, "/v1/datasets/sales", headers: .json, body: change)
                let (mine, foreign) = (try await read(1), try await read(2))
                #expect([200, 403, 404].contains(mine.status), "\(change): \(mine.body)")
                #expect(foreign.status == 404 || foreign.status == 403, "\(change): \(foreign.body)")
                #expect(!mine.body.contains("pieces\"") && !mine.body.contains("\"units"), "\(change): \(mine.body)")
            }
        }
    }

    @Test("A dataset that is dropped and created again has no row of the old one")
    func recreated() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(Self.rights)
            #expect(try await client.get("/v1/datasets/sales/rows/1", headers: key.headers).status == 200)
            let dropped = try await client.send(.delete, "/v1/datasets/sales?confirm=sales")
            #expect(dropped.status == 204, "\(dropped.body)")
            #expect(try await client.get("/v1/datasets/sales/rows/1", headers: key.headers).status == 404)
            _ = try await client.post("/v1/datasets", Sales.definition)
            let rows = "ts,country,amount,units\n2026-03-28T23:30:00Z,FR,1,1\n2026-03-28T23:30:00Z,DE,2,1\n"
            _ = try await client.post("/v1/datasets/sales/rows", rows, type: "text/csv")
            #expect(try await client.get("/v1/datasets/sales/rows/1", headers: key.headers).status == 404)
            let shown = try await client.get("/v1/datasets/sales/rows/2", headers: key.headers)
            #expect(shown.status == 200 && !shown.body.contains("units"), "\(shown.body)")
        }
    }
}
