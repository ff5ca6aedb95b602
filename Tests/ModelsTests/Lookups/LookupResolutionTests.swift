import Models
import Testing

@Suite("Resolution of lookups")
struct LookupResolutionTests {
    private static func orders(time: Bool = false) throws -> DatasetDefinition {
        try DatasetDefinition(
            name: Identifier("orders"),
            columns: [
                Column(name: Identifier("ts"), type: .timestamp),
                Column(
                    name: Identifier("customer"), type: .integer, formerNames: [Identifier("client")],
                    lookup: Identifier("customers")),
                Column(name: Identifier("day"), type: .date, lookup: Identifier("days")),
            ], timeColumn: Identifier("ts"))
    }

    private static func customers(
        key: [String] = ["id"], type: ColumnType = .integer, rows: Int64 = 3, id: Int64 = 7
    ) throws -> Dataset {
        let definition = try DatasetDefinition(
            name: Identifier("customers"),
            columns: [
                Column(name: Identifier("id"), type: type, nullable: false),
                Column(name: Identifier("part"), type: .string, nullable: false),
                Column(name: Identifier("country"), type: .string, label: "Land", formerNames: [Identifier("land")]),
                Column(name: Identifier("since"), type: .date), Column(name: Identifier("doc"), type: .json),
            ], key: key.map { try Identifier($0) })
        return Dataset(id: id, definition: definition, rowCount: rows, dataVersion: 1, createdAt: .earliest)
    }

    private static func resolve(_ json: String, _ target: LookupTarget?) throws -> ResolvedQuery {
        let lookups = try target.map { [try Identifier("customers"): $0] } ?? [:]
        return try Query(json: JSONValue(parsing: json)).resolved(
            against: orders(), limits: .document, hiding: [], lookups: lookups)
    }

    private static func issues(_ json: String, _ target: LookupTarget?) throws -> [String] {
        do {
            _ = try resolve(json, target)
            return []
        } catch let error as QueryError {
            return error.issues.map {
                "\($0.pointer) \($0.code.rawValue) \($0.detail)" + ($0.nearest.map { " ~\($0)" } ?? "")
            }
        }
    }

    @Test("Each column that is looked up becomes one column of the query, whatever names it")
    func columns() throws {
        let query = try Self.resolve(
            #"""
            {"measures": ["countDistinct(customer.country)"], "dimensions": ["customer.country", "customer.since.weekday"],
             "timeDimensions": [{"dimension": "customer.since", "granularity": "month"}],
             "filters": [{"member": "client.land", "operator": "set"}, {"member": "customer.doc", "operator": "set"}],
             "order": [["customer.country", "desc"]]}
            """#, LookupTarget(Self.customers()))
        #expect(query.columns.map(\.name.rawValue) == ["ts", "customer", "day", "_l3", "_l4", "_l5"])
        #expect(query.columns.suffix(3).map(\.type) == [.string, .date, .json])
        #expect(query.columns.suffix(3).map(\.label) == ["customer: Land", "customer.since", "customer.doc"])
        #expect(query.lookups.map(\.column) == [1] && query.lookups.map(\.key) == [0])
        #expect(query.lookups[0].columns.map(\.place) == [3, 4, 5])
        #expect(query.lookups[0].columns.map(\.column) == [2, 3, 4])
        #expect(
            query.output.map(\.name).prefix(3) == [
                "customer.country", "customer.since.weekday", "customer.since.month",
            ])
        #expect(query.measures[0].column == 3)
        #expect(Set(query.formerNames.map(\.name)) == ["client", "land"])
        #expect(query.lookupDatasets.map(\.id) == [7])
    }

    @Test("A query without lookups is as before")
    func none() throws {
        let query = try Self.resolve(
            #"{"dimensions": ["customer", "ts.weekday", "day.weekday"]}"#, LookupTarget(Self.customers()))
        #expect(query.columns.count == 3 && query.lookups.isEmpty)
    }

    @Test(
        "A dataset that cannot be looked up in gives the errors of a column without a lookup",
        arguments: [
            #"{"dimensions": ["customer.country"]}"#,
            #"{"measures": ["count"], "filters": [{"member": "customer.country", "operator": "set"}]}"#,
            #"{"measures": ["count(customer.country)"]}"#,
            #"{"measures": ["count"], "timeDimensions": [{"dimension": "customer.since", "granularity": "day"}]}"#,
            #"{"dimensions": ["customer.since.weekday"]}"#,
        ])
    func withheld(json: String) throws {
        let expected = try Self.issues(json, nil)
        #expect(!expected.isEmpty && !expected[0].contains("customers"), "\(expected)")
        #expect(try Self.issues(json, LookupTarget(Self.customers())) == [])
        for target in [
            try LookupTarget(Self.customers(key: [])), try LookupTarget(Self.customers(key: ["id", "part"])),
            try LookupTarget(Self.customers(type: .string)),
            try LookupTarget(Self.customers(), hiding: [Identifier("id")]),
        ] {
            #expect(try Self.issues(json, target) == expected)
        }
    }

    @Test("A hidden column gives the error of one that the dataset does not have")
    func hidden() throws {
        func issues(_ name: String, _ target: LookupTarget) throws -> [String] {
            try Self.issues(#"{"dimensions": ["customer.\#(name)"]}"#, target).map { $0.replacing(name, with: "NAME") }
        }
        let hiding = LookupTarget(try Self.customers(), hiding: [try Identifier("country")])
        let got = try issues("country", hiding)
        #expect(try got == issues("contrei", hiding))
        #expect(try got == issues("land", hiding))
        #expect(
            try Self.issues(#"{"dimensions": ["customer.contry"]}"#, LookupTarget(Self.customers())) == [
                "/dimensions/0 unknown_column the dataset \"customers\", in which \"customer\" is looked up, has no column \"contry\" ~customer.country"
            ])
    }

    @Test(
        "Functions that repeat a looked-up value are refused",
        arguments: [
            "sum(customer.id)", "avg(customer.id)", "median(customer.id)", "first(customer.country)",
            "last(customer.id)", "stddev(customer.id)",
        ])
    func repetition(measure: String) throws {
        let found = try Self.issues(#"{"measures": ["\#(measure)"]}"#, LookupTarget(Self.customers()))
        #expect(found.count == 1 && found[0].hasPrefix("/measures/0 type_mismatch"), "\(found)")
    }

    @Test("A dataset with more rows than the limit is refused, without its number of rows")
    func size() throws {
        let json = #"{"measures": ["count"], "filters": [{"member": "customer.country", "operator": "set"}]}"#
        #expect(try Self.issues(json, LookupTarget(Self.customers(rows: LookupTarget.maximumRows))) == [])
        let found = try Self.issues(json, LookupTarget(Self.customers(rows: 123_456)))
        #expect(found.count == 1 && found[0].hasPrefix("/filters/0/member out_of_range"), "\(found)")
        #expect(!found.joined().contains("123"))
    }

    @Test("A query looks up at most 256 columns, because databases limit the columns of a table")
    func width() throws {
        let wide = Dataset(
            id: 9,
            definition: try DatasetDefinition(
                name: Identifier("wide"),
                columns: (0..<200).map { Column(name: try Identifier("c\($0)"), type: .integer, nullable: $0 > 0) },
                key: [Identifier("c0")]),
            rowCount: 1, dataVersion: 1, createdAt: .earliest)
        let facts = try DatasetDefinition(
            name: Identifier("facts"),
            columns: ["a", "b"].map { Column(name: try Identifier($0), type: .integer, lookup: wide.name) })
        func query(_ count: Int) throws -> ResolvedQuery {
            let filters = (0..<count).map { index in
                Filter.member(index < 200 ? "a.c\(index)" : "b.c\(index - 200)", .set, [])
            }
            return try Query(measures: ["count"], filters: filters).resolved(
                against: facts, limits: .document, hiding: [], lookups: [wide.name: LookupTarget(wide)])
        }
        #expect(try query(256).columns.count == 258)
        let error = #expect(throws: QueryError.self) { try query(257) }
        #expect(error?.issues.map(\.pointer) == ["/filters/256/member"])
    }

    @Test("A part of a date wins over a column of the same name")
    func parts() throws {
        let definition = try DatasetDefinition(
            name: Identifier("days"),
            columns: [
                Column(name: Identifier("day"), type: .date, nullable: false),
                Column(name: Identifier("weekday"), type: .string), Column(name: Identifier("holiday"), type: .string),
            ], key: [Identifier("day")])
        let days = Dataset(id: 8, definition: definition, rowCount: 1, dataVersion: 1, createdAt: .earliest)
        let query = try Query(dimensions: ["day.weekday", "day.holiday"]).resolved(
            against: Self.orders(), limits: .document, hiding: [], lookups: [days.name: LookupTarget(days)])
        #expect(query.output.map(\.type) == [.integer, .string])
    }
}
