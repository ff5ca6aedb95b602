import AnalyticsAPI
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded

/// Calls a responder in this process, without a network.
struct ResponderSender: RequestSender {
    let responder: NormalizingResponder

    /// The size of the pieces in which a body arrives, in bytes.
    private static let pieceBytes = 32 << 10

    func send(
        _ method: HTTPRequest.Method, _ uri: String, headers: HTTPFields, body: [UInt8]?
    ) async throws -> Answer {
        var headers = headers
        if let body { headers[.contentLength] = String(body.count) }
        let (pieces, piece) = AsyncStream<ByteBuffer>.makeStream()
        var rest = (body ?? [])[...]
        while !rest.isEmpty {
            piece.yield(ByteBuffer(bytes: rest.prefix(Self.pieceBytes)))
            rest = rest.dropFirst(Self.pieceBytes)
        }
        piece.finish()
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: "localhost", path: uri, headerFields: headers),
            body: RequestBody(asyncSequence: pieces))
        let context = APIContext(
            source: ApplicationRequestContextSource(
                channel: NIOAsyncTestingChannel(), logger: Logger(label: "test")))
        let response = try await responder.respond(to: request, context: context)
        let collected = CollectedBody()
        try await response.body.write(BodyCollector(collected: collected))
        return Answer(
            status: response.status.code, headers: response.headers, body: String(buffer: collected.buffer))
    }
}

/// The bytes of a body; the task that writes the body uses it.
private final class CollectedBody {
    var buffer = ByteBuffer()
}

private struct BodyCollector: ResponseBodyWriter {
    let collected: CollectedBody

    func write(_ buffer: ByteBuffer) async throws { collected.buffer.writeImmutableBuffer(buffer) }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
