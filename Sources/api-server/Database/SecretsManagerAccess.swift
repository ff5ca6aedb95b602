import AWSClient
import AnalyticsAPI
import HTTPCore
import SecretsClient

/// The way to Secrets Manager: credentials, region and endpoint as AWS's own tools find them.
enum SecretsManagerAccess {
    /// A provider that can read a secret.
    ///
    /// - Parameters:
    ///   - id: The secret's ARN, which names its region, or its name; then the environment or the profile names it.
    ///   - variables: The environment of the process.
    /// - Throws: ``SettingsProblem`` if what is configured cannot be used.
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
            // Somebody waits for a connection meanwhile.
            configuration.timeouts = OutboundRequest.Timeouts(connect: .seconds(2), total: .seconds(5))
            return AWSSecretProvider(client: try configuration.client(for: .secretsManager, region: region))
        } catch {
            throw SettingsProblem("\(Setting.databaseSecret.variable): Secrets Manager cannot be asked: \(error)")
        }
    }
}
