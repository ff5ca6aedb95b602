import AWSSecretsManager
import Diagnostics
package import Logging
import SecretsClient
package import Storage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Creates or updates the application's login in a migrated store.
package enum ApplicationLogin {
    /// Creates or updates the login.
    ///
    /// - Parameters:
    ///   - settings: The login.
    ///   - store: The store, connected with the login that migrated it.
    ///   - logger: Receives events of reading the login's secret.
    /// - Returns: The changes, as sentences for the operator.
    /// - Throws: ``CommandError``; ``StorageError`` of the store.
    package static func make(
        _ settings: ApplicationLoginSettings, in store: any AnalyticsStore, logger: Logger
    ) async throws -> [String] {
        guard let store = store as? PostgresAnalyticsStore else {
            throw CommandError.usage("\(Setting.applicationUser.name) applies only to PostgreSQL")
        }
        var authentication = PostgresApplicationLogin.Authentication.iam
        if let secret = settings.secret {
            let credentials = try await credentials(secret, logger)
            // A rotation with alternating users creates a second login, a member of the first, with its password in the secret.
            guard credentials.username == settings.user else {
                return ["the secret holds the password of another login, which its rotation created"]
                    + (try await make(user: settings.user, nil, store))
            }
            authentication = .password(try reveal(credentials.password))
        }
        return try await make(user: settings.user, authentication, store)
    }

    private static func make(
        user: String, _ authentication: PostgresApplicationLogin.Authentication?, _ store: PostgresAnalyticsStore
    ) async throws -> [String] {
        guard let login = PostgresApplicationLogin(user: user, authentication: authentication) else {
            throw CommandError.usage("\(Setting.applicationUser.name) is not a valid role name")
        }
        return try await store.makeApplicationLogin(login)
    }

    private static func credentials(_ secret: String, _ logger: Logger) async throws(CommandError)
        -> DatabaseCredentials
    {
        do {
            let provider = try SecretsManagerAccess.provider(
                for: secret, of: .applicationSecret, variables: ProcessInfo.processInfo.environment)
            let found = try await provider.secret(for: SecretReference(secret))
            return try DatabaseCredentials(parsing: found.value, id: secret)
        } catch let error as SettingsError {
            throw .usage(error.description)
        } catch {
            throw .failure("cannot read the application's password: \(error)")
        }
    }

    private static func reveal(_ password: SecretValue) throws(CommandError) -> String {
        do { return try password.revealText() } catch {
            throw .failure("the application's password is not text")
        }
    }
}
