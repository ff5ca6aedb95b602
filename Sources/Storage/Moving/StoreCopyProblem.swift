public import Models

/// Why datasets were not copied.
public enum StoreCopyProblem: Error, Sendable, CustomStringConvertible {
    /// The target has datasets of these names; nothing was copied.
    case existing([Identifier])
    /// The stores answer differently about a dataset, or one of its columns; it was taken back.
    case differs(Identifier, Identifier?)
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
        case .store(let what, let error): "\(what): \(error); what was reported before is in the target"
        }
    }
}
