import Hummingbird
import Models
import NIOCore
import Storage

/// Turns an answer into a response: whole and with its length where it is small, else piece by piece as it is read.
struct AnswerStream: Sendable {
    /// Up to so many bytes an answer is held, so that a failure while reading it still becomes a problem and not a cut body.
    static let heldBytes = 1 << 20

    private let answer: AnswerLease
    private let options: AnswerOptions
    private let ranges: [ResolvedRange]
    private let client: ClientPresence
    private let spool: SpoolBudget
    private let limits: ServerLimits
    private let elapsed: @Sendable () -> Duration

    /// Prepares to respond.
    ///
    /// - Parameters:
    ///   - ranges: The ranges of time that the query's bounds mean.
    ///   - client: Who waits for it.
    ///   - spool: The room for what the client has not taken yet.
    ///   - limits: How much of that one answer may take.
    ///   - elapsed: The time since the request came.
    init(
        answer: AnswerLease, options: AnswerOptions, ranges: [ResolvedRange] = [], client: ClientPresence,
        spool: SpoolBudget, limits: ServerLimits,
        elapsed: @escaping @Sendable () -> Duration
    ) {
        self.answer = answer
        self.options = options
        self.ranges = ranges
        self.client = client
        self.spool = spool
        self.limits = limits
        self.elapsed = elapsed
    }

    /// Reads the beginning and responds.
    func response() async throws(StorageError) -> Response {
        var renderer = options.format.renderer(answer.columns, style: options.style)
        var buffer = ByteBuffer()
        renderer.begin(into: &buffer)
        while buffer.readableBytes < Self.heldBytes {
            guard let batch = try await answer.next() else {
                renderer.end(summary, into: &buffer)
                return response(ResponseBody(byteBuffer: buffer))
            }
            renderer.rows(batch, into: &buffer)
        }
        return response(body(after: buffer, renderer))
    }

    /// Sends what is held, then the rest as the client takes it, while the rest is read and spooled as fast as the database gives
    /// it. Throwing here cuts the connection before the last chunk, which is how a client learns that the answer is not whole.
    private func body(after head: ByteBuffer, _ renderer: any AnswerRenderer) -> ResponseBody {
        ResponseBody { [self] writer in
            let queue = ByteSpool(spool, limit: limits.spooledAnswer, patience: limits.answerTimeout)
            let filling = Task(executorPreference: WorkerExecutor.shared) {
                await fill(queue, after: head, renderer)
            }
            do {
                try await withTaskCancellationHandler {
                    while let buffer = try await queue.next() { try await writer.write(buffer) }
                } onCancel: {
                    filling.cancel()
                }
            } catch {
                filling.cancel()
                await filling.value
                throw error
            }
            try await writer.finish(nil)
        }
    }

    private func fill(_ queue: ByteSpool, after head: ByteBuffer, _ renderer: any AnswerRenderer) async {
        var renderer = renderer
        do {
            try await queue.append(head)
            while let batch = try await next() {
                var buffer = ByteBuffer()
                renderer.rows(batch, into: &buffer)
                try await queue.append(buffer)
                await Task.yield()
            }
            var buffer = ByteBuffer()
            renderer.end(summary, into: &buffer)
            try await queue.append(buffer)
            queue.finish(.success(()))
        } catch {
            await answer.close()
            queue.finish(.failure(error))
        }
    }

    /// The next rows, unless the client leaves before the database has them.
    private func next() async throws(StorageError) -> RowBatch? {
        try await client.whileThere { [answer] () async throws(StorageError) -> RowBatch? in try await answer.next() }
    }

    private var summary: AnswerSummary {
        AnswerSummary(
            dataVersion: answer.dataVersion, elapsed: elapsed(), total: answer.total, isExact: answer.isExact,
            isTruncated: answer.isTruncated, ranges: ranges)
    }

    private func response(_ body: ResponseBody) -> Response {
        Response(status: .ok, headers: [.contentType: options.format.mediaType], body: body)
    }
}
