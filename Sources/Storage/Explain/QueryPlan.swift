public import Models

/// The way in which a store answers a query: the rows that it reads, and the groups that it holds. It contains no values.
public struct QueryPlan: Sendable, Hashable {
    /// The reading of rows of the dataset.
    public struct Read: Sendable, Hashable {
        /// The columns whose index selects the rows; empty if all rows are read.
        public let index: [Identifier]
        /// The number of partitions that are read like this; `nil` if the dataset is not partitioned in the database.
        public let partitions: Int?
        /// The database's estimate of the number of rows that pass the conditions; `nil` if it makes none.
        public let estimatedRows: Int64?

        /// Creates a part of a plan.
        public init(index: [Identifier], partitions: Int? = nil, estimatedRows: Int64? = nil) {
            self.index = index
            self.partitions = partitions
            self.estimatedRows = estimatedRows
        }
    }

    /// The ways in which rows are read, those of most rows first; empty if the conditions exclude every row.
    public let reads: [Read]
    /// The number of rows of the dataset.
    public let rowCount: Int64
    /// The database's estimate of the number of groups; `nil` if it makes none.
    public let estimatedGroups: Int64?
    /// A Boolean value that indicates whether the groups are held in the server's memory, to fill gaps or for functions of all groups.
    public let holdsGroups: Bool

    /// The database's estimate of the whole cost, in its own units, rounded up; `nil` if it makes none.
    public let cost: Int64?

    /// Creates a plan.
    public init(
        reads: [Read], rowCount: Int64, estimatedGroups: Int64? = nil, holdsGroups: Bool = false, cost: Int64? = nil
    ) {
        self.reads = reads
        self.rowCount = rowCount
        self.estimatedGroups = estimatedGroups
        self.holdsGroups = holdsGroups
        self.cost = cost
    }
}

extension Dataset {
    /// Returns the columns that a condition in a database's own words names. Quoted texts, which are values, are skipped.
    func columns(in condition: String) -> [Identifier] {
        var words: Set<String> = []
        var word = ""
        var isValue = false
        for character in condition + " " {
            if character == "'" { isValue.toggle() }
            if !isValue, character == "_" || character.isLetter || character.isNumber {
                word.append(character)
                continue
            }
            words.insert(word)
            word = ""
        }
        return columns.map(\.name).filter { words.contains($0.rawValue) }
    }
}
