/// Why a connection to a server was not made, where that is not a matter of trust (``PostgresTrustProblem``). It names neither host
/// nor user.
public enum PostgresConnectProblem: Error, Hashable, Sendable {
    /// The server does not take the user or the password.
    case login
    /// The server has no such database.
    case noDatabase
    /// The server, the database or the user has as many connections as it may have.
    case tooManyConnections
    /// The server starts, or is being shut down.
    case notYet
    /// The server replays what another one writes, and takes no writes itself.
    case standby
    /// The host's name leads nowhere.
    case noAddress
    /// Nobody listens at the address, or nothing is at the socket's path.
    case nobodyListens
    /// Nothing came back in time.
    case noAnswer
    /// The server says no in another way; the SQLSTATE says how.
    case refused(state: String)
    /// None of these.
    case unknown

    /// Reads what libpq says of a connection that failed.
    ///
    /// What the server said has its SQLSTATE at the end of a line, as libpq is asked to be so short. What libpq says by itself
    /// has no codes (`fe-connect.c` of PostgreSQL 14 to 18; strerror(3)), and is English unless the program calls `setlocale`,
    /// which this one does not. With several hosts, the first that said something counts before those that did not.
    init(said message: String) {
        let lines = message.split(whereSeparator: \.isNewline)
        let meanings: [(words: String, problem: PostgresConnectProblem)] = [
            ("no password supplied", .login),
            ("server is in hot standby mode", .standby), ("session is read-only", .standby),
            ("could not translate host name", .noAddress), ("could not parse network address", .noAddress),
            ("Connection refused", .nobodyListens), ("No such file or directory", .nobodyListens),
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
            case "57P03", "57P01", "57P02": .notYet
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
