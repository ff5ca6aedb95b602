public import AWSSigV4
internal import Basics
internal import HTTPTypes

/// Tokens for IAM database authentication of Amazon RDS: a login sends one in place of a password.
///
/// Source: "IAM database authentication for MariaDB, MySQL, and PostgreSQL", Amazon RDS User Guide. A token is a presigned request
/// `rds-db:connect` without its scheme. It can begin connections for 15 minutes; connections that it has begun stay open.
public struct DatabaseAuthToken: Sendable {
    /// The time for which a token is valid, in seconds.
    public static let lifetime = 900

    private let signer: SigV4Signer
    private let host: String
    private let port: Int
    private let user: String

    /// Creates the source of tokens for a login.
    /// - Parameters:
    ///   - host: The database's host name, as the client connects to it. An alias is not valid.
    ///   - port: The database's port.
    ///   - user: The login's user.
    ///   - region: The database's region.
    public init(host: String, port: Int, user: String, region: String) {
        signer = SigV4Signer(service: "rds-db", region: region)
        self.host = host
        self.port = port
        self.user = user
    }

    /// Returns a token.
    ///
    /// - Parameters:
    ///   - credentials: The credentials that may perform `rds-db:connect` for the user. A token of temporary credentials is
    ///     valid no longer than they are.
    ///   - time: The beginning of the validity; the current time by default.
    /// - Throws: ``SigningError`` if the credentials or the host are malformed.
    public func signed(with credentials: AWSCredentials, at time: SigningTime = .now()) throws(SigningError) -> String {
        let name = [UInt8](percentEncoding: user)
        let request = HTTPRequest(
            method: .get, scheme: "https", authority: "\(host):\(port)",
            path: "/?Action=connect&DBUser=" + String(decoding: name, as: UTF8.self))
        let presigned = try signer.presign(
            request, payload: .empty, expiresIn: Self.lifetime, with: credentials, at: time)
        return "\(host):\(port)" + (presigned.request.path ?? "")
    }

    /// Returns the region in the name of a database's endpoint, such as
    /// `weir.abc123.eu-central-1.rds.amazonaws.com`; `nil` for another host.
    public static func region(ofEndpoint host: String) -> String? {
        let labels = host.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard let rds = labels.lastIndex(of: "rds"), rds >= 2, labels.count > rds + 1, labels[rds + 1] == "amazonaws",
            !labels[rds - 1].isEmpty
        else { return nil }
        return String(labels[rds - 1])
    }
}
