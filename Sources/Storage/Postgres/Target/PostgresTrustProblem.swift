/// Why a server that answers is not connected to: it does not prove who it is. It names no host.
public enum PostgresTrustProblem: String, Error, Hashable, Sendable, CaseIterable {
    /// The server speaks no TLS, and `sslmode` wants it.
    case withoutTLS
    /// The certificate is for other names than the one that was asked for.
    case otherName
    /// The certificate is signed by nobody in the file of authorities, or has expired.
    case unverified
    /// The file of authorities is not there or cannot be read.
    case authorities
    /// TLS fails in another way.
    case handshake

    /// Reads what libpq says of a connection that failed; `nil` if that has to do with something else.
    ///
    /// libpq has no codes for these (`fe-secure-openssl.c`, `fe-secure-common.c` and `fe-connect.c` of PostgreSQL 13 to 18), and
    /// says them in English unless the program calls `setlocale`, which this one does not.
    init?(said message: String) {
        let meanings: [(words: String, problem: PostgresTrustProblem)] = [
            ("server does not support SSL, but SSL was required", .withoutTLS),
            ("does not match host name", .otherName),
            ("host name must be specified for a verified SSL connection", .otherName),
            ("could not get server's host name from server certificate", .otherName),
            ("certificate verify failed", .unverified), ("root certificate file", .authorities),
            ("SSL error:", .handshake),
        ]
        // A line a host; one that goes away in the middle of TLS has not shown that it is somebody else.
        let lines = message.split(whereSeparator: \.isNewline).filter { !$0.contains(Self.end) }
        guard let meaning = meanings.first(where: { meaning in lines.contains { $0.contains(meaning.words) } }) else {
            return nil
        }
        self = meaning.problem
    }

    /// How OpenSSL 3 calls the end of a connection without TLS's own farewell (`SSL_R_UNEXPECTED_EOF_WHILE_READING`), where
    /// libpq lets it see that.
    private static let end = "SSL error: unexpected eof while reading"
}
