/// A failed verification of a server's identity. It names no host.
public enum PostgresTrustError: String, Error, Hashable, Sendable, CaseIterable {
    /// The server does not support TLS, which `sslmode` requires.
    case withoutTLS
    /// The certificate is not valid for the host's name.
    case otherName
    /// The certificate is not signed by one of the certificate authorities, or has expired.
    case unverified
    /// The file of certificate authorities does not exist or is not readable.
    case authorities
    /// The TLS handshake failed for another reason.
    case handshake

    /// Classifies libpq's message for a failed connection; `nil` if the failure is not about trust.
    ///
    /// libpq has no codes for these (`fe-secure-openssl.c`, `fe-secure-common.c` and `fe-connect.c` of PostgreSQL 13 to 18). Its
    /// messages are in English, as this program does not call `setlocale`.
    init?(said message: String) {
        let meanings: [(words: String, problem: PostgresTrustError)] = [
            ("server does not support SSL, but SSL was required", .withoutTLS),
            ("does not match host name", .otherName),
            ("host name must be specified for a verified SSL connection", .otherName),
            ("could not get server's host name from server certificate", .otherName),
            ("certificate verify failed", .unverified), ("root certificate file", .authorities),
            ("SSL error:", .handshake),
        ]
        // One line a host. A connection that closes during the handshake says nothing about the server's identity.
        let lines = message.split(whereSeparator: \.isNewline).filter { !$0.contains(Self.unexpectedEOF) }
        guard let meaning = meanings.first(where: { meaning in lines.contains { $0.contains(meaning.words) } }) else {
            return nil
        }
        self = meaning.problem
    }

    /// OpenSSL 3's message for a connection that closes without `close_notify` (`SSL_R_UNEXPECTED_EOF_WHILE_READING`).
    private static let unexpectedEOF = "SSL error: unexpected eof while reading"
}
