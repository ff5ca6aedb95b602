import Diagnostics
import Models
import Testing

@Suite("CSVRowParser")
struct CSVRowParserTests {
    @Test("Values of every type are read in the dataset's order, whatever the header's order")
    func types() throws {
        let columns = try dataset([
            "s": "string", "i": "integer", "d": "double", "m": "decimal", "b": "boolean", "t": "timestamp",
            "day": "date",
            "j": "json",
        ])
        let body = """
            day,t,b,m,d,i,s,j
            2026-03-29,2026-03-29T14:30:00.25+02:00,true,12.50,1e-3,-7,"a ""b"", c
            d","{ ""k"" : [ 1 , null ] }"
            ,,,,,,,
            """
        let result = BodyFormat.csv.read(body, as: columns)
        #expect(result.failure == nil)
        #expect(result.errors == [])
        #expect(
            result.rows == [
                [
                    .string("a \"b\", c\nd"), .integer(-7), .double(0.001),
                    .decimal(try #require(DecimalNumber("12.5"))), .boolean(true),
                    .timestamp(try #require(Timestamp("2026-03-29T12:30:00.25Z"))),
                    .date(try #require(CalendarDate("2026-03-29"))), .json(#"{"k":[1,null]}"#),
                ],
                [Value](repeating: .null, count: 8),
            ])
    }

    @Test("Lines end with LF, CRLF or CR, and the last line end is optional", arguments: ["\n", "\r\n", "\r"])
    func lineEnds(end: String) throws {
        let columns = try dataset(["a": "integer", "b": "string"])
        let lines = ["", "a,b", "1,x", "", "2,\"y\(end)z\"", "3,q\"", "4,w"]
        for last in [end, ""] {
            let result = BodyFormat.csv.read(lines.joined(separator: end) + last, as: columns)
            #expect(
                result.rows == [
                    [.integer(1), .string("x")], [.integer(2), .string("y\(end)z")], [.integer(4), .string("w")],
                ])
            #expect(result.summary == ["7 csv_quote"])
        }
    }

    @Test(
        "A header that is no header of the dataset is refused with the way that works",
        arguments: [
            ("a;b\n1;2\n", "these seem to be separated by semicolons, which \"api-server import\" reads"),
            ("a,b1,2", "--data-binary @FILE"), ("\u{FEFF}a,\"b\"1,\"2\"", "--data-binary @FILE"),
            ("former,b\n1,2\n", "which is \"a\" now"),
            ("Betrag (€),b\n1,2\n", "the name of the column with this label, which is \"b\""),
        ])
    func headerHints(body: String, hint: String) throws {
        let columns = [
            Column(name: try Identifier("a"), type: .integer, formerNames: [try Identifier("former")]),
            Column(name: try Identifier("b"), type: .integer, label: "Betrag (€)"),
        ]
        let dataset = try DatasetDefinition(name: Identifier("t"), columns: columns)
        var parser = CSVRowParser(dataset: dataset)
        let error = #expect(throws: RowError.self) {
            try body.utf8CString.dropLast().map { UInt8(bitPattern: $0) }.withUnsafeBytes { try parser.consume($0) }
            try parser.finish()
        }
        #expect(error?.expected.contains(hint) == true, "\(error?.expected ?? "")")
        #expect(error?.expected.contains("--data-binary") == !body.contains("\n"))
    }

    @Test("A byte order mark is skipped, even before a quoted name")
    func byteOrderMark() throws {
        let columns = try dataset(["a": "integer", "b": "integer"])
        for header in ["a,b", "\"a\",\"b\""] {
            let result = BodyFormat.csv.read("\u{FEFF}\(header)\n1,2\n", as: columns)
            #expect(result.rows == [[.integer(1), .integer(2)]])
        }
    }

    @Test("An empty field is null and a quoted empty field is the empty string")
    func empties() throws {
        let columns = try dataset(["s": "string", "r": "string!", "i": "integer", "k": "integer!"])
        let result = BodyFormat.csv.read("s,r,i,k\n,,,1\n\"\",\"\",,2\n,,\"\",3\n,,,\n", as: columns)
        #expect(
            result.rows == [
                [.null, .string(""), .null, .integer(1)], [.string(""), .string(""), .null, .integer(2)],
            ])
        #expect(result.summary == ["4 invalid_value i", "5 missing_value k"])
    }

    @Test("A blank line is an empty field if the header has one column")
    func blankLines() throws {
        let one = try dataset(["a": "string"])
        #expect(
            BodyFormat.csv.read("\n\na\nx\n\n\r\ny", as: one).rows == [
                [.string("x")], [.null], [.null], [.string("y")],
            ])
        let two = try dataset(["a": "string", "b": "string"])
        #expect(BodyFormat.csv.read("a,b\n\nx,\n\n\n", as: two).rows == [[.string("x"), .null]])
    }

    @Test(
        "A body with an invalid header is rejected",
        arguments: [
            ("", "1 missing_value  the end of the body / a header row with the names of the columns"),
            ("\n\n", "3 missing_value  the end of the body / a header row with the names of the columns"),
            ("amont,ts\n", #"1 unknown_column  "amont" / a column of the dataset; did you mean "amount"?"#),
            ("ts,zzzzzz\n", #"1 unknown_column  "zzzzzz" / a column of the dataset: ts, amount, note"#),
            ("\nts,amount,ts\n", #"2 duplicate_column ts the column "ts" a second time / every column once"#),
            (
                "amount\n1",
                #"1 missing_value ts a header without "ts" / a header with this column, which is not nullable"#
            ),
            (
                "ts,amo\"unt\n",
                #"1 csv_quote  "ts,amo\"unt" / quotes around the whole field only, and quotes inside it doubled"#
            ),
            ("ts,\"amount\n", "1 csv_quote  a quote that is never closed / a closing quote before the end of the body"),
        ])
    func headers(body: String, message: String) throws {
        let columns = try dataset(["ts": "timestamp!", "amount": "integer", "note": "string"])
        let failure = try #require(BodyFormat.csv.read(body, as: columns).failure)
        #expect(
            "\(failure.line ?? 0) \(failure.code.rawValue) \(failure.column ?? "") \(failure.got) / \(failure.expected)"
                == message)
    }

    @Test(
        "A number or a day of another notation is suggested in the expected one",
        arguments: [
            ("decimal", "\"1.234,56\"", "; did you mean \"1234.56\"?"), ("double", "5 %", "; did you mean \"5\"?"),
            ("integer", "1.250", "; did you mean \"1250\"?"), ("date", "12.03.2025", "; did you mean \"2025-03-12\"?"),
            ("decimal", "\"1,234\"", " (the decimal mark is \".\", and thousands have no separator)"),
            ("date", "03.2025", " a date such as 2026-03-29"), ("decimal", "viel", "such as 12.50"),
        ])
    func notations(type: String, field: String, end: String) throws {
        let result = BodyFormat.csv.read("v\n\(field)\n", as: try dataset(["v": type]))
        let expected = try #require(result.errors.first).expected
        #expect((" " + expected).hasSuffix(end), "\(expected)")
    }

    @Test("A parser throws the same error again after the body has become unreadable")
    func staysFailed() throws {
        var parser = CSVRowParser(dataset: try dataset(["a": "string"]))
        let first = #expect(throws: RowError.self) { try Array("b\n".utf8).withUnsafeBytes { try parser.consume($0) } }
        let second = #expect(throws: RowError.self) { try Array("a\n".utf8).withUnsafeBytes { try parser.consume($0) } }
        let third = #expect(throws: RowError.self) { try parser.finish() }
        #expect(first?.code == .unknownColumn)
        #expect(first == second)
        #expect(first == third)
    }

    @Test(
        "A value that is not of the column's type is rejected",
        arguments: [
            (
                "integer", ["1.5", "1e-3", "1.0.0", "nan", "", "x", "+", "-", "1 ", "0x1", "१"],
                ["9223372036854775808", "-9223372036854775809", "9223372036854775808.0", "1e19", "1e400"]
            ),
            ("double", ["nan", "inf", "0x1p3", ".", "e5", "1e", "1e+", "1,5", "--1", " 1"], ["1e309", "-1e400"]),
            ("decimal", ["1..2", "abc", "-"], ["1e39", "1e-39", "123456789012345678901234567890123456789"]),
            ("boolean", ["yes", "tru", "truE1", "2", "falsy", "TRUEE"], []),
            ("timestamp", ["2026-03-29", "2026-03-29T14:30:00", "2026-02-29T00:00:00Z", "1743258600"], []),
            ("date", ["2026-3-29", "29.03.2026", "2026-02-29", "0000-01-01"], []),
            ("json", ["{", "[1,]", "x", "1 2", "'a'"], []),
        ])
    func wrongTypes(type: String, invalid: [String], outOfRange: [String]) throws {
        let columns = try dataset(["v": type, "n": "integer"])
        for (texts, code) in [(invalid, RowError.Code.invalidValue), (outOfRange, .outOfRange)] {
            for text in texts {
                let quoted = "\"\(text.withDoubledQuotes)\""
                let result = BodyFormat.csv.read("n,v\n1,\(quoted)\n2,\n", as: columns)
                #expect(result.errors.map(\.code) == [code], "\(text)")
                #expect(result.errors.first?.column == "v")
                #expect(result.errors.first?.line == 2)
                #expect(result.errors.first?.got == text.quotedForMessage)
                #expect(result.rows == [[.null, .integer(2)]])
                #expect(result.rejected == 1)
            }
        }
    }

    @Test("Every notation of a value is read")
    func spellings() throws {
        let columns = try dataset(["i": "integer", "d": "double", "m": "decimal", "b": "boolean"])
        let body = """
            i,d,m,b
            +5,+.5,1e3,T
            -9223372036854775808,5.,-.50,F
            9223372036854775807,1e22,0.00000000000000000000000000000000000001,TRUE
            000000000000000000000000000007,-0.0,99999999999999999999999999999999999999,False
            0,1e-400,0,1
            -0,123456789012345678901234567890,-0,0
            """
        let result = BodyFormat.csv.read(body, as: columns)
        #expect(result.errors == [])
        #expect(result.rows.map { $0[0] } == [5, .min, .max, 7, 0, 0].map(Value.integer))
        #expect(
            result.rows.map { $0[1] }
                == [0.5, 5, 1e22, -0.0, 0, 1.2345678901234568e29].map(Value.double))
        #expect(
            result.rows.map { $0[2] }
                == [
                    "1000", "-0.5", "0.00000000000000000000000000000000000001", String(repeating: "9", count: 38), "0",
                    "0",
                ]
                .compactMap { DecimalNumber($0).map(Value.decimal) })
        #expect(result.rows.map { $0[3] } == [true, false, true, false, true, false].map(Value.boolean))
    }

    @Test("A whole number is read in every notation of JSON, as data frames write columns with gaps")
    func wholeNumbers() throws {
        let columns = try dataset(["i": "integer", "n": "integer"])
        let spellings = [
            "5.0", "1e3", "-7.00", "1e+16", "9007199254740993.0", "9223372036854775807.0", "1.50e1", "-0.0",
        ]
        let csv = BodyFormat.csv.read(
            "i,n\n,1\n" + spellings.map { "\($0),1\n" }.joined(), as: columns)
        let ndjson = BodyFormat.ndjson.read(
            "{\"n\":1}\n" + spellings.map { "{\"i\":\($0),\"n\":1}\n" }.joined(), as: columns)
        #expect(csv.errors == [])
        #expect(
            csv.rows.map { $0[0] } == [.null]
                + [5, 1000, -7, 10_000_000_000_000_000, 9_007_199_254_740_993, .max, 15, 0].map(Value.integer))
        #expect(csv.rows == ndjson.rows)
    }

    @Test("Minus zero is read as zero in every format")
    func minusZero() throws {
        let columns = try dataset(["d": "double"])
        let csv = BodyFormat.csv.read("d\n-0.0\n-0\n-1e-400\n", as: columns)
        let json = BodyFormat.json.read(#"[{"d":-0.0},{"d":-0},{"d":-1e-400}]"#, as: columns)
        for result in [csv, json] {
            #expect(result.rows.count == 3)
            for row in result.rows {
                guard case .double(let number) = row[0] else { throw BadValueError(row[0]) }
                #expect(number == 0 && number.sign == .plus)
            }
        }
    }

    private struct BadValueError: Error {
        let value: Value
        init(_ value: Value) { self.value = value }
    }

    @Test("Bytes that are not UTF-8 and U+0000 are rejected", arguments: ["s", "j", "i"])
    func notText(column: String) throws {
        let columns = try dataset(["s": "string", "j": "json", "i": "integer"])
        var body = Array("\(column)\n".utf8)
        let inner: [UInt8] = column == "j" ? [0x22, 0x22, 0x22, 0xC3, 0x28, 0x22, 0x22, 0x22] : [0x61, 0xFF]
        body += inner + [0x0A]
        if column == "s" { body += [0x61, 0x00, 0x0A] }
        if column == "j" { body += Array("\"\"\"\\u0000\"\"\"\n".utf8) }
        body += Array("12\n".utf8)
        // JSON needs its quotes inside those of the CSV field.
        let fixed = column == "j" ? body.map { $0 } : body
        let result = BodyFormat.csv.read(fixed, as: columns)
        #expect(result.errors.allSatisfy { $0.code == .invalidText && $0.column == column })
        #expect(result.rejected == (column == "i" ? 1 : 2))
        #expect(result.rows.count == 1)
    }

    @Test("A record with more or fewer fields than the header is rejected, and parsing continues")
    func fieldCount() throws {
        let columns = try dataset(["a": "integer", "b": "integer"])
        let result = BodyFormat.csv.read("a,b\n1\nx,2,3\n4,5\n6,7,", as: columns)
        #expect(result.rows == [[.integer(4), .integer(5)]])
        #expect(result.summary == ["2 field_count", "3 field_count", "5 field_count"])
        #expect(result.errors.map(\.got) == ["1 field", "3 fields", "3 fields"])
        #expect(result.errors.allSatisfy { $0.expected == "2 fields, as in the header" })
    }

    @Test("A record with a misplaced quote is rejected, and parsing continues after its line")
    func quotes() throws {
        let columns = try dataset(["a": "string", "b": "string"])
        let result = BodyFormat.csv.read(
            "a,b\nx\"y,1\n\"p\"q,2\n\"r\" ,3\n\"multi\nline\"x,\"4\nok,5\n\"open,6\nz,7\n", as: columns)
        #expect(result.summary == ["2 csv_quote", "3 csv_quote", "4 csv_quote", "5 csv_quote"])
        // The quote after the comma of line 6 opens a field that ends before "open".
        #expect(result.rows == [[.string("z"), .string("7")]])
        let other = BodyFormat.csv.read("a,b\nx\"y,1\nok,5\n\"open,6\nz,7\n", as: columns)
        #expect(other.rows == [[.string("ok"), .string("5")]])
        #expect(other.summary == ["2 csv_quote", "4 csv_quote"])
        #expect(other.errors.last?.got == "a quote that is never closed")
    }

    @Test("Each invalid column of a row is reported, and the row is counted once")
    func severalErrors() throws {
        let columns = try dataset(["a": "integer!", "b": "boolean", "c": "date"])
        let result = BodyFormat.csv.read("a,b,c\n,no,never\n1,t,2026-01-01\n", as: columns)
        #expect(result.summary == ["2 missing_value a", "2 invalid_value b", "2 invalid_value c"])
        #expect(result.rejected == 1)
        #expect(result.rows.count == 1)
    }

    @Test("The first 100 errors are kept, and all invalid rows are counted")
    func manyErrors() throws {
        let columns = try dataset(["a": "integer", "b": "integer"])
        let bad = String(repeating: "x,y\n", count: 999)
        let result = BodyFormat.csv.read("a,b\n\(bad)1,2\n", as: columns)
        #expect(result.rejected == 999)
        #expect(result.errors.count == 100)
        #expect(result.errors.last?.line == 51)
        #expect(result.rows.count == 1)
    }

    @Test("A row longer than the limit is rejected, and parsing continues, whole or in pieces")
    func longRows() throws {
        let columns = try dataset(["a": "string", "b": "string"])
        let limits = RowParserLimits(rowBytes: 20)
        let body = Array(
            "a,b\n\(String(repeating: "x", count: 18)),1\n\(String(repeating: "y", count: 19)),2\n\"\n\n\(String(repeating: "z", count: 40))\",3\nok,4\n"
                .utf8)
        for cuts in [[], Array(1..<body.count), [30], [60]] {
            let result = BodyFormat.csv.read(body, as: columns, cuts: cuts, limits: limits)
            #expect(
                result.rows == [
                    [.string(String(repeating: "x", count: 18)), .string("1")], [.string("ok"), .string("4")],
                ])
            #expect(result.summary == ["3 row_too_long", "4 row_too_long"])
            #expect(result.errors.last?.expected == "a row of at most 20 bytes")
        }
    }
}
