import AnalyticsAPI
import SecretsClient

/// Finds out, for each new connection, who connects and with which password.
struct DatabaseLogin: Sendable {
    private let secrets: CachingSecretProvider
    private let reference: SecretReference
    private let location: DatabaseLocation

    /// - Parameters:
    ///   - location: What the settings say.
    ///   - variables: The environment of the process.
    ///   - secretsManager: Makes the provider that answers for a secret in AWS, by its ARN or name.
    ///   - observe: Told of what an operator may want to know.
    /// - Throws: ``SettingsProblem`` if there is no such provider.
    init(
        _ location: DatabaseLocation, variables: [String: String],
        secretsManager: (String) throws(SettingsProblem) -> any SecretProvider,
        observe: @escaping @Sendable (SecretCacheEvent) -> Void
    ) throws(SettingsProblem) {
        self.location = location
        let provider: any SecretProvider
        var rules = SecretCacheRules()
        switch location.credentials {
        case .secret(let id):
            provider = try secretsManager(id)
            reference = SecretReference(id)
        case .file(let path):
            let (folder, name) = Self.split(path)
            provider = FileSecretProvider(folder: folder)
            reference = SecretReference(name)
            // Looking at the file costs nothing, and a new one counts from the next attempt on.
            rules = SecretCacheRules(lifetime: .zero, forcedInterval: .zero)
        case .environment:
            provider = EnvironmentSecretProvider(variables: variables)
            reference = SecretReference(Setting.databasePassword.variable)
        }
        secrets = CachingSecretProvider(provider, rules: rules, observe: observe)
    }

    /// User and password, and what the secret says about the database.
    ///
    /// - Parameter refused: Whether the database refuses what was given before, so that it must be asked for again.
    func credentials(afterRefusal refused: Bool = false) async throws(SecretError) -> DatabaseCredentials {
        let secret =
            refused
            ? try await secrets.refreshedSecret(for: reference) : try await secrets.secret(for: reference)
        if case .environment(let user) = location.credentials {
            return DatabaseCredentials(username: user, password: secret.value)
        }
        return try DatabaseCredentials(parsing: secret.value, id: reference.id)
    }

    /// The database's location: from the settings, and for the rest from the secret. Where the settings say all, the
    /// secret is not read.
    ///
    /// - Throws: ``SecretError`` if the secret cannot be had, ``SettingsProblem`` if neither says it.
    func address() async throws -> DatabaseAddress {
        if let host = location.host, let name = location.name, let port = location.port {
            return DatabaseAddress(host: host, port: port, name: name)
        }
        let credentials = try await credentials()
        guard let host = location.host ?? credentials.host else {
            throw SettingsProblem("the database's secret has no \"host\": set \(Setting.databaseHost.variable)")
        }
        guard let name = location.name ?? credentials.database else {
            throw SettingsProblem("the database's secret has no \"dbname\": set \(Setting.databaseName.variable)")
        }
        return DatabaseAddress(host: host, port: location.port ?? credentials.port ?? 5432, name: name)
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        return (folder, String(path[path.index(after: slash)...]))
    }
}
