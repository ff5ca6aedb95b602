#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file without a name that one request writes to and reads from. The system removes it when it is closed, however the process
/// ends.
///
/// Its calls block for as long as the disk takes, so they belong on a ``WorkerExecutor``.
final class SpoolFile: Sendable {
    private let descriptor: CInt

    /// Makes a file in a folder.
    ///
    /// - Throws: ``SpoolError``.
    init(in folder: String) throws(SpoolError) {
        var template = Array((folder + "/weir-spool-XXXXXX").utf8CString)
        // Readable by this user alone (POSIX, mkstemp).
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Self.error("mkstemp") }
        unlink(template)
    }

    deinit { close(descriptor) }

    /// Writes bytes at a place.
    ///
    /// - Throws: ``SpoolError/noRoom`` where the disk is full.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(SpoolError) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                throw Self.error("pwrite")
            }
        }
    }

    /// Fills a buffer from a place.
    ///
    /// - Throws: ``SpoolError/damaged`` where the file ends before.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(SpoolError) {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            if count > 0 {
                done += count
            } else if count == 0 {
                throw .damaged
            } else if errno != EINTR {
                throw Self.error("pread")
            }
        }
    }

    /// Gives all of the file's room back to the disk.
    func removeAll() { ftruncate(descriptor, 0) }

    private static func error(_ operation: String) -> SpoolError {
        let code = errno
        return code == ENOSPC || code == EDQUOT || code == EFBIG ? .noRoom : .failed(operation: operation, errno: code)
    }
}
