import AnalyticsAPI
import Foundation
import HTTPTypes
import Models
import Storage
import StorageTesting
import TestSupport
import Testing

/// The property that defines row filters: an answer to a client is the administrator's answer to the same request with the
/// client's filters added.
@Suite("Restricted answers")
struct RestrictedAnswerTests {
    /// The stores: both databases and the in-memory twin.
    enum Kind: String, CaseIterable, Sendable {
        case inMemory, sqlite, postgres

        static let testable = allCases.filter { $0 != .postgres || postgresURI != nil }
        static let postgresURI = ProcessInfo.processInfo.environment["WEIR_TEST_POSTGRES"].flatMap {
            $0.isEmpty ? nil : $0
        }

        func withStore(_ body: (any AnalyticsStore) async throws -> Void) async throws {
            let folder = FileManager.default.temporaryDirectory.appending(path: "weir-test-\(UUID().uuidString)")
            let store: any AnalyticsStore
            switch self {
            case .inMemory: store = InMemoryAnalyticsStore()
            case .sqlite:
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                store = SQLiteAnalyticsStore(path: folder.appending(path: "weir.sqlite").path)
            case .postgres:
                let schema = try Identifier("t_" + UUID().uuidString.lowercased().replacing("-", with: ""))
                store = try PostgresAnalyticsStore(uri: #require(Self.postgresURI), options: .init(schema: schema))
            }
            let outcome: Result<Void, any Error>
            do {
                try await store.prepare()
                outcome = .success(try await body(store))
            } catch {
                outcome = .failure(error)
            }
            if let store = store as? PostgresAnalyticsStore {
                try? await store.dropSchema()
            } else {
                await store.close()
            }
            try? FileManager.default.removeItem(at: folder)
            try outcome.get()
        }
    }

    /// A client's credential, whose filters restrict the answers.
    enum Credential: String, CaseIterable, Sendable {
        case key, token

        /// Returns a client with filters, and its header fields.
        ///
        /// - Parameter admin: The administrator of the same store.
        func client(
            _ filters: [String], _ admin: APIClient, _ store: any AnalyticsStore
        ) async throws -> (client: APIClient, headers: HTTPFields) {
            switch self {
            case .key:
                let rights =
                    #""scopes": ["read"], "datasets": ["sales"], "filters": {"sales": [\#(filters.joined(separator: ","))]}"#
                return (admin, try await admin.makeKey(rights).headers)
            case .token:
                // Every text that a filter compares with is the value of a claim.
                var claims: [String] = []
                let templates = filters.map { filter in
                    filter.replacing(/("operator": "(?:equals|in)", "values": \[)"([^"]+)"/) { match in
                        claims.append(#""v\#(claims.count)": "\#(match.2)""#)
                        return #"\#(match.1){"claim": "v\#(claims.count - 1)"}"#
                    }
                }
                let issuer = TestIssuer()
                var server = TestServer(store: store)
                server.tokens = try issuer.authenticator(
                    #"{"scopes": ["read"], "datasets": ["sales"], "filters": {"sales": [\#(templates.joined(separator: ","))]}}"#
                )
                return (server.client(), issuer.client(claims.joined(separator: ", ")))
            }
        }
    }

    private static let cases = Kind.testable.flatMap { kind in Credential.allCases.map { (kind, $0) } }

    private static let seeds =
        ProcessInfo.processInfo.environment["WEIR_SEED"].flatMap(UInt64.init).map { [$0] }
        ?? (0..<6).map { _ in UInt64.random(in: 0...UInt64(UInt32.max)) }

    /// Random filters, queries and rows on one dataset.
    private struct Draw {
        var generator: SeededGenerator
        static let texts = ["DE", "FR", "de", "", "Ü", "a%b"]

        mutating func row() -> String {
            let country = generator.chance(20) ? "" : generator.pick(Self.texts.filter { !$0.isEmpty })
            let amount = generator.chance(20) ? "" : "\(Int.random(in: -3...9, using: &generator)).5"
            let units = generator.chance(20) ? "" : "\(Int.random(in: -3...9, using: &generator))"
            let day = Int.random(in: 1...9, using: &generator)
            return
                "2026-03-0\(day)T\(Int.random(in: 10...23, using: &generator)):00:00Z,\(country),\(amount),\(units)\n"
        }

        mutating func filter(depth: Int = 2) -> String {
            if depth > 0, generator.chance(35) {
                let parts = (0..<Int.random(in: 1...3, using: &generator)).map { _ in filter(depth: depth - 1) }
                return #"{"\#(generator.pick("and", "or"))": [\#(parts.joined(separator: ","))]}"#
            }
            func member(_ name: String, _ test: String, _ values: String) -> String {
                #"{"member": "\#(name)", "operator": "\#(test)", "values": [\#(values)]}"#
            }
            let text = "\"\(generator.pick(Self.texts))\""
            let number = "\(Int.random(in: -3...9, using: &generator))"
            return switch Int.random(in: 0..<7, using: &generator) {
            case 0: member("country", generator.pick("equals", "notEquals"), text)
            case 1: member("country", generator.pick("in", "notIn"), "\(text), null")
            case 2: member("country", generator.pick("contains", "startsWith", "endsWith", "notContains"), text)
            case 3: member("units", generator.pick("gt", "gte", "lt", "lte"), number)
            case 4: member("amount", generator.pick("gt", "lte"), number + ".5")
            case 5:
                #"{"member": "\#(generator.pick("units", "country", "amount"))", "operator": "\#(generator.pick("set", "notSet"))"}"#
            default: member("ts", generator.pick("inDateRange", "notInDateRange"), #""2026-03-02", "2026-03-05""#)
            }
        }

        mutating func filters() -> [String] { (0..<Int.random(in: 1...2, using: &generator)).map { _ in filter() } }

        /// A query with these filters in addition to its own.
        mutating func query() -> (_ added: [String]) -> String {
            let measure = generator.pick(
                "sum(units)", "sum(amount)", "countDistinct(country)", "avg(units)", "min(amount)", "median(units)",
                "first(units)", "last(country)", "shareOfTotal(count)", "ratio(sum(units), count)")
            var measures = ["\"count\"", "\"\(measure)\""]
            if generator.chance(40) {
                measures.append(#"{"measure": "sum(units)", "as": "some", "filters": [\#(filter(depth: 1))]}"#)
            }
            var parts = [#""measures": [\#(measures.joined(separator: ", "))]"#]
            if generator.chance(60) { parts.append(#""dimensions": ["\#(generator.pick("country", "units"))"]"#) }
            if generator.chance(50) {
                let range = generator.chance(50) ? #", "dateRange": ["2026-03-01", "2026-03-07"]"# : ""
                let fill = generator.chance(50)
                parts.append(
                    #""timeDimensions": [{"dimension": "ts", "granularity": "day", "fill": \#(fill)\#(range)}]"#)
                parts.append(#""timezone": "\#(generator.pick("UTC", "Europe/Berlin"))""#)
            }
            if generator.chance(40) { parts.append(#""total": true"#) }
            if generator.chance(30) { parts.append(#""limit": \#(Int.random(in: 1...4, using: &generator))"#) }
            var own = generator.chance(60) ? filters() : []
            if generator.chance(25) { own.append(#"{"member": "count", "operator": "gt", "values": [1]}"#) }
            return { [parts, own] added in
                "{" + (parts + [#""filters": [\#((own + added).joined(separator: ","))]"#]).joined(separator: ", ")
                    + "}"
            }
        }
    }

    /// Returns filters with the zone of their days: days of filters that belong to a client are UTC, those of a query its own
    /// zone's.
    private static func instants(_ filters: [String]) -> [String] {
        filters.map {
            $0.replacing(#""2026-03-02", "2026-03-05""#, with: #""2026-03-02T00:00:00Z", "2026-03-06T00:00:00Z""#)
        }
    }

    @Test(
        "An answer to a link is the administrator's answer with the filters of its owner and of the link added",
        arguments: Kind.testable, seeds)
    func links(kind: Kind, seed: UInt64) async throws {
        try await kind.withStore { store in
            try await TestServer(store: store).test { client in
                var draw = Draw(generator: SeededGenerator(seed: seed))
                let made = try await client.post("/v1/datasets", Sales.definition)
                let rows = "ts,country,amount,units\n" + (0..<60).map { _ in draw.row() }.joined()
                let filled = try await client.post("/v1/datasets/sales/rows", rows, type: "text/csv")
                #expect(made.status == 201 && filled.status == 201, "\(filled.body)")
                for number in 0..<8 {
                    let (owners, locked) = (draw.filters(), draw.generator.chance(70) ? draw.filters() : [])
                    let key = try await client.makeKey(
                        #""scopes": ["read", "ingest"], "datasets": ["sales"], "filters": {"sales": [\#(owners.joined(separator: ","))]}"#
                    )
                    let query = draw.query()
                    let context = "seed \(seed): \(query([])), owner \(owners), link \(locked)"
                    try await client.saveQuery("q\(number)", #"{"query": \#(query([]))}"#, as: key.headers)
                    let link = try await client.makeLink(
                        "q\(number)", #", "filters": [\#(locked.joined(separator: ","))]"#, as: key.headers)
                    let shared = try await client.get(link.path + ".json")
                    let admins = try await client.post(
                        "/v1/datasets/sales/query", query(Self.instants(owners + locked)))
                    #expect(shared.status == 200 && admins.status == 200, "\(context): \(shared.body) \(admins.body)")
                    #expect(try shared.json["data"] == admins.json["data"], "\(context)")
                    #expect(try shared.json["meta"]?["total"] == admins.json["meta"]?["total"], "\(context)")
                }
            }
        }
    }

    @Test(
        "An answer to a client is the administrator's answer with the client's filters added",
        arguments: cases, seeds)
    func property(which: (kind: Kind, credential: Credential), seed: UInt64) async throws {
        try await which.kind.withStore { store in
            try await TestServer(store: store).test { client in
                var draw = Draw(generator: SeededGenerator(seed: seed))
                let made = try await client.post("/v1/datasets", Sales.definition)
                let rows = "ts,country,amount,units\n" + (0..<60).map { _ in draw.row() }.joined()
                let filled = try await client.post("/v1/datasets/sales/rows", rows, type: "text/csv")
                #expect(made.status == 201 && filled.status == 201, "\(filled.body)")
                for _ in 0..<6 {
                    let filters = draw.filters()
                    let instants = Self.instants(filters)
                    let (limited, headers) = try await which.credential.client(filters, client, store)
                    for _ in 0..<8 {
                        let query = draw.query()
                        let (seen, whole) = (query([]), query(instants))
                        let mine = try await limited.send(.post, "/v1/datasets/sales/query", seen, as: headers)
                        let admins = try await client.send(.post, "/v1/datasets/sales/query", whole, as: [:])
                        let context = "seed \(seed): \(whole)"
                        #expect(mine.status == 200 && admins.status == 200, "\(context): \(mine.body) \(admins.body)")
                        #expect(try mine.json["data"] == admins.json["data"], "\(context)")
                        #expect(try mine.json["meta"]?["total"] == admins.json["meta"]?["total"], "\(context)")
                    }
                    let own = draw.generator.chance(50) ? draw.filters() : []
                    func list(_ filters: [String]) throws -> String {
                        let text = "[" + filters.joined(separator: ",") + "]"
                        let allowed = try #require(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
                        return "/v1/datasets/sales/rows?filters=" + allowed
                    }
                    var csv: HTTPFields = [.accept: "text/csv"]
                    let admins = try await client.get(list(own + instants), headers: csv)
                    csv[.authorization] = headers[.authorization]
                    let mine = try await limited.get(list(own), headers: csv)
                    #expect(mine.status == 200 && mine.body == admins.body, "seed \(seed): \(own) \(filters)")
                    // Exactly the listed rows exist one by one.
                    let listed = try await limited.get("/v1/datasets/sales/rows", headers: csv)
                    let ids = Set(
                        listed.body.split(separator: "\r\n").dropFirst().compactMap {
                            $0.split(separator: ",").first.flatMap { Int($0) }
                        })
                    for id in 1...60 where id.isMultiple(of: 7) {
                        let row = try await limited.get("/v1/datasets/sales/rows/\(id)", headers: headers)
                        #expect(row.status == (ids.contains(id) ? 200 : 404), "seed \(seed): \(filters), row \(id)")
                    }
                }
            }
        }
    }
}
