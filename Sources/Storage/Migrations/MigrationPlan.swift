/// Decides which migrations a database needs, and whether this program can serve its schema.
struct MigrationPlan: Sendable {
    /// The migrations that this program knows, in order.
    let known: [Migration]
    /// The lowest level that this program can serve; below the last while a migration is being rolled out.
    let servesFrom: Int
    /// The quoted name of the schema in the statements.
    let schema: String

    /// - Parameter servesFrom: The last migration's level by default.
    init(_ known: [Migration], servesFrom: Int? = nil, schema: String = "") {
        self.known = known
        self.servesFrom = servesFrom ?? known.count
        self.schema = schema
    }

    /// The schema's status as this program sees it.
    ///
    /// - Parameter applied: The database's records, in order.
    func status(_ applied: [AppliedMigration]) -> SchemaStatus {
        var steps: [SchemaStatus.Step] = []
        for record in applied {
            let isKnown = known.contains { $0.number == record.number }
            steps.append(.init(number: record.number, name: record.name, state: isKnown ? .applied : .unknown))
        }
        for migration in pending(applied) {
            steps.append(
                .init(
                    number: migration.number, name: migration.name, state: .pending, statements: migration.statements))
        }
        return SchemaStatus(
            steps: steps, understood: servesFrom...max(servesFrom, known.count),
            neededLevel: applied.map(\.servableFrom).max() ?? 0, error: error(applied))
    }

    /// The migration to apply next, or `nil` if none is pending.
    ///
    /// - Throws: ``StorageError/schema(_:)`` if this program may not change the database.
    func next(_ applied: [AppliedMigration]) throws(StorageError) -> Migration? {
        if let error = error(applied), !error.isSolvedByMigrating { throw .schema(error) }
        return pending(applied).first
    }

    /// The record to write of an applied migration.
    func record(of migration: Migration) -> AppliedMigration {
        AppliedMigration(
            number: migration.number, name: migration.name, checksum: migration.checksum(schema: schema),
            servableFrom: migration.servableFrom)
    }

    private func pending(_ applied: [AppliedMigration]) -> [Migration] {
        let level = applied.last?.number ?? 0
        return known.filter { $0.number > level }
    }

    private func error(_ applied: [AppliedMigration]) -> SchemaError? {
        for (index, record) in applied.enumerated() {
            guard record.number == index + 1 else { return .gap(expected: index + 1, found: record.number) }
            guard index < known.count else { break }
            guard record == self.record(of: known[index]) else {
                return .altered(number: record.number, name: record.name)
            }
        }
        let level = applied.count
        if level < servesFrom { return .behind(level: level, needed: servesFrom) }
        let needed = applied.dropFirst(known.count).map(\.servableFrom).max() ?? 0
        return needed > known.count ? .ahead(level: level, needed: needed, understood: known.count) : nil
    }
}
