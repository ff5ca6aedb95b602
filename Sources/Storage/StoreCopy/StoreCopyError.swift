public import Models

/// The reason why datasets were not copied.
public enum StoreCopyError: Error, Sendable, CustomStringConvertible {
    /// The target has datasets of these names; nothing was copied.
    case existing([Identifier])
    /// The copy of a dataset, or of one of its columns, differs from the original; it was removed again.
    case differs(Identifier, Identifier?)
    /// The copy could not be compared, or differs, and could not be removed.
    case left(Identifier, StorageError)
    /// A store failed.
    case store(String, StorageError)

    /// The failure and how to proceed.
    public var description: String {
        switch self {
        case .existing(let names):
            "the target has \(names.map { "\"\($0)\"" }.joined(separator: ", ")) already; nothing was copied. "
                + "Drop them there, or skip them with --skip-existing"
        case .differs(let name, let column):
            "\"\(name)\" in the target differs from the source" + (column.map { " in the column \"\($0)\"" } ?? "")
                + "; it was removed from the target again"
        case .store(let what, .versionMismatch):
            "\(what) changed while it was copied; the target has none of it. "
                + "Stop the server of the source, then repeat with --skip-existing"
        case .store(let what, let error): "\(what): \(error)"
        case .left(let name, let error):
            "\"\(name)\" in the target may differ from the source and could not be removed: \(error); drop it there"
        }
    }

    /// `true` if the remaining datasets would fail too, or the caller has cancelled the copy.
    var stopsAll: Bool {
        switch self {
        case .store(_, let error), .left(_, let error):
            switch error {
            case .cancelled, .schema: true
            // A busy store may be free again for the next dataset.
            case .unavailable(let why): why != .busy
            default: false
            }
        case .existing: true
        case .differs: false
        }
    }
}
