#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A PostgreSQL server to connect to, and the verification of its identity.
///
/// A server on another machine must present a valid certificate (`sslmode=verify-full`), unless the connection string or
/// `PGSSLMODE` sets another mode. libpq's own default verifies nothing and sends the password to any server that answers
/// (PostgreSQL documentation, "Protection Provided in Different Modes"). The connection string may contain a password and is never
/// printed.
public struct PostgresTarget: Sendable, CustomStringConvertible, CustomReflectable {
    /// The default files of certificate authorities: those of Amazon RDS, installed by `docker/Dockerfile`, then the system's on
    /// Debian and Ubuntu, Red Hat and Fedora, Alpine and macOS, and SUSE.
    package static let authorities = [
        "/etc/ssl/certs/rds-global-bundle.pem", "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem", "/etc/ssl/ca-bundle.pem",
    ]

    /// The values of `sslmode`.
    static let modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]

    /// The file of certificate authorities that was selected here; `nil` if the connection string or the environment names one,
    /// or none is needed.
    package let chosenAuthorities: String?
    /// A Boolean value that indicates whether every connection uses TLS and the server must prove its identity.
    package let verifiesServer: Bool
    /// The keywords for libpq.
    let keywords: PostgresKeywords

    /// Parses a target.
    ///
    /// - Parameters:
    ///   - text: A libpq connection URI (`postgresql://user@host/database`) or keyword string. libpq's environment variables
    ///     fill in the rest, including the password.
    ///   - authorities: A PEM file of certificate authorities, unless `text` or `PGSSLROOTCERT` names another. With it
    ///     `sslmode=verify-full` is the default on this machine as well.
    /// - Throws: ``PostgresTargetError``.
    public init(_ text: String, authorities: String? = nil) throws(PostgresTargetError) {
        try self.init(
            PostgresKeywords(parsing: text), authorities: authorities,
            variables: ProcessInfo.processInfo.environment,
            isReadable: { FileManager.default.isReadableFile(atPath: $0) })
    }

    /// A target given by its parts; libpq's environment variables fill in the rest.
    ///
    /// - Parameters:
    ///   - host: The host's name or address, or the folder of its Unix socket.
    ///   - port: The port.
    ///   - database: The database's name.
    ///   - authorities: As for ``init(_:authorities:)``.
    /// - Throws: ``PostgresTargetError``.
    public init(
        host: String, port: Int, database: String, authorities: String? = nil
    ) throws(PostgresTargetError) {
        try self.init(
            PostgresKeywords(host: host, port: port, database: database), authorities: authorities,
            variables: ProcessInfo.processInfo.environment,
            isReadable: { FileManager.default.isReadableFile(atPath: $0) })
    }

    /// Completes keywords with an environment, whose `PG…` variables libpq reads too.
    init(
        _ given: PostgresKeywords, authorities: String?, variables: [String: String], isReadable: (String) -> Bool
    ) throws(PostgresTargetError) {
        var keywords = given
        let value = { (keyword: String, variable: String) in keywords[keyword] ?? variables[variable] }
        let hosts = try PostgresHost.all(
            names: value("host", "PGHOST"), addresses: value("hostaddr", "PGHOSTADDR"))
        try Self.check(ports: PostgresHost.list(value("port", "PGPORT")), hosts: hosts.count)

        let chosenMode = value("sslmode", "PGSSLMODE")
        if let chosenMode, !Self.modes.contains(chosenMode) { throw .mode }
        let hasService = value("service", "PGSERVICE")?.isEmpty == false
        if hasService, chosenMode == nil { throw .service }
        let isRemote = hosts.contains { if case .network = $0 { true } else { false } }
        let mode = chosenMode ?? (isRemote || authorities != nil ? "verify-full" : nil)
        if mode == "verify-full", hosts.contains(.network(hasName: false)) { throw .nameless }

        // A connection through a socket has no TLS, and a service file can set another mode.
        verifiesServer = mode?.hasPrefix("verify-") == true && !hasService && !hosts.contains(.socket)

        let named = value("sslrootcert", "PGSSLROOTCERT")
        let isNeeded = mode?.hasPrefix("verify-") == true && !hasService && hosts.contains { $0 != .socket }
        if named?.isEmpty == false {
            chosenAuthorities = nil
        } else {
            chosenAuthorities = try Self.authorities(
                named: authorities, isNeeded: isNeeded, home: variables["HOME"], isReadable: isReadable)
        }
        // A service file takes precedence over PGSSLMODE, so the mode is set explicitly.
        if chosenMode == nil || hasService, let mode { keywords["sslmode"] = mode }
        if let chosenAuthorities { keywords["sslrootcert"] = chosenAuthorities }
        self.keywords = keywords
    }

    private static func check(ports: [String], hosts: Int) throws(PostgresTargetError) {
        for port in ports where !port.isEmpty {
            guard let number = Int(port.filter { $0 != " " }), (1...65_535).contains(number) else { throw .port }
        }
        guard ports.count <= 1 || ports.count == hosts else { throw .hostCount }
    }

    private static func authorities(
        named: String?, isNeeded: Bool, home: String?, isReadable: (String) -> Bool
    ) throws(PostgresTargetError) -> String? {
        if let named {
            guard isReadable(named) else { throw .authoritiesMissing(path: named) }
            return named
        }
        guard isNeeded else { return nil }
        // libpq uses this file by default (PostgreSQL documentation, "Client Verification of Server Certificates").
        if let home, isReadable(home + "/.postgresql/root.crt") { return nil }
        guard let found = authorities.first(where: isReadable) else { throw .noAuthorities }
        return found
    }

    /// The type's name, without the connection string.
    public var description: String { "PostgresTarget" }

    /// A mirror without the connection string.
    public var customMirror: Mirror {
        Mirror(self, children: ["chosenAuthorities": chosenAuthorities as Any], displayStyle: .struct)
    }
}

/// The role of a server in a store.
public enum PostgresRole: String, Hashable, Sendable, CaseIterable {
    /// The server that accepts writes.
    case primary
    /// The server that replicates the primary.
    case replica
}
