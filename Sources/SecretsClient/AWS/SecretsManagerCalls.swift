/// The calls of Secrets Manager that ``AWSSecretProvider`` is made of. Who signs and sends them is not its concern.
///
/// Each method is the operation of the same name (AWS Secrets Manager API Reference). An error's kind follows
/// ``SecretError/Kind/init(awsCode:isTransient:)``.
protocol SecretsManagerCalls: Sendable {
    func getSecretValue(_ id: String, _ selector: SecretReference.Selector) async throws(SecretError) -> Secret

    /// The versions that have a stage.
    func describeSecret(_ id: String) async throws(SecretError) -> [SecretVersion]

    func listSecrets(namePrefix: String, after token: String?) async throws(SecretError) -> SecretsManagerPage<
        SecretSummary
    >

    func listSecretVersionIDs(
        _ id: String, after token: String?
    ) async throws(SecretError) -> SecretsManagerPage<SecretVersion>

    /// - Parameter requestToken: Names the version, and makes it safe to send the call twice.
    func createSecret(_ name: String, _ value: SecretValue, requestToken: String) async throws(SecretError)
        -> SecretVersion

    /// - Parameter requestToken: Names the version, and makes it safe to send the call twice.
    func putSecretValue(
        _ id: String, _ value: SecretValue, stage: SecretStage, requestToken: String
    ) async throws(SecretError) -> SecretVersion

    func updateSecretVersionStage(
        _ id: String, _ stage: SecretStage, moveTo version: String, removeFrom former: String?
    ) async throws(SecretError)

    /// - Parameter requestToken: Names the version, and makes it safe to send the call twice.
    func rotateSecret(_ id: String, requestToken: String) async throws(SecretError) -> String
}

/// A part of a list, and how to ask for the next one.
struct SecretsManagerPage<Element: Sendable>: Sendable {
    let elements: [Element]
    /// `nil` at the end.
    let next: String?

    /// - Parameter next: What the service sent; an empty one means the end as well.
    init(_ elements: [Element], next: String?) {
        self.elements = elements
        self.next = next?.isEmpty == true ? nil : next
    }
}
