import Crypto
import Models
import NIOCore
import Storage

/// The rows of a request's body, parsed as the store asks for them: bytes that the store does not need yet stay with the client.
typealias BodyRowSource = ParsedRowSource<BodyChunks>

extension BodyRowSource {
    /// Creates a source.
    ///
    /// - Parameter seed: A text that the fingerprint includes, so that equal bytes in two formats differ; `nil` for no fingerprint.
    convenience init(
        _ pieces: any BodyPieces, parser: any RowParser, handling: RowHandling, fingerprintSeed seed: String?
    ) {
        self.init(
            BodyChunks(pieces: pieces), parser: parser, skipsBadRows: handling == .lenient,
            digest: seed.map(BodyDigest.init(seed:)))
    }
}

/// The chunks of a text with rows.
struct BodyChunks: AsyncSequence, AsyncIteratorProtocol {
    var pieces: any BodyPieces

    mutating func next() async throws -> ByteBufferView? { try await pieces.next()?.readableBytesView }

    func makeAsyncIterator() -> BodyChunks { self }
}

/// The SHA-256 of a seed and a request's body.
private struct BodyDigest: RowDigest {
    private var hash = SHA256()

    init(seed: String) { hash.update(data: Array(seed.utf8) + [0]) }

    mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }

    func finish() -> [UInt8] { Array(hash.finalize()) }
}
