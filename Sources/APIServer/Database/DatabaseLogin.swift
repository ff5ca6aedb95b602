import AnalyticsAPI
import SecretsClient

/// Provides the credentials of each new database connection.
struct DatabaseLogin: Sendable {
    private let source: SecretSource
    private let location: DatabaseLocation

    /// - Parameters:
    ///   - location: The database's location from the settings.
    ///   - variables: The environment variables.
    ///   - secretsManager: Creates the provider for a secret in AWS, by its ARN or name.
    ///   - observe: Receives the events of the secret cache.
    /// - Throws: ``SettingsError`` if the provider cannot be created.
    init(
        _ location: DatabaseLocation, variables: [String: String],
        secretsManager: (String) throws(SettingsError) -> any SecretProvider,
        observe: @escaping @Sendable (SecretCacheEvent) -> Void
    ) throws(SettingsError) {
        self.location = location
        switch location.credentials {
        case .secret(let id): source = .secret(id, from: try secretsManager(id), observe: observe)
        case .file(let path): source = .file(path, observe: observe)
        case .environment, .iam:
            // IAM database authentication needs no secret, so it never reads this one (``IAMDatabaseLogin``).
            source = .secret(
                Setting.databasePassword.variable, from: EnvironmentSecretProvider(variables: variables),
                observe: observe)
        }
    }

    /// Returns the user and the password, and the secret's other fields.
    ///
    /// - Parameter refused: `true` if the database rejected the previous credentials, so that the secret is read again.
    func credentials(afterRefusal refused: Bool = false) async throws(SecretError) -> DatabaseCredentials {
        let secret =
            refused
            ? try await source.secrets.refreshedSecret(for: source.reference)
            : try await source.secrets.secret(for: source.reference)
        if case .environment(let user) = location.credentials {
            return DatabaseCredentials(username: user, password: secret.value)
        }
        return try DatabaseCredentials(parsing: secret.value, id: source.reference.id)
    }

    /// Returns the database's address from the settings, with missing parts from the secret. The secret is read only if a part
    /// is missing.
    ///
    /// - Throws: ``SecretError`` if the secret cannot be read; ``SettingsError`` if a part is in neither.
    func address() async throws -> DatabaseAddress {
        if let host = location.host, let name = location.name, let port = location.port {
            return DatabaseAddress(host: host, port: port, name: name)
        }
        let credentials = try await credentials()
        guard let host = location.host ?? credentials.host else {
            throw SettingsError("the database's secret has no \"host\": set \(Setting.databaseHost.variable)")
        }
        guard let name = location.name ?? credentials.database else {
            throw SettingsError("the database's secret has no \"dbname\": set \(Setting.databaseName.variable)")
        }
        return DatabaseAddress(host: host, port: location.port ?? credentials.port ?? 5432, name: name)
    }
}

/// The address of a database.
struct DatabaseAddress: Sendable, Equatable {
    let host: String
    let port: Int
    let name: String
}
