import HTTPTypes
import Hummingbird
import NIOCore

/// A request's body, read chunk by chunk within a limit.
struct BodyStream {
    private var iterator: RequestBody.AsyncIterator
    private let limit: Int
    private let isRows: Bool
    private let declared: Int?
    private let progress: BodyProgress
    private var expectsContinue: Bool
    private let decoder: GzipDecoder?
    /// Bytes received so far.
    private(set) var count = 0
    /// Bytes given so far, which are more where the body is packed.
    private var unpacked = 0

    /// Prepares to read.
    ///
    /// - Parameters:
    ///   - limit: The most bytes, both as received and unpacked.
    ///   - coding: How the body is packed.
    ///   - isRows: Whether it is rows, which a client can send in several requests.
    /// - Throws: ``Problem`` when the body says that it is larger than the limit.
    init(
        _ request: Request, limit: Int, coding: ContentCoding = .identity, isRows: Bool = true,
        progress: BodyProgress
    ) throws(Problem) {
        declared = request.headers[.contentLength].flatMap { Int($0) }
        if let declared, declared > limit { throw .tooLarge(limit: limit, got: declared, isRows: isRows) }
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
                throw .unpacking(error)
            }
        }
    }

    /// The next bytes, unpacked, or `nil` at the end of the body.
    mutating func next() async throws(Problem) -> ByteBuffer? {
        guard let decoder else { return try await receive() }
        while true {
            let piece: ByteBuffer?
            do {
                piece = try decoder.next()
            } catch {
                throw .unpacking(error)
            }
            if let piece {
                unpacked += piece.readableBytes
                guard unpacked <= limit else { throw .tooLarge(limit: limit, got: nil, isRows: isRows) }
                return piece
            }
            guard let chunk = try await receive() else {
                do {
                    try decoder.finish()
                } catch {
                    throw .unpacking(error)
                }
                return nil
            }
            decoder.feed(chunk)
        }
    }

    /// The next bytes as they were sent.
    private mutating func receive() async throws(Problem) -> ByteBuffer? {
        if expectsContinue {
            expectsContinue = false
            progress.begin()
        }
        let chunk: ByteBuffer?
        do {
            chunk = try await iterator.next()
        } catch {
            throw .reading(error)
        }
        guard let chunk else {
            // Whatever ended the stream, a body shorter than its sender said is not the sender's body.
            if let declared, count != declared { throw .cutShort }
            // Nor does a body that does not say its length end because nobody waits for it any more.
            if Task.isCancelled { throw .cutShort }
            progress.finish()
            return nil
        }
        count += chunk.readableBytes
        guard count <= limit else { throw .tooLarge(limit: limit, got: nil, isRows: isRows) }
        return chunk
    }

    /// The whole body.
    static func collect(_ request: Request, limit: Int, progress: BodyProgress) async throws(Problem) -> [UInt8] {
        var stream = try BodyStream(request, limit: limit, isRows: false, progress: progress)
        var bytes: [UInt8] = []
        while let chunk = try await stream.next() { bytes.append(contentsOf: chunk.readableBytesView) }
        return bytes
    }
}
