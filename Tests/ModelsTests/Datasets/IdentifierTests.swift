import Diagnostics
import Models
import Testing

@Suite("Identifier")
struct IdentifierTests {
    @Test(
        "An identifier is a letter followed by letters, digits and underscores",
        arguments: ["a", "z9_", "order_items", "select"])
    func valid(name: String) throws {
        #expect(try Identifier(name).rawValue == name)
    }

    @Test("An identifier has at most 63 bytes")
    func length() throws {
        _ = try Identifier(String(repeating: "a", count: 63))
        #expect(throws: IdentifierError.self) { try Identifier(String(repeating: "a", count: 64)) }
    }

    @Test(
        "Any other text is rejected with an error that quotes it",
        arguments: ["", "A", "1a", "_a", "a-b", "a b", "a\"", "ä", "aé", "a\u{301}", "a\0", "a\n", "a.b", "ａ"])
    func invalid(name: String) {
        let error = #expect(throws: IdentifierError.self) { try Identifier(name) }
        #expect(error?.description == "got \(name.quotedForMessage), expected \(IdentifierError.expected)")
    }

    @Test("Identifiers are ordered byte by byte")
    func order() throws {
        let names = try ["a_b", "a1", "ab", "a"].map { try Identifier($0) }
        #expect(names.sorted().map(\.rawValue) == ["a", "a1", "a_b", "ab"])
    }
}

@Suite("DatasetDefinition")
struct DatasetDefinitionTests {
    @Test("A definition has 1 to 256 columns")
    func columnCount() throws {
        func columns(_ count: Int) throws -> [Column] {
            try (0..<count).map { Column(name: try Identifier("c\($0)"), type: .integer) }
        }
        let name = try Identifier("d")
        _ = try DatasetDefinition(name: name, columns: columns(256))
        for count in [0, 257] {
            let many = try columns(count)
            #expect(throws: DefinitionError.columnCount(count)) { try DatasetDefinition(name: name, columns: many) }
        }
    }

    @Test("A duplicate column is rejected with a pointer to the second one")
    func duplicate() throws {
        let a = Column(name: try Identifier("a"), type: .integer)
        let b = Column(name: try Identifier("b"), type: .integer)
        let name = try Identifier("d")
        let error = #expect(throws: DefinitionError.self) { try DatasetDefinition(name: name, columns: [a, b, a]) }
        #expect(error == .duplicateColumn(index: 2, name: a.name))
        #expect(error?.pointer == "/columns/2/name")
    }

    @Test("The time column must exist and have a time type")
    func timeColumn() throws {
        let columns = [
            Column(name: try Identifier("ts"), type: .timestamp), Column(name: try Identifier("day"), type: .date),
            Column(name: try Identifier("n"), type: .integer),
        ]
        let name = try Identifier("d")
        for good in ["ts", "day"] {
            _ = try DatasetDefinition(name: name, columns: columns, timeColumn: Identifier(good))
        }
        let wrong = #expect(throws: DefinitionError.self) {
            try DatasetDefinition(name: name, columns: columns, timeColumn: Identifier("n"))
        }
        #expect(wrong?.description == "the time column \"n\" has type integer, expected timestamp or date")
        let unknown = #expect(throws: DefinitionError.self) {
            try DatasetDefinition(name: name, columns: columns, timeColumn: Identifier("dya"))
        }
        #expect(unknown?.description == "the time column \"dya\" is not among the columns; did you mean \"day\"?")
    }
}
