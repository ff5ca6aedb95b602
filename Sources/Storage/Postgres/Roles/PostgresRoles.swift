import CLibPQ
import Models

/// The roles of a store's database: a group that owns the tables of datasets, and the application's login in it. Used on a
/// connection's queue, inside the caller's transaction.
///
/// The group is not the login, for two reasons. Logins that take turns during a rotation must own the same tables. And on Amazon
/// RDS every direct or indirect member of `rds_iam` can authenticate with IAM alone: if the migrating login were a member of
/// the application's login to change its tables, its own password would stop working.
struct PostgresRoles {
    /// The lock timeout of a change of ownership, as for migrations.
    private static let lockTimeout = "5s"

    let session: PostgresSession
    let schema: PostgresSchema

    /// Takes the lock of migrations until the transaction ends, so that concurrent programs make the roles one after the other.
    private func lock() throws(StorageError) {
        try session.run("SET LOCAL statement_timeout = 0")
        try session.run("SELECT pg_advisory_xact_lock($1)", [.integer(PostgresMigrations.lock)])
        try session.run("SET LOCAL lock_timeout = '\(Self.lockTimeout)'")
    }

    /// Creates the group and the login where they are missing, and grants their rights.
    ///
    /// - Returns: The changes, as sentences for the operator.
    func make(_ login: PostgresApplicationLogin) throws(StorageError) -> [String] {
        try lock()
        let (group, user) = (schema.dataRole, login.user)
        guard try !holds("SELECT current_user = $1 OR session_user = $1", user) else {
            throw .unexpected(
                "the application's login \(user) is the one that migrates; expected another one, since the rights of the "
                    + "application and its authentication must not apply to migrations")
        }
        var changes: [String] = []
        for (role, options) in [(group, "NOLOGIN"), (user, "LOGIN")] {
            guard try !holds("SELECT to_regrole($1) IS NOT NULL", SQLText.quoted(role)) else { continue }
            try session.run(
                "CREATE ROLE \(SQLText.quoted(role)) \(options) NOSUPERUSER NOCREATEDB NOCREATEROLE INHERIT")
            changes.append("created the role \(role)")
        }
        let (quotedGroup, quotedUser) = (SQLText.quoted(group), SQLText.quoted(user))
        if try !holds("SELECT pg_has_role($1, '\(group)', 'USAGE')", user) {
            try session.run("GRANT \(quotedGroup) TO \(quotedUser)")
        }
        // The migrating login changes the tables of datasets as a member of the group. The creator of a role is only its
        // administrator (PostgreSQL documentation, "Role Attributes: role creation", since version 16).
        if try !holds("SELECT pg_has_role(current_user, $1, 'USAGE')", group) {
            try session.run("GRANT \(quotedGroup) TO CURRENT_USER")
        }
        try grant(to: quotedGroup)
        changes += try authenticate(login)
        return changes
    }

    /// Grants the rights on the store's own objects, and on those that later migrations add.
    private func grant(to group: String) throws(StorageError) {
        let name = schema.name
        // Rows that are written by key pass through a temporary table.
        for right in ["CONNECT", "TEMPORARY"] {
            guard try !holds("SELECT has_database_privilege($1, current_database(), '\(right)')", schema.dataRole)
            else {
                continue
            }
            let database = try session.execute("SELECT quote_ident(current_database())").text(0, 0)
            try session.run("GRANT \(right) ON DATABASE \(database) TO \(group)")
        }
        try session.run("GRANT USAGE, CREATE ON SCHEMA \(name) TO \(group)")
        for table in try ownTables() {
            try session.run("GRANT SELECT, INSERT, UPDATE, DELETE ON \(schema.qualified(table)) TO \(group)")
        }
        // The record of migrations is the migrating login's.
        try session.run("REVOKE INSERT, UPDATE, DELETE ON \(name).migration FROM \(group)")
        try session.run(
            "ALTER DEFAULT PRIVILEGES IN SCHEMA \(name) GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO \(group)")
    }

    private func authenticate(_ login: PostgresApplicationLogin) throws(StorageError) -> [String] {
        let user = SQLText.quoted(login.user)
        let hasIAM = try holds("SELECT to_regrole('rds_iam') IS NOT NULL")
        let isMember = hasIAM ? try holds("SELECT pg_has_role($1, 'rds_iam', 'MEMBER')", login.user) : false
        switch login.authentication {
        case nil: return []
        case .iam:
            guard hasIAM else {
                return ["the database has no role rds_iam, so IAM database authentication is not available there"]
            }
            if !isMember { try session.run("GRANT rds_iam TO \(user)") }
            return isMember ? [] : ["enabled IAM database authentication for \(login.user)"]
        case .password(let password):
            if isMember { try session.run("REVOKE rds_iam FROM \(user)") }
            // Only the verifier is sent, because the server may log statements.
            try session.run("ALTER ROLE \(user) PASSWORD '\(try verifier(of: password, for: login.user))'")
            return isMember ? ["disabled IAM database authentication for \(login.user)"] : []
        }
    }

    /// Returns the SCRAM verifier of a password, which contains no quotes.
    private func verifier(of password: String, for user: String) throws(StorageError) -> String {
        guard let text = PQencryptPasswordConn(session.raw, password, user, "scram-sha-256") else {
            throw .unexpected("the password of \(user) cannot be hashed")
        }
        defer { PQfreemem(text) }
        return String(cString: text)
    }

    /// Hands the tables of one dataset that another role owns over to the group.
    ///
    /// - Returns: `false` if no such table is left.
    func handOverNext() throws(StorageError) -> Bool {
        try lock()
        let found = try session.execute(
            """
            SELECT relname FROM pg_class
            WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'p') AND relname ~ '^data_[0-9]'
                AND relowner <> to_regrole($2)
            ORDER BY relname LIMIT 100
            """, [.string(schema.name), .string(SQLText.quoted(schema.dataRole))])
        for row in 0..<found.rowCount {
            try session.run(
                "ALTER TABLE \(schema.qualified(found.text(row, 0))) OWNER TO \(SQLText.quoted(schema.dataRole))")
        }
        return found.rowCount > 0
    }

    /// The store's own tables: those of the schema that hold no dataset's rows.
    private func ownTables() throws(StorageError) -> [String] {
        let rows = try session.execute(
            """
            SELECT relname FROM pg_class
            WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'p') AND relname !~ '^data_[0-9]'
            ORDER BY relname
            """, [.string(schema.name)])
        return (0..<rows.rowCount).map { rows.text($0, 0) }
    }

    private func holds(_ question: String, _ value: String? = nil) throws(StorageError) -> Bool {
        try session.execute(question, value.map { [.string($0)] } ?? []).integer(0, 0) == 1
    }
}

extension PostgresSchema {
    /// The statement that makes the group of ``PostgresRoles`` the owner of a new table, if the database has the group and the
    /// current user belongs to it. Otherwise the user keeps the table.
    func handOver(_ table: String) -> String {
        """
        DO $body$ BEGIN
            IF to_regrole('\(SQLText.quoted(dataRole))') IS NULL THEN RETURN; END IF;
            IF pg_has_role('\(dataRole)', 'USAGE')
                AND has_schema_privilege('\(dataRole)', to_regnamespace('\(name)')::oid, 'CREATE')
            THEN
                ALTER TABLE \(table) OWNER TO \(SQLText.quoted(dataRole));
            END IF;
        END $body$
        """
    }
}
