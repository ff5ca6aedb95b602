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

    /// Runs `body` with a server over an empty store, and the database server for PostgreSQL, and stops the server.
    func whileServing<Value: Sendable>(
        _ body: (_ server: ServerProcess, _ postgres: PostgresServer?) async throws -> Value
    ) async throws -> Value {
        try await whileRunning { location, postgres in
            let client = try LocalClient(port: FreePort.find())
            let server = try await ServerProcess(client: client, store: location)
            do {
                let value = try await body(server, postgres)
                try await server.stop()
                return value
            } catch {
                try? await server.crash()
                throw error
            }
        }
    }
}
