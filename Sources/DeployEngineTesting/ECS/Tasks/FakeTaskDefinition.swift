#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A revision of a task definition.
package struct FakeTaskDefinition: Sendable, Hashable {
    /// The statuses.
    package enum Status: String, Sendable, Hashable {
        /// Usable.
        case active = "ACTIVE"
        /// Deregistered: running tasks and services continue, new ones are refused.
        case inactive = "INACTIVE"
        /// Deleted, while something still uses it.
        case deleting = "DELETE_IN_PROGRESS"
    }

    /// A container of the definition, as far as it determines what happens.
    package struct Container: Sendable, Hashable {
        /// The name.
        package var name: String
        /// The image's reference.
        package var image: String
        /// A Boolean value that indicates whether its end ends the task.
        package var isEssential: Bool
        /// A Boolean value that indicates whether it has a health check.
        package var checksHealth: Bool
        /// The health check's interval times its retries, in seconds.
        package var healthWindow: TimeInterval
        /// The seconds between SIGTERM and SIGKILL.
        package var stopTimeout: TimeInterval
        /// The log group; nil without the driver `awslogs`.
        package var logGroup: String?
        /// The prefix of log streams.
        package var logPrefix: String?
        /// A Boolean value that indicates whether a missing log group is created.
        package var createsLogGroup: Bool
        /// The secrets by the names of their variables.
        package var secrets: [String: String]
        /// The command.
        package var command: [String]
        /// A Boolean value that indicates whether the image's tag is resolved once for a deployment.
        package var hasConsistentVersion: Bool
    }

    /// The ARN.
    package var arn: String
    /// The family.
    package var family: String
    /// The number within the family.
    package var revision: Int
    /// The status.
    package var status = Status.active
    /// The registered document, without ARN, revision and status.
    package var document: FakeValue
    /// The tags.
    package var tags: FakeValue
    /// The time of the registration.
    package var registeredAt: Date
    /// The time of the deregistration.
    package var deregisteredAt: Date?
    /// The time of the request to delete.
    package var deleteRequestedAt: Date?
    /// The caller.
    package var registeredBy: String

    /// The containers.
    package var containers: [Container] {
        (document["containerDefinitions"]?.elements ?? []).map(Self.container)
    }

    /// The platform of the tasks. Source: "RuntimePlatform", ECS API Reference: `X86_64` without one.
    package var platform: FakeImage.Platform {
        document["runtimePlatform"]?["cpuArchitecture"]?.text == "ARM64" ? .arm64 : .amd64
    }

    private static func container(_ value: FakeValue) -> Container {
        let health = value["healthCheck"]
        let options = value["logConfiguration"]?["options"]
        let usesLogs = value["logConfiguration"]?["logDriver"]?.text == "awslogs"
        var secrets: [String: String] = [:]
        for secret in value["secrets"]?.elements ?? [] {
            secrets[secret["name"]?.text ?? ""] = secret["valueFrom"]?.text ?? ""
        }
        return Container(
            name: value["name"]?.text ?? "", image: value["image"]?.text ?? "",
            isEssential: value["essential"]?.boolean ?? true, checksHealth: health != nil,
            healthWindow: Double((health?["interval"]?.integer ?? 30) * (health?["retries"]?.integer ?? 3)),
            stopTimeout: Double(value["stopTimeout"]?.integer ?? 30),
            logGroup: usesLogs ? options?["awslogs-group"]?.text : nil,
            logPrefix: options?["awslogs-stream-prefix"]?.text,
            createsLogGroup: options?["awslogs-create-group"]?.boolean ?? false, secrets: secrets,
            command: value["command"]?.texts ?? [],
            hasConsistentVersion: value["versionConsistency"]?.text != "disabled")
    }
}
