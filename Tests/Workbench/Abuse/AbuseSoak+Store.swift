import Processes

extension AbuseSoak.Store {
    /// Runs `body` with an empty store: its location for a server, and the database server for PostgreSQL.
    func whileRunning<Value: Sendable>(
        _ body: (_ location: String, _ postgres: PostgresServer?) async throws -> Value
    ) async throws -> Value {
        switch self {
        case .sqlite:
            let folder = try TemporaryFolder()
            // The folder is removed with its last reference.
            defer { withExtendedLifetime(folder) {} }
            return try await body("sqlite:\(folder.path)/weir.sqlite", nil)
        case .postgres:
            let postgres = try await PostgresServer()
            return try await postgres.whileRunning { try await body(postgres.uri(), postgres) }
        }
    }
}
