/// The calls of Secrets Manager that ``AWSSecretProvider`` is made of. Who signs and sends them is not its concern.
///
/// Each method is the operation of the same name (AWS Secrets Manager API Reference); those that list things read all pages.
protocol SecretsManagerCalls: Sendable {
    func getSecretValue(_ id: String, _ selector: SecretReference.Selector) async throws(SecretError) -> Secret

    /// The versions that have a stage.
    func describeSecret(_ id: String) async throws(SecretError) -> [SecretVersion]

    func listSecrets(namePrefix: String) async throws(SecretError) -> [SecretSummary]

    func listSecretVersionIDs(_ id: String) async throws(SecretError) -> [SecretVersion]

    /// - Parameter token: Names the version, and makes it safe to send the call twice.
    func createSecret(_ name: String, _ value: SecretValue, token: String) async throws(SecretError) -> SecretVersion

    /// - Parameter token: Names the version, and makes it safe to send the call twice.
    func putSecretValue(
        _ id: String, _ value: SecretValue, stage: SecretStage, token: String
    ) async throws(SecretError) -> SecretVersion

    func updateSecretVersionStage(
        _ id: String, _ stage: SecretStage, moveTo version: String?, removeFrom former: String?
    ) async throws(SecretError)

    /// - Parameter token: Names the version, and makes it safe to send the call twice.
    func rotateSecret(_ id: String, token: String) async throws(SecretError) -> String
}
