import Hummingbird
import Models
import NIOCore
import Storage

/// Writes one page of rows, or all pages one after the other.
struct RowPages: Sendable {
    let store: StoreAccess
    let view: DatasetView
    /// The first page.
    let request: RowPageRequest
    /// The oldest data version that later pages may be read from.
    let reading: ReadConsistency
    let client: ClientPresence
    let options: AnswerOptions
    /// `false` to leave out the ids of rows.
    var hasIDs = true

    /// Returns the body of one page: with a Content-Length if it is small, else streamed at the client's pace.
    func one(_ page: RowPage, _ summary: AnswerSummary) -> ResponseBody {
        let batch = batch(page)
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

    /// Returns the body of a page and all pages after it. Each page is read once the client has taken the one before, so a slow
    /// client holds no resource of the store. An error here closes the connection before the last chunk.
    func all(from first: RowPage) -> ResponseBody {
        ResponseBody { [self] writer in
            var renderer = self.renderer
            var page = first
            var buffer = ByteBuffer()
            renderer.begin(into: &buffer)
            while true {
                for piece in BatchPieces(batch(page)) {
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

    private func next(after last: Int64) async throws -> RowPage {
        var request = request
        request.after = last
        return try await client.whileConnected { [store, view, request, reading] () async throws in
            try await store.rows(of: view, page: request, reading: reading)
        }
    }

    private var renderer: any AnswerRenderer {
        let columns =
            (hasIDs ? [ResultColumn(name: RowListRoute.idColumn, type: .integer)] : [])
            + view.columns.map { ResultColumn(name: $0.name.rawValue, type: $0.type) }
        return options.format.renderer(columns, style: options.style)
    }

    private func batch(_ page: RowPage) -> RowBatch {
        guard hasIDs else { return page.rows }
        var ids = ColumnVector(type: .integer)
        for id in page.ids { ids.append(integer: id) }
        return RowBatch(columns: [ids] + page.rows.columns)
    }
}
