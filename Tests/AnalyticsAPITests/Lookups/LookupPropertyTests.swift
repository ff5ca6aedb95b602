import AnalyticsAPI
import HTTPTypes
import Models
import TestSupport
import Testing

/// The property that defines filters of a dataset that values are looked up in: an answer to a client is the administrator's answer
/// with the client's filters added, if the other dataset has only the rows that exist for the client.
@Suite("Restricted lookups: property")
struct LookupPropertyTests {
    private static let cases = RestrictedAnswerTests.Kind.testable.flatMap { kind in
        (0..<3).map { _ in (kind, UInt64.random(in: 0...UInt64(UInt32.max))) }
    }

    /// Random rows, filters and queries.
    private struct Draw {
        var generator: SeededGenerator
        static let texts = ["DE", "FR", "de", "\u{DC}", "a%b"]

        mutating func customers() -> String {
            (1...12).map { id in
                let country = generator.chance(20) ? "" : generator.pick(Self.texts)
                let score = generator.chance(20) ? "" : "\(Int.random(in: -3...9, using: &generator)).5"
                return "\(id),\(country),\(score),2026-0\(Int.random(in: 1...9, using: &generator))-01\n"
            }.joined()
        }

        mutating func sales() -> String {
            (0..<50).map { _ in
                let id = generator.chance(15) ? "" : "\(Int.random(in: 1...15, using: &generator))"
                return "\(id),\(id),\(Int.random(in: -3...9, using: &generator))\n"
            }.joined()
        }

        /// A filter on a customer's columns, whose names begin with a text.
        mutating func filter(_ stem: String) -> String {
            func member(_ name: String, _ test: String, _ values: String) -> String {
                #"{"member": "\#(stem)\#(name)", "operator": "\#(test)", "values": [\#(values)]}"#
            }
            let text = "\"\(generator.pick(Self.texts))\""
            return switch Int.random(in: 0..<5, using: &generator) {
            case 0: member("country", generator.pick("equals", "notEquals"), text)
            case 1: member("country", generator.pick("in", "notIn"), "\(text), null")
            case 2: member("country", generator.pick("contains", "startsWith", "notContains"), text)
            case 3: member("score", generator.pick("gt", "lte"), "\(Int.random(in: -3...9, using: &generator)).5")
            default: member("since", generator.pick("inDateRange", "notInDateRange"), #""2026-02-01", "2026-05-31""#)
            }
        }

        /// A query; `C.` stands for the column that is looked up.
        mutating func query() -> (_ added: [String]) -> String {
            var parts = [
                #""measures": ["count", "sum(units)", "\#(generator.pick("countDistinct(C.country)", "min(C.score)", "shareOfTotal(count)", "max(C.since)"))", {"measure": "count", "as": "some", "filters": [\#(filter("C."))]}], "total": true"#
            ]
            if generator.chance(70) {
                parts.append(
                    #""dimensions": ["\#(generator.pick("C.country", "C.score", "units", "C.since.monthOfYear"))"]"#)
            }
            if generator.chance(30) {
                parts.append(
                    #""timeDimensions": [{"dimension": "C.since", "granularity": "month", "fill": \#(generator.chance(50))}]"#
                )
            }
            let own = generator.chance(60) ? [filter("C.")] : []
            return { [parts, own] added in
                "{" + (parts + [#""filters": [\#((own + added).joined(separator: ","))]"#]).joined(separator: ", ")
                    + "}"
            }
        }
    }

    @Test(
        "An answer to a client with filters on both datasets is the administrator's on the rows that exist",
        arguments: cases)
    func property(kind: RestrictedAnswerTests.Kind, seed: UInt64) async throws {
        try await kind.withStore { store in
            try await TestServer(store: store).test { client in
                var draw = Draw(generator: SeededGenerator(seed: seed))
                func definition(_ name: String) -> String {
                    #"{"name": "\#(name)", "key": ["id"], "columns": [{"name": "id", "type": "integer", "nullable": false}, {"name": "country", "type": "string"}, {"name": "score", "type": "decimal"}, {"name": "since", "type": "date"}]}"#
                }
                let answers = [
                    try await client.post("/v1/datasets", definition("customers")),
                    try await client.post(
                        "/v1/datasets",
                        #"{"name": "sales", "columns": [{"name": "customer", "type": "integer", "lookup": "customers"}, {"name": "twin", "type": "integer"}, {"name": "units", "type": "integer"}]}"#
                    ),
                    try await client.post(
                        "/v1/datasets/customers/rows", "id,country,score,since\n" + draw.customers(), type: "text/csv"),
                    try await client.post(
                        "/v1/datasets/sales/rows", "customer,twin,units\n" + draw.sales(), type: "text/csv"),
                ]
                #expect(answers.allSatisfy { $0.status == 201 }, "\(answers.map(\.body))")
                for number in 0..<4 {
                    let restriction = draw.filter("")
                    let own =
                        draw.generator.chance(50) ? [#"{"member": "units", "operator": "gt", "values": [0]}"#] : []
                    let key = try await client.makeKey(
                        #""scopes": ["read"], "datasets": ["sales", "customers"], "filters": {"customers": [\#(restriction)]\#(own.first.map { #", "sales": [\#($0)]"# } ?? "")}"#
                    )
                    // The rows that exist for the client, as a dataset of their own.
                    let seen = try await client.get(
                        "/v1/datasets/customers/rows?format=csv&ids=false", headers: key.headers)
                    #expect(try await client.post("/v1/datasets", definition("seen\(number)")).status == 201)
                    if seen.body.split(whereSeparator: \.isNewline).count > 1 {
                        let copied = try await client.post(
                            "/v1/datasets/seen\(number)/rows", seen.body, type: "text/csv")
                        #expect(copied.status == 201, "\(copied.body)")
                    }
                    let changed = try await client.send(
                        .patch, LookupWorld.path,
                        #"{"changeColumns": [{"name": "twin", "lookup": "seen\#(number)"}]}"#, as: [:])
                    #expect(changed.status == 200, "\(changed.body)")
                    for _ in 0..<8 {
                        let query = draw.query()
                        let mine = try await LookupWorld.ask(
                            client, query([]).replacing("C.", with: "customer."), as: key.headers)
                        let admins = try await LookupWorld.ask(client, query(own).replacing("C.", with: "twin."))
                        let context = "seed \(seed): \(query(own)), rows \(restriction)"
                        #expect(mine.status == 200 && admins.status == 200, "\(context): \(mine.body) \(admins.body)")
                        let data = try mine.json["data"]?.description.replacing("customer.", with: "twin.")
                        #expect(try data == admins.json["data"]?.description, "\(context)")
                        #expect(try mine.json["meta"]?["total"] == admins.json["meta"]?["total"], "\(context)")
                    }
                }
            }
        }
    }
}
