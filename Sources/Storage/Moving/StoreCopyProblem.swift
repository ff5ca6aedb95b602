public import Models

/// Why datasets were not copied.
public enum StoreCopyProblem: Error, Sendable, CustomStringConvertible {
    /// The target has datasets of these names; nothing was copied.
    case existing([Identifier])
    /// The stores answer differently about a dataset, or one of its columns; it was taken back.
    case differs(Identifier, Identifier?)
    /// It could not be compared, or differs, and could not be removed either.
    case left(Identifier, StorageError)
    /// A store failed.
    case store(String, StorageError)

    /// What happened and what to do.
    public var description: String {
        switch self {
        case .existing(let names):
            "the target has \(names.map { "\"\($0)\"" }.joined(separator: ", ")) already; nothing was copied. "
                + "Drop them there, or leave them out with --skip-existing"
        case .differs(let name, let column):
            "\"\(name)\" in the target differs from the source" + (column.map { " in the column \"\($0)\"" } ?? "")
                + "; it was removed from the target again"
        case .store(let what, .versionMismatch):
            "\(what) was changed while it was copied; nothing of it is in the target. "
                + "Stop the server of the source, then repeat with --skip-existing"
        case .store(let what, let error): "\(what): \(error)"
        case .left(let name, let error):
            "\"\(name)\" in the target is not known to be the same as in the source, and could not be removed: \(error); "
                + "drop it there"
        }
    }

    /// Whether the datasets after this one would fail too, or nobody waits for them any more.
    var stopsAll: Bool {
        switch self {
        case .store(_, let error), .left(_, let error):
            switch error {
            case .cancelled, .schema: true
            // A store that is busy may be free again for the next.
            case .unavailable(let why): why != .busy
            default: false
            }
        case .existing: true
        case .differs: false
        }
    }
}
