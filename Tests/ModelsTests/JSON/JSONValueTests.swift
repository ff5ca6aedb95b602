import Models
import Testing

@Suite("JSONValue")
struct JSONValueTests {
    @Test("Every kind of value is parsed as written")
    func kinds() throws {
        let text = #" { "a" : [1, -0.50e+3 , true,false,null, "x\n\u00e9\ud83d\ude00/\/"] , "b":{} , "c": [] } "#
        let value = try JSONValue(parsing: text)
        #expect(
            value
                == .object([
                    JSONMember(
                        key: "a",
                        value: .array([
                            .number("1"), .number("-0.50e+3"), .bool(true), .bool(false), .null,
                            .string("x\né😀//"),
                        ])),
                    JSONMember(key: "b", value: .object([])),
                    JSONMember(key: "c", value: .array([])),
                ]))
        #expect(value.description == #"{"a":[1,-0.50e+3,true,false,null,"x\né😀//"],"b":{},"c":[]}"#)
        #expect(value["b"] == .object([]))
        #expect(value["d"] == nil)
    }

    @Test(
        "Text that is not JSON is rejected with the position of the error",
        arguments: [
            ("", "line 1, column 1: got the end of the text, expected a JSON value"),
            ("  \n ", "line 2, column 2: got the end of the text, expected a JSON value"),
            ("[1,]", #"line 1, column 4: got "]", expected a JSON value"#),
            (#"{"a":1,}"#, #"line 1, column 8: got "}", expected a string in double quotes"#),
            (#"{"a":1,"a":2}"#, #"line 1, column 8: got the key "a" a second time, expected every key once"#),
            (#"{"é":1 x}"#, #"line 1, column 8: got "x", expected "," or "}""#),
            ("{a:1}", #"line 1, column 2: got "a", expected a string in double quotes"#),
            ("[1 2]", #"line 1, column 4: got "2", expected "," or "]""#),
            ("01", #"line 1, column 2: got "1", expected a number without leading zeros"#),
            ("-", "line 1, column 2: got the end of the text, expected a digit"),
            ("1.", "line 1, column 3: got the end of the text, expected a digit"),
            ("1.e3", #"line 1, column 3: got "e3", expected a digit"#),
            ("1e", "line 1, column 3: got the end of the text, expected a digit"),
            ("+1", #"line 1, column 1: got "+", expected a JSON value"#),
            (".5", #"line 1, column 1: got ".5", expected a JSON value"#),
            ("nul", "line 1, column 4: got the end of the text, expected null"),
            ("nule", #"line 1, column 1: got "nule", expected a JSON value"#),
            ("NaN", #"line 1, column 1: got "NaN", expected a JSON value"#),
            ("1 1", #"line 1, column 3: got "1", expected the end of the text"#),
            ("\"a", "line 1, column 3: got the end of the text, expected a closing quote"),
            (
                "\"\u{1}\"",
                #"line 1, column 2: got "\u{1}", expected an escape such as \n or \u0000 instead of a control character"#
            ),
            (#""\x""#, #"line 1, column 3: got "x", expected one of \" \\ \/ \b \f \n \r \t \uXXXX"#),
            (#""\u12g4""#, #"line 1, column 6: got "g4", expected a hexadecimal digit"#),
            (#""\udc00""#, #"line 1, column 2: got "\\", expected a high surrogate before a low one"#),
            (
                #""\ud800""#,
                #"line 1, column 8: got "\"", expected a low surrogate (\uDC00 to \uDFFF) after a high one"#
            ),
            (
                #""\ud800\u0041""#,
                #"line 1, column 10: got "0041", expected a low surrogate (\uDC00 to \uDFFF) after a high one"#
            ),
            ("// x", #"line 1, column 1: got "/", expected a JSON value"#),
        ])
    func refusals(text: String, message: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
        do {
            _ = try JSONValue(parsing: text)
        } catch {
            #expect(error.description == message)
        }
    }

    @Test(
        "Bytes that are not UTF-8 are rejected",
        arguments: [
            [0xFF], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3],
            [0xE2, 0x82],
            [0xF0, 0x9F, 0x98], [0x80],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        let text = [0x22, 0x61] + bytes + [0x22]
        let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
        #expect(error?.offset == 2)
        #expect(error?.got == "the byte 0x" + String(bytes[0], radix: 16))
    }

    @Test("Values nest at most 64 levels, even if a million follow")
    func depth() throws {
        func nested(_ depth: Int) -> [UInt8] {
            [UInt8](repeating: 0x5B, count: depth) + [UInt8](repeating: 0x5D, count: depth)
        }
        _ = try JSONValue(parsing: nested(64))
        for depth in [65, 1_000_000] {
            let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: nested(depth)) }
            #expect(error?.offset == 64)
        }
        let error = #expect(throws: JSONSyntaxError.self) {
            try JSONValue(parsing: nested(1_000_000), maximumDepth: .max)
        }
        #expect(error?.offset == 256)
    }

    @Test("Keys are compared by their bytes, in small and in large objects")
    func keys() throws {
        _ = try JSONValue(parsing: "{\"\u{e9}\":1,\"e\u{301}\":2}")
        let members = (0..<1000).map { "\"k\($0)\":0" }.joined(separator: ",")
        _ = try JSONValue(parsing: "{\(members)}")
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: "{\(members),\"k3\":1}") }
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: "{\(members),\"k999\":1}") }
    }
}
