/// A PostgreSQL that replays what the store's writes, for reads that may be a little old.
public struct DatabaseReplica: Hashable, Sendable {
    /// Where it is.
    public enum Location: Hashable, Sendable {
        /// Beside a store that is given as a whole: libpq's connection URI.
        case uri(String)
        /// Beside a store that is given in parts: its host; all other parts are the store's.
        case host(String)
    }

    /// Where it is.
    public let location: Location
    /// How many seconds it may be behind; `nil` for the store's own number.
    public let maxStaleness: Int?

    /// Reads `STORE_REPLICA`, `DB_REPLICA_HOST` and `DB_MAX_STALENESS`.
    ///
    /// - Parameters:
    ///   - store: The store that it replays.
    ///   - value: The text of a setting, if it was given.
    /// - Returns: `nil` if there is none.
    /// - Throws: ``SettingsProblem`` for what cannot be used, or does not go with the store.
    static func read(
        beside store: StoreLocation, _ value: (Setting) -> String?
    ) throws(SettingsProblem) -> DatabaseReplica? {
        let (uri, host) = (value(.storeReplica), value(.databaseReplicaHost))
        let staleness = try ServerSettings.number(.maxStaleness, value(.maxStaleness), in: 1...86_400)
        switch (store, uri, host) {
        case (_, nil, nil):
            guard staleness == nil else {
                throw SettingsProblem(
                    "\(Setting.maxStaleness.name) says how far a replica may be behind, and none is named: "
                        + "set \(Setting.storeReplica.name) or \(Setting.databaseReplicaHost.name)")
            }
            return nil
        case (.postgres, let uri?, nil):
            let location: StoreLocation?
            do { location = try StoreLocation(uri) } catch { location = nil }
            guard case .postgres? = location else {
                throw SettingsProblem(.storeReplica, got: "what is none", expected: "a connection URI, postgres://…")
            }
            return DatabaseReplica(location: .uri(uri), maxStaleness: staleness)
        case (.database, nil, let host?):
            guard DatabaseLocation.isHost(host) else {
                throw SettingsProblem(
                    .databaseReplicaHost, got: "what is no name",
                    expected: "a name or an address, such as replica.example.org")
            }
            return DatabaseReplica(location: .host(host), maxStaleness: staleness)
        default:
            throw SettingsProblem(
                "\(Setting.storeReplica.name) goes with \(Setting.store.name), and \(Setting.databaseReplicaHost.name) with "
                    + "\(Setting.databaseHost.name) or a database's secret; a SQLite file has no replica")
        }
    }
}
