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
        // With the column its former names are free, but not in the same change.
        let added = DatasetChange(added: [Column(name: a, type: .date)])
        let freed = try renamed.applying(DatasetChange(dropped: [z])).applying(added)
        #expect(freed.columns.map(\.name.rawValue) == ["t", "b", "a"])
    }

    /// A change in names: columns to add with their former names, pairs to rename, columns to drop.
    struct Names: Sendable, CustomStringConvertible {
        var added: [(name: String, former: [String])] = []
        var renamed: [(from: String, to: String)] = []
        var dropped: [String] = []

        var description: String { "+\(added) \(renamed) -\(dropped)" }

        func change() throws -> DatasetChange {
            DatasetChange(
                added: try added.map { name, former in
                    Column(
                        name: try Identifier(name), type: .string, formerNames: try former.map { try Identifier($0) })
                }, renamed: try renamed.map { .init(from: try Identifier($0.from), to: try Identifier($0.to)) },
                dropped: try dropped.map { try Identifier($0) })
        }
    }

    @Test(
        "No name that a column has or had before a change means another column after it",
        arguments: [
            // Renaming and adding.
            ([Names(added: [("a", [])], renamed: [("a", "x")])], "/addColumns/0/name"),
            ([Names(added: [("y", ["a"])], renamed: [("a", "x")])], "/addColumns/0/formerNames/0"),
            ([Names(added: [("x", [])], renamed: [("a", "x")])], "/addColumns/0/name"),
            ([Names(added: [("y", ["x"])], renamed: [("a", "x")])], "/addColumns/0/formerNames/0"),
            ([Names(renamed: [("a", "x")]), Names(added: [("a", [])])], "/addColumns/0/name"),
            ([Names(renamed: [("a", "x")]), Names(added: [("y", ["a"])])], "/addColumns/0/formerNames/0"),
            (
                [Names(renamed: [("a", "x")]), Names(renamed: [("x", "y")]), Names(added: [("a", [])])],
                "/addColumns/0/name"
            ),
            // Back to an own former name, whose place the present name takes.
            ([Names(renamed: [("a", "x")]), Names(added: [("x", [])], renamed: [("x", "a")])], "/addColumns/0/name"),
            (
                [Names(renamed: [("a", "x")]), Names(renamed: [("x", "a")]), Names(added: [("x", [])])],
                "/addColumns/0/name"
            ),
            ([Names(renamed: [("a", "x")]), Names(renamed: [("x", "a")])], nil),
            // Chains and exchanges.
            ([Names(renamed: [("a", "b"), ("b", "c")])], "/renameColumns/0/to"),
            ([Names(renamed: [("b", "c"), ("a", "b")])], "/renameColumns/1/to"),
            ([Names(renamed: [("a", "b"), ("b", "a")])], "/renameColumns/0/to"),
            ([Names(renamed: [("a", "x"), ("b", "x")])], "/renameColumns/1/to"),
            ([Names(renamed: [("a", "x"), ("b", "y")])], nil),
            ([Names(renamed: [("a", "x")]), Names(renamed: [("b", "a")])], "/renameColumns/0/to"),
            (
                [Names(renamed: [("a", "x")]), Names(renamed: [("x", "y")]), Names(renamed: [("b", "x")])],
                "/renameColumns/0/to"
            ),
            // The names of a dropped column are free in the next change.
            ([Names(added: [("a", [])], dropped: ["a"])], "/addColumns/0/name"),
            ([Names(added: [("y", ["a"])], dropped: ["a"])], "/addColumns/0/formerNames/0"),
            ([Names(renamed: [("b", "a")], dropped: ["a"])], "/renameColumns/0/to"),
            ([Names(renamed: [("a", "x")]), Names(added: [("a", [])], dropped: ["x"])], "/addColumns/0/name"),
            ([Names(renamed: [("a", "x")]), Names(renamed: [("b", "a")], dropped: ["x"])], "/renameColumns/0/to"),
            ([Names(added: [("b", [])], renamed: [("b", "x")], dropped: ["a"])], "/addColumns/0/name"),
            ([Names(dropped: ["a"]), Names(added: [("a", [])])], nil),
            ([Names(dropped: ["a"]), Names(renamed: [("b", "a")])], nil),
            ([Names(renamed: [("a", "x")]), Names(dropped: ["x"]), Names(added: [("a", []), ("x", [])])], nil),
            // Former names of added columns.
            ([Names(added: [("y", ["z"])]), Names(added: [("z", [])])], "/addColumns/0/name"),
            ([Names(added: [("y", ["b"])])], "/addColumns/0/formerNames/0"),
            ([Names(added: [("y", ["z"]), ("z", [])])], "/addColumns/0/formerNames/0"),
            ([Names(added: [("y", ["z"]), ("x", ["z"])])], "/addColumns/1/formerNames/0"),
            ([Names(added: [("y", ["y"])])], "/addColumns/0/formerNames/0"),
            ([Names(added: [("y", ["z"])])], nil),
        ] as [([Names], String?)])
    func names(changes: [Names], refusedAt pointer: String?) throws {
        var definition = try Self.definition()
        for change in changes.dropLast() { definition = try definition.applying(change.change()) }
        let last = try #require(changes.last).change()
        guard let pointer else {
            let changed = try definition.applying(last)
            let names = changed.columns.flatMap { [$0.name] + $0.formerNames }
            #expect(Set(names).count == names.count, "\(names)")
            return
        }
        let error = #expect(throws: DefinitionError.self) { try definition.applying(last) }
        guard case .change(let fault)? = error else {
            Issue.record("got \(String(describing: error))")
            return
        }
        #expect(fault.code == .nameTaken && fault.pointer == pointer)
    }

    @Test("The refusal of a name that the same change frees tells the way that works")
    func freedName() throws {
        let change = try Names(added: [("a", [])], dropped: ["a"]).change()
        let error = #expect(throws: DefinitionError.self) { try Self.definition().applying(change) }
        #expect(error?.description.contains("drop the column first, and use the name in another change") == true)
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
