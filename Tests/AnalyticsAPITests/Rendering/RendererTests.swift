import Models
import NIOCore
import StorageTesting
import TestSupport
import Testing

@testable import AnalyticsAPI

@Suite("Answer renderers")
struct RendererTests {
    static func render(_ format: AnswerFormat, _ columns: [ResultColumn], _ rows: [[Value]], big: Bool = false)
        -> String
    {
        var renderer = format.renderer(columns, style: AnswerStyle(bigNumbersAsStrings: big))
        var buffer = ByteBuffer()
        renderer.begin(into: &buffer)
        // Two batches, so that separators between batches are covered too.
        let middle = rows.count / 2
        for part in [rows[..<middle], rows[middle...]] {
            renderer.rows(RowBatch(columns.map(\.type), rows: Array(part)), into: &buffer)
        }
        renderer.end(AnswerSummary(dataVersion: 3, elapsed: .microseconds(1500)), into: &buffer)
        return String(buffer: buffer)
    }

    static func json(_ value: Value, _ type: ColumnType, zone: ZoneRules? = nil, big: Bool = false) -> String {
        let text = render(.ndjson, [ResultColumn(name: "v", type: type, zone: zone)], [[value]], big: big)
        return String(text.dropFirst(5).prefix { $0 != "\n" }.dropLast())
    }

    static func csv(_ value: Value, _ type: ColumnType) -> String {
        let columns = [ResultColumn(name: "v", type: type), ResultColumn(name: "w", type: .boolean)]
        // Swift counts "\r
        // " as one character.
        return String(render(.csv, columns, [[value, true]]).dropFirst(4).dropLast(6))
    }

    static let samples: [(Value, ColumnType, json: String, csv: String)] = [
        (nil, .string, "null", ""), ("", .string, #""""#, #""""#), ("a", .string, #""a""#, "a"),
        ("a,b", .string, #""a,b""#, #""a,b""#), ("\"", .string, #""\"""#, #""""""#),
        ("a\r\nb", .string, #""a\r\nb""#, "\"a\r\nb\""),
        ("\\\t\u{1}\u{1F}", .string, #""\\\t\u0001\u001f""#, "\\\t\u{1}\u{1F}"),
        ("ü€😀\u{7F}", .string, "\"ü€😀\u{7F}\"", "ü€😀\u{7F}"), (" a ", .string, #"" a ""#, " a "),
        (0, .integer, "0", "0"), (-1, .integer, "-1", "-1"),
        (.integer(.max), .integer, "9223372036854775807", "9223372036854775807"),
        (.integer(.min), .integer, "-9223372036854775808", "-9223372036854775808"),
        (0.0, .double, "0.0", "0.0"), (.double(-0.0), .double, "0.0", "0.0"), (0.1, .double, "0.1", "0.1"),
        (1e300, .double, "1e+300", "1e+300"), (.double(.leastNonzeroMagnitude), .double, "5e-324", "5e-324"),
        (-3.0, .double, "-3.0", "-3.0"),
        (.double(9_007_199_254_740_992), .double, "9007199254740992.0", "9007199254740992.0"),
        (true, .boolean, "true", "true"), (false, .boolean, "false", "false"), (nil, .boolean, "null", ""),
        (.json(#"{"a":[1,"x"]}"#), .json, #"{"a":[1,"x"]}"#, #""{""a"":[1,""x""]}""#),
    ]

    @Test("Renderers write each value as JSON and CSV", arguments: samples)
    func values(value: Value, type: ColumnType, json: String, csv: String) {
        #expect(Self.json(value, type) == json)
        #expect(Self.csv(value, type) == csv)
    }

    @Test("Renderers write decimals, dates and timestamps")
    func times() throws {
        let small = "0." + String(repeating: "0", count: 37) + "1"
        for text in ["0", "-12.5", "123456789012345678901234567890.12345678", small, "-" + small] {
            let number = try Value.exact(text)
            #expect(Self.json(number, .decimal) == text)
            #expect(Self.csv(number, .decimal) == text)
        }
        #expect(Self.json(try .day("2026-02-28"), .date) == "\"2026-02-28\"")
        #expect(Self.json(try .at("2026-01-02T03:04:05.000006Z"), .timestamp) == "\"2026-01-02T03:04:05.000006Z\"")
        #expect(Self.csv(try .at("2026-01-02T03:04:05Z"), .timestamp) == "2026-01-02T03:04:05Z")
    }

    @Test("Renderers write a bucket's start with its zone's offset, correct even for offsets with seconds")
    func zones() throws {
        let berlin = try #require(ZoneRules.named("Europe/Berlin"))
        #expect(
            Self.json(try .at("2026-03-28T23:00:00Z"), .timestamp, zone: berlin) == "\"2026-03-29T00:00:00+01:00\"")
        #expect(Self.json(try .at("2026-03-29T22:00:00Z"), .timestamp, zone: .utc) == "\"2026-03-29T22:00:00Z\"")
        // Berlin's local mean time was 53 minutes and 28 seconds ahead of UTC; this is its first instant of 1880.
        #expect(
            Self.json(try .at("1879-12-31T23:06:32Z"), .timestamp, zone: berlin) == "\"1879-12-31T23:59:32+00:53\"")
        // UTC is used if the local year is out of range.
        #expect(
            Self.json(try .at("9999-12-31T23:00:00Z"), .timestamp, zone: berlin) == "\"9999-12-31T23:00:00Z\"")
        let newYork = try #require(ZoneRules.named("America/New_York"))
        #expect(
            Self.json(try .at("0001-01-01T00:00:00Z"), .timestamp, zone: newYork) == "\"0001-01-01T00:00:00Z\"")
    }

    @Test(
        "Renderers write only integers beyond a double's exact range as strings on request",
        arguments: [
            (Value.integer(9_007_199_254_740_992), ColumnType.integer, "9007199254740992"),
            (.integer(9_007_199_254_740_993), .integer, "\"9007199254740993\""),
            (.integer(.min), .integer, "\"-9223372036854775808\""), (1e300, .double, "1e+300"),
        ])
    func bigIntegers(value: Value, type: ColumnType, expected: String) {
        #expect(Self.json(value, type, big: true) == expected)
    }

    @Test("Renderers write long decimals as strings and short ones as numbers on request")
    func bigDecimals() throws {
        #expect(Self.json(try .exact("12345678901234.5"), .decimal, big: true) == "12345678901234.5")
        #expect(Self.json(try .exact("1234567890123456.5"), .decimal, big: true) == "\"1234567890123456.5\"")
    }

    @Test("Renderers write valid documents for results without rows or columns")
    func empty() throws {
        let column = ResultColumn(name: "a \"b\"", type: .integer)
        #expect(Self.render(.csv, [column], []) == "\"a \"\"b\"\"\"\r\n")
        #expect(Self.render(.ndjson, [column], []) == #"{"_end":{"rows":0}}"# + "\n")
        #expect(
            Self.render(.json(arrays: false), [column], [])
                == #"{"columns":[{"name":"a \"b\"","type":"integer"}],"data":[],"#
                + #""meta":{"source":"raw","exact":true,"truncated":false,"dataVersion":3,"elapsedMs":1.500}}"# + "\n")
    }

    @Test("Rendered values parse back to the same values", arguments: [1, 2, 3] as [UInt64])
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let definition = try DatasetDefinition(
            name: Identifier("d"),
            columns: [
                Column(name: Identifier("s"), type: .string), Column(name: Identifier("i"), type: .integer),
                Column(name: Identifier("d"), type: .double), Column(name: Identifier("b"), type: .boolean),
                Column(name: Identifier("t"), type: .timestamp), Column(name: Identifier("x"), type: .decimal),
            ])
        let types = definition.columns.map(\.type)
        let rows = (0..<500).map { _ in types.map { Self.value($0, &random) } }
        let columns = definition.columns.map { ResultColumn(name: $0.name.rawValue, type: $0.type) }

        var csv: any RowParser = CSVRowParser(dataset: definition)
        var ndjson: any RowParser = NDJSONRowParser(dataset: definition)
        #expect(try Self.parse(Self.render(.csv, columns, rows), &csv) == rows, "seed \(seed)")
        let lines = Self.render(.ndjson, columns, rows)
        let body = lines.split(separator: "\n").dropLast().joined(separator: "\n")
        #expect(try Self.parse(body, &ndjson) == rows, "seed \(seed)")
        let document = try JSONValue(parsing: Self.render(.json(arrays: true), columns, rows))
        guard case .array(let data)? = document["data"] else {
            Issue.record("no data")
            return
        }
        #expect(data.count == rows.count)
    }

    private static func parse(_ text: String, _ parser: inout any RowParser) throws -> [[Value]] {
        try Array(text.utf8).withUnsafeBytes { try parser.consume($0) }
        try parser.finish()
        #expect(parser.errors.isEmpty)
        let batch = parser.takeBatch()
        return (0..<batch.rowCount).map { batch[$0] }
    }

    private static func value(_ type: ColumnType, _ random: inout SeededGenerator) -> Value {
        if UInt8.random(in: 0..<8, using: &random) == 0 { return .null }
        switch type {
        case .integer: return .integer(Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random))
        case .boolean: return .boolean(.random(using: &random))
        case .timestamp:
            return .timestamp(
                Timestamp(
                    microseconds: .random(
                        in: Timestamp.earliest.microseconds...Timestamp.latest.microseconds, using: &random)))
        case .decimal:
            let coefficient =
                Int128(Int64(bitPattern: random.next())) * Int128(Int64.random(in: 1...1_000_000, using: &random))
            return DecimalNumber(coefficient: coefficient, scale: .random(in: 0...30, using: &random)).map {
                .decimal($0)
            } ?? .null
        case .double:
            let number = Double(bitPattern: random.next())
            return .double(number.isFinite ? number : Double(Int8(truncatingIfNeeded: random.next())))
        case .string, .json, .date:
            let alphabet: [Unicode.Scalar] = ["a", ",", "\"", "\n", "\r", "\\", "\t", "\u{1}", "ü", "😀", " ", "\u{7F}"]
            var text = ""
            for _ in 0..<Int.random(in: 0..<12, using: &random) {
                text.unicodeScalars.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
            }
            return .string(text)
        }
    }
}
