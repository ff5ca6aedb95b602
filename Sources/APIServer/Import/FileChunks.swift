#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The bytes of a file, in chunks.
struct FileChunks: AsyncSequence, Sendable {
    /// The size of a chunk, in bytes.
    static let chunkBytes = 256 << 10

    let file: RowFile
    /// Called with the number of bytes so far.
    let onRead: @Sendable (Int) -> Void

    func makeAsyncIterator() -> Iterator { Iterator(chunks: self) }

    /// Reads the chunks of an open file, which it closes at the end.
    final class Iterator: AsyncIteratorProtocol {
        private let chunks: FileChunks
        private var descriptor: Int32?
        private var count = 0

        init(chunks: FileChunks) { self.chunks = chunks }

        deinit { if let descriptor { close(descriptor) } }

        func next() async throws -> [UInt8]? {
            let opened = descriptor ?? open(chunks.file.path, O_RDONLY | O_CLOEXEC)
            guard opened >= 0 else {
                throw RowFile.failure(chunks.file.path, String(cString: strerror(errno)))
            }
            descriptor = opened
            let bytes = [UInt8](unsafeUninitializedCapacity: FileChunks.chunkBytes) { buffer, filled in
                var result = read(opened, buffer.baseAddress, buffer.count)
                while result < 0, errno == EINTR { result = read(opened, buffer.baseAddress, buffer.count) }
                filled = Swift.max(0, result)
                failed = result < 0
            }
            if failed { throw RowFile.failure(chunks.file.path, String(cString: strerror(errno))) }
            count += bytes.count
            chunks.onRead(count)
            return bytes.isEmpty ? nil : bytes
        }

        private var failed = false
    }
}
