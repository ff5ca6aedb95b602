import Hummingbird
import Models
import NIOCore
import Storage

/// Writes pages of rows: one, or one after the other until there are no more.
struct RowPages: Sendable {
    let store: any AnalyticsStore
    let dataset: Dataset
    /// The first page.
    let request: RowPageRequest
    /// The oldest version that later pages may show.
    let reading: ReadConsistency
    let client: ClientPresence
    let options: AnswerOptions

    /// One page: whole where it is small, else piece by piece as the client takes it.
    func one(_ page: RowPage, _ summary: AnswerSummary) -> ResponseBody {
        let batch = Self.batch(page)
        guard batch.byteCount > AnswerStream.heldBytes else {
            var renderer = self.renderer
            var buffer = ByteBuffer()
            renderer.begin(into: &buffer)
            renderer.rows(batch, into: &buffer)
            renderer.end(summary, into: &buffer)
            return ResponseBody(byteBuffer: buffer)
        }
        return ResponseBody { [self] writer in
            var renderer = self.renderer
            var buffer = ByteBuffer()
            renderer.begin(into: &buffer)
            for piece in BatchPieces(batch) {
                renderer.rows(piece, into: &buffer)
                try await writer.write(buffer)
                buffer = ByteBuffer()
            }
            renderer.end(summary, into: &buffer)
            try await writer.write(buffer)
            try await writer.finish(nil)
        }
    }

    /// A page and all that follow. Each is read when the client has taken the one before, so that nothing of the store is held
    /// for a slow one. Throwing here cuts the connection before the last chunk.
    func all(from first: RowPage) -> ResponseBody {
        ResponseBody { [self] writer in
            var renderer = self.renderer
            var page = first
            var buffer = ByteBuffer()
            renderer.begin(into: &buffer)
            while true {
                for piece in BatchPieces(Self.batch(page)) {
                    renderer.rows(piece, into: &buffer)
                    try await writer.write(buffer)
                    buffer = ByteBuffer()
                }
                guard page.hasMore, let last = page.ids.last else { break }
                page = try await next(after: last)
            }
            renderer.end(
                AnswerSummary(dataVersion: page.dataVersion, elapsed: .zero, isQuery: false), into: &buffer)
            try await writer.write(buffer)
            try await writer.finish(nil)
        }
    }

    private func next(after last: Int64) async throws(StorageError) -> RowPage {
        var request = request
        request.after = last
        return try await client.whileThere { [store, dataset, request, reading] () async throws(StorageError) in
            try await store.rows(of: dataset, page: request, reading: reading)
        }
    }

    private var renderer: any AnswerRenderer {
        let columns =
            [ResultColumn(name: RowListRoute.idColumn, type: .integer)]
            + dataset.columns.map { ResultColumn(name: $0.name.rawValue, type: $0.type) }
        return options.format.renderer(columns, style: options.style)
    }

    private static func batch(_ page: RowPage) -> RowBatch {
        var ids = ColumnVector(type: .integer)
        for id in page.ids { ids.append(integer: id) }
        return RowBatch(columns: [ids] + page.rows.columns)
    }
}
