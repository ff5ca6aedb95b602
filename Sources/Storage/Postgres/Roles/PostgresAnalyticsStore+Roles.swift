extension PostgresAnalyticsStore {
    /// Makes the application's login with the rights that serving the store needs, and hands over existing tables of datasets.
    ///
    /// Repeating it changes nothing but restores missing rights. The store must have been migrated by the current login, which
    /// needs the attribute `CREATEROLE`.
    ///
    /// - Returns: The changes, as sentences for the operator.
    public func makeApplicationLogin(_ login: PostgresApplicationLogin) async throws(StorageError) -> [String] {
        let schema = self.schema
        let changes = try await transaction { session throws(StorageError) in
            try PostgresRoles(session: session, schema: schema).make(login)
        }
        // In several transactions: each table is locked until its transaction ends.
        while try await transaction({ session throws(StorageError) in
            try PostgresRoles(session: session, schema: schema).handOverNext()
        }) {}
        return changes
    }
}
