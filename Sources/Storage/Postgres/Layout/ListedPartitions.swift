/// The partitions that a connection's server process is known to read, by dataset.
///
/// A server process keeps a list of a table's partitions, and can keep an outdated one for good: PostgreSQL builds the list
/// without checking whether the table changed meanwhile. If another partition is attached while the list is being built, the
/// message about it is consumed by a catalog look-up within the build, and the older list is stored afterwards (PostgreSQL
/// source, `RelationBuildPartitionDesc`). Every statement of that process then silently leaves the new partition out, in any
/// snapshot and under any lock, until the table changes again.
///
/// Not `Sendable`: used only on the connection's queue, like the connection itself.
final class ListedPartitions {
    /// The most datasets; beyond it all are forgotten, which costs one further comparison each.
    static let most = 1024

    /// `true` once the server process was found to leave a partition out. The connection must then be closed.
    private(set) var isOutdated = false
    private var complete: [Int64: String] = [:]

    /// `true` if the process's list was compared with these partitions and had all of them.
    ///
    /// The list cannot lose one of them later unless it is dropped: it is only ever replaced by a list that is read from the
    /// catalog afterwards.
    func isComplete(_ partitions: String, of dataset: Int64) -> Bool { complete[dataset] == partitions }

    /// `true` if the process's list of a dataset's partitions was compared and had all of them.
    func isCompared(_ dataset: Int64) -> Bool { complete[dataset] != nil }

    /// Records a comparison.
    ///
    /// - Parameters:
    ///   - partitions: The ids of the dataset's partitions in the catalog, in order.
    ///   - missing: `true` if the process's list lacks one of them.
    func record(_ partitions: String, of dataset: Int64, missing: Bool) {
        if missing { isOutdated = true }
        if complete.count >= Self.most { complete = [:] }
        complete[dataset] = missing ? nil : partitions
    }

    /// The names of the tables that a plan reads.
    ///
    /// - Parameter plan: The lines of `EXPLAIN`, such as `->  Seq Scan on data_1_p20260101 data_1_1`.
    static func tables(inPlan plan: [String]) -> Set<String> {
        var found: Set<String> = []
        for line in plan {
            guard let start = line.firstRange(of: " on ")?.upperBound else { continue }
            let rest = line[start...]
            guard rest.first == "\"" else {
                found.insert(String(rest.prefix { $0 != " " }))
                continue
            }
            // A quote within a quoted name is doubled.
            var (name, isQuoted) = ("", false)
            for character in rest {
                if character == "\"" { isQuoted.toggle() } else if character == " ", !isQuoted { break }
                name.append(character)
            }
            found.insert(name)
        }
        return found
    }
}
