import AWSClient
import AnalyticsAPI
import HTTPCore
import SecretsClient

/// Access to Secrets Manager, with credentials, region and endpoint from the same sources as AWS's own tools.
enum SecretsManagerAccess {
    /// Returns a provider for a secret.
    ///
    /// - Parameters:
    ///   - id: The secret's ARN, which contains its region, or its name, for which the environment or the profile sets it.
    ///   - variables: The environment variables.
    /// - Throws: ``SettingsProblem`` if the AWS configuration is not valid.
    static func provider(for id: String, variables: [String: String]) throws(SettingsProblem) -> AWSSecretProvider {
        do {
            let environment = AWSEnvironment(variables)
            let region = SecretARN(id)?.region
            let profile = try SharedConfiguration.load(environment: environment, files: .live)
            let transport = try CurlTransport()
            let context = CredentialsContext(
                environment: environment, region: region, transports: try .live(general: transport))
            let endpoints = EndpointSettings(
                environment: variables, profile: { profile.setting($0) },
                service: { profile.setting($1, ofService: $0) })
            var configuration = ClientConfiguration(
                credentials: CachingCredentialsProvider.standard(context), transport: transport, endpoints: endpoints)
            // A request waits for the database connection meanwhile.
            configuration.timeouts = OutboundRequest.Timeouts(connect: .seconds(2), total: .seconds(5))
            return AWSSecretProvider(client: try configuration.client(for: .secretsManager, region: region))
        } catch {
            throw SettingsProblem("\(Setting.databaseSecret.variable): Secrets Manager is not accessible: \(error)")
        }
    }
}
