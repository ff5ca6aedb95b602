import Basics
import HTTPTypes
import Models
import Testing

@testable import AnalyticsAPI

@Suite("Reading requests")
struct RequestParsingTests {
    @Test(
        "The response format is the offered one that the Accept header prefers",
        arguments: [
            ([], "application/json"), (["*/*"], "application/json"), (["text/csv"], "text/csv"),
            (["TEXT/CSV"], "text/csv"), (["application/json;q=0.5, text/csv"], "text/csv"),
            (["text/*;q=0.9, application/json;q=0.8"], "text/csv"), (["application/*"], "application/json"),
            (["text/html,application/xhtml+xml,*/*;q=0.8"], "application/json"),
            (["image/svg+xml", "application/x-ndjson"], "application/x-ndjson"), (["image/png"], nil),
            (["application/json;q=0"], nil), (["*/*;q=0.1, application/json;q=0"], "application/x-ndjson"),
            (["text/csv;q=1.0;header=present , application/json"], "application/json"),
            (["nonsense"], "application/json"),
        ] as [([String], String?)])
    func accept(lines: [String], expected: String?) {
        let offered = ["application/json", "application/x-ndjson", "text/csv"]
        #expect(MediaRange.choose(accept: lines, offered: offered) == expected)
    }

    @Test(
        "Query parameters are percent-decoded",
        arguments: [
            ("a=1&b=2", ["a": "1", "b": "2"]), ("a=%7B%22x%22%3A1%7D", ["a": "{\"x\":1}"]), ("a=b+c%2B", ["a": "b c+"]),
            ("a", ["a": ""]), ("a=b=c", ["a": "b=c"]), ("", [:]), ("&&a=1&", ["a": "1"]), ("%61=x", ["a": "x"]),
        ] as [(String, [String: String])])
    func parameters(query: String, expected: [String: String]) throws {
        let parameters = try QueryParameters(query, known: ["a", "b"])
        for name in ["a", "b"] { #expect(parameters[name] == expected[name]) }
    }

    @Test(
        "A parameter that is not valid percent-encoded UTF-8 is rejected",
        arguments: ["a=%", "a=%4", "a=%GG", "a=%FF", "%FF=a", "a=%ED%A0%80"]
    )
    func badEncoding(query: String) {
        #expect(throws: APIError.self) { try QueryParameters(query, known: ["a"]) }
    }

    @Test("Percent-encoding and decoding round-trip", arguments: ["", "a b+c&d=e/ü😀\"%", "-._~09azAZ"])
    func encoding(text: String) {
        #expect(QueryParameters.decode(Substring(PercentEncoding.encode(text))) == text)
    }

    @Test(
        "Entity tags are parsed from a list",
        arguments: [
            ("\"a\"", ["a"]), ("W/\"a\", \"b\"", ["a", "b"]), ("*", nil), (" \"a\" ,, \"\" ", ["a", ""]),
        ] as [(String, [String]?)])
    func tags(text: String, expected: [String]?) throws {
        #expect(try EntityTag.list(text, header: "If-Match")?.map(\.opaque) == expected)
    }

    @Test("A malformed entity tag is rejected", arguments: ["", "a", "\"a", "W/a", "\"a\" b"])
    func badTags(text: String) {
        #expect(throws: APIError.self) { try EntityTag.list(text, header: "If-Match") }
    }

    @Test(
        "The handling preference is parsed, and unknown preferences are ignored",
        arguments: [
            ("handling=lenient", RowHandling.lenient), ("respond-async, handling=strict", .strict),
            ("Handling = \"lenient\"; x=1", .lenient), ("return=minimal", nil), ("", nil), (";, ;", nil),
        ] as [(String, RowHandling?)])
    func preferences(text: String, expected: RowHandling?) throws {
        #expect(try RowHandling.preferred([.prefer: text]) == expected)
    }

    @Test("A query's digest depends on every part of the query and on nothing else")
    func digests() throws {
        let dataset = Dataset(
            id: 1,
            definition: try DatasetDefinition(
                name: Identifier("d"), columns: [Column(name: Identifier("a"), type: .string)]),
            rowCount: 0, dataVersion: 1, createdAt: Timestamp(microseconds: 0))
        func tag(_ query: Query, version: Int64 = 1, format: AnswerFormat = .csv, big: Bool = false) -> String {
            var digest = QueryDigest(
                dataset: dataset, dataVersion: version, format: format, style: AnswerStyle(bigNumbersAsStrings: big))
            digest.add(query)
            return digest.tag().opaque
        }
        var all = [
            Query(), Query(measures: ["count"]), Query(measures: [MeasureItem("count", as: "n")]),
            Query(dimensions: ["count"]),
            Query(dimensions: ["a", "b"]), Query(dimensions: ["ab"]), Query(timeDimensions: [TimeDimension("a")]),
            Query(timeDimensions: [TimeDimension("a", granularity: "day")]),
            Query(timeDimensions: [TimeDimension("a", dateRange: ["x", "y"])]),
            Query(timeDimensions: [TimeDimension("a", fill: true)]),
            Query(filters: [.member("a", .equals, [.string("1")])]),
            Query(filters: [.member("a", .equals, [.number("1")])]),
            Query(filters: [.member("a", .equals, [.null])]), Query(filters: [.member("a", .notEquals, [.null])]),
            Query(filters: [.and([.member("a", .equals, [.null])])]),
            Query(filters: [.or([.member("a", .equals, [.null])])]),
            Query(order: [OrderItem("a")]), Query(order: [OrderItem("a", .desc)]), Query(limit: 1), Query(offset: 1),
            Query(timezone: "Europe/Berlin"), Query(total: true),
        ].map { tag($0) }
        all += [
            tag(Query(), version: 2), tag(Query(), format: .ndjson), tag(Query(), format: .json(arrays: true)),
            tag(Query(), format: .json(arrays: false)), tag(Query(), big: true),
        ]
        #expect(Set(all).count == all.count)
        #expect(tag(Query(limit: 5)) == tag(Query(limit: 5)))
    }

    @Test("A cursor round-trips, and text that only resembles a cursor is rejected")
    func cursors() throws {
        let dataset = Dataset(
            id: 40,
            definition: try DatasetDefinition(
                name: Identifier("d"), columns: [Column(name: Identifier("a"), type: .string)]),
            rowCount: 0, dataVersion: 1, createdAt: Timestamp(microseconds: 0))
        let cursor = PageCursor(dataset: 40, after: 123_456, dataVersion: 7)
        #expect(cursor.text == "14.2n9c.7")
        #expect(try PageCursor(cursor.text) == cursor)
        let others = [
            "", ".", "14", "14.", "14.2n9c", "14.2n9c.", "14.2n9c.7.", "+14.2n9c.7", "14.2N9C.7", "014.2n9c.7",
            "14.-1.7",
        ]
        for text in others { #expect(throws: APIError.self, "\(text)") { try PageCursor(text) } }
        try cursor.check(dataset)
        #expect(throws: APIError.self) {
            try PageCursor(dataset: 41, after: 123_456, dataVersion: 7).check(dataset)
        }
    }
}
