#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Secrets Manager of the fake account.
package final class FakeSecretsManager: FakeService {
    /// The signing name.
    package static var signingName: String { "secretsmanager" }

    /// A secret.
    package struct Secret: Sendable {
        /// The ARN.
        package let arn: String
        /// The name.
        package let name: String
        fileprivate let created: Date
        fileprivate var deleted: Date?
        fileprivate var versions: [Version] = []
    }

    fileprivate struct Version {
        let id: String
        let value: String
        var stages: Set<String>
        let created: Date
    }

    private var secrets: [Secret] = []

    /// Creates a store without secrets.
    package init() {}

    /// The secret of a name, an ARN or an ARN without its suffix; nil if there is none.
    package func secret(_ id: String) -> Secret? { index(id).map { secrets[$0] } }

    private func index(_ id: String) -> Int? {
        secrets.firstIndex { $0.name == id || $0.arn == id || $0.arn.dropLast(7) == id }
    }

    /// The value of a stage; nil if there is none, or the secret is being deleted.
    package func value(_ id: String, stage: String = "AWSCURRENT") -> String? {
        guard let secret = secret(id), secret.deleted == nil else { return nil }
        return secret.versions.last { $0.stages.contains(stage) }?.value
    }

    /// Creates a secret.
    @discardableResult
    package func create(_ name: String, value: String?, _ world: FakeWorld) -> Secret {
        let arn = world.arn("secretsmanager", "secret:\(name)-\(world.hexadecimal(6))")
        secrets.append(Secret(arn: arn, name: name, created: world.date))
        if let value { put(name, value: value, world) }
        return secrets[secrets.count - 1]
    }

    /// Adds a version with the current stage.
    @discardableResult
    package func put(
        _ id: String, value: String, token: String? = nil, stages: [String] = ["AWSCURRENT"], _ world: FakeWorld
    ) -> String? {
        guard let index = index(id) else { return nil }
        let version = token ?? world.uuid()
        for other in secrets[index].versions.indices {
            if stages.contains("AWSCURRENT") {
                secrets[index].versions[other].stages.remove("AWSPREVIOUS")
                if secrets[index].versions[other].stages.remove("AWSCURRENT") != nil {
                    secrets[index].versions[other].stages.insert("AWSPREVIOUS")
                }
            }
            secrets[index].versions[other].stages.subtract(stages)
        }
        secrets[index].versions.append(Version(id: version, value: value, stages: Set(stages), created: world.date))
        return version
    }

    /// Removes a secret at once.
    package func remove(_ id: String) { if let index = index(id) { secrets.remove(at: index) } }

    /// Handles a request.
    package func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse {
        switch request.operation {
        case "CreateSecret":
            let name = request.text("Name") ?? ""
            guard index(name) == nil else {
                throw FakeError(
                    "ResourceExistsException", "The operation failed because the secret \(name) already exists.")
            }
            let secret = create(name, value: nil, world)
            let version = request.text("SecretString").flatMap {
                put(name, value: $0, token: request.text("ClientRequestToken"), world)
            }
            return .output(["ARN": .string(secret.arn), "Name": .string(name), "VersionId": FakeValue(version)])
        case "ListSecrets":
            return .output(["SecretList": .array(secrets.map(Self.description))])
        default: break
        }
        guard let id = request.text("SecretId"), let index = index(id) else {
            throw FakeError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
        }
        let secret = secrets[index]
        switch request.operation {
        case "DescribeSecret": return .output(Self.description(secret))
        case "GetSecretValue":
            guard secret.deleted == nil else {
                throw FakeError(
                    "InvalidRequestException",
                    "You can't perform this operation on the secret because it was marked for deletion.")
            }
            let stage = request.text("VersionStage") ?? (request.text("VersionId") == nil ? "AWSCURRENT" : nil)
            let wanted = request.text("VersionId")
            guard
                let version = secret.versions.last(where: { version in
                    (wanted ?? version.id) == version.id && (stage.map(version.stages.contains) ?? true)
                })
            else {
                throw FakeError(
                    "ResourceNotFoundException",
                    "Secrets Manager can't find the specified secret value for staging label: \(stage ?? wanted ?? "")")
            }
            return .output([
                "ARN": .string(secret.arn), "Name": .string(secret.name), "VersionId": .string(version.id),
                "SecretString": .string(version.value), "VersionStages": FakeValue(version.stages.sorted()),
                "CreatedDate": FakeValue(version.created.timeIntervalSince1970),
            ])
        case "PutSecretValue":
            let stages = request["VersionStages"]?.texts ?? ["AWSCURRENT"]
            let version = put(
                id, value: request["SecretString"]?.text ?? "", token: request.text("ClientRequestToken"),
                stages: stages, world)
            return .output([
                "ARN": .string(secret.arn), "Name": .string(secret.name), "VersionId": FakeValue(version),
                "VersionStages": FakeValue(stages),
            ])
        case "DeleteSecret":
            if request["ForceDeleteWithoutRecovery"]?.boolean == true {
                remove(id)
            } else {
                secrets[index].deleted = world.date
            }
            return .output([
                "ARN": .string(secret.arn), "Name": .string(secret.name),
                "DeletionDate": FakeValue(world.date.timeIntervalSince1970),
            ])
        case "RestoreSecret":
            secrets[index].deleted = nil
            return .output(["ARN": .string(secret.arn), "Name": .string(secret.name)])
        default: throw .unknownOperation(request)
        }
    }

    private static func description(_ secret: Secret) -> FakeValue {
        [
            "ARN": .string(secret.arn), "Name": .string(secret.name),
            "CreatedDate": FakeValue(secret.created.timeIntervalSince1970),
            "DeletedDate": FakeValue(secret.deleted?.timeIntervalSince1970),
            "VersionIdsToStages": .object(
                Dictionary(uniqueKeysWithValues: secret.versions.map { ($0.id, FakeValue($0.stages.sorted())) })),
        ]
    }
}
