import Models
import Storage

extension JSONWriter {
    /// Writes the way in which a query is answered as a document.
    ///
    /// Numbers of rows and partitions count rows that a filtered view does not have, so they are written for a whole dataset only. A
    /// hidden column is not named.
    init(_ plan: QueryPlan, of query: VisibleQuery) {
        self.init()
        let isWhole = query.isWhole
        let visible = query.view.columns.map(\.name)
        beginObject()
        field("source", "raw")
        field("exact", query.resolved.isExact)
        if isWhole { field("rowCount", plan.rowCount) }
        key("reads")
        beginArray()
        for read in plan.reads {
            beginObject()
            key("index")
            beginArray()
            for column in read.index where visible.contains(column) { string(column.rawValue) }
            endArray()
            if isWhole, let partitions = read.partitions { field("partitions", partitions) }
            if isWhole, let rows = read.estimatedRows { field("estimatedRows", rows) }
            endObject()
        }
        endArray()
        if isWhole, let groups = plan.estimatedGroups { field("estimatedGroups", groups) }
        if isWhole, let cost = plan.cost { field("cost", cost) }
        field("holdsGroups", plan.holdsGroups)
        if let zone = query.resolved.zone { field("timezone", zone.identifier) }
        field("ranges", query.resolved.ranges)
        write(query.resolved.lookups, isWhole: isWhole, of: query)
        endObject()
    }

    /// Writes the datasets that a query looks up values in; nothing if there are none.
    private mutating func write(_ lookups: [ResolvedLookup], isWhole: Bool, of query: VisibleQuery) {
        guard !lookups.isEmpty else { return }
        key("lookups")
        beginArray()
        for lookup in lookups {
            beginObject()
            field("column", query.view.dataset.columns[lookup.column].name.rawValue)
            field("dataset", lookup.dataset.name.rawValue)
            field("key", lookup.dataset.columns[lookup.key].name.rawValue)
            if isWhole { field("rowCount", lookup.dataset.rowCount) }
            endObject()
        }
        endArray()
    }
}
