import AWSClient
import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The reads that a service's watch needs. A read that fails is left out; the next look repeats it.
struct ServiceObserver {
    private(set) var cluster: String?
    private(set) var service: String?
    /// The operations that were refused, with the time.
    private var denied: [String: Date] = [:]
    private var warnings: [String] = []
    private var describedTasks: Set<String> = []
    private var isThrottled = false

    init(cluster: String?, service: String?) {
        self.cluster = cluster
        if let service { found(service, cluster: cluster) }
    }

    /// Notes the service that the stack's events told.
    mutating func found(_ service: String, cluster: String? = nil) {
        if let known = self.service, ServiceIdentity(known).name == ServiceIdentity(service).name { return }
        let identity = ServiceIdentity(service, cluster: cluster ?? self.cluster)
        self.service = identity.service
        self.cluster = identity.cluster
    }

    /// The seconds after which a refused read is tried again: a policy may have been attached meanwhile.
    private static let patience = 60.0

    /// `true` if the caller may not read the service.
    var isBlind: Bool { denied["DescribeServices"] != nil }

    /// `true` if the caller may not read the service's deployment.
    var isBlindToDeployment: Bool { denied["DescribeServiceDeployments"] != nil }

    /// Returns the warnings since the last time.
    mutating func takeWarnings() -> [String] {
        defer { warnings = [] }
        return warnings
    }

    /// Looks at the service, its deployment, its stopped tasks and its targets: usually four calls.
    mutating func look(_ watch: inout ServiceWatch, calls: any AWSCalls, at now: Date) async -> [ServiceWatch.Action] {
        guard let service else { return [] }
        isThrottled = false
        var actions: [ServiceWatch.Action] = []
        let describe = ContainerOperations.DescribeServices(cluster: cluster, services: [service])
        let services = await read(describe, calls, at: now)
        if let found = services?.services.first { actions += watch.handle(.service(found), at: now) }
        if watch.ownDeployment == nil {
            let list = ContainerOperations.ListServiceDeployments(
                cluster: cluster, service: service, createdAt: DateSelection(after: watch.began - 300))
            if let found = await read(list, calls, at: now) {
                actions += watch.handle(.deployments(found.deployments), at: now)
            }
        }
        if let arn = watch.ownDeployment,
            let found = await read(ContainerOperations.DescribeServiceDeployments(arns: [arn]), calls, at: now)?
                .deployments.first
        {
            actions += watch.handle(.deployment(found), at: now)
        }
        if let arn = watch.wantedRevision,
            let found = await read(ContainerOperations.DescribeServiceRevisions(arns: [arn]), calls, at: now)?.revisions
                .first
        {
            actions += watch.handle(.revision(found), at: now)
        }
        if watch.ownDeployment != nil {
            actions += await tasks(&watch, status: "STOPPED", calls, at: now)
        }
        if watch.wantsRunningTasks {
            actions += await tasks(&watch, status: "RUNNING", calls, at: now)
        }
        if !watch.verdict.isFinal {
            for group in watch.targetGroups.prefix(2) { actions += await targets(&watch, group, calls, at: now) }
        }
        return actions
    }

    private mutating func tasks(
        _ watch: inout ServiceWatch, status: String, _ calls: any AWSCalls, at now: Date
    ) async -> [ServiceWatch.Action] {
        let name = service.map { ServiceIdentity($0).name }
        let list = ContainerOperations.ListTasks(cluster: cluster, service: name, desiredStatus: status)
        guard let arns = await read(list, calls, at: now)?.arns else { return [] }
        let new = arns.filter { status == "RUNNING" || (!watch.knows(task: $0) && !describedTasks.contains($0)) }
        guard !new.isEmpty else { return [] }
        let describe = ContainerOperations.DescribeTasks(cluster: cluster, tasks: Array(new.prefix(100)))
        guard let found = await read(describe, calls, at: now)?.tasks else { return [] }
        // A task whose end is only desired is described again.
        describedTasks.formUnion(found.filter { $0.lastStatus == "STOPPED" }.map(\.arn))
        return watch.handle(.tasks(found), at: now)
    }

    private mutating func targets(
        _ watch: inout ServiceWatch, _ group: String, _ calls: any AWSCalls, at now: Date
    ) async -> [ServiceWatch.Action] {
        let operation = TargetOperations.DescribeTargetHealth(group: group)
        guard let found = await read(operation, calls, at: now)?.targets else { return [] }
        var states: [String: Int] = [:]
        var reasons: [String] = []
        for health in found.compactMap(\.health) {
            states[health.state.rawValue, default: 0] += 1
            guard health.state == .unhealthy, let reason = health.reason else { continue }
            reasons.append(([reason.rawValue] + [health.description].compactMap { $0 }).joined(separator: ": "))
        }
        return watch.handle(.targets(group: group, states: states, reasons: reasons), at: now)
    }

    private mutating func read<Operation: AWSOperation>(
        _ operation: Operation, _ calls: any AWSCalls, at now: Date
    ) async -> Operation.Output? {
        // One throttled read ends the look, so that the loop keeps its other duties.
        guard !isThrottled else { return nil }
        if let refused = denied[Operation.name], now.timeIntervalSince(refused) < Self.patience { return nil }
        do {
            let output = try await calls.call(operation)
            denied[Operation.name] = nil
            return output
        } catch {
            isThrottled = error.isPaced
            if error.isAccessDenied, denied.updateValue(now, forKey: Operation.name) == nil {
                warnings.append(
                    "the service is watched without \(Operation.name): allow \(error.missingAction) to the caller")
            }
            return nil
        }
    }
}
