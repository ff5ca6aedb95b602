/// A provider whose secrets can also be listed, written and rotated: what an operator needs beyond reading.
public protocol SecretStore: SecretProvider {
    /// The secrets there are, by name.
    /// - Parameter prefix: What their names begin with; empty for all.
    /// - Throws: ``SecretError``.
    func secrets(withPrefix prefix: String) async throws(SecretError) -> [SecretSummary]

    /// The versions of a secret that carry a stage, newest first.
    /// - Parameter id: The secret's name or ARN.
    /// - Throws: ``SecretError``.
    func versions(of id: String) async throws(SecretError) -> [SecretVersion]

    /// Makes a secret. The value is its current version.
    /// - Parameters:
    ///   - name: The new secret's name.
    ///   - value: The value.
    /// - Throws: ``SecretError/Kind/conflict`` if there is one of that name.
    @discardableResult
    func create(_ name: String, value: SecretValue) async throws(SecretError) -> SecretVersion

    /// Adds a version to a secret that exists.
    ///
    /// A version added as current makes the one that was current until then the previous one.
    /// - Parameters:
    ///   - value: The value.
    ///   - id: The secret's name or ARN.
    ///   - stage: What the version is: the current one, or one that waits for its rotation to end.
    /// - Throws: ``SecretError``.
    @discardableResult
    func put(_ value: SecretValue, into id: String, as stage: SecretStage) async throws(SecretError) -> SecretVersion

    /// Moves a stage to a version, away from the one that has it.
    ///
    /// The version that ceases to be current becomes the previous one: moving ``SecretStage/current`` back to it undoes
    /// a rotation.
    /// - Parameters:
    ///   - stage: The stage.
    ///   - version: The identifier of the version that shall have it.
    ///   - id: The secret's name or ARN.
    /// - Throws: ``SecretError``.
    func move(_ stage: SecretStage, to version: String, of id: String) async throws(SecretError)

    /// Takes a stage away from a version, and gives it to none. A version without a stage is as good as deleted.
    /// - Parameters:
    ///   - stage: The stage, which is not ``SecretStage/current``.
    ///   - version: The identifier of the version that has it.
    ///   - id: The secret's name or ARN.
    /// - Throws: ``SecretError``.
    func remove(_ stage: SecretStage, from version: String, of id: String) async throws(SecretError)

    /// Starts the rotation that is set up for a secret, and does not wait for its end.
    /// - Parameter id: The secret's name or ARN.
    /// - Returns: The identifier of the version that the rotation makes.
    /// - Throws: ``SecretError``.
    func rotate(_ id: String) async throws(SecretError) -> String
}
