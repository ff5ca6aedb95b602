import Models

/// The scans of a plan in PostgreSQL's JSON form (PostgreSQL documentation, "EXPLAIN").
struct PostgresPlanScans {
    private let dataset: Dataset
    private var found: [[Identifier]: (partitions: Int, rows: Int64)] = [:]

    init(_ dataset: Dataset) { self.dataset = dataset }

    /// The ways in which rows are read.
    var reads: [QueryPlan.Read] {
        let isPartitioned = dataset.definition.partitioning != nil
        return found.map { index, scans in
            QueryPlan.Read(index: index, partitions: isPartitioned ? scans.partitions : nil, estimatedRows: scans.rows)
        }.sorted { ($0.estimatedRows ?? 0, $0.index.count) > ($1.estimatedRows ?? 0, $1.index.count) }
    }

    mutating func visit(_ node: JSONValue) {
        // The row of a `first` or `last` is read by its key once the groups are known.
        if case .string(let alias)? = node["Alias"], alias.hasPrefix("_edge") { return }
        // Values that are looked up are not rows of the dataset.
        var isLookup = false
        if case .string(let alias)? = node["Alias"] { isLookup = alias.hasPrefix(QueryCompiler.lookupAlias) }
        if !isLookup, case .string? = node["Relation Name"] {
            var conditions: [String] = []
            for key in ["Index Cond", "Recheck Cond"] {
                if case .string(let text)? = node[key] { conditions.append(text) }
            }
            let index = dataset.columns(in: conditions.joined(separator: " "))
            let (partitions, rows) = found[index, default: (0, 0)]
            found[index] = (partitions + 1, rows + (node.count("Plan Rows") ?? 0))
        }
        if case .array(let children)? = node["Plans"] { for child in children { visit(child) } }
    }
}

extension JSONValue {
    /// Returns the whole number of a key.
    func count(_ key: String) -> Int64? {
        guard case .number(let text)? = self[key] else { return nil }
        return Int64(text)
    }
}
