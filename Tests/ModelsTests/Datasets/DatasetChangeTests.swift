import Models
import Testing

@Suite("Changes of a dataset's columns")
struct DatasetChangeTests {
    private static func definition() throws -> DatasetDefinition {
        try DatasetDefinition(
            name: Identifier("d"),
            columns: [
                Column(name: Identifier("t"), type: .date, nullable: false),
                Column(name: Identifier("a"), type: .integer, label: "A"), Column(name: Identifier("b"), type: .string),
            ], timeColumn: Identifier("t"), retention: Retention(days: 30))
    }

    @Test("Kept columns stay in order, added ones follow, and everything that is not named stays")
    func order() throws {
        let (t, a, b) = (try Identifier("t"), try Identifier("a"), try Identifier("b"))
        let change = DatasetChange(
            added: [Column(name: try Identifier("c"), type: .json)],
            renamed: [.init(from: t, to: try Identifier("day"))],
            dropped: [b], altered: [.init(a, type: .decimal)])
        let changed = try Self.definition().applying(change)
        #expect(changed.columns.map(\.name.rawValue) == ["day", "a", "c"])
        #expect(changed.columns[1].label == "A" && changed.columns[1].type == .decimal)
        #expect(changed.columns[0].formerNames == [t])
        #expect(changed.timeColumn?.rawValue == "day" && changed.retention?.days == 30)
        #expect(try Self.definition().applying(DatasetChange()) == Self.definition())
    }

    @Test("A column can get a former name of its own back, but not that of another column")
    func formerNames() throws {
        let (a, b, z) = (try Identifier("a"), try Identifier("b"), try Identifier("z"))
        let renamed = try Self.definition().applying(DatasetChange(renamed: [.init(from: a, to: z)]))
        let back = try renamed.applying(DatasetChange(renamed: [.init(from: z, to: a)]))
        #expect(back.columns[1].name == a && back.columns[1].formerNames == [z])
        for change in [
            DatasetChange(renamed: [.init(from: b, to: a)]), DatasetChange(added: [Column(name: a, type: .date)]),
        ] {
            #expect(throws: DefinitionError.self) { try renamed.applying(change) }
        }
        // With the column its former names are free.
        let freed = try renamed.applying(DatasetChange(added: [Column(name: a, type: .date)], dropped: [z]))
        #expect(freed.columns.map(\.name.rawValue) == ["t", "b", "a"])
    }

    @Test(
        "A retention is a number of days in words",
        arguments: [
            ("1 day", 1), ("2 days", 2), ("36500 days", 36_500), ("0 days", nil), ("36501 days", nil), ("1 days", nil),
            ("2 day", nil), ("-1 days", nil), ("+2 days", nil), ("2", nil), ("2  days", nil), ("", nil),
        ] as [(String, Int?)])
    func retention(text: String, days: Int?) {
        #expect(Retention(text)?.days == days)
        if let days { #expect(Retention(days: days)?.description == text) }
    }
}
