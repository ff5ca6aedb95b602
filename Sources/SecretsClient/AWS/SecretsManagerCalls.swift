/// The calls of Secrets Manager that ``AWSSecretProvider`` uses.
///
/// Each method is the operation of the same name (AWS Secrets Manager API Reference); lists read all pages.
protocol SecretsManagerCalls: Sendable {
    func getSecretValue(_ id: String, _ selector: SecretReference.Selector) async throws(SecretError) -> Secret

    /// Returns the versions with a stage.
    func describeSecret(_ id: String) async throws(SecretError) -> [SecretVersion]

    func listSecrets(namePrefix: String) async throws(SecretError) -> [SecretSummary]

    func listSecretVersionIDs(_ id: String) async throws(SecretError) -> [SecretVersion]

    /// - Parameter token: The idempotency token, which becomes the version's id.
    func createSecret(_ name: String, _ value: SecretValue, token: String) async throws(SecretError) -> SecretVersion

    /// - Parameter token: The idempotency token, which becomes the version's id.
    func putSecretValue(
        _ id: String, _ value: SecretValue, stage: SecretStage, token: String
    ) async throws(SecretError) -> SecretVersion

    func updateSecretVersionStage(
        _ id: String, _ stage: SecretStage, moveTo version: String?, removeFrom former: String?
    ) async throws(SecretError)

    /// - Parameter token: The idempotency token, which becomes the version's id.
    func rotateSecret(_ id: String, token: String) async throws(SecretError) -> String
}
