import SecretsClient

/// The versions of one secret with their stages.
struct StagedVersions: Sendable {
    private var values: [(id: String, value: SecretValue)] = []
    private var stages: [SecretStage: String] = [:]

    /// The versions with a stage, newest first. "A version without labels is considered deprecated" (PutSecretValue, AWS
    /// Secrets Manager API Reference).
    var staged: [SecretVersion] { values.reversed().map(version).filter { !$0.stages.isEmpty } }

    mutating func add(_ value: SecretValue, version: String, as stage: SecretStage) {
        // The first version of a secret is current, whatever its given stage.
        let isFirst = values.isEmpty
        values.append((version, value))
        assign(stage, to: version)
        if isFirst { assign(.current, to: version) }
    }

    mutating func move(_ stage: SecretStage, to version: String, _ id: String) throws(SecretError) {
        guard values.contains(where: { $0.id == version }) else {
            throw SecretError(.notFound, id: id, reason: "there is no version \(version)")
        }
        assign(stage, to: version)
    }

    mutating func remove(_ stage: SecretStage, from version: String, _ id: String) throws(SecretError) {
        guard stages[stage] == version else {
            throw SecretError(.invalidRequest, id: id, reason: "version \(version) has no stage \(stage)")
        }
        stages[stage] = nil
    }

    func secret(for reference: SecretReference) throws(SecretError) -> ResolvedSecret {
        guard let found = values.last(where: { version($0).matches(reference.selector) }) else {
            throw SecretError(.notFound, id: reference.id, reason: "the secret has no version \(reference)")
        }
        return ResolvedSecret(found.value, version: version(found))
    }

    /// Moves a stage to a version. The former current version becomes the previous one.
    private mutating func assign(_ stage: SecretStage, to version: String) {
        if stage == .current, let former = stages[.current], former != version { stages[.previous] = former }
        stages[stage] = version
    }

    private func version(_ entry: (id: String, value: SecretValue)) -> SecretVersion {
        SecretVersion(id: entry.id, stages: Set(stages.filter { $0.value == entry.id }.keys))
    }
}
