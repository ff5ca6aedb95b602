import AWSClient

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The calls of Secrets Manager, made by a ``ServiceClient``.
struct SecretsManagerClient: SecretsManagerCalls {
    private typealias Operations = SecretsManagerOperations

    let client: ServiceClient

    func getSecretValue(_ id: String, _ selector: SecretReference.Selector) async throws(SecretError) -> Secret {
        var operation = Operations.GetSecretValue(id: id)
        switch selector {
        case .stage(let stage): operation.versionStage = stage.rawValue
        case .version(let version): operation.versionID = version
        }
        let entry = try await call(operation, about: id)
        let version = SecretVersion(id: entry.versionID, labels: entry.versionStages, created: entry.created)
        if let text = entry.text { return Secret(try SecretValue(text.revealed, id: id), version: version) }
        guard let bytes = entry.binary.flatMap({ Data(base64Encoded: $0.revealed) }) else {
            throw SecretError(.malformed, id: id, reason: "Secrets Manager's response has no value")
        }
        return Secret(try SecretValue(bytes, id: id), version: version)
    }

    func describeSecret(_ id: String) async throws(SecretError) -> [SecretVersion] {
        try await call(Operations.DescribeSecret(id: id), about: id).stages.map {
            SecretVersion(id: $0.key, labels: $0.value, created: nil)
        }
    }

    func listSecrets(namePrefix: String) async throws(SecretError) -> [SecretSummary] {
        let operation = Operations.ListSecrets(namePrefix: namePrefix.isEmpty ? nil : namePrefix)
        var found: [SecretSummary] = []
        do throws(AWSError) {
            for try await page in client.pages(of: operation) {
                found += (page.secrets ?? []).map {
                    SecretSummary(
                        name: $0.name, arn: $0.arn, note: $0.description, rotates: $0.rotationEnabled ?? false,
                        changed: $0.lastChanged, rotated: $0.lastRotated)
                }
            }
        } catch {
            throw SecretError(error, id: "")
        }
        return found
    }

    func listSecretVersionIDs(_ id: String) async throws(SecretError) -> [SecretVersion] {
        var found: [SecretVersion] = []
        do throws(AWSError) {
            for try await page in client.pages(of: Operations.ListSecretVersionIDs(id: id)) {
                found += (page.versions ?? []).map {
                    SecretVersion(id: $0.id, labels: $0.stages, created: $0.created)
                }
            }
        } catch {
            throw SecretError(error, id: id)
        }
        return found
    }

    func createSecret(_ name: String, _ value: SecretValue, token: String) async throws(SecretError) -> SecretVersion {
        let made: SecretVersionReference
        if let text = try? value.revealText() {
            made = try await call(
                Operations.CreateSecret(name: name, value: SensitiveText(text), token: token), about: name)
        } else {
            let value = SensitiveText(Data(value.revealBytes()).base64EncodedString())
            made = try await call(Operations.CreateBinarySecret(name: name, value: value, token: token), about: name)
        }
        return SecretVersion(id: made.versionID ?? token, stages: [.current])
    }

    func putSecretValue(
        _ id: String, _ value: SecretValue, stage: SecretStage, token: String
    ) async throws(SecretError) -> SecretVersion {
        let stages = [stage.rawValue]
        let made: SecretVersionReference
        if let text = try? value.revealText() {
            made = try await call(
                Operations.PutSecretValue(id: id, value: SensitiveText(text), versionStages: stages, token: token),
                about: id)
        } else {
            let value = SensitiveText(Data(value.revealBytes()).base64EncodedString())
            made = try await call(
                Operations.PutBinarySecretValue(id: id, value: value, versionStages: stages, token: token), about: id)
        }
        return SecretVersion(id: made.versionID ?? token, labels: made.versionStages ?? stages, created: nil)
    }

    func updateSecretVersionStage(
        _ id: String, _ stage: SecretStage, moveTo version: String?, removeFrom former: String?
    ) async throws(SecretError) {
        _ = try await call(
            Operations.UpdateSecretVersionStage(
                id: id, stage: stage.rawValue, removeFrom: former, moveTo: version), about: id)
    }

    func rotateSecret(_ id: String, token: String) async throws(SecretError) -> String {
        try await call(Operations.RotateSecret(id: id, token: token), about: id).versionID ?? token
    }

    private func call<Operation: AWSOperation>(
        _ operation: Operation, about id: String
    ) async throws(SecretError) -> Operation.Output {
        do {
            return try await client.call(operation)
        } catch {
            throw SecretError(error, id: id)
        }
    }
}

extension SecretVersion {
    /// Creates a version from the service's description.
    fileprivate init(id: String, labels: [String]?, created: Date?) {
        self.init(id: id, stages: Set((labels ?? []).map { SecretStage(rawValue: $0) }), created: created)
    }
}
