/// The parameters of a libpq connection.
enum PostgresParameters {
    /// Keywords and values for `PQconnectStartParams` with `expand_dbname`; the last value of a keyword wins.
    ///
    /// - Parameters:
    ///   - target: The target's keywords; libpq's environment variables fill in the rest.
    ///   - role: The role that the server must have, unless the target names another.
    ///   - login: User and password, in place of the target's.
    ///   - limits: Time-outs; the target's `options` may set another statement time-out.
    ///   - variables: The environment.
    static func all(
        target: PostgresKeywords, role: PostgresRole = .primary, login: PostgresCredentials?, limits: PostgresLimits,
        variables: [String: String]
    ) -> [(keyword: String, value: String)] {
        // Parameters before the target are defaults, which it may override; those after it override the target.
        var all = [
            ("connect_timeout", "\(max(1, (limits.connecting.wholeMilliseconds - 1) / 1000 + 1))"),
            ("fallback_application_name", "weir"),
        ]
        all += clientKeepalives.map { ($0, $1) }
        if let session = session(role, variables) { all.append(("target_session_attrs", session)) }
        all += target.parameters
        all.append(("client_encoding", "UTF8"))
        if let options = options(target: target, limits: limits, variables: variables) {
            all.append(("options", options))
        }
        if let login { all += [("user", login.user), ("password", login.password)] }
        return all
    }

    /// Keepalives from the client, which detect a vanished server within a minute. TCP's own defaults take from a quarter of an
    /// hour to two hours. The client sends three probes after half a minute without traffic, and closes the connection if sent
    /// data stays unacknowledged for half a minute (PostgreSQL documentation, "Parameter Key Words"; tcp(7)).
    private static let clientKeepalives: KeyValuePairs = [
        "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3", "tcp_user_timeout": "30000",
    ]

    /// The value of `target_session_attrs`. After a failover a host name may resolve to a standby, which has stale data, and a list
    /// of hosts contains one: libpq then tries the next host. `primary` also accepts a primary with read-only transactions as its
    /// default. `PGTARGETSESSIONATTRS` applies to the primary alone and must not affect the replica.
    private static func session(_ role: PostgresRole, _ variables: [String: String]) -> String? {
        switch role {
        case .primary: variables["PGTARGETSESSIONATTRS"] == nil ? "primary" : nil
        case .replica: "any"
        }
    }

    /// Keepalives from the server, which detect a vanished client. Until then the server keeps the locks and the idempotency key of
    /// that client's upload, by default for two hours. They have no effect on a Unix socket. `tcp_user_timeout` is not set, as it
    /// would also disconnect slow readers.
    private static let serverKeepalives = ["idle=30", "interval=10", "count=3"].map { "-c tcp_keepalives_" + $0 }

    /// The server settings of the session: the store's, then those of the target or of `PGOPTIONS`; the last value wins. They are
    /// joined here, as libpq uses either the target's `options` or `PGOPTIONS`.
    private static func options(
        target: PostgresKeywords, limits: PostgresLimits, variables: [String: String]
    ) -> String? {
        let limit = limits.statement.wholeMilliseconds
        guard limit > 0 else { return nil }
        let given = target["options"] ?? variables["PGOPTIONS"] ?? ""
        let own = ["-c statement_timeout=\(limit)"] + serverKeepalives
        return (given.isEmpty ? own : own + [given]).joined(separator: " ")
    }
}
