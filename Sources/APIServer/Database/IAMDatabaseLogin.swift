import AWSClient
import Logging
import SecretsClient
import Storage

/// Provides the store's credentials by IAM database authentication: a token, signed for each new connection, in place of a password.
struct IAMDatabaseLogin: PostgresCredentialsProvider {
    /// The login's user.
    let user: String
    /// The AWS credentials, behind a cache.
    let credentials: any CredentialsProvider
    /// Signs a token for the server.
    let sign: @Sendable (ResolvedCredentials) throws -> String
    let logger: Logger
    let log: DatabaseConnectionLog

    func credentials(afterRefusal refused: Bool) async throws(StorageError) -> PostgresCredentials {
        do {
            var found = try await credentials.credentials()
            if refused {
                logger.warning("the database rejected the token of IAM database authentication: signing another one")
                await credentials.discard(found)
                found = try await credentials.credentials()
            }
            return PostgresCredentials(user: user, password: try sign(found))
        } catch {
            log.write(
                SecretError(
                    .unavailable, id: "", reason: "no AWS credentials for IAM database authentication: \(error)"))
            throw .unavailable(.unreachable)
        }
    }

    /// Creates the login of a server.
    ///
    /// - Parameters:
    ///   - user: The login's user.
    ///   - host: The server's host name, as the token contains it.
    ///   - port: The server's port.
    ///   - session: The AWS session.
    /// - Throws: ``SettingsError`` if no region is known.
    static func make(
        user: String, host: String, port: Int, session: AWSSession, logger: Logger, log: DatabaseConnectionLog
    ) throws(SettingsError) -> IAMDatabaseLogin {
        // The database's own name is more exact than the region of the environment.
        let configured = try? session.region.get().name
        guard let region = DatabaseAuthToken.region(ofEndpoint: host) ?? configured else {
            throw SettingsError(
                "\(Setting.databaseAuthentication.name) is \"iam\", and the database's region is neither in the name of its "
                    + "host nor set: use the endpoint's own name, or set AWS_REGION")
        }
        let token = DatabaseAuthToken(host: host, port: port, user: user, region: region)
        return IAMDatabaseLogin(
            user: user, credentials: session.configuration.credentials,
            sign: { try token.signed(with: $0.credentials) }, logger: logger, log: log)
    }
}
