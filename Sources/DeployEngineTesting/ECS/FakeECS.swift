#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The state of Elastic Container Service: clusters, task definitions, services and tasks.
package struct FakeECS: Sendable {
    /// A cluster.
    package struct Cluster: Sendable, Hashable {
        /// The name.
        package var name: String
        /// The ARN.
        package var arn: String
        /// The status.
        package var status = "ACTIVE"
        /// The settings as in the API.
        package var settings: FakeValue = .array([])
    }

    /// A rule for failures of tasks that had started, which AWS does not document in full.
    package enum CrashCounting: Sendable, Hashable {
        /// A crash counts unless the task had been healthy.
        case beforeHealthy
        /// A crash of a task that had reached `RUNNING` does not count.
        case never
        /// Every crash counts.
        case always
    }

    /// The clusters by name.
    package var clusters: [String: Cluster] = [:]
    /// The task definitions by ARN.
    package var definitions: [String: FakeTaskDefinition] = [:]
    /// The services by ARN.
    package var services: [String: FakeContainerService] = [:]
    /// The tasks by ARN.
    package var tasks: [String: FakeTask] = [:]
    /// The behaviours by image: its digest, its reference, or a part of the reference.
    package var behaviours: [String: FakeImageBehaviour] = [:]
    /// The behaviours by the command's words, such as `migrate`; they precede those of images.
    package var commandBehaviours: [String: FakeImageBehaviour] = [:]
    /// The durations.
    package var timings = FakeECSTimings()
    /// The rule for failures of tasks that had started.
    package var crashCounting = CrashCounting.beforeHealthy
    /// The number of stops by tasks that vanished from reads.
    var count = 0
    var revisionsOfFamilies: [String: Int] = [:]
    /// The tasks that RunTask has started, by the client's token.
    var runs: [String: [String]] = [:]

    init() {}

    /// Returns an id of hexadecimal digits.
    mutating func nextID(_ kind: String) -> String {
        count += 1
        return FakeAccountNames.hexadecimal(kind, count) + FakeAccountNames.hexadecimal(kind + "+", count)
    }

    /// Returns the number of a deployment or a service revision.
    mutating func nextNumber(_ kind: String) -> String {
        count += 1
        let value = UInt64(FakeAccountNames.hexadecimal(kind, count), radix: 16) ?? 0
        return String(value % 9_000_000_000_000_000_000 + 1_000_000_000_000_000_000)
    }

    /// The behaviour of a container.
    package func behaviour(image: String, digest: String?, command: [String]) -> FakeImageBehaviour {
        let words = command.joined(separator: " ")
        if !words.isEmpty {
            if let exact = commandBehaviours[words] { return exact }
            if let part = commandBehaviours.keys.filter({ words.contains($0) }).max(by: { $0.count < $1.count }) {
                return commandBehaviours[part] ?? .healthy()
            }
        }
        if let digest, let known = behaviours[digest] { return known }
        if let known = behaviours[image] { return known }
        let parts = behaviours.keys.filter { image.contains($0) }
        guard let best = parts.max(by: { ($0.count, $0) < ($1.count, $1) }) else { return .healthy() }
        return behaviours[best] ?? .healthy()
    }

    /// Finds a cluster by name or ARN; nil for a missing or deleted one.
    func cluster(_ text: String?) -> Cluster? {
        let name = (text ?? "default").split(separator: "/").last.map(String.init) ?? "default"
        return clusters[name].flatMap { $0.status == "ACTIVE" ? $0 : nil }
    }

    /// Finds a service by name or ARN in a cluster.
    func service(_ text: String, in cluster: String) -> FakeContainerService? {
        if text.hasPrefix("arn:") { return services[text] }
        return services.values.first { $0.name == text && $0.cluster == cluster }
    }

    /// The tasks of a service that are not stopped.
    func tasks(of service: FakeContainerService) -> [FakeTask] {
        tasks.values.filter { $0.service == service.name && $0.cluster == service.cluster && $0.status != .stopped }
            .sorted { ($0.createdAt, $0.arn) < ($1.createdAt, $1.arn) }
    }

    /// Finds a task definition by ARN, `family:revision` or `family`, which is the newest active one.
    func definition(_ text: String) -> FakeTaskDefinition? {
        if let exact = definitions[text] { return exact }
        let name = text.split(separator: "/").last.map(String.init) ?? text
        let parts = name.split(separator: ":").map(String.init)
        if parts.count == 2, let number = Int(parts[1]) {
            return definitions.values.first { $0.family == parts[0] && $0.revision == number }
        }
        return definitions.values.filter { $0.family == name && $0.status == .active }.max { $0.revision < $1.revision }
    }
}
