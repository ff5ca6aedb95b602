/// The levels of the schema that a migration's log tells.
///
/// `api-server migrate` ends with a line such as `the schema is at level 4; this version serves level 3 to 4`.
package struct SchemaLevels: Sendable, Hashable {
    /// The level of the schema.
    package var level: Int
    /// The levels that the version serves; nil if the line does not tell.
    package var served: ClosedRange<Int>?

    /// Reads the last line of a log that tells the level; nil if none does.
    /// - Parameter lines: The lines of the log, in order.
    package init?(log lines: [String]) {
        for line in lines.reversed() {
            guard let level = SchemaLevels.number(in: line, after: "the schema is at level ") else { continue }
            self.level = level
            if let low = SchemaLevels.number(in: line, after: "this version serves level ") {
                let high = SchemaLevels.number(in: line, after: " to ") ?? low
                served = low...max(low, high)
            }
            return
        }
        return nil
    }

    private static func number(in line: String, after mark: String) -> Int? {
        guard let range = line.firstRange(of: mark) else { return nil }
        return Int(line[range.upperBound...].prefix { $0.isNumber })
    }
}
