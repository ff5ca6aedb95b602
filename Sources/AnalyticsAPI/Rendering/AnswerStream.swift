import Hummingbird
import Models
import NIOCore
import Storage

/// Converts an answer into a response: with a Content-Length if it is small, else streamed.
struct AnswerStream: Sendable {
    /// The number of bytes that are buffered before the response starts, so that an earlier failure becomes a problem instead
    /// of a truncated body.
    static let heldBytes = 1 << 20

    private let answer: QueryResult
    private let isExact: Bool
    private let approximate: [ApproximateMeasure]
    private let options: AnswerOptions
    private let zone: ZoneRules?
    private let ranges: [ResolvedRange]
    private let lookups: [LookupSummary]
    private let warnings: [String]
    private let client: ClientPresence
    private let spool: SpoolBudget
    private let limits: ServerLimits
    private let timing: RequestTiming
    private let elapsed: @Sendable () -> Duration

    /// Creates a stream.
    ///
    /// - Parameters:
    ///   - zone: The time zone of the query; `nil` if the answer does not depend on one.
    ///   - ranges: The resolved time ranges of the query.
    ///   - lookups: The datasets that the query looks up values in.
    ///   - warnings: Remarks about the query.
    ///   - client: The client's connection state.
    ///   - spool: The disk space for bytes that the client has not read yet.
    ///   - limits: The limits of one answer.
    ///   - timing: Measures reading and rendering up to the response.
    ///   - elapsed: Returns the time since the request arrived.
    init(
        answer: QueryResult, isExact: Bool = true, approximate: [ApproximateMeasure] = [], options: AnswerOptions,
        zone: ZoneRules? = nil, ranges: [ResolvedRange] = [], lookups: [LookupSummary] = [],
        warnings: [String] = [],
        client: ClientPresence,
        spool: SpoolBudget, limits: ServerLimits, timing: RequestTiming = RequestTiming(),
        elapsed: @escaping @Sendable () -> Duration
    ) {
        self.answer = answer
        self.isExact = isExact
        self.approximate = approximate
        self.options = options
        self.zone = zone
        self.ranges = ranges
        self.lookups = lookups
        self.warnings = warnings
        self.client = client
        self.spool = spool
        self.limits = limits
        self.timing = timing
        self.elapsed = elapsed
    }

    /// Reads the beginning of the answer and returns the response.
    func response() async throws(StorageError) -> Response {
        var renderer = options.format.renderer(answer.columns, style: options.style)
        var buffer = ByteBuffer()
        renderer.begin(into: &buffer)
        while buffer.readableBytes < Self.heldBytes {
            let batch = try await timing.store("read") { () async throws(StorageError) in
                try await answer.nextBatch()
            }
            guard let batch else {
                timing.render { renderer.end(summary, into: &buffer) }
                return response(ResponseBody(byteBuffer: buffer))
            }
            timing.render { renderer.rows(batch, into: &buffer) }
        }
        return response(body(after: buffer, renderer))
    }

    /// Returns a body that sends the buffered bytes, then the rest at the client's pace, while a separate task reads and spools
    /// the rest at the database's pace. An error here closes the connection before the last chunk, so that the client can tell
    /// that the answer is incomplete.
    private func body(after head: ByteBuffer, _ renderer: any AnswerRenderer) -> ResponseBody {
        ResponseBody { [self] writer in
            let queue = ByteSpool(spool, limit: limits.spooledAnswer, timeout: limits.answerTimeout)
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

    /// Returns the next rows. The read is cancelled when the client disconnects.
    private func next() async throws(StorageError) -> RowBatch? {
        try await timing.rows { () async throws(StorageError) in
            try await client.whileConnected { [answer] () async throws(StorageError) -> RowBatch? in
                try await answer.nextBatch()
            }
        }
    }

    private var summary: AnswerSummary {
        AnswerSummary(
            dataVersion: answer.dataVersion, elapsed: elapsed(), total: answer.total, isExact: isExact,
            approximate: approximate, isTruncated: answer.isTruncated, zone: zone, ranges: ranges, lookups: lookups,
            warnings: warnings)
    }

    private func response(_ body: ResponseBody) -> Response {
        Response(status: .ok, headers: [.contentType: options.format.mediaType], body: body)
    }
}
