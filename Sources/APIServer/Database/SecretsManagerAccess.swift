import AWSClient
import AWSSecretsManager
import AnalyticsAPI
import HTTPCore

/// Access to Secrets Manager, with credentials, region and endpoint from the same sources as AWS's own tools.
enum SecretsManagerAccess {
    /// Returns a provider for a secret.
    ///
    /// - Parameters:
    ///   - id: The secret's ARN, which contains its region, or its name, for which the environment or the profile sets it.
    ///   - setting: The setting that contains it, for the error.
    ///   - variables: The environment variables.
    /// - Throws: ``SettingsError`` if the AWS configuration is not valid.
    static func provider(
        for id: String, of setting: Setting, variables: [String: String]
    ) throws(SettingsError) -> AWSSecretProvider {
        do {
            let region = SecretARN(id)?.region
            var session = try AWSSession(environment: AWSEnvironment(variables), region: region)
            // A request waits for the secret meanwhile.
            session.configuration.timeouts = OutboundRequest.Timeouts(connect: .seconds(2), total: .seconds(5))
            return try AWSSecretProvider(session, region: region)
        } catch {
            throw SettingsError("\(setting.variable): Secrets Manager is not accessible: \(error)")
        }
    }
}
