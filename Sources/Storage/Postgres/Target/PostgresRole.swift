/// Which of a store's servers is meant.
public enum PostgresRole: String, Hashable, Sendable, CaseIterable {
    /// The one that takes writes.
    case primary
    /// The one that replays what the primary writes.
    case replica
}
