/// A failure to connect to a server, other than a failed verification of its identity (``PostgresTrustError``). It names neither
/// host nor user.
public enum PostgresConnectionError: Error, Hashable, Sendable {
    /// The server rejected the user or the password.
    case login
    /// The server has no such database.
    case noDatabase
    /// The connection limit of the server, the database or the user is reached.
    case tooManyConnections
    /// The server is starting or shutting down.
    case notReady
    /// The server is a standby and accepts no writes.
    case standby
    /// The host name cannot be resolved.
    case unknownHost
    /// No server listens at the address, or the socket's path does not exist.
    case notListening
    /// The server did not answer in time.
    case noAnswer
    /// The server refused the connection for another reason, given by the SQLSTATE.
    case refused(state: String)
    /// The reason is unknown.
    case unknown

    /// Classifies libpq's message for a failed connection.
    ///
    /// A server's error has its SQLSTATE at the end of a line (`PQERRORS_SQLSTATE`). libpq's own errors have no codes
    /// (`fe-connect.c` of PostgreSQL 14 to 18; strerror(3)); they are in English, as this program does not call `setlocale`. With
    /// several hosts, the first answer of a server takes precedence over hosts that did not answer.
    init(said message: String) {
        let lines = message.split(whereSeparator: \.isNewline)
        let meanings: [(words: String, problem: PostgresConnectionError)] = [
            ("no password supplied", .login),
            ("server is in hot standby mode", .standby), ("session is read-only", .standby),
            ("could not translate host name", .unknownHost), ("could not parse network address", .unknownHost),
            ("Connection refused", .notListening), ("No such file or directory", .notListening),
            ("timeout expired", .noAnswer), ("timed out", .noAnswer), ("No route to host", .noAnswer),
            ("Network is unreachable", .noAnswer),
        ]
        let found =
            lines.lazy.compactMap { Self.state(in: $0).map(Self.init(state:)) }.first
            ?? meanings.first { meaning in lines.contains { $0.contains(meaning.words) } }?.problem
        self = found ?? .unknown
    }

    /// PostgreSQL documentation, "Appendix A. Error Codes".
    private init(state: String) {
        self =
            switch state {
            case "28P01", "28000": .login
            case "3D000": .noDatabase
            case "53300": .tooManyConnections
            case "57P03", "57P01", "57P02": .notReady
            default: .refused(state: state)
            }
    }

    /// The five characters at the end of `FATAL:  3D000`.
    private static func state(in line: Substring) -> String? {
        guard let space = line.lastIndex(of: " "), line[..<space].hasSuffix(": ") else { return nil }
        let word = line[line.index(after: space)...]
        guard word.utf8.count == 5, word.contains(where: \.isNumber),
            word.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isUppercase) })
        else { return nil }
        return String(word)
    }
}
