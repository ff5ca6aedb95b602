/// When a store's own tables are brought to the level that this program knows.
public enum MigrationTime: String, CaseIterable, Sendable {
    /// When a server starts; of several that start at once, one does it.
    case start
    /// Never by a server: `api-server migrate` does it, before servers of a new version start. Until then those are not ready.
    case never
}
