import AWSClient
import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension DeployRun {
    /// Looks at the service until it proves to serve or not, and records what runs.
    mutating func verify() async throws(EngineError) -> DeployMachine.Result {
        guard let service = stacks[.service], let cluster = service.outputs["ClusterName"],
            let name = service.outputs["ServiceName"]
        else {
            return .failed(DeployFailure(.verify, "the service's stack has no outputs ClusterName and ServiceName"))
        }
        if let failure = try await closeDetour() { return failure }
        let plan = try planned()
        var settings = options.verification
        settings.isInternal = plan.hasInternalAddress
        var verification = Verification(settings, began: context.now())
        while true {
            let look = try await look(at: service, cluster: cluster, name: name)
            switch verification.handle(look) {
            case .serves(let how):
                phaseResult = how
                try await recordService(cluster: cluster, name: name)
                return .done
            case .fails(let reason): return .failed(DeployFailure(.verify, reason))
            case .lookAgain: break
            }
            if let interrupt = context.takeInterrupt() {
                let failure = DeployFailure(.verify, "interrupted while the service was looked at", code: .interrupted)
                return interrupt == .cancel ? .cancelled(failure) : .detached(failure)
            }
            if let lease { try await Self.heartbeat(lease) }
            do {
                try await context.clock.sleep(for: .seconds(settings.interval))
            } catch {
                throw EngineError(.cancelled, "the run was cancelled while the service was looked at")
            }
        }
    }

    private func look(
        at service: StackDescription, cluster: String, name: String
    ) async throws(EngineError) -> Verification.Look {
        let result = await service.outputs["Url"].asyncMap { await probe.readiness(at: $0) }
        let targets = await healthyTargets(cluster: cluster, name: name)
        return Verification.Look(
            time: context.now(), probe: result ?? .unreachable("the stack has no output Url"), healthyTargets: targets,
            alarms: await alarms())
    }

    /// The number of healthy targets of the service; nil if that cannot be read.
    private func healthyTargets(cluster: String, name: String) async -> Int? {
        guard
            let service = try? await context.calls.call(
                ContainerOperations.DescribeServices(cluster: cluster, services: [name])
            ).services.first
        else { return nil }
        var healthy = 0
        var isKnown = false
        for group in Set(service.loadBalancers.compactMap(\.targetGroupARN)) {
            guard let targets = try? await context.calls.call(TargetOperations.DescribeTargetHealth(group: group))
            else { continue }
            isKnown = true
            healthy += targets.targets.count { $0.health?.state == .healthy }
        }
        return isKnown ? healthy : nil
    }

    /// The names of the stack's alarms that are on. An alarm that cannot be read is none.
    private func alarms() async -> [String] {
        guard let stack = stacks[.service]?.name,
            let found = try? await context.calls.call(
                AlarmOperations.DescribeAlarms(prefix: stack + "-", state: .alarm))
        else { return [] }
        return found.metricAlarms.map(\.name) + found.compositeAlarms.map(\.name)
    }

    /// Records the task definition and revision that run.
    private mutating func recordService(cluster: String, name: String) async throws(EngineError) {
        guard
            let service = try? await context.calls.call(
                ContainerOperations.DescribeServices(cluster: cluster, services: [name])
            ).services.first
        else { return }
        entry?.release.service = .init(
            cluster: cluster, service: name, taskDefinition: service.taskDefinition ?? "",
            revision: service.currentRevisions.first?.arn)
        try await save()
    }
}

extension Optional {
    /// Transforms the value, if there is one.
    fileprivate func asyncMap<Result>(_ transform: (Wrapped) async -> Result) async -> Result? {
        guard let self else { return nil }
        return await transform(self)
    }
}
