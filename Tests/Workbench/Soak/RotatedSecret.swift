import Foundation

/// A secret in a file that names one of two database users.
struct RotatedSecret: Sendable {
    static let database = "load"
    private static let roles = ["weir_a", "weir_b"]

    let postgres: PostgresServer
    let path: String
    private var role = Self.roles[0]
    private var password = Self.newPassword()

    init(postgres: PostgresServer, path: String) {
        self.postgres = postgres
        self.path = path
    }

    private static func newPassword() -> String { UUID().uuidString }

    /// Makes the database, its users and the file. Both users act as one role, which owns all objects, so that each can use the
    /// other's.
    func prepare() async throws {
        _ = try await postgres.psql("CREATE ROLE weir_owner NOLOGIN")
        for role in Self.roles {
            _ = try await postgres.psql("CREATE ROLE \(role) LOGIN IN ROLE weir_owner")
            _ = try await postgres.psql("ALTER ROLE \(role) SET role = 'weir_owner'")
        }
        _ = try await postgres.psql("CREATE DATABASE \(Self.database) OWNER weir_owner")
        try await alter()
        try write()
    }

    /// Changes the password of the user that the file names.
    mutating func changeSame() async throws {
        password = Self.newPassword()
        try await alter()
    }

    /// Changes the password of the user that the file does not name.
    mutating func changeOther() async throws {
        role = Self.roles.first { $0 != role } ?? role
        try await changeSame()
    }

    private func alter() async throws {
        _ = try await postgres.psql("ALTER ROLE \(role) PASSWORD '\(password)'")
    }

    /// Replaces the file atomically.
    func write() throws {
        let document = try JSONEncoder().encode(["username": role, "password": password])
        try document.write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    /// Waits until all open connections were made with the file's current content.
    func waitUntilUsed(_ rotation: Int) async throws {
        let written = try await postgres.psql("SELECT clock_timestamp()").split(separator: "\n").first ?? ""
        let start = ContinuousClock.now
        let sql = """
            SELECT count(*) > 0 AND bool_and(usename = '\(role)' AND backend_start > '\(written)')
            FROM pg_stat_activity WHERE datname = '\(Self.database)' AND backend_type = 'client backend'
            """
        while try await postgres.psql(sql) != "t\n" {
            guard ContinuousClock.now - start < .seconds(60) else {
                throw WorkbenchError("rotation \(rotation): the server still has older connections after a minute")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Returns the number of connections made to the database so far.
    func sessions() async throws -> Int {
        let text = try await postgres.psql("SELECT sessions FROM pg_stat_database WHERE datname = '\(Self.database)'")
        return Int(text.split(separator: "\n").first ?? "") ?? 0
    }
}
