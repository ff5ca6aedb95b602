import Models
import Storage

extension JSONWriter {
    /// Writes the way in which a query is answered as a document.
    ///
    /// Numbers of rows and partitions count rows that a filtered view does not have, so they are written for a whole dataset only. A
    /// hidden column is not named.
    init(_ plan: QueryPlan, of query: VisibleQuery) {
        self.init()
        let isWhole = !query.view.isFiltered
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
        field("ranges", query.resolved.ranges)
        endObject()
    }
}
