import CZlib

/// Compresses whole texts with gzip (RFC 1952).
enum GzipEncoder {
    /// Returns the bytes as one gzip member; `nil` if zlib cannot allocate memory.
    static func encode(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard weir_deflate_gzip(&stream) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        var input = bytes
        var code = Z_OK
        let bound = Int(deflateBound(&stream, UInt(bytes.count)))
        let output = [UInt8](unsafeUninitializedCapacity: bound) { room, count in
            input.withUnsafeMutableBufferPointer { source in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = room.baseAddress
                stream.avail_out = UInt32(room.count)
                code = deflate(&stream, Z_FINISH)
            }
            count = room.count - Int(stream.avail_out)
        }
        return code == Z_STREAM_END ? output : nil
    }
}
