/// The time of schema migrations.
package enum MigrationMode: String, Sendable, Hashable, CaseIterable {
    /// At the start of a server. If several start at once, one of them migrates.
    case auto
    /// Never by a server: the operator or the deployment runs `api-server migrate`. Until then, servers of the new version are
    /// not ready.
    case never
}
