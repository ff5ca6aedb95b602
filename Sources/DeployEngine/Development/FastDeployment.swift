import AWSClient
import AWSOperations

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A deployment of another image without CloudFormation, for development: a new revision of the running task definition and an update
/// of the service, which are two changes in AWS.
///
/// The stack still describes the image before, so the next deployment of the stack returns to it unless its template has the new image.
package struct FastDeployment: Sendable {
    /// The outcome.
    package enum Outcome: Sendable, Hashable {
        /// The service runs the image already.
        case unchanged
        /// The deployment of a task definition ended so.
        case ended(taskDefinition: String, ServiceUpdateExecution.Outcome)
    }

    private let context: EngineContext
    private let cluster: String
    private let service: String
    private let container: String
    private let image: String
    private let digest: String
    private let deadline: Date?
    private let heartbeat: @Sendable () async throws(EngineError) -> Void
    private let evidence: @Sendable (FailedStop) async -> Void

    /// Creates a deployment.
    /// - Parameters:
    ///   - context: The effects.
    ///   - isProduction: `true` for an environment in which this is refused.
    ///   - cluster: The cluster's name.
    ///   - service: The service's name.
    ///   - container: The name of the container with the image.
    ///   - image: The image by digest, such as `registry/weir@sha256:…`.
    ///   - heartbeat: Renews the lease when that is due.
    ///   - deadline: The time at which the deployment is rolled back.
    ///   - evidence: Collects evidence.
    /// - Throws: ``EngineError`` with the code `refused` in production, and `invalidInput` for an image without a digest.
    package init(
        context: EngineContext, isProduction: Bool, cluster: String, service: String, container: String, image: String,
        heartbeat: @escaping @Sendable () async throws(EngineError) -> Void, deadline: Date?,
        evidence: @escaping @Sendable (FailedStop) async -> Void
    ) throws(EngineError) {
        try DevelopmentShortcut.fast.allow(inProduction: isProduction)
        guard let at = image.lastIndex(of: "@") else {
            throw EngineError(
                .invalidInput, "the image \(image) has no digest", advice: "Name it as REPOSITORY@sha256:DIGEST")
        }
        self.context = context
        self.cluster = cluster
        self.service = service
        self.container = container
        self.image = image
        digest = String(image[image.index(after: at)...])
        self.deadline = deadline
        self.heartbeat = heartbeat
        self.evidence = evidence
    }

    /// Registers the task definition, updates the service and follows its deployment.
    package func run() async throws(EngineError) -> Outcome {
        guard let definition = try await register() else { return .unchanged }
        return .ended(taskDefinition: definition, try await update(to: definition))
    }

    /// Registers the task definition with the image, which changes nothing that runs.
    /// - Returns: Its ARN; nil if the service runs the image already.
    package func register() async throws(EngineError) -> String? {
        if context.takeInterrupt() != nil {
            throw EngineError(.interrupted, "interrupted before the service was updated")
        }
        let running = try await runningDefinition()
        guard let place = running.containers.firstIndex(where: { $0.name == container }) else {
            throw EngineError(.notFound, "the task definition \(running.arn) has no container \(container)")
        }
        if running.containers[place].image == image { return nil }
        var next = running
        next.containers[place].image = image
        return try await register(next)
    }

    /// Updates the service to a task definition and follows its deployment.
    package func update(to definition: String) async throws(EngineError) -> ServiceUpdateExecution.Outcome {
        let execution = ServiceUpdateExecution(
            context: context, phase: .service, heartbeat: heartbeat,
            update: ContainerOperations.UpdateService(cluster: cluster, service: service, taskDefinition: definition),
            settings: ServiceWatchSettings(
                cluster: cluster, service: service, imageDigest: digest, container: container, stopsAfter: 2),
            deadline: deadline, evidence: evidence)
        return try await execution.run()
    }

    private func runningDefinition() async throws(EngineError) -> TaskDefinition {
        let place = DeployedService(cluster: cluster, name: service)
        let found = try await place.describe(context.calls)
        guard found.status == "ACTIVE" else { throw EngineError(.notFound, "there is no active service \(service)") }
        return try await place.taskDefinition(of: found, context.calls)
    }

    private func register(_ definition: TaskDefinition) async throws(EngineError) -> String {
        let family = definition.family ?? service
        let operation = ContainerOperations.RegisterTaskDefinition(
            family: family, containers: definition.containers, taskRoleARN: definition.taskRoleARN,
            executionRoleARN: definition.executionRoleARN, networkMode: definition.networkMode,
            compatibilities: definition.compatibilities.isEmpty ? nil : definition.compatibilities, cpu: definition.cpu,
            memory: definition.memory, platform: definition.platform,
            volumes: definition.volumes.isEmpty ? nil : definition.volumes,
            ephemeralStorage: definition.ephemeralStorage)
        do {
            return try await context.calls.call(operation).taskDefinition.arn
        } catch {
            throw EngineError(error, while: "register a task definition of \(family)")
        }
    }
}
