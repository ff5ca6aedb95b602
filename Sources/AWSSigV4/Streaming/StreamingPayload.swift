public import HTTPTypes

/// The plan of a body that is signed while it is sent, in the encoding `aws-chunked`.
///
/// The body's length must be known in advance, but not its hash. Only S3 accepts the encoding.
public struct StreamingPayload: Sendable, Hashable {
    /// The protection of the chunks.
    public enum Integrity: Sendable, Hashable {
        /// A signature for every chunk and for the trailers, each chained to the previous one.
        case signedChunks
        /// Unsigned chunks, protected by a checksum among the trailers and by TLS.
        case checksumTrailer
    }

    /// A field that follows the body.
    public struct Trailer: Sendable, Hashable {
        /// The field's name, such as `x-amz-checksum-crc32c`.
        public let name: HTTPField.Name
        /// The length of its value in bytes, such as 8 for a CRC32 in Base64.
        public let valueLength: Int

        /// Declares a trailer.
        /// - Parameters:
        ///   - name: The field's name.
        ///   - valueLength: The length of its value in bytes.
        public init(name: HTTPField.Name, valueLength: Int) {
            self.name = name
            self.valueLength = valueLength
        }
    }

    /// The number of bytes before encoding.
    public let decodedLength: Int
    /// The number of bytes in each chunk but the last.
    public let chunkSize: Int
    /// The protection of the chunks.
    public let integrity: Integrity
    /// The fields that follow the body, in the order of sending.
    public let trailers: [Trailer]

    /// S3's minimum size of a chunk other than the last, in bytes.
    public static let minimumChunkSize = 8 * 1024
    /// The maximum size of a body, that of an S3 object (50 TB), in bytes.
    public static let maximumLength = 50 * 1024 * 1024 * 1024 * 1024

    /// Plans a body.
    /// - Parameters:
    ///   - decodedLength: The number of bytes before encoding.
    ///   - chunkSize: The number of bytes in each chunk but the last; 64 KiB by default, 8 KiB at least.
    ///   - integrity: The protection of the chunks; signatures by default.
    ///   - trailers: The fields that follow the body; none by default.
    /// - Throws: ``SigningError/malformedStream(decodedLength:chunkSize:)`` for a size out of range.
    public init(
        decodedLength: Int, chunkSize: Int = 64 * 1024, integrity: Integrity = .signedChunks, trailers: [Trailer] = []
    ) throws(SigningError) {
        guard (0...Self.maximumLength).contains(decodedLength),
            (Self.minimumChunkSize...Self.maximumLength).contains(chunkSize),
            trailers.allSatisfy({ (0...Self.maximumTrailerLength).contains($0.valueLength) })
        else { throw .malformedStream(decodedLength: decodedLength, chunkSize: chunkSize) }
        self.decodedLength = decodedLength
        self.chunkSize = chunkSize
        self.integrity = integrity
        self.trailers = trailers
    }

    /// The number of bytes on the wire: the value of `Content-Length`.
    public var encodedLength: Int {
        let whole = decodedLength / chunkSize
        let rest = decodedLength % chunkSize
        var length = whole * (header(of: chunkSize) + chunkSize + 2)
        if rest > 0 { length += header(of: rest) + rest + 2 }
        length += header(of: 0)
        for trailer in trailers { length += trailer.name.canonicalName.utf8.count + 1 + trailer.valueLength + 2 }
        if signsTrailers { length += ChunkSigner.trailerSignaturePrefix.utf8.count + 64 + 2 }
        return length + 2
    }

    static let maximumTrailerLength = 64 * 1024

    var signsTrailers: Bool { integrity == .signedChunks && !trailers.isEmpty }

    var hash: PayloadHash {
        switch integrity {
        case .signedChunks: trailers.isEmpty ? .streaming : .streamingWithTrailer
        case .checksumTrailer: .streamingUnsignedWithTrailer
        }
    }

    /// The length of the line before a chunk of `size` bytes.
    private func header(of size: Int) -> Int {
        let digits = String(size, radix: 16).utf8.count
        return digits + (integrity == .signedChunks ? ChunkSigner.signaturePrefix.utf8.count + 64 : 0) + 2
    }
}

/// A signed request whose body is signed while it is sent.
public struct SignedStream: Sendable {
    /// The signed head of the request.
    public let head: SignedRequest
    /// The encoder of the body.
    public let body: ChunkSigner
}
