/// Where a database is.
struct DatabaseAddress: Sendable, Equatable {
    let host: String
    let port: Int
    let name: String

    /// libpq's keywords for it (PostgreSQL documentation, "Keyword/Value Connection Strings").
    ///
    /// A password goes over the network encrypted or not at all, unless `PGSSLMODE` says otherwise: `verify-full` with
    /// `PGSSLROOTCERT` proves the server too, `prefer` and `disable` are for servers without TLS.
    ///
    /// - Parameter variables: The environment of the process, which libpq reads as well.
    func connectionString(variables: [String: String]) -> String {
        var keywords = [("host", host), ("port", String(port)), ("dbname", name)]
        if variables["PGSSLMODE"] == nil, !isLocal { keywords.append(("sslmode", "require")) }
        return keywords.map { "\($0.0)='\(Self.escaped($0.1))'" }.joined(separator: " ")
    }

    /// Whether the way there stays within this machine: a socket's folder or a loopback address.
    private var isLocal: Bool {
        host.hasPrefix("/") || host.hasPrefix("@") || ["localhost", "::1"].contains(host)
            || (host.hasPrefix("127.") && host.split(separator: ".").count == 4
                && host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) })
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            if character == "'" || character == "\\" { escaped.append("\\") }
            escaped.append(character)
        }
    }
}
