/// What libpq is told to make a connection.
enum PostgresParameters {
    /// Keywords and values, the later ones holding over the earlier.
    ///
    /// - Parameters:
    ///   - target: libpq's connection URI or keywords; what it leaves out comes from libpq's environment variables.
    ///   - role: What the server has to be, unless the target says otherwise.
    ///   - login: User and password, in place of those in the target.
    ///   - limits: How long connecting and a statement may take, unless the target says otherwise of statements.
    ///   - variables: The environment.
    static func all(
        target: String, role: PostgresRole = .primary, login: PostgresCredentials?, limits: PostgresLimits,
        variables: [String: String]
    ) -> [(keyword: String, value: String)] {
        // What stands before the target is a default that it may override, what stands behind it holds.
        var all = [
            ("connect_timeout", "\(max(1, (limits.connecting.wholeMilliseconds - 1) / 1000 + 1))"),
            ("fallback_application_name", "weir"),
        ]
        all += silence.map { ($0, $1) }
        if let session = session(role, variables) { all.append(("target_session_attrs", session)) }
        all += [("dbname", target), ("client_encoding", "UTF8")]
        if let options = options(target: target, limits: limits, variables: variables) {
            all.append(("options", options))
        }
        if let login { all += [("user", login.user), ("password", login.password)] }
        return all
    }

    /// A peer that vanishes says nothing, and by TCP's own rules is waited for from a quarter of an hour to two hours. Here one
    /// that has been silent for half a minute is asked three times, and one that does not acknowledge what it is sent
    /// for half a minute is given up (PostgreSQL documentation, "Parameter Key Words"; tcp(7)).
    private static let silence: KeyValuePairs = [
        "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3", "tcp_user_timeout": "30000",
    ]

    /// What kind of server is taken. After a failover a name may lead to a standby, which would answer with what is out of date, and
    /// a list of hosts has one: the next is tried then. A primary on which somebody has forbidden writes is still one. What the
    /// environment says is said of the primary, and must not reach the replica.
    private static func session(_ role: PostgresRole, _ variables: [String: String]) -> String? {
        switch role {
        case .primary: variables["PGTARGETSESSIONATTRS"] == nil ? "primary" : nil
        case .replica: "any"
        }
    }

    /// A client that vanishes says nothing either. Until the server notices, by default after two hours, it keeps the locks of that
    /// client's upload, and its idempotency key. Without effect on a Unix socket; and not `tcp_user_timeout`, which would also end
    /// whoever reads slowly.
    private static let watchfulness = ["idle=30", "interval=10", "count=3"].map { "-c tcp_keepalives_" + $0 }

    /// The server's settings for the connection: ours, then those of the target or of `PGOPTIONS`, of which the last counts.
    /// Said here in full, as libpq takes one source of them and not two.
    private static func options(target: String, limits: PostgresLimits, variables: [String: String]) -> String? {
        let limit = limits.statement.wholeMilliseconds
        guard limit > 0 else { return nil }
        let said = (try? PostgresKeywords(parsing: target))?["options"] ?? variables["PGOPTIONS"] ?? ""
        let ours = ["-c statement_timeout=\(limit)"] + watchfulness
        return (said.isEmpty ? ours : ours + [said]).joined(separator: " ")
    }
}
