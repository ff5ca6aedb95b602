import Models
import TestSupport
import Testing

/// Tests that the ends of a body's pieces do not affect the rows and the errors.
@Suite("RowParser")
struct ChunkingTests {
    static let bodies: [(BodyFormat, String)] = [
        (
            .csv,
            "\u{FEFF}s,i,t\r\n\"é\"\"😀\r\n,\",1,2026-03-29T14:30:00+02:00\r\n\r\nx,y,z\r\na\"b,2,\r\n,3,\n\"q\rr\",4,\r5,6\r\"u"
        ),
        (.csv, "s,wrong\n1,2\n"),
        (.csv, "\r\ni\r1\r\n\r\n\n2\r"),
        (.csv, "i,s\n1,\"a\"b,\"\nc\",\n2,x\n"),
        (
            .json,
            "\u{FEFF}[ {\"s\":\"é\\\"\\ud83d\\ude00]}\", \"i\" : 12 ,\"j\":[ {\"a\":\"}\"} , -1.5e3, null]},\n{\"i\":\"x\",\"j\":true}, [1,[2]] ,tr"
        ),
        (.json, "{\"i\":1,\n\"i\":2} \n"),
        (.json, "[{\"i\":1},{\"i\":1,,},{\"i\":2}]"),
        (.json, "[{\"i\":1},\n{\"i\":nulls_and_so_on_and_on_and_on_and_on_and_on},{\"i\":2}]"),
        (.json, "[ 12 , \"a]\\\"\", {\"i\":0}, true,false,null]x"),
        (
            .ndjson,
            "\u{FEFF}{\"s\":\"é\\u00e9\"}\r\n\n{\"i\":1}{\n{\"j\":{\"b\" : []}}\n  \n{\"i\":9223372036854775808}\n{\"s\":\"\u{1}\"}\n{\"i\":3}"
        ),
    ]

    @Test("A body in two, three or single-byte pieces gives the same rows and errors as a whole one", arguments: bodies)
    func everySplit(format: BodyFormat, text: String) throws {
        let columns = try dataset(["s": "string", "i": "integer", "t": "timestamp", "j": "json"])
        let body = Array(text.utf8)
        let limits = RowParserLimits(rowBytes: 60)
        let whole = format.read(body, as: columns, limits: limits)
        #expect(!whole.rows.isEmpty || !whole.errors.isEmpty || whole.failure != nil)
        for first in 0...body.count {
            for second in stride(from: first, through: body.count, by: 3) {
                let split = format.read(body, as: columns, cuts: [first, second], takingBatches: true, limits: limits)
                #expect(split == whole, "cut at \(first) and \(second)")
                if split != whole { return }
            }
        }
        let bytes = format.read(body, as: columns, cuts: Array(1..<body.count), takingBatches: true, limits: limits)
        #expect(bytes == whole)
    }

    @Test(
        "A random body never traps and gives the same rows and errors in any pieces", arguments: BodyFormat.allCases,
        seeds)
    func randomBodies(format: BodyFormat, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let columns = try dataset([
            "s": "string", "i": "integer!", "d": "double", "m": "decimal", "b": "boolean", "t": "timestamp",
            "day": "date",
            "j": "json",
        ])
        let pieces: [String] =
            format == .csv
            ? [
                ",", ",", ",", "\"", "\"\"", "\n", "\r\n", "\r", "1", "-2.5e3", "true", "x", "é", "😀",
                "2026-03-29T14:30:00Z", "", "{}", "99999999999999999999",
            ]
            : [
                "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0041", "\\ud83d", "\n", "1", "-2.5e3", "true", "null",
                "\"s\":", "\"i\":1", "{\"i\":1},", "{\"i\":2}\n", "é", " ", "\"j\":[{}]",
            ]
        for _ in 0..<300 {
            var body: [UInt8] = []
            if format == .csv, Bool.random(using: &random) { body += Array("i,s,d\n".utf8) }
            if format == .json, Bool.random(using: &random) { body += Array("[".utf8) }
            for _ in 0..<Int.random(in: 0..<40, using: &random) {
                if Int.random(in: 0..<25, using: &random) == 0 {
                    body.append(UInt8.random(in: 0...255, using: &random))
                } else if let piece = pieces.randomElement(using: &random) {
                    body += Array(piece.utf8)
                }
            }
            let limits = RowParserLimits(rowBytes: Int.random(in: 1...80, using: &random))
            let whole = format.read(body, as: columns, limits: limits)
            for _ in 0..<8 {
                let cuts = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                    Int.random(in: 0...body.count, using: &random)
                }
                let split = format.read(
                    body, as: columns, cuts: cuts.sorted(), takingBatches: Bool.random(using: &random), limits: limits)
                #expect(
                    split == whole,
                    "seed \(seed), cuts \(cuts.sorted()), limit \(limits.rowBytes): \(String(decoding: body, as: UTF8.self).debugDescription)"
                )
                if split != whole { return }
            }
        }
    }

    @Test("Random rows written as CSV or JSON are read back unchanged", arguments: BodyFormat.allCases, seeds)
    func roundTrip(format: BodyFormat, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let columns = try dataset(["s": "string", "i": "integer", "d": "double", "t": "timestamp", "b": "boolean"])
        let alphabet: [Unicode.Scalar] = Array("ab,\"\n\r\\ é😀\u{7F}\u{301}{}[]:".unicodeScalars)
        var rows: [[Value]] = []
        for _ in 0..<500 {
            var text = ""
            for _ in 0..<Int.random(in: 0..<30, using: &random) {
                text.unicodeScalars.append(alphabet.randomElement(using: &random) ?? "x")
            }
            let double = Double(bitPattern: random.next())
            let row: [Value] = [
                .string(text), .integer(Int64(bitPattern: random.next()) >> Int64.random(in: 0..<60, using: &random)),
                .double(double.isFinite ? double : 0.1),
                .timestamp(
                    Timestamp(
                        microseconds: Int64.random(
                            in: Timestamp.earliest.microseconds...Timestamp.latest.microseconds, using: &random))),
                .boolean(Bool.random(using: &random)),
            ]
            rows.append(row.map { Int.random(in: 0..<10, using: &random) == 0 ? .null : $0 })
        }
        let body = format.write(rows, columns: columns.columns.map(\.name.rawValue))
        let cuts = (0..<20).map { _ in Int.random(in: 0...body.count, using: &random) }.sorted()
        let result = format.read(body, as: columns, cuts: cuts, takingBatches: true)
        #expect(result.failure == nil)
        #expect(result.errors == [])
        #expect(result.rows == rows)
    }
}

extension BodyFormat {
    fileprivate func write(_ rows: [[Value]], columns: [String]) -> [UInt8] {
        let texts: [[String]] = rows.map { row in
            zip(columns, row).map { column, value in
                switch value {
                case .null: self == .csv ? "" : "\"\(column)\":null"
                case .string(let text):
                    self == .csv
                        ? "\"\(text.withDoubledQuotes)\""
                        : "\"\(column)\":\(JSONValue.string(text))"
                case .timestamp(let instant): self == .csv ? "\(instant)" : "\"\(column)\":\"\(instant)\""
                case .integer(let number): self == .csv ? "\(number)" : "\"\(column)\":\(number)"
                case .double(let number): self == .csv ? "\(number)" : "\"\(column)\":\(number)"
                case .boolean(let truth): self == .csv ? "\(truth)" : "\"\(column)\":\(truth)"
                default: ""
                }
            }
        }
        switch self {
        case .csv: return Array(([columns] + texts).map { $0.joined(separator: ",") + "\r\n" }.joined().utf8)
        case .json: return Array("[\(texts.map { "{\($0.joined(separator: ","))}" }.joined(separator: ","))]".utf8)
        case .ndjson: return Array(texts.map { "{\($0.joined(separator: ","))}\n" }.joined().utf8)
        }
    }
}

extension String {
    /// Returns the text of a quoted CSV field; works on scalars, because a combining mark after a quote would hide the quote.
    var withDoubledQuotes: String {
        var result = ""
        for scalar in unicodeScalars {
            result.unicodeScalars.append(scalar)
            if scalar == "\"" { result.unicodeScalars.append(scalar) }
        }
        return result
    }
}
