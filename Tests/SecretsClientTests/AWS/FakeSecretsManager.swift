import AWSClient
import AWSSecretsManager
import AWSSigV4
import Foundation
import HTTPCore
import HTTPCoreTesting
import HTTPTypes
import SecretsClient
import SecretsClientTesting
import Synchronization

/// An in-memory Secrets Manager behind a transport, which records the calls of its clients.
final class FakeSecretsManager: Sendable {
    private let store: InMemorySecretStore
    private let log = Mutex<[String]>([])

    init(_ store: InMemorySecretStore = InMemorySecretStore()) {
        self.store = store
    }

    /// The calls so far, under the service's operation names.
    var calls: [String] { log.withLock { $0 } }

    /// Creates a provider that calls this service.
    func provider(
        makeToken: @escaping @Sendable () -> String = { UUID().uuidString.lowercased() }
    ) throws -> AWSSecretProvider {
        let transport = FakeTransport { request async throws(TransportError) in await self.reply(to: request) }
        return AWSSecretProvider(
            client: try SecretsManagerUnderTest.client(
                transport: transport,
                credentials: .success(AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "none"))),
            makeToken: makeToken)
    }

    /// The inputs of all operations.
    private struct Input: Decodable {
        var id: String?
        var name: String?
        var version: String?
        var stage: String?
        var text: String?
        var binary: String?
        var stages: [String]?
        var token: String?
        var moveTo: String?
        var removeFrom: String?

        enum CodingKeys: String, CodingKey {
            case id = "SecretId", name = "Name", version = "VersionId", stage = "VersionStage", text = "SecretString"
            case binary = "SecretBinary", stages = "VersionStages", token = "ClientRequestToken"
            case moveTo = "MoveToVersionId", removeFrom = "RemoveFromVersionId"
        }

        var selector: SecretReference.Selector {
            version.map { .version($0) } ?? .stage(SecretStage(rawValue: stage ?? "AWSCURRENT"))
        }

        func value() throws(SecretError) -> SecretValue {
            if let text { return try SecretValue(text) }
            return try SecretValue(binary.flatMap { Data(base64Encoded: $0) } ?? Data())
        }
    }

    private func reply(to request: FakeTransport.Recorded) async -> Reply {
        let target = HTTPField.Name("X-Amz-Target").flatMap { request.head.headerFields[$0] } ?? ""
        let operation = target.split(separator: ".").last.map(String.init) ?? ""
        do {
            let input = try JSONDecoder().decode(Input.self, from: Data(request.body))
            let output = try await output(of: operation, input)
            return .response(body: Array(try JSONSerialization.data(withJSONObject: output)))
        } catch let error as SecretError {
            let code =
                switch error.kind {
                case .notFound: "ResourceNotFoundException"
                case .conflict: "ResourceExistsException"
                default: "InvalidParameterException"
                }
            return .response(.badRequest, body: Array(#"{"__type":"\#(code)"}"#.utf8))
        } catch {
            return .response(.internalServerError)
        }
    }

    private func output(of operation: String, _ input: Input) async throws -> [String: Any] {
        let id = input.id ?? input.name ?? ""
        switch operation {
        case "GetSecretValue":
            note("GetSecretValue \(SecretReference(id, input.selector))")
            let secret = try await store.secret(for: SecretReference(id, input.selector))
            var output = Self.output(id, secret.version)
            if let text = try? secret.revealText() {
                output["SecretString"] = text
            } else {
                output["SecretBinary"] = Data(secret.value.revealBytes()).base64EncodedString()
            }
            return output
        case "DescribeSecret":
            note("DescribeSecret \(id)")
            let versions = try await store.versions(of: id).map { ($0.id, $0.stages.map(\.rawValue)) }
            return ["ARN": id, "Name": id, "VersionIdsToStages": Dictionary(uniqueKeysWithValues: versions)]
        case "ListSecrets":
            // The service also matches words inside a name, in any case.
            return ["SecretList": try await store.secrets(withPrefix: "").map { ["ARN": $0.name, "Name": $0.name] }]
        case "ListSecretVersionIds":
            let versions = try await store.versions(of: id)
            return [
                "Versions": versions.enumerated().map { index, version in
                    [
                        "VersionId": version.id, "VersionStages": version.stages.map(\.rawValue),
                        "CreatedDate": versions.count - index,
                    ] as [String: Any]
                }
            ]
        case "CreateSecret":
            note("CreateSecret \(id) \(input.token ?? "")")
            return Self.output(id, try await store.create(id, value: try input.value()))
        case "PutSecretValue":
            let stage = input.stages?.first ?? "AWSCURRENT"
            note("PutSecretValue \(id) \(stage) \(input.token ?? "")")
            return Self.output(
                id, try await store.put(try input.value(), into: id, as: SecretStage(rawValue: stage)))
        case "UpdateSecretVersionStage":
            let stage = SecretStage(rawValue: input.stage ?? "")
            note("UpdateSecretVersionStage \(id) \(stage) \(input.removeFrom ?? "none") to \(input.moveTo ?? "none")")
            if let version = input.moveTo {
                try await store.move(stage, to: version, of: id)
            } else if let former = input.removeFrom {
                try await store.remove(stage, from: former, of: id)
            }
            return [:]
        case "RotateSecret":
            note("RotateSecret \(id) \(input.token ?? "")")
            return ["ARN": id, "Name": id, "VersionId": try await store.rotate(id)]
        default: throw SecretError(.invalidRequest, id: id, reason: "unknown operation \(operation)")
        }
    }

    private func note(_ call: String) { log.withLock { $0.append(call) } }

    private static func output(_ id: String, _ version: SecretVersion) -> [String: Any] {
        ["ARN": id, "Name": id, "VersionId": version.id, "VersionStages": version.stages.map(\.rawValue)]
    }
}
