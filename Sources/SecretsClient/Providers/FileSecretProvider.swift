import Diagnostics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Secrets in files below a folder, as Docker and Kubernetes mount them: a reference's `id` is the path of a file below the
/// folder, such as `database` or `database/password`.
///
/// - One line ending at the end of a file, `\n` or `\r\n`, is not part of the value: editors and `echo` put it there. A
///   value that has to end in a line ending needs a second one, or ``LineEnding/kept``.
/// - A path that leads out of the folder, by `..` or by a symbolic link, is refused. Links within the folder are followed:
///   Kubernetes swaps a mounted secret by such a link.
/// - There is one version of each, the current one. It is named after the file's inode, time and size, and so changes when
///   the file is replaced or written.
///
/// Files are small and near, so they are read on the calling task's thread.
public struct FileSecretProvider: SecretProvider {
    /// What becomes of one line ending at the end of a file.
    public enum LineEnding: Sendable, Hashable {
        /// It is not part of the value.
        case dropped
        /// It is part of the value.
        case kept
    }

    private let folder: String
    private let lineEnding: LineEnding

    /// Looks for secrets below a folder.
    /// - Parameters:
    ///   - folder: The path of the folder.
    ///   - lineEnding: What becomes of one line ending at the end of a file; it is dropped by default.
    public init(folder: String, lineEnding: LineEnding = .dropped) {
        self.folder = folder
        self.lineEnding = lineEnding
    }

    /// The content of a file.
    public func secret(for reference: SecretReference) async throws(SecretError) -> Secret {
        let file = try open(reference.id)
        defer { close(file) }
        let before = try version(of: file, reference)
        var bytes = try read(file, reference.id)
        // A file written in place may change under the reader; then half of it would be old.
        guard try version(of: file, reference) == before else {
            throw SecretError(.unavailable, id: reference.id, reason: "the file changed while it was read; try again")
        }
        if lineEnding == .dropped, bytes.last == UInt8(ascii: "\n") {
            bytes.removeLast()
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        }
        return Secret(try SecretValue(bytes, id: reference.id), version: before)
    }

    /// The version of a file, which takes no reading.
    public func version(for reference: SecretReference) async throws(SecretError) -> SecretVersion {
        let file = try open(reference.id)
        defer { close(file) }
        return try version(of: file, reference)
    }

    private func open(_ id: String) throws(SecretError) -> Int32 {
        let path = try resolved(id)
        // Non-blocking: a pipe in the place of a file must not hold the thread.
        #if canImport(Glibc)
            let file = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        #elseif canImport(Musl)
            let file = Musl.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        #else
            let file = Darwin.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        #endif
        guard file >= 0 else { throw failure(errno, id) }
        return file
    }

    /// The path of a secret's file with every link followed, which must still be below the folder.
    private func resolved(_ id: String) throws(SecretError) -> String {
        // Bytes, as the file system compares them: characters of Swift may hide a slash in front of an accent.
        let parts = id.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isPath = parts.allSatisfy { !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }
        guard isPath, !id.utf8.contains(0) else {
            throw SecretError(
                .invalidRequest, id: id,
                reason: "this is no path below a folder of secrets, expected names such as \"database/password\"")
        }
        guard let root = Self.realPath(folder) else {
            throw SecretError(
                errno == EACCES ? .accessDenied : .notFound, id: id,
                reason: "the folder of secrets \(SafeDescription.path(folder)) cannot be entered: \(Self.text(errno))")
        }
        guard let path = Self.realPath(root + "/" + id) else { throw failure(errno, id) }
        guard path.utf8.starts(with: (root == "/" ? root : root + "/").utf8) else {
            throw SecretError(
                .accessDenied, id: id,
                reason: "the file leads out of the folder of secrets \(SafeDescription.path(folder)) by a link")
        }
        return path
    }

    private func version(of file: Int32, _ reference: SecretReference) throws(SecretError) -> SecretVersion {
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw failure(errno, reference.id) }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw SecretError(.invalidRequest, id: reference.id, reason: "this is no file, expected one with the value")
        }
        #if canImport(Darwin)
            let time = facts.st_mtimespec
        #else
            let time = facts.st_mtim
        #endif
        let moment = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        let version = SecretVersion(
            id: "\(facts.st_ino)-\(time.tv_sec).\(time.tv_nsec)-\(facts.st_size)", stages: [.current],
            created: Date(timeIntervalSince1970: moment))
        guard version.matches(reference.selector) else { throw .onlyCurrent(reference, version, in: "a file") }
        return version
    }

    /// The content, up to one line ending and one byte more than a value may have.
    private func read(_ file: Int32, _ id: String) throws(SecretError) -> [UInt8] {
        let most = SecretValue.maximumBytes + 3
        var bytes = [UInt8](repeating: 0, count: most)
        var filled = 0
        while filled < most {
            let count = bytes[filled...].withUnsafeMutableBytes { rest in
                #if canImport(Glibc)
                    Glibc.read(file, rest.baseAddress, rest.count)
                #elseif canImport(Musl)
                    Musl.read(file, rest.baseAddress, rest.count)
                #else
                    Darwin.read(file, rest.baseAddress, rest.count)
                #endif
            }
            if count == 0 { break }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(errno, id) }
            filled += count
        }
        return Array(bytes[..<filled])
    }

    private func failure(_ code: Int32, _ id: String) -> SecretError {
        switch code {
        case ENOENT, ENOTDIR:
            SecretError(.notFound, id: id, reason: "there is no such file in \(SafeDescription.path(folder))")
        case EACCES, EPERM:
            SecretError(.accessDenied, id: id, reason: "this process may not read the file: \(Self.text(code))")
        case ENAMETOOLONG:
            SecretError(.invalidRequest, id: id, reason: "the name is too long for a file")
        case ELOOP:
            // Also what a link that appears between looking and opening gives.
            SecretError(.accessDenied, id: id, reason: "the file is a link that leads nowhere or changed meanwhile")
        case EIO, EMFILE, ENFILE, ESTALE, ETIMEDOUT, EAGAIN:
            SecretError(.unavailable, id: id, reason: "the file cannot be read at the moment: \(Self.text(code))")
        default: SecretError(.failed, id: id, reason: "the file cannot be read: \(Self.text(code))")
        }
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}
