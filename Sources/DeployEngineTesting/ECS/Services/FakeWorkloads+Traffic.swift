#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeWorkloads {
    /// Moves production traffic by one step.
    ///
    /// Source: "Amazon ECS linear deployments" and "Amazon ECS canary deployments", AWS: each step but the last is followed by a
    /// bake time, and hooks of PRE_PRODUCTION_TRAFFIC_SHIFT run before each step.
    /// - Returns: `true` after the last step.
    mutating func shiftProductionTraffic(_ service: inout FakeContainerService, _ index: Int) -> Bool {
        let steps = service.deployments[index].steps
        let step = service.deployments[index].step
        guard step < steps.count else { return true }
        guard passHooks("PRE_PRODUCTION_TRAFFIC_SHIFT", &service, index) else { return false }
        service.deployments[index].productionWeight = steps[step]
        moveTraffic(of: service, to: service.deployments[index].target, percent: steps[step], isTest: false)
        service.deployments[index].step += 1
        service.deployments[index].updatedAt = now
        let isLast = step + 1 == steps.count
        service.deployments[index].nextAt = now.addingTimeInterval(
            isLast ? ecs.timings.stage : service.deployments[index].stepBakeTime)
        return false
    }

    mutating func shiftTestTraffic(of service: FakeContainerService, to revision: String) {
        moveTraffic(of: service, to: revision, percent: 100, isTest: true)
    }

    /// Sets the weights of the rules of a service, as its infrastructure role allows.
    ///
    /// The rules then differ from the template that made them (aws-cdk#36649).
    mutating func moveTraffic(of service: FakeContainerService, to revision: String, percent: Double, isTest: Bool) {
        guard let slot = service.revision(revision)?.slot else { return }
        for balancer in service.revision(revision)?.settings.loadBalancers ?? [] {
            guard let alternate = balancer.alternateGroup,
                let rule = isTest ? balancer.testRule : balancer.productionRule
            else { continue }
            let (own, other) = slot == 0 ? (balancer.group, alternate) : (alternate, balancer.group)
            let weight = percent > 0 ? max(Int(percent + 0.5), 1) : 0
            let weights = [(group: own, weight: weight), (group: other, weight: 100 - weight)]
            loadBalancing.changeRule(rule) { $0.setWeights(slot == 0 ? weights : weights.reversed()) }
        }
    }
}
