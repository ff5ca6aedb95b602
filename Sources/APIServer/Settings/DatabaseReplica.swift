/// A PostgreSQL replica for reads that tolerate staleness.
package struct DatabaseReplica: Hashable, Sendable {
    /// The location of a replica.
    package enum Location: Hashable, Sendable {
        /// libpq's connection URI, for a store that is given as a URI.
        case uri(String)
        /// The host, for a store that is given by its parts. Port, database and user are the store's.
        case host(String)
    }

    /// The replica's location.
    package let location: Location
    /// The maximum staleness of a read, in seconds; `nil` for the store's default.
    package let maxStaleness: Int?

    /// Reads `STORE_REPLICA`, `DB_REPLICA_HOST` and `DB_MAX_STALENESS`.
    ///
    /// - Parameters:
    ///   - store: The location of the primary.
    ///   - values: The settings.
    /// - Returns: The replica, or `nil` if none is set.
    /// - Throws: ``SettingsError`` for a setting that is invalid or does not match the store.
    static func read(
        beside store: StoreLocation, _ values: SettingValues
    ) throws(SettingsError) -> DatabaseReplica? {
        let (uri, host) = (values[.storeReplica], values[.databaseReplicaHost])
        let staleness = try values.number(.maxStaleness)
        switch (store, uri, host) {
        case (_, nil, nil):
            guard staleness == nil else {
                throw SettingsError(
                    "\(Setting.maxStaleness.name) requires a replica: set \(Setting.storeReplica.name) or "
                        + Setting.databaseReplicaHost.name)
            }
            return nil
        case (.postgres, let uri?, nil):
            let location: StoreLocation?
            do { location = try StoreLocation(uri) } catch { location = nil }
            guard case .postgres? = location else {
                throw SettingsError(
                    .storeReplica, got: "a text that is not a URI", expected: "a connection URI, postgres://…")
            }
            return DatabaseReplica(location: .uri(uri), maxStaleness: staleness)
        case (.database, nil, let host?):
            guard DatabaseLocation.isHost(host) else {
                throw SettingsError(
                    "\(Setting.databaseReplicaHost.name) is not a valid host name; expected a name or an address, such "
                        + "as replica.example.org")
            }
            return DatabaseReplica(location: .host(host), maxStaleness: staleness)
        default:
            throw SettingsError(
                "\(Setting.storeReplica.name) requires \(Setting.store.name) with a postgres:// URI, and "
                    + "\(Setting.databaseReplicaHost.name) requires \(Setting.databaseHost.name) or a database's secret; "
                    + "a SQLite file has no replica")
        }
    }
}
