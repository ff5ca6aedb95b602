/// The levels of the schema that a migration's log tells.
///
/// `api-server migrate` ends with lines such as `the schema is at level 5` and
/// `programs that know level 4 can serve it; this version serves level 4 to 5`. Older versions tell the first alone, or the served levels behind it.
package struct SchemaLevels: Sendable, Hashable {
    /// The level of the schema.
    package var level: Int
    /// The lowest level that a program must know to serve the schema; nil if the log does not tell.
    package var needed: Int?
    /// The levels that the version serves; nil if the log does not tell.
    package var served: ClosedRange<Int>?

    /// Reads the last lines of a log that tell the levels; nil if none tells the schema's.
    /// - Parameter lines: The lines of the log, in order.
    package init?(log lines: [String]) {
        func last(_ mark: String) -> (line: String, number: Int)? {
            lines.reversed().lazy.compactMap { line in
                SchemaLevels.number(in: line, after: mark).map { (line, $0) }
            }.first
        }
        guard let level = last("the schema is at level ") else { return nil }
        self.level = level.number
        needed = last("programs that know level ")?.number
        if let low = last("this version serves level ") {
            let high = SchemaLevels.number(in: low.line, after: " to ") ?? low.number
            served = low.number...max(low.number, high)
        }
    }

    /// The record of the ledger after a migration.
    /// - Parameter before: The level before it; nil if it is not known.
    func record(before: Int?) -> Release.SchemaRecord {
        Release.SchemaRecord(
            before: before, after: level, neededLevel: needed, knownLevel: served?.upperBound,
            servesFrom: served?.lowerBound)
    }

    private static func number(in line: String, after mark: String) -> Int? {
        guard let range = line.firstRange(of: mark) else { return nil }
        return Int(line[range.upperBound...].prefix { $0.isNumber })
    }
}
