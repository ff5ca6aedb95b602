import Foundation

/// A secret in a file, and the two users of the database of whom it names one.
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

    /// Makes the database, its users and the file. What either user makes belongs to the role that both act as, so that the
    /// other may use it.
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

    /// Gives the user whom the file names a new password.
    mutating func changeSame() async throws {
        password = Self.newPassword()
        try await alter()
    }

    /// Gives the user whom the file does not name a new password.
    mutating func changeOther() async throws {
        role = Self.roles.first { $0 != role } ?? role
        try await changeSame()
    }

    private func alter() async throws {
        _ = try await postgres.psql("ALTER ROLE \(role) PASSWORD '\(password)'")
    }

    /// Replaces the file as a whole.
    func write() throws {
        let document = try JSONEncoder().encode(["username": role, "password": password])
        try document.write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    /// Waits until all connections that there are were made with what the file says now.
    func waitUntilUsed(_ rotation: Int) async throws {
        let written = try await postgres.psql("SELECT clock_timestamp()").split(separator: "\n").first ?? ""
        let start = ContinuousClock.now
        let sql = """
            SELECT count(*) > 0 AND bool_and(usename = '\(role)' AND backend_start > '\(written)')
            FROM pg_stat_activity WHERE datname = '\(Self.database)' AND backend_type = 'client backend'
            """
        while try await postgres.psql(sql) != "t\n" {
            guard ContinuousClock.now - start < .seconds(60) else {
                throw WorkbenchError("rotation \(rotation): the server still has connections of before, after a minute")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// How many connections were made to the database until now.
    func sessions() async throws -> Int {
        let text = try await postgres.psql("SELECT sessions FROM pg_stat_database WHERE datname = '\(Self.database)'")
        return Int(text.split(separator: "\n").first ?? "") ?? 0
    }
}
