/// A provider whose secrets can also be listed, written and rotated, for operators.
public protocol SecretStore: SecretProvider {
    /// Lists the secrets by name.
    /// - Parameter prefix: The prefix of names; empty for all.
    /// - Throws: ``SecretError``.
    func secrets(withPrefix prefix: String) async throws(SecretError) -> [SecretSummary]

    /// Lists the versions of a secret with a stage, newest first.
    /// - Parameter id: The secret's name or ARN.
    /// - Throws: ``SecretError``.
    func versions(of id: String) async throws(SecretError) -> [SecretVersion]

    /// Creates a secret whose current version has the value.
    /// - Parameters:
    ///   - name: The new secret's name.
    ///   - value: The value.
    /// - Throws: ``SecretError/Kind/conflict`` if a secret with this name exists.
    @discardableResult
    func create(_ name: String, value: SecretValue) async throws(SecretError) -> SecretVersion

    /// Adds a version to an existing secret.
    ///
    /// If the version is added as current, the former current version becomes the previous one.
    /// - Parameters:
    ///   - value: The value.
    ///   - id: The secret's name or ARN.
    ///   - stage: The version's stage: current, or pending until a rotation completes.
    /// - Throws: ``SecretError``.
    @discardableResult
    func put(_ value: SecretValue, into id: String, as stage: SecretStage) async throws(SecretError) -> SecretVersion

    /// Moves a stage to a version.
    ///
    /// The former current version becomes the previous one: moving ``SecretStage/current`` back to it undoes a rotation.
    /// - Parameters:
    ///   - stage: The stage.
    ///   - version: The identifier of the version to move it to.
    ///   - id: The secret's name or ARN.
    /// - Throws: ``SecretError``.
    func move(_ stage: SecretStage, to version: String, of id: String) async throws(SecretError)

    /// Removes a stage from a version. AWS may delete a version without stages.
    /// - Parameters:
    ///   - stage: The stage, other than ``SecretStage/current``.
    ///   - version: The identifier of the version with the stage.
    ///   - id: The secret's name or ARN.
    /// - Throws: ``SecretError``.
    func remove(_ stage: SecretStage, from version: String, of id: String) async throws(SecretError)

    /// Starts the configured rotation of a secret without waiting for its end.
    /// - Parameter id: The secret's name or ARN.
    /// - Returns: The identifier of the version that the rotation creates.
    /// - Throws: ``SecretError``.
    func rotate(_ id: String) async throws(SecretError) -> String
}
