import CZlib
import NIOCore

/// Unpacks gzip (RFC 1952) piece by piece: a piece of output is never larger than ``pieceSize``, however far the input
/// expands.
///
/// A class because zlib keeps the address of its stream; one task at a time uses a decoder.
final class GzipDecoder {
    /// The most bytes that come out at once.
    static let pieceSize = 65_536

    /// Why the input cannot be unpacked.
    enum Failure: Error, Equatable {
        /// Not gzip, or damaged.
        case malformed
        /// The input ended in the middle.
        case cutShort
    }

    private let stream: UnsafeMutablePointer<z_stream>
    private var input = ByteBuffer()
    /// Whether the input so far ends where a gzip member ends, so that it may be the end of all.
    private var isBetweenMembers = false

    /// - Throws: ``Failure/malformed`` if zlib cannot start, which only a lack of memory causes.
    init() throws(Failure) {
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

    /// Takes packed bytes. What came before must have been unpacked: ``next()`` gave `nil`.
    func feed(_ bytes: ByteBuffer) { input = bytes }

    /// The next piece, or `nil` when more input is needed.
    func next() throws(Failure) -> ByteBuffer? {
        var output = ByteBuffer()
        while true {
            if isBetweenMembers {
                guard input.readableBytes > 0 else { return nil }
                // Files put end to end are one file (RFC 1952, section 2.2).
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

    /// Says that no more input comes.
    func finish() throws(Failure) {
        guard isBetweenMembers else { throw .cutShort }
    }

    private func inflateOnce(into output: inout ByteBuffer) -> CInt {
        var code = Z_OK
        input.readWithUnsafeMutableReadableBytes { packed in
            stream.pointee.next_in = packed.baseAddress?.assumingMemoryBound(to: Bytef.self)
            stream.pointee.avail_in = UInt32(packed.count)
            output.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.pieceSize) { room in
                let size = min(room.count, Self.pieceSize)
                stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: Bytef.self)
                stream.pointee.avail_out = UInt32(size)
                code = inflate(stream, Z_NO_FLUSH)
                return size - Int(stream.pointee.avail_out)
            }
            return packed.count - Int(stream.pointee.avail_in)
        }
        return code
    }
}
