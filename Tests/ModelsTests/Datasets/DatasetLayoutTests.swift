import Models
import Testing

@Suite("Column uses and time partitioning")
struct DatasetLayoutTests {
    private static func definition(
        _ columns: [(String, ColumnType, Bool, ColumnUse?)], time: String? = nil,
        _ partitioning: TimePartitioning? = nil
    ) throws -> DatasetDefinition {
        try DatasetDefinition(
            name: Identifier("d"),
            columns: columns.map { try Column(name: Identifier($0.0), type: $0.1, nullable: $0.2, use: $0.3) },
            timeColumn: time.map { try Identifier($0) }, partitioning: partitioning)
    }

    @Test(
        "Each use applies to the types with the necessary order",
        arguments: [
            (ColumnUse.lookup, ColumnType.allCases.filter { $0 != .json }),
            (.range, [.integer, .double, .decimal, .timestamp, .date]),
        ])
    func uses(use: ColumnUse, types: [ColumnType]) throws {
        let name = try Identifier("b")
        for type in ColumnType.allCases {
            let made = Result { try Self.definition([("a", .date, true, nil), ("b", type, true, use)]) }
            if types.contains(type) {
                #expect(try made.get().columns.last?.use == use)
            } else {
                #expect(throws: DefinitionError.useOfType(index: 1, name: name, use, type)) {
                    try made.get()
                }
            }
        }
    }

    @Test("A dataset is partitioned only by a time column that is not nullable")
    func partitioning() throws {
        let time = try Identifier("t")
        #expect(throws: DefinitionError.partitionedWithoutTime(.week)) {
            try Self.definition([("t", .date, false, nil)], time: nil, .week)
        }
        #expect(throws: DefinitionError.partitionedByNullable(index: 1, name: time)) {
            try Self.definition([("a", .date, false, nil), ("t", .timestamp, true, nil)], time: "t", .day)
        }
        let made = try Self.definition([("a", .date, true, nil), ("t", .timestamp, false, nil)], time: "t", .day)
        #expect(made.partitioning == .day && made.timeIndex == 1)
    }

    @Test("Added columns keep the partitioning of the definition")
    func adding() throws {
        let made = try Self.definition([("t", .timestamp, false, .lookup)], time: "t", .year)
        let column = Column(name: try Identifier("n"), type: .integer, use: .range)
        let wider = try made.adding([column])
        #expect(wider.columns == made.columns + [column])
        #expect(wider.timeColumn == made.timeColumn && wider.partitioning == .year)
        let strict = Column(name: column.name, type: .integer, nullable: false)
        #expect(throws: DefinitionError.addedColumnNotNullable(index: 0, name: column.name)) {
            try made.adding([strict])
        }
    }

    @Test("An error about an index or a partitioning has a JSON pointer to its part")
    func pointers() throws {
        let name = try Identifier("c")
        #expect(DefinitionError.useOfType(index: 3, name: name, .lookup, .json).pointer == "/columns/3/index")
        #expect(DefinitionError.partitionedByNullable(index: 3, name: name).pointer == "/columns/3/nullable")
        #expect(DefinitionError.partitionedWithoutTime(.day).pointer == "/partitionBy")
    }
}
