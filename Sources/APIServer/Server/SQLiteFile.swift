import Diagnostics
package import Storage

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

/// The file of a SQLite store, and the reasons for which this process cannot use it, as sentences for its operator.
///
/// The file is never opened here: closing it would release the locks that SQLite has on it in this process (fcntl(2)).
struct SQLiteFile: Sendable {
    /// The state of a file and of its folder, for the user of this process.
    struct State: Sendable {
        /// A kind of entry in a folder.
        enum Kind: Sendable {
            case missing
            case file
            case folder
        }

        var file = Kind.file
        var isReadable = true
        var isWritable = true
        var folder = Kind.folder
        /// `true` if the user may create files in the folder.
        var isFolderWritable = true
    }

    private let path: String
    private let state: State
    private let user: UInt32

    /// Describes a file.
    ///
    /// - Parameter path: The path; a relative one begins at the current folder.
    init(path: String) {
        let whole = Self.absolute(path)
        self.init(path: whole, state: Self.state(of: whole), user: getuid())
    }

    /// Describes a file in a given state.
    init(path: String, state: State, user: UInt32) {
        self.path = path
        self.state = state
        self.user = user
    }

    /// The reason why nothing can be written; `nil` if the file system permits it.
    var readOnlyReason: String? {
        switch state.file {
        case .folder: nil
        case .file where !state.isWritable: "the file \(name) is not writable for \(userText); \(remedy)"
        case .file, .missing:
            state.isFolderWritable
                ? nil
                : "the folder \(folder) is not writable for \(userText), and SQLite keeps its log there; \(remedy)"
        }
    }

    /// Describes an error of the store, with the file's path and the cause if the file system tells it.
    func explanation(of error: StorageError) -> String {
        switch error {
        case .unavailable(.readOnly): readOnlyReason ?? "the file \(name) can only be read; \(remedy)"
        case .unavailable(.unreachable): unreachableReason
        case .unavailable(.busy):
            "the file \(name) is in use by another program, such as a migration; try again once it ends"
        case .unavailable(.noRoom):
            "the file \(name) cannot be written: its disk is full or failing, or a quota is reached; free up space"
        // SQLITE_NOTADB
        case .unexpected(let reason) where reason.hasPrefix("SQLite 26:"):
            "the file \(name) is not a SQLite database; expected the file of a store, or the path of a new one"
        case .unavailable, .unexpected, .timedOut: "\(error) (the file \(name))"
        default: "\(error)"
        }
    }

    private var unreachableReason: String {
        switch (state.file, state.folder) {
        case (.folder, _):
            "\(name) is a folder, expected the path of a file, such as \(SafeDescription.path(path + "/weir.sqlite"))"
        case (_, .file): "\(folder) is a file, expected the folder of the SQLite file"
        case (.missing, .missing): "the folder \(folder) does not exist, or is not accessible for \(userText)"
        case (.file, _) where !state.isReadable: "the file \(name) is not readable for \(userText); \(remedy)"
        default: readOnlyReason ?? "the file \(name) cannot be opened; check its permissions and those of its folder"
        }
    }

    /// Creates the folder of the file, and those around it.
    ///
    /// - Throws: ``CommandError`` with the folder that cannot be created and the cause.
    func makeFolder() throws(CommandError) {
        let folder = Self.folder(of: path)
        // Search from the end, because a part of the path may be accessible while an earlier one cannot be listed.
        var missing: [String] = []
        var current = folder
        while Self.kind(current) == .missing, current != "/" {
            missing.append(current)
            current = Self.folder(of: current)
        }
        guard Self.kind(current) == .folder else {
            throw CommandError.failure(
                "cannot open the SQLite file \(name): \(SafeDescription.path(current)) is a file, expected a folder")
        }
        for folder in missing.reversed() where mkdir(folder, 0o777) != 0 && errno != EEXIST {
            let cause = String(cString: strerror(errno))
            throw CommandError.failure(
                "cannot create the folder \(SafeDescription.path(folder)) of the SQLite file for \(userText): \(cause)")
        }
    }

    private var name: String { SafeDescription.path(path) }
    private var folder: String { SafeDescription.path(Self.folder(of: path)) }
    private var userText: String { "the user of this process (uid \(user))" }
    private var remedy: String { "change its owner or its permissions, or mount its disk for writing" }

    // MARK: State

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    private static func kind(_ path: String) -> State.Kind {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return .missing }
        return isFolder ? .folder : .file
    }

    private static func state(of path: String) -> State {
        let folder = folder(of: path)
        return State(
            file: kind(path), isReadable: access(path, R_OK) == 0, isWritable: access(path, W_OK) == 0,
            folder: kind(folder), isFolderWritable: access(folder, W_OK | X_OK) == 0)
    }
}

extension StoreLocation {
    /// Describes an error of the store, with the path and the cause for a SQLite file.
    package func explanation(of error: StorageError) -> String {
        if case .sqlite(let path) = self { SQLiteFile(path: path).explanation(of: error) } else { "\(error)" }
    }
}
