#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A reader of whole small files, the only access of configuration and credentials to a file system.
package struct FileReader: Sendable {
    /// Returns a file's bytes, or `nil` if there is no such file.
    package typealias Read = @Sendable (_ path: String) throws(FileReadingError) -> [UInt8]?

    private let contents: Read

    /// Creates a reader.
    /// - Parameter read: Returns a file's bytes, or `nil` if there is no such file.
    package init(_ read: @escaping Read) {
        contents = read
    }

    /// Returns a file's bytes, or `nil` if there is no such file.
    /// - Parameter path: The file's path.
    package func callAsFunction(_ path: String) throws(FileReadingError) -> [UInt8]? {
        try contents(path)
    }

    /// A reader of the file system, with a limit of 1 MiB, more than any configuration or credentials file needs.
    package static let live = FileReader { path throws(FileReadingError) in
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw FileReadingError(path: path, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileReadingError(path: path, reason: String(cString: strerror(errno)))
            }
            bytes += buffer[..<count]
            guard bytes.count <= 1 << 20 else {
                throw FileReadingError(path: path, reason: "it exceeds the limit of 1 MiB")
            }
        }
    }
}

/// An error of reading a file that exists.
package struct FileReadingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file's path.
    package let path: String
    /// The reason.
    package let reason: String

    /// Creates an error.
    /// - Parameters:
    ///   - path: The file's path.
    ///   - reason: The reason.
    package init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// The path and the reason.
    package var description: String { "\(path) cannot be read: \(reason)" }
}
