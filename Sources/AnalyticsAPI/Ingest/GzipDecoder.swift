import CZlib
import NIOCore

/// Decompresses gzip (RFC 1952) in pieces of at most ``pieceSize`` bytes, whatever the compression ratio.
///
/// A class because zlib keeps the address of its stream. One task at a time uses a decoder.
final class GzipDecoder {
    /// The maximum size of a piece of output, in bytes.
    static let pieceSize = 65_536

    private let stream: UnsafeMutablePointer<z_stream>
    private var input = ByteBuffer()
    /// `true` if the input so far ends with a complete gzip member, so that the body may end here.
    private var isBetweenMembers = false

    /// - Throws: ``GzipError/malformed`` if zlib cannot allocate memory.
    init() throws(GzipError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard weir_inflate_gzip(stream) == Z_OK else {
            stream.deallocate()
            throw .malformed
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Sets the next compressed bytes. The input before must be used up: ``next()`` returned `nil`.
    func feed(_ bytes: ByteBuffer) { input = bytes }

    /// Returns the next piece, or `nil` if more input is needed.
    func next() throws(GzipError) -> ByteBuffer? {
        var output = ByteBuffer()
        while true {
            if isBetweenMembers {
                guard input.readableBytes > 0 else { return nil }
                // A file may consist of several members (RFC 1952, section 2.2).
                guard inflateReset(stream) == Z_OK else { throw .malformed }
                isBetweenMembers = false
            }
            let before = (input.readableBytes, output.readableBytes)
            let code = inflateOnce(into: &output)
            guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else { throw .malformed }
            isBetweenMembers = code == Z_STREAM_END
            if output.readableBytes > 0 { return output }
            if input.readableBytes == 0 || (input.readableBytes, output.readableBytes) == before { return nil }
        }
    }

    /// Ends the input.
    ///
    /// - Throws: ``GzipError/truncated`` inside a gzip member.
    func finish() throws(GzipError) {
        guard isBetweenMembers else { throw .truncated }
    }

    private func inflateOnce(into output: inout ByteBuffer) -> CInt {
        var code = Z_OK
        input.readWithUnsafeMutableReadableBytes { compressed in
            stream.pointee.next_in = compressed.baseAddress?.assumingMemoryBound(to: Bytef.self)
            stream.pointee.avail_in = UInt32(compressed.count)
            output.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.pieceSize) { room in
                let size = min(room.count, Self.pieceSize)
                stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: Bytef.self)
                stream.pointee.avail_out = UInt32(size)
                code = inflate(stream, Z_NO_FLUSH)
                return size - Int(stream.pointee.avail_out)
            }
            return compressed.count - Int(stream.pointee.avail_in)
        }
        return code
    }
}

/// The reason why a gzip body cannot be decompressed.
enum GzipError: Error, Equatable {
    /// The bytes are not gzip, or are damaged.
    case malformed
    /// The input ends inside a gzip member.
    case truncated
}
