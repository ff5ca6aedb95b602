public import HTTPTypes

/// The plan of a body that is signed while it is sent, in the encoding `aws-chunked`.
///
/// The body's length must be known; its hash need not be. S3 is the service that accepts it.
public struct StreamingPayload: Sendable, Hashable {
    /// How the chunks are protected.
    public enum Integrity: Sendable, Hashable {
        /// Every chunk carries a signature that continues the one before, and so do the trailers.
        case signedChunks
        /// Chunks carry no signature; a checksum among the trailers protects them, and TLS must.
        case checksumTrailer
    }

    /// A field that follows the body.
    public struct Trailer: Sendable, Hashable {
        /// The field's name, such as `x-amz-checksum-crc32c`.
        public let name: HTTPField.Name
        /// The length in bytes that its value will have, such as 8 for a CRC32 in Base64.
        public let valueLength: Int

        /// Declares a trailer.
        /// - Parameters:
        ///   - name: The field's name.
        ///   - valueLength: The length in bytes that its value will have.
        public init(name: HTTPField.Name, valueLength: Int) {
            self.name = name
            self.valueLength = valueLength
        }
    }

    /// The number of bytes to send before they are encoded.
    public let decodedLength: Int
    /// The number of bytes in each chunk but the last.
    public let chunkSize: Int
    /// How the chunks are protected.
    public let integrity: Integrity
    /// The fields that follow the body, in the order they will be sent.
    public let trailers: [Trailer]

    /// The least that S3 accepts for a chunk other than the last, in bytes.
    public static let minimumChunkSize = 8 * 1024
    /// The longest object that S3 stores, in bytes (50 TB), which is also as far as a plan goes.
    public static let maximumLength = 50 * 1024 * 1024 * 1024 * 1024

    /// Plans a body.
    /// - Parameters:
    ///   - decodedLength: The number of bytes to send.
    ///   - chunkSize: The number of bytes in each chunk but the last; 64 KiB by default, 8 KiB at least.
    ///   - integrity: How the chunks are protected; by signatures by default.
    ///   - trailers: The fields that will follow the body; none by default.
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

/// A signed request whose body is signed as it is sent.
public struct SignedStream: Sendable {
    /// The signed head of the request.
    public let head: SignedRequest
    /// What turns the body's bytes into the bytes to send.
    public let body: ChunkSigner
}
