#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An unlinked temporary file of one request. The system deletes it when it is closed, even if the process crashes.
///
/// Its calls block during disk I/O, so call them on a ``WorkerExecutor``.
final class SpoolFile: Sendable {
    private let descriptor: CInt

    /// Creates a file in a folder.
    ///
    /// - Throws: ``SpoolError``.
    init(in folder: String) throws(SpoolError) {
        var template = Array((folder + "/weir-spool-XXXXXX").utf8CString)
        // `mkstemp` makes the file readable by this user alone (POSIX).
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Self.error("mkstemp") }
        unlink(template)
    }

    deinit { close(descriptor) }

    /// Writes bytes at an offset.
    ///
    /// - Throws: ``SpoolError``, with ``SpoolError/noRoom`` for a full disk.
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

    /// Fills a buffer from an offset.
    ///
    /// - Throws: ``SpoolError``, with ``SpoolError/damaged`` if the file is too short.
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

    /// Truncates the file to zero bytes.
    func removeAll() { ftruncate(descriptor, 0) }

    private static func error(_ operation: String) -> SpoolError {
        let code = errno
        return code == ENOSPC || code == EDQUOT || code == EFBIG ? .noRoom : .failed(operation: operation, errno: code)
    }
}

/// An error of a spool file.
enum SpoolError: Error, Equatable {
    /// The spool limit is reached, or the disk is full.
    case noRoom
    /// A system call failed.
    case failed(operation: String, errno: Int32)
    /// The file does not contain the bytes that were written.
    case damaged
}
