import AWSClient
package import AWSOperations

/// A change of the service's number of tasks beside its stack.
package struct ScaleRun: Sendable {
    /// The result.
    package struct Result: Sendable, Hashable, Encodable {
        /// The service's name.
        package var service: String
        /// The number before.
        package var before: Int
        /// The number that is wanted now.
        package var count: Int
        /// The consequences, a sentence each without a final full stop.
        package var notes: [String]
    }

    private let context: EngineContext
    private let plan: ReleasePlan

    /// Creates a run.
    package init(context: EngineContext, plan: ReleasePlan) {
        self.context = context
        self.plan = plan
    }

    /// Changes the number. The caller holds the environment's lease.
    /// - Parameter count: The number of tasks, 0 or more.
    /// - Throws: ``EngineError``; with the code `refused` in production.
    package func run(_ count: Int) async throws(EngineError) -> Result {
        try DevelopmentShortcut.scale.allow(inProduction: plan.isProduction)
        let service = try await DeployedService.find(plan, context.calls)
        let before = try await service.describe(context.calls).desiredCount
        let target: ScalableTarget?
        do throws(AWSError) {
            target = try await context.calls.allPages(
                of: ScalingOperations.DescribeScalableTargets(
                    namespace: "ecs", resources: ["service/\(service.cluster)/\(service.name)"],
                    dimension: "ecs:service:DesiredCount")
            ).flatMap(\.targets).first
            _ = try await context.calls.call(
                ContainerOperations.UpdateService(
                    cluster: service.cluster, service: service.name, desiredCount: count))
        } catch {
            throw EngineError(error, while: "set the number of tasks of \(service.name)")
        }
        let stated = plan.stacks.first { $0.role == .service }.flatMap { ServiceDifference.statedCount($0.template) }
        return Result(
            service: service.name, before: before, count: count,
            notes: Self.notes(count, target: target, stated: stated))
    }

    /// The consequences of a number.
    /// - Parameters:
    ///   - count: The number.
    ///   - target: The limits of automatic scaling; nil without.
    ///   - stated: The number that the template states; nil if it states none.
    package static func notes(_ count: Int, target: ScalableTarget?, stated: Int?) -> [String] {
        var notes: [String] = []
        if let target {
            let limits = "\(target.minimum) to \(target.maximum)"
            if count < target.minimum || count > target.maximum {
                notes.append("automatic scaling moves it back into \(limits) at its next look")
            } else {
                notes.append("automatic scaling goes on from there, within \(limits): its policies may change it soon")
            }
        }
        if let stated {
            notes.append(
                count == stated
                    ? "the environment's file states the same number"
                    : "the next infra-cli deploy returns to the \(stated) of the environment's file")
        } else if target == nil {
            notes.append("the environment's file states no number, so the next infra-cli deploy keeps it")
        }
        if count == 0 { notes.append("with no task, nothing answers") }
        return notes
    }
}
