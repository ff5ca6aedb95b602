import HTTPTypes
import Hummingbird
import NIOCore

/// A request's body, read in chunks and decompressed, up to a size limit.
struct BodyStream {
    private var iterator: RequestBody.AsyncIterator
    private let limit: Int
    private let isRows: Bool
    private let declared: Int?
    private let progress: BodyProgress
    private let expectsContinue: Bool
    private let decoder: GzipDecoder?
    /// The bytes received so far.
    private(set) var count = 0
    /// The bytes produced by decompression so far.
    private var decompressed = 0

    /// Creates a stream.
    ///
    /// - Parameters:
    ///   - limit: The maximum number of bytes, before and after decompression.
    ///   - coding: The body's content coding.
    ///   - isRows: `true` if the body consists of rows, which a client can split into several requests.
    /// - Throws: ``APIError`` if `Content-Length` exceeds the limit.
    init(
        _ request: Request, limit: Int, coding: ContentCoding = .identity, isRows: Bool = true,
        progress: BodyProgress
    ) throws(APIError) {
        declared = request.headers[.contentLength].flatMap { Int($0) }
        if let declared, declared > limit { throw .tooLarge(limit: limit, got: declared, isRows: isRows) }
        if isRows { try progress.announceRows(declared ?? 0) }
        expectsContinue = request.headers[.expect] != nil
        iterator = request.body.makeAsyncIterator()
        self.limit = limit
        self.isRows = isRows
        self.progress = progress
        switch coding {
        case .identity: decoder = nil
        case .gzip:
            do {
                decoder = try GzipDecoder()
            } catch {
                throw .decompressing(error)
            }
        }
    }

    /// Returns the next decompressed bytes, or `nil` at the end of the body.
    mutating func next() async throws(APIError) -> ByteBuffer? {
        guard let decoder else { return try await receive() }
        while true {
            let piece: ByteBuffer?
            do {
                piece = try decoder.next()
            } catch {
                throw .decompressing(error)
            }
            if let piece {
                decompressed += piece.readableBytes
                guard decompressed <= limit else { throw .tooLarge(limit: limit, got: nil, isRows: isRows) }
                return piece
            }
            guard let chunk = try await receive() else {
                do {
                    try decoder.finish()
                } catch {
                    throw .decompressing(error)
                }
                return nil
            }
            decoder.feed(chunk)
        }
    }

    /// Returns the next bytes as received.
    private mutating func receive() async throws(APIError) -> ByteBuffer? {
        progress.begin(isExpected: expectsContinue)
        let chunk: ByteBuffer?
        do {
            chunk = try await iterator.next()
        } catch {
            throw .reading(error)
        }
        guard let chunk else {
            // A body shorter than its Content-Length is incomplete, whatever ended the stream.
            if let declared, count != declared { throw .truncated }
            // A chunked body whose request was cancelled is incomplete too.
            if Task.isCancelled { throw .truncated }
            progress.finish()
            return nil
        }
        count += chunk.readableBytes
        progress.received(chunk.readableBytes)
        if isRows { try progress.receivedRows(chunk.readableBytes) }
        guard count <= limit else { throw .tooLarge(limit: limit, got: nil, isRows: isRows) }
        return chunk
    }

    /// Returns the whole body.
    static func collect(_ request: Request, limit: Int, progress: BodyProgress) async throws(APIError) -> [UInt8] {
        var stream = try BodyStream(request, limit: limit, isRows: false, progress: progress)
        var bytes: [UInt8] = []
        while let chunk = try await stream.next() { bytes.append(contentsOf: chunk.readableBytesView) }
        return bytes
    }
}
