import Models
import Testing

@testable import Storage

@Suite("A plan of migrations")
struct MigrationPlanTests {
    private static let steps = [
        Migration(1, "tables", ["CREATE TABLE a (x int)"]),
        Migration(2, "a column", servableFrom: 1, ["ALTER TABLE a ADD COLUMN y int"]),
        Migration(3, "another column", servableFrom: 2, ["ALTER TABLE a ADD COLUMN z int"]),
        Migration(4, "without the first", ["ALTER TABLE a DROP COLUMN x"]),
    ]

    /// The records of a database after a program with these steps has migrated it.
    private static func applied(_ count: Int) -> [AppliedMigration] {
        let plan = MigrationPlan(steps)
        return steps.prefix(count).map { plan.record(of: $0) }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let level: Int
        let known: Int
        var servesFrom: Int?
        let problem: SchemaError?
        let pending: [Int]
        var testDescription: String { "level \(level), program \(servesFrom ?? known)...\(known)" }
    }

    @Test(
        "A plan determines whether a program can serve a database and which steps are pending",
        arguments: [
            Case(level: 0, known: 2, problem: .behind(level: 0, needed: 2), pending: [1, 2]),
            Case(level: 1, known: 2, problem: .behind(level: 1, needed: 2), pending: [2]),
            Case(level: 1, known: 2, servesFrom: 1, problem: nil, pending: [2]),
            Case(level: 0, known: 2, servesFrom: 1, problem: .behind(level: 0, needed: 1), pending: [1, 2]),
            Case(level: 2, known: 2, problem: nil, pending: []),
            // Steps 2 and 3 add columns that older programs ignore, each compatible with the level before it.
            Case(level: 2, known: 1, problem: nil, pending: []),
            Case(level: 3, known: 2, problem: nil, pending: []),
            Case(level: 3, known: 1, problem: .ahead(level: 3, needed: 2, understood: 1), pending: []),
            Case(level: 4, known: 3, problem: .ahead(level: 4, needed: 4, understood: 3), pending: []),
            Case(level: 4, known: 4, problem: nil, pending: []),
        ])
    func compatibility(table: Case) throws {
        let plan = MigrationPlan(Array(Self.steps.prefix(table.known)), servesFrom: table.servesFrom)
        let applied = Self.applied(table.level)
        let status = plan.status(applied)
        #expect(status.error == table.problem)
        #expect(status.pending.map(\.number) == table.pending)
        #expect(status.level == table.level)
        #expect(status.neededLevel == [0, 1, 1, 2, 4][table.level])
        #expect(
            status.steps.filter { $0.state == .unknown }.map(\.number)
                == Array(table.known..<max(table.known, table.level)).map { $0 + 1 })
        if let problem = table.problem, table.pending.isEmpty {
            #expect(throws: StorageError.self) { try plan.next(applied) }
            #expect(problem.description.contains("start a newer version"))
        } else {
            #expect(try plan.next(applied)?.number == table.pending.first)
        }
    }

    @Test("A plan rejects a database with an altered or missing step")
    func damagedHistory() throws {
        let plan = MigrationPlan(Array(Self.steps.prefix(2)))
        let edited = MigrationPlan([
            Self.steps[0], Migration(2, "a column", servableFrom: 1, ["ALTER TABLE a ADD COLUMN y bigint"]),
        ])
        let found = Self.steps.prefix(2).map { edited.record(of: $0 == Self.steps[1] ? edited.known[1] : $0) }
        #expect(plan.status(found).error == .altered(number: 2, name: "a column"))
        #expect(plan.status([Self.applied(2)[1]]).error == .gap(expected: 1, found: 2))
        for applied in [found, [Self.applied(2)[1]]] {
            #expect(throws: StorageError.self) { try plan.next(applied) }
        }
    }

    @Test("A step's checksum depends on all its properties but not on its schema's name")
    func checksums() {
        let step = Migration(2, "s", ["CREATE TABLE \"one\".a (x int)", "SELECT 1"])
        let others = [
            Migration(3, "s", step.statements), Migration(2, "t", step.statements),
            Migration(2, "s", servableFrom: 1, step.statements), Migration(2, "s", step.statements.reversed()),
            Migration(2, "s", [step.statements.joined()]), Migration(2, "s", [step.statements[0]]),
        ]
        #expect(Set((others + [step]).map { $0.checksum() }).count == others.count + 1)
        let elsewhere = Migration(2, "s", ["CREATE TABLE \"two\".a (x int)", "SELECT 1"])
        #expect(step.checksum(schema: "\"one\"") == elsewhere.checksum(schema: "\"two\""))
        #expect(step.checksum() != elsewhere.checksum())
        // FNV-1a of "1", 0xFF, "", 0xFF, "1", 0xFF, computed with another program.
        #expect(Migration(1, "", []).checksum() == "623eb7eee698b0f2")
    }

    @Test("The program's migrations are numbered consecutively and compatible with the latest level")
    func programMigrations() {
        for plan in [PostgresSchema(Identifier(known: "weir")).migrations, SQLiteSchema.migrations] {
            #expect(plan.known.map(\.number) == Array(1...plan.known.count))
            #expect((1...plan.known.count).contains(plan.servesFrom))
            for step in plan.known {
                #expect((1...step.number).contains(step.servableFrom) && !step.statements.isEmpty)
            }
        }
    }
}
