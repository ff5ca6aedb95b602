import Models

extension RowPage {
    /// The rows with their ids and versions as the first two columns.
    var withIDs: RowBatch {
        var id = ColumnVector(type: .integer)
        for value in ids { id.append(integer: value) }
        var version = ColumnVector(type: .integer)
        for value in versions { version.append(integer: value) }
        return RowBatch(columns: [id, version] + rows.columns)
    }
}
