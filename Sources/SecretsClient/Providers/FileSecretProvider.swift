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

/// A provider of secrets in files below a folder, as Docker and Kubernetes mount them: a reference's `id` is the path of a
/// file below the folder, such as `database` or `database/password`.
///
/// - A final line ending of a file, `\n` or `\r\n`, is not part of the value: editors and `echo` add it. A value that ends
///   in a line ending needs a second one, or ``LineEnding/kept``.
/// - A path that leads out of the folder, by `..` or a symbolic link, is rejected. Links within the folder are followed:
///   Kubernetes replaces a mounted secret by changing such a link.
/// - Each secret has one version, the current one. Its id consists of the file's inode, time and size, and so changes when
///   the file is replaced or written.
///
/// Files are small and local, so they are read on the calling task's thread.
public struct FileSecretProvider: SecretProvider {
    /// The treatment of a file's final line ending.
    public enum LineEnding: Sendable, Hashable {
        /// The line ending is not part of the value.
        case dropped
        /// The line ending is part of the value.
        case kept
    }

    private let folder: String
    private let lineEnding: LineEnding

    /// Creates a provider.
    /// - Parameters:
    ///   - folder: The path of the folder.
    ///   - lineEnding: The treatment of a file's final line ending; dropped by default.
    public init(folder: String, lineEnding: LineEnding = .dropped) {
        self.folder = folder
        self.lineEnding = lineEnding
    }

    /// Reads a file.
    public func secret(for reference: SecretReference) async throws(SecretError) -> ResolvedSecret {
        let file = try open(reference.id)
        defer { close(file) }
        let before = try version(of: file, reference)
        var bytes = try read(file, reference.id)
        // A file written in place may change during the read and give a mixed value.
        guard try version(of: file, reference) == before else {
            throw SecretError(.unavailable, id: reference.id, reason: "the file changed while it was read; try again")
        }
        if lineEnding == .dropped, bytes.last == UInt8(ascii: "\n") {
            bytes.removeLast()
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        }
        return ResolvedSecret(try SecretValue(bytes, id: reference.id), version: before)
    }

    /// Returns the version of a file without reading it.
    public func version(for reference: SecretReference) async throws(SecretError) -> SecretVersion {
        let file = try open(reference.id)
        defer { close(file) }
        return try version(of: file, reference)
    }

    private func open(_ id: String) throws(SecretError) -> Int32 {
        let path = try resolved(id)
        // Non-blocking, because opening a pipe instead of a file must not block the thread.
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

    /// The path of a secret's file with all links resolved, which must be below the folder.
    private func resolved(_ id: String) throws(SecretError) -> String {
        // Split bytes as the file system does: a Swift character may combine a slash with an accent.
        let parts = id.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isPath = parts.allSatisfy { !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }
        guard isPath, !id.utf8.contains(0) else {
            throw SecretError(
                .invalidRequest, id: id,
                reason: "the name is not a path below the folder of secrets; expected one such as \"database/password\""
            )
        }
        guard let root = Self.realPath(folder) else {
            throw SecretError(
                errno == EACCES ? .accessDenied : .notFound, id: id,
                reason: "the folder of secrets \(SafeDescription.path(folder)) cannot be opened: \(Self.text(errno))")
        }
        guard let path = Self.realPath(root + "/" + id) else { throw failure(errno, id) }
        guard path.utf8.starts(with: (root == "/" ? root : root + "/").utf8) else {
            throw SecretError(
                .accessDenied, id: id,
                reason: "a link leads out of the folder of secrets \(SafeDescription.path(folder))")
        }
        return path
    }

    private func version(of file: Int32, _ reference: SecretReference) throws(SecretError) -> SecretVersion {
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw failure(errno, reference.id) }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw SecretError(
                .invalidRequest, id: reference.id,
                reason: "the path is not a regular file; expected a file with the value")
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

    /// Reads the content, up to one line ending and one byte more than the maximum of a value.
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
            // A link that appears between the check and the opening gives this error too.
            SecretError(.accessDenied, id: id, reason: "the file is a link that cannot be resolved or has changed")
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
