import HTTPTypes
import Hummingbird
import NIOCore

/// The answer that a job has computed, kept until it is read or the job is removed.
struct JobResult: Sendable {
    /// The status and header fields of the answer.
    private let head: Response
    private let spool: BodySpool
    /// The size of the body, in bytes.
    let byteCount: Int
    /// The media type of the body.
    var contentType: String { head.headers[.contentType] ?? "" }

    /// Reads an answer to its end.
    ///
    /// - Parameter limit: The maximum size of the body, in bytes.
    /// - Throws: ``APIError`` for a larger body; the error of the answer; ``SpoolError``.
    init(_ response: Response, _ budget: SpoolBudget, limit: Int) async throws {
        let spool = BodySpool(budget)
        let writer = Writer(spool: spool, limit: limit)
        try await response.body.write(writer)
        head = Response(status: response.status, headers: response.headers)
        self.spool = spool
        byteCount = writer.total.count
    }

    /// The answer, as often as it is wanted.
    var response: Response {
        var response = head
        let spool = spool
        response.body = ResponseBody(contentLength: byteCount) { writer in
            for try await piece in spool.pieces { try await writer.write(ByteBuffer(bytes: piece)) }
            try await writer.finish(nil)
        }
        return response
    }

    private final class Total { var count = 0 }

    private struct Writer: ResponseBodyWriter {
        let spool: BodySpool
        let limit: Int
        let total = Total()

        mutating func write(_ buffer: ByteBuffer) async throws {
            total.count += buffer.readableBytes
            guard total.count <= limit else {
                throw APIError(
                    .answerTooLarge,
                    "the result of a job has at most \(limit >> 20) MiB; aggregate more, filter rows, or read the answer without \"Prefer: respond-async\""
                )
            }
            let written = buffer.withUnsafeReadableBytes { bytes in
                Result { () throws(SpoolError) in try spool.append(bytes) }
            }
            try written.get()
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
