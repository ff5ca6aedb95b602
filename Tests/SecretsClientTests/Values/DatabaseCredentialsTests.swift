import SecretsClient
import TestSupport
import Testing

@Suite struct DatabaseCredentialsTests {
    static func parse(_ text: String) throws(SecretError) -> DatabaseCredentials {
        try DatabaseCredentials(parsing: try SecretValue(text), id: "database")
    }

    @Test("The document of RDS and its rotation functions is read")
    func whole() throws {
        let found = try Self.parse(
            #"""
            {"engine": "postgres", "host": "db.example.org", "username": "weir", "password": "p\"ä\\s", "dbname": "main",
             "port": 5432, "dbInstanceIdentifier": "weir-1", "masterarn": null}
            """#)
        #expect(
            found
                == DatabaseCredentials(
                    username: "weir", password: try SecretValue(#"p"ä\s"#), host: "db.example.org", port: 5432,
                    database: "main", engine: "postgres"))
    }

    @Test("User and password are sufficient, as in a password that RDS manages")
    func least() throws {
        let found = try Self.parse(#"{"username":"weir","password":"p","port":null}"#)
        // Some editors begin a file with a byte-order mark.
        #expect(try Self.parse("\u{FEFF}" + #"{"username":"weir","password":"p"}"#) == found)
        #expect(found == DatabaseCredentials(username: "weir", password: try SecretValue("p")))
    }

    @Test(
        "A port is read as a number or a string",
        arguments: [("5432", 5432), (#""5432""#, 5432), ("1", 1), ("65535", 65535)])
    func port(text: String, expected: Int) throws {
        #expect(try Self.parse(#"{"username":"u","password":"p","port":\#(text)}"#).port == expected)
    }

    @Test(
        "An invalid document is rejected with its key and without its values",
        arguments: [
            ("CANARY", "not a JSON object"), ("\u{FEFF}CANARY", "not a JSON object"), ("", "empty"),
            ("[]", "not a JSON object"),
            (#""CANARY""#, "not a JSON object"),
            (#"{"username":"CANARY","password":"CANARY""#, "not a JSON object"),
            (#"{"username":"CANARY"}"#, #"no "password""#), (#"{"password":"CANARY"}"#, #"no "username""#),
            (#"{"Username":"CANARY","password":"CANARY"}"#, #"no "username""#),
            (#"{"username":null,"password":"CANARY"}"#, #"no "username""#),
            (#"{"username":"","password":"CANARY"}"#, #""username""#),
            (#"{"username":7,"password":"CANARY"}"#, #""username""#),
            (#"{"username":"CANARY","password":["CANARY"]}"#, #""password""#),
            (#"{"username":"CANARY","password":""}"#, #""password""#),
            (#"{"username":"CANARY","password":"CANARY\u0000x"}"#, #""password""#),
            (#"{"username":"CANARY","password":"CANARY","port":0}"#, #""port""#),
            (#"{"username":"CANARY","password":"CANARY","port":65536}"#, #""port""#),
            (#"{"username":"CANARY","password":"CANARY","port":"CANARY"}"#, #""port""#),
            (#"{"username":"CANARY","password":"CANARY","port":5432.5}"#, #""port""#),
            (#"{"username":"CANARY","password":"CANARY","port":1e400}"#, ""),
            (#"{"username":"CANARY","password":"CANARY","host":{}}"#, #""host""#),
            (#"{"username":"CANARY","password":"CANARY","dbname":false}"#, #""dbname""#),
            (String(repeating: "[", count: 60_000), "not a JSON object"),
            (#"{"CANARY":"# + String(repeating: #"{"a":"#, count: 10_000), "not a JSON object"),
        ])
    func refusals(text: String, mention: String) {
        let error = #expect(throws: SecretError.self) { try Self.parse(text) }
        #expect(error?.kind == .malformed)
        #expect(mention.isEmpty || error?.description.contains(mention) == true, "\(String(describing: error))")
        #expect(!Canary.printed(error as Any).contains("CANARY"))
    }

    @Test("A random document never traps, and an error never shows its content", arguments: [1, 2, 3] as [UInt64])
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "\\ud800", "username", "password", "port", "5432",
            "-1",
            "1e999", "null", "true", "CANARY", "\u{0}", "é", " ", "\n",
        ]
        for _ in 0..<2000 {
            let count = Int.random(in: 1...30, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            do {
                _ = try Self.parse(text)
            } catch {
                #expect(!error.description.contains("CANARY"), "seed \(seed): \(text)")
            }
        }
    }
}
