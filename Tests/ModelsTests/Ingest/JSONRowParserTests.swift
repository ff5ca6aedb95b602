import Models
import Testing

@Suite("JSONRowParser and NDJSONRowParser")
struct JSONRowParserTests {
    @Test(
        "Values of every type are read, with keys in any order and escaped or not",
        arguments: [BodyFormat.json, .ndjson])
    func types(format: BodyFormat) throws {
        let columns = try dataset([
            "s": "string", "i": "integer", "d": "double", "m": "decimal", "b": "boolean", "t": "timestamp",
            "day": "date",
            "j": "json",
        ])
        let result = format.read(
            #"{"day":"2026-03-29","\u0074":"2026-03-29T14:30:00Z","b":false,"m":"12.50","d":-1e-3,"i":1.5e1,"s":"\u00e4\n","j":{"k": [1, "\u0041"] } }"#,
            as: columns)
        #expect(result.failure == nil)
        #expect(result.errors == [])
        #expect(
            result.rows == [
                [
                    .string("ä\n"), .integer(15), .double(-0.001), .decimal(try #require(DecimalNumber("12.5"))),
                    .boolean(false), .timestamp(try #require(Timestamp("2026-03-29T14:30:00Z"))),
                    .date(try #require(CalendarDate("2026-03-29"))), .json(#"{"k":[1,"\u0041"]}"#),
                ]
            ])
    }

    @Test("Rows of an array or of lines are read, with the line of each error")
    func rows() throws {
        let columns = try dataset(["a": "integer!", "b": "string"])
        let objects = [
            #"{"a":1}"#, #"{"a":"1"}"#, #"{"b":"x"}"#, #"{"a":2,"c":3}"#, #"{"a":3,"a":4}"#, "17", #"{"b":null,"a":5}"#,
        ]
        let array = BodyFormat.json.read("\u{FEFF} [\n" + objects.joined(separator: "\n,") + "\n]\n ", as: columns)
        let lines = BodyFormat.ndjson.read("\u{FEFF}\n" + objects.joined(separator: "\r\n") + "\n \n\n", as: columns)
        for result in [array, lines] {
            #expect(result.failure == nil)
            #expect(result.rows == [[.integer(1), .null], [.integer(5), .null]])
            #expect(
                result.summary == [
                    "3 invalid_value a", "4 missing_value a", "5 unknown_column", "6 duplicate_column a",
                    "7 json_syntax",
                ])
            #expect(
                result.errors.map(\.got) == [
                    #"the string "1""#, "an object without this key", #""c""#, "the key a second time", "the number 17",
                ])
            #expect(result.rejected == 5)
        }
    }

    @Test("An object is one row, and an empty array has none")
    func single() throws {
        let columns = try dataset(["a": "integer"])
        #expect(BodyFormat.json.read(" {\"a\":1} \n", as: columns).rows == [[.integer(1)]])
        #expect(BodyFormat.json.read("{}", as: columns).rows == [[.null]])
        #expect(BodyFormat.json.read(" [ ] ", as: columns) == BodyFormat.ndjson.read("", as: columns))
    }

    @Test(
        "Only values of the expected JSON type are accepted",
        arguments: [
            ("string", #""x" "1""#, "1 true {} []", ""),
            (
                "integer", "1 -0 1.0 1e3 9223372036854775807", #""1" 1.5 1e-1 true [1] {"a":1}"#,
                "1e19 9223372036854775808 1e400"
            ),
            ("double", "1 -0.0 1e308 1e-400", #""1" false []"#, "1e309 -1e400"),
            ("decimal", #"1 1.50 "1.50" "1e3""#, #"true {} "x" """#, #"1e39 "1e39""#),
            ("boolean", "true false", #""true" 1 0 {}"#, ""),
            ("timestamp", #""2026-03-29T14:30:00Z""#, #"1743258600 "2026-03-29" """#, ""),
            ("date", #""2026-03-29""#, #"20260329 "2026-03-29T00:00:00Z""#, ""),
            ("json", #"1 true [] {} "x" 1e999"#, "", ""),
        ])
    func valueTypes(type: String, good: String, invalid: String, outOfRange: String) throws {
        let columns = try dataset(["v": type])
        for (texts, code) in [(good, nil), (invalid, RowError.Code.invalidValue), (outOfRange, .outOfRange)] {
            for text in texts.split(separator: " ") {
                let result = BodyFormat.json.read("[{\"v\":\(text)}]", as: columns)
                #expect(result.failure == nil)
                #expect(result.errors.first?.code == code, "\(text)")
                #expect(result.rows.count == (code == nil ? 1 : 0))
            }
        }
    }

    @Test(
        "A number in quotes is suggested without them, and a decimal with a decimal point",
        arguments: [
            ("integer", "12", "; did you mean 12, without quotes?"),
            ("double", "1.234,56", "; did you mean 1234.56, without quotes?"),
            ("decimal", "1.234,56", "; did you mean \"1234.56\"?"),
        ])
    func quotedNumbers(type: String, text: String, end: String) throws {
        let columns = try dataset(["v": type])
        let read = BodyFormat.json.read("[{\"v\":\"\(text)\"}]", as: columns)
        let expected = try #require(read.errors.first).expected
        #expect(expected.hasSuffix(end), "\(expected)")
        let row = JSONObjectRow([JSONMember(key: "v", value: .string(text))], columns: columns.columns)
        #expect(row.errors.first?.expected.hasSuffix(end) == true)
    }

    @Test(
        "A syntax error ends the parsing and has a line and a byte",
        arguments: [
            ("", "1: the end of the body / an object or an array of objects"),
            ("\n 5", "2: \"5\" at byte 3 of the body / an object or an array of objects"),
            ("[", "1: the end of the body / an object or \"]\""),
            ("[{\"a\":1}", "1: the end of the body / \",\" or \"]\""),
            ("[{\"a\":1},", "1: the end of the body / an object"),
            ("[{\"a\":1},]", "1: \"]\" at byte 10 of the body / an object"),
            ("[{\"a\":1} {", "1: \"{\" at byte 10 of the body / \",\" or \"]\""),
            ("[{\"a\":1}] x", "1: \"x\" at byte 11 of the body / the end of the body"),
            (
                "{\"a\":1}\n{\"a\":2}",
                "2: \"{\" at byte 9 of the body / the end of the body; JSON with one object a line has the content type application/x-ndjson"
            ),
            (
                "Order,x\n1,2\n",
                "1: \"O\" at byte 1 of the body / an object or an array of objects; CSV has the content type text/csv"
            ),
            (
                "\"Order\",x\n1,2\n",
                "1: \"\\\"\" at byte 1 of the body / an object or an array of objects; CSV has the content type text/csv"
            ),
            ("[{\"a\":1}]{", "1: \"{\" at byte 10 of the body / the end of the body"),
            ("{\"a\":1},{\"a\":2}", "1: \",\" at byte 8 of the body / the end of the body"),
            ("[\n{\"a\":\n1,}]", "3: \"}\" at byte 11 of the body / a string in double quotes"),
            ("[{\"a\":nule}]", "1: \"nule\" at byte 7 of the body / a JSON value"),
            ("[tru,{}]", "1: \"tru\" at byte 2 of the body / an object"),
            ("[{\"a\":{]}]", "1: \"]\" at byte 8 of the body / a string in double quotes"),
            ("[{\"a\":1", "1: the end of the text at byte 8 of the body / \",\" or \"}\""),
        ])
    func syntax(body: String, message: String) throws {
        let result = BodyFormat.json.read(body, as: try dataset(["a": "integer"]))
        let failure = try #require(result.failure)
        #expect(failure.code == .jsonSyntax)
        #expect("\(failure.line ?? 0): \(failure.got) / \(failure.expected)" == message)
    }

    @Test("The rows before a syntax error are kept")
    func rowsBeforeFailure() throws {
        let result = BodyFormat.json.read("[{\"a\":1},{\"a\":2},{\"a\"]", as: try dataset(["a": "integer"]))
        #expect(result.rows == [[.integer(1)], [.integer(2)]])
        #expect(result.failure != nil)
    }

    @Test("A line that is not JSON is an invalid row")
    func badLines() throws {
        let columns = try dataset(["a": "integer", "s": "string"])
        var body = Array("{\"a\":1}\n{\"a\":\n{\"a\":2} x\n[{\"a\":3}]\n{\"s\":\"".utf8)
        body += [0xFF] + Array("\"}\n{\"s\":\"\\u0000\"}\n{\"a\":4}".utf8)
        let result = BodyFormat.ndjson.read(body, as: columns)
        #expect(result.rows == [[.integer(1), .null], [.integer(4), .null]])
        #expect(
            result.summary == ["2 json_syntax", "3 json_syntax", "4 json_syntax", "5 invalid_text", "6 invalid_text s"])
        #expect(
            result.errors.map(\.got) == [
                "the end of the line at character 6", "\"x\" at character 9", "an array",
                "the byte 0xff at character 7", "the character U+0000",
            ])
    }

    @Test(
        "A row longer than the limit is rejected, and parsing continues, whole or in pieces",
        arguments: [BodyFormat.json, .ndjson])
    func longRows(format: BodyFormat) throws {
        let columns = try dataset(["s": "string"])
        let rows = [12, 13, 40, 2].map { "{\"s\":\"\(String(repeating: "x", count: $0))\"}" }
        let body = Array((format == .json ? "[\(rows.joined(separator: ",\n"))]" : rows.joined(separator: "\n")).utf8)
        for cuts in [[], Array(1..<body.count), [33], [50]] {
            let result = format.read(body, as: columns, cuts: cuts, limits: RowParserLimits(rowBytes: 20))
            #expect(result.failure == nil)
            #expect(result.rows == [[.string(String(repeating: "x", count: 12))], [.string("xx")]])
            #expect(result.summary == ["2 row_too_long", "3 row_too_long"])
        }
    }

    @Test("Objects that lost the line break between them are rejected with the way to keep it")
    func lostLineBreaks() throws {
        let columns = try dataset(["a": "integer"])
        for cuts in [[], [3], [9]] {
            let lost = BodyFormat.ndjson.read(Array("{\"a\":1}{\"a\":2}".utf8), as: columns, cuts: cuts)
            #expect(lost.errors.first?.expected.contains("--data-binary @FILE") == true, "\(lost.errors)")
        }
        let kept = BodyFormat.ndjson.read("{\"a\":1}{\"a\":2}\n{\"a\":3}", as: columns)
        #expect(kept.errors.first?.expected == "the end of the line after the object" && kept.rows == [[.integer(3)]])
    }

    @Test(
        "The first line of another format than NDJSON is told with the content type of that format",
        arguments: [
            ("Order,x\n1,2\n", "a JSON value; CSV has the content type text/csv"),
            ("\u{FEFF}\"Order\";\"x\"\n1;2\n", "; CSV has the content type text/csv"),
            ("1,2\n", "; CSV has the content type text/csv"),
            (
                "[{\"a\":1},\n{\"a\":2}]",
                "; a JSON array, or an object on several lines, has the content type application/json"
            ),
            (
                "[{\"a\":1}]",
                "an object; a JSON array, or an object on several lines, has the content type application/json"
            ),
            ("{\n\"a\":1}\n", "; a JSON array, or an object on several lines, has the content type application/json"),
            ("{\"a\":x}\n", "a JSON value"), ("{\"a\":", "a JSON value"), ("{\"a\":1}\nOrder,x\n", "a JSON value"),
        ])
    func otherFormats(body: String, end: String) throws {
        let columns = try dataset(["a": "integer"])
        for cuts in [[], [1], [3]] {
            let error = BodyFormat.ndjson.read(Array(body.utf8), as: columns, cuts: cuts).errors.first
            #expect(error?.expected.hasSuffix(end) == true, "\(String(describing: error))")
        }
    }

    @Test("A million brackets are rejected without a stack overflow", arguments: [BodyFormat.json, .ndjson])
    func depth(format: BodyFormat) throws {
        let columns = try dataset(["j": "json"])
        for (opening, closing) in [("[", "]"), ("{\"a\":", "}")] {
            let open = String(repeating: opening, count: 200_000)
            let result = format.read("{\"j\":\(open)", as: columns)
            #expect((result.failure ?? result.errors.first)?.code == .jsonSyntax)
            let allowed = String(repeating: opening, count: 64) + "1" + String(repeating: closing, count: 64)
            #expect(format.read("{\"j\":\(allowed)}", as: columns).rows == [[.json(allowed)]])
            let tooDeep = opening + allowed + closing
            #expect(format.read("{\"j\":\(tooDeep)}", as: columns).rows == [])
        }
    }
}
