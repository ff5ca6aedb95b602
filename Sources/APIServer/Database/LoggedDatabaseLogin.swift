import Logging
import SecretsClient
import Storage

/// Provides the store's credentials from a secret, and logs why it cannot.
struct LoggedDatabaseLogin: PostgresCredentialsProvider {
    let login: DatabaseLogin
    let logger: Logger
    let log: DatabaseConnectionLog

    func credentials(afterRefusal refused: Bool) async throws(StorageError) -> PostgresCredentials {
        if refused { logger.warning("the database rejected the user or the password: reading them again") }
        do throws(SecretError) {
            let found = try await login.credentials(afterRefusal: refused)
            return PostgresCredentials(user: found.username, password: try found.password.revealText())
        } catch  where error.kind == .cancelled {
            throw .cancelled
        } catch {
            log.write(error)
            throw .unavailable(.unreachable)
        }
    }
}
