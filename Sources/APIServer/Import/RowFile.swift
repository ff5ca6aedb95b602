package import Diagnostics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file of rows on this machine.
package struct RowFile: Sendable {
    /// The path of the file.
    package let path: String
    /// The size in bytes.
    package let size: Int

    /// Checks that a path names a regular file that this process can read.
    ///
    /// - Throws: ``CommandError`` with the code 65.
    package init(path: String) throws(CommandError) {
        self.path = path
        var status = stat()
        guard stat(path, &status) == 0 else { throw Self.failure(path, String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Self.failure(path, "it is no regular file, and the file is read twice; save the data to one")
        }
        guard access(path, R_OK) == 0 else { throw Self.failure(path, String(cString: strerror(errno))) }
        size = Int(status.st_size)
    }

    /// The last part of the path without its endings.
    package var stem: String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.split(separator: ".").first.map(String.init) ?? name
    }

    /// The ending of the name, in lower case.
    var ending: String { path.split(separator: "/").last?.split(separator: ".").last?.lowercased() ?? "" }

    /// The bytes, in chunks.
    func chunks(_ onRead: @escaping @Sendable (Int) -> Void = { _ in }) -> FileChunks {
        FileChunks(file: self, onRead: onRead)
    }

    static func failure(_ path: String, _ reason: String) -> CommandError {
        CommandError(exitCode: .data, description: "error: \(SafeDescription.path(path)): \(reason)")
    }
}
