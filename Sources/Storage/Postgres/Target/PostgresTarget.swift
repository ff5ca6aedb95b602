import Foundation

/// Which PostgreSQL to connect to, and how it must prove who it is.
///
/// Off this machine the server must (`sslmode=verify-full`), unless the connection string or `PGSSLMODE` says otherwise: libpq's
/// own default encrypts if the server likes, and gives the password to whoever answers (PostgreSQL documentation, "Protection
/// Provided in Different Modes"). It may hold a password, and prints as nothing.
public struct PostgresTarget: Sendable, CustomStringConvertible, CustomReflectable {
    /// Where authorities are looked for if nobody names a file: those of Amazon RDS as `docker/Dockerfile` puts them there,
    /// then the system's on Debian and Ubuntu, Red Hat and Fedora, Alpine and macOS, and SUSE.
    public static let authorities = [
        "/etc/ssl/certs/rds-global-bundle.pem", "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem", "/etc/ssl/ca-bundle.pem",
    ]

    /// What libpq takes as `sslmode`.
    static let modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]

    /// The file of authorities that was chosen here; `nil` if the connection string or the environment names one, or none
    /// is needed.
    public let chosenAuthorities: String?
    /// What libpq is given.
    let connectionString: String

    /// Reads a target.
    ///
    /// - Parameters:
    ///   - text: A libpq connection URI (`postgresql://user@host/database`) or keyword string; what it leaves out, the
    ///     password too, comes from libpq's environment variables.
    ///   - authorities: A file in PEM with the authorities that can vouch for the server, unless `text` or `PGSSLROOTCERT`
    ///     names another. Whoever names one wants the server to prove itself, so with it `sslmode=verify-full` is the default
    ///     on this machine as well.
    /// - Throws: ``PostgresTargetProblem``.
    public init(_ text: String, authorities: String? = nil) throws(PostgresTargetProblem) {
        try self.init(
            text, authorities: authorities, variables: ProcessInfo.processInfo.environment,
            isReadable: { FileManager.default.isReadableFile(atPath: $0) })
    }

    /// Reads a target in an environment, of which libpq reads the variables that begin with `PG` as well.
    init(
        _ text: String, authorities: String?, variables: [String: String], isReadable: (String) -> Bool
    ) throws(PostgresTargetProblem) {
        var keywords = try PostgresKeywords(parsing: text)
        let value = { (keyword: String, variable: String) in keywords[keyword] ?? variables[variable] }
        let places = try PostgresPlace.all(
            names: value("host", "PGHOST"), addresses: value("hostaddr", "PGHOSTADDR"))
        try Self.check(ports: PostgresPlace.list(value("port", "PGPORT")), places: places.count)

        let said = value("sslmode", "PGSSLMODE")
        if let said, !Self.modes.contains(said) { throw .mode }
        let hasService = value("service", "PGSERVICE")?.isEmpty == false
        if hasService, said == nil { throw .service }
        let isOffMachine = places.contains { if case .network = $0 { true } else { false } }
        let mode = said ?? (isOffMachine || authorities != nil ? "verify-full" : nil)
        if mode == "verify-full", places.contains(.network(hasName: false)) { throw .nameless }

        let named = value("sslrootcert", "PGSSLROOTCERT")
        let isNeeded = mode?.hasPrefix("verify-") == true && !hasService && places.contains { $0 != .socket }
        if named?.isEmpty == false {
            chosenAuthorities = nil
        } else {
            chosenAuthorities = try Self.authorities(
                named: authorities, isNeeded: isNeeded, home: variables["HOME"], isReadable: isReadable)
        }
        // libpq reads a service's file before its environment, so there PGSSLMODE alone would not hold.
        if said == nil || hasService, let mode { keywords["sslmode"] = mode }
        if let chosenAuthorities { keywords["sslrootcert"] = chosenAuthorities }
        connectionString = keywords.connectionString
    }

    private static func check(ports: [String], places: Int) throws(PostgresTargetProblem) {
        for port in ports where !port.isEmpty {
            guard let number = Int(port.filter { $0 != " " }), (1...65_535).contains(number) else { throw .port }
        }
        guard ports.count <= 1 || ports.count == places else { throw .hostCount }
    }

    private static func authorities(
        named: String?, isNeeded: Bool, home: String?, isReadable: (String) -> Bool
    ) throws(PostgresTargetProblem) -> String? {
        if let named {
            guard isReadable(named) else { throw .authoritiesMissing(path: named) }
            return named
        }
        guard isNeeded else { return nil }
        // libpq finds this one by itself (PostgreSQL documentation, "Client Verification of Server Certificates").
        if let home, isReadable(home + "/.postgresql/root.crt") { return nil }
        guard let found = authorities.first(where: isReadable) else { throw .noAuthorities }
        return found
    }

    /// Nothing of the connection string.
    public var description: String { "PostgresTarget" }

    /// A mirror without the connection string.
    public var customMirror: Mirror {
        Mirror(self, children: ["chosenAuthorities": chosenAuthorities as Any], displayStyle: .struct)
    }
}
