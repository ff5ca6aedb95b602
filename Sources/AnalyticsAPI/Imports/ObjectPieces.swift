import NIOCore

/// The text of an object of Amazon S3, read part by part and decompressed, up to a size limit.
///
/// Each part is a request of its own for a range of bytes, so that memory is bounded, a slow store keeps no connection open, and a
/// failed request is repeated for its part alone. The entity tag keeps the parts those of one object.
struct ObjectPieces: BodyPieces {
    /// The size of a part, in bytes.
    static let partBytes = 4 << 20
    /// The maximum size of a piece, in bytes.
    private static let pieceBytes = 64 << 10

    private let object: ObjectReference
    private let source: any ObjectSource
    private let limit: Int
    private let progress: BodyProgress
    private let total: Int
    private let entityTag: String
    private let decoder: GzipDecoder?
    /// The bytes of the part that were not returned yet.
    private var rest: ByteBuffer
    /// The bytes read so far.
    private var offset: Int
    /// The bytes produced by decompression so far.
    private var decompressed = 0

    /// Opens an object.
    ///
    /// - Returns: The first part.
    /// - Throws: ``APIError`` if the object cannot be read.
    static func open(_ object: ObjectReference, from source: any ObjectSource) async throws(APIError) -> ObjectPart {
        do throws(ObjectSourceError) {
            return try await source.part(of: object, from: 0, atMost: partBytes, entityTag: nil)
        } catch {
            throw APIError(error, object)
        }
    }

    /// Creates the pieces of an open object.
    ///
    /// - Parameters:
    ///   - limit: The maximum number of bytes, before and after decompression.
    ///   - progress: Counts the bytes against the limits of the client.
    /// - Throws: ``APIError`` if the object exceeds a limit.
    // Inlined into an asynchronous function, typed errors can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    init(
        _ object: ObjectReference, beginning first: ObjectPart, from source: any ObjectSource, limit: Int,
        progress: BodyProgress
    ) throws(APIError) {
        guard first.total <= limit else { throw .tooLarge(limit: limit, got: first.total, isRows: false) }
        try progress.announceRows(first.total)
        self.object = object
        self.source = source
        self.limit = limit
        self.progress = progress
        total = first.total
        entityTag = first.entityTag
        // RFC 1952, section 2.3.1. No text in UTF-8 begins so, and the metadata of compressed objects is often wrong.
        let isCompressed = first.bytes.starts(with: [0x1F, 0x8B])
        do throws(GzipError) { decoder = isCompressed ? try GzipDecoder() : nil } catch { throw .decompressing(error) }
        rest = ByteBuffer(bytes: first.bytes)
        offset = first.bytes.count
    }

    mutating func next() async throws -> ByteBuffer? {
        guard let decoder else { return try await receive() }
        while true {
            if let piece = try Self.decompressed(decoder) {
                decompressed += piece.readableBytes
                guard decompressed <= limit else { throw APIError.tooLarge(limit: limit, got: nil, isRows: false) }
                return piece
            }
            guard let piece = try await receive() else {
                try Self.finish(decoder)
                return nil
            }
            decoder.feed(piece)
        }
    }

    /// Returns the next bytes as they are in the object.
    private mutating func receive() async throws -> ByteBuffer? {
        if rest.readableBytes == 0, offset < total {
            let part: ObjectPart
            do throws(ObjectSourceError) {
                part = try await source.part(
                    of: object, from: offset, atMost: Self.partBytes, entityTag: entityTag)
                guard part.entityTag == entityTag, part.total == total, !part.bytes.isEmpty else {
                    throw .changed
                }
            } catch {
                throw APIError(error, object)
            }
            offset += part.bytes.count
            rest = ByteBuffer(bytes: part.bytes)
        }
        guard let piece = rest.readSlice(length: min(rest.readableBytes, Self.pieceBytes)), piece.readableBytes > 0
        else { return nil }
        try progress.receivedRows(piece.readableBytes)
        return piece
    }

    @inline(never)
    private static func decompressed(_ decoder: GzipDecoder) throws(APIError) -> ByteBuffer? {
        do throws(GzipError) { return try decoder.next() } catch { throw .objectGzip }
    }

    @inline(never)
    private static func finish(_ decoder: GzipDecoder) throws(APIError) {
        do throws(GzipError) { try decoder.finish() } catch { throw .objectGzip }
    }
}

extension APIError {
    /// An object that begins as gzip does and is not valid.
    fileprivate static let objectGzip = APIError(
        .invalidGzip, "the object begins as gzip does (RFC 1952), and is damaged or incomplete")
}
