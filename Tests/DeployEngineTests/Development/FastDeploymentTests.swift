import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Synchronization
import Testing

@Suite struct FastDeploymentTests {
    private typealias S = ServiceSample

    /// A service whose next deployment ends after a minute.
    private final class World: Sendable {
        static let image = "registry/weir@\(S.digest)"

        let calls = ScriptedCalls()
        let updated = Mutex<Double?>(nil)
        let stopped = Mutex<Double?>(nil)
        let evidence = Mutex<[FailedStop]>([])
        let tasks: [TaskDescription]

        init(running image: String = "registry/weir@sha256:old", tasks: [TaskDescription] = []) {
            self.tasks = tasks
            let definition = TaskDefinition(
                arn: "old-definition", family: "weir-dev-api",
                containers: [
                    ContainerDefinition(name: "api", image: image, cpu: 256),
                    ContainerDefinition(name: "proxy", image: "envoy"),
                ],
                taskRoleARN: "role", networkMode: "awsvpc", compatibilities: ["FARGATE"], cpu: "256", memory: "512")
            calls.on(ContainerOperations.DescribeTaskDefinition.self) { (_, _) throws(AWSError) in
                .init(taskDefinition: definition)
            }
            calls.on(ContainerOperations.RegisterTaskDefinition.self) { (_, _) throws(AWSError) in
                .init(taskDefinition: TaskDefinition(arn: S.definition))
            }
            calls.on(ContainerOperations.UpdateService.self) { [unowned self] (_, _) throws(AWSError) in
                updated.withLock { $0 = seconds }
                return .init()
            }
            calls.on(ContainerOperations.StopServiceDeployment.self) { [unowned self] (_, _) throws(AWSError) in
                stopped.withLock { $0 = seconds }
                return .init()
            }
            calls.on(ContainerOperations.DescribeServices.self) { [unowned self] (_, _) throws(AWSError) in
                let isUpdated = updated.withLock { $0 != nil }
                var service = S.service(
                    current: isUpdated ? S.deployment : "old",
                    rollouts: isUpdated ? [S.rollout, S.oldRollout] : [S.oldRollout])
                service.taskDefinition = isUpdated ? S.definition : "old-definition"
                return .init(services: [service])
            }
            calls.on(ContainerOperations.DescribeServiceDeployments.self) { [unowned self] (_, _) throws(AWSError) in
                .init(deployments: [deployment])
            }
            calls.on(ContainerOperations.DescribeServiceRevisions.self) { (_, _) throws(AWSError) in
                .init(revisions: [S.revision()])
            }
            calls.on(ContainerOperations.ListTasks.self) { [unowned self] (_, _) throws(AWSError) in
                .init(arns: self.tasks.map(\.arn))
            }
            calls.on(ContainerOperations.DescribeTasks.self) { [unowned self] (_, _) throws(AWSError) in
                .init(tasks: self.tasks)
            }
            calls.on(TargetOperations.DescribeTargetHealth.self) { (_, _) throws(AWSError) in .init() }
        }

        var seconds: Double { calls.clock.date.timeIntervalSince(Sample.start) }

        private var deployment: ServiceDeployment {
            if let stop = stopped.withLock({ $0 }) {
                return seconds < stop + 20
                    ? S.deployment(.rollbackInProgress, rollback: "stopped")
                    : S.deployment(.rollbackSuccessful, rollback: "stopped")
            }
            let begin = updated.withLock { $0 } ?? 0
            return seconds < begin + 60 || !tasks.isEmpty ? S.deployment() : S.deployment(.successful, running: 1)
        }

        /// The names of the calls that change something.
        var changes: [String] { calls.names.filter { !$0.hasPrefix("Describe") && !$0.hasPrefix("List") } }

        func run(
            image: String = World.image, isProduction: Bool = false, deadline: Double? = nil,
            interrupt: (at: Double, EngineContext.Interrupt)? = nil
        ) async throws(EngineError) -> FastDeployment.Outcome {
            let clock = calls.clock
            let pending = Mutex(interrupt)
            let context = EngineContext(
                calls: calls, clock: clock, now: { clock.date }, random: { 0.5 },
                takeInterrupt: { [self] in
                    let now = seconds
                    return pending.withLock { pending in
                        guard let found = pending, found.at <= now else { return nil }
                        pending = nil
                        return found.1
                    }
                })
            let deployment = try FastDeployment(
                context: context, isProduction: isProduction, cluster: "weir-dev", service: "api", container: "api",
                image: image,
                heartbeat: { () async throws(EngineError) in }, deadline: deadline.map { Sample.start + $0 },
                evidence: { [self] stop in evidence.withLock { $0.append(stop) } })
            return try await deployment.run()
        }
    }

    private func end(_ outcome: FastDeployment.Outcome) -> ServiceUpdateExecution.Outcome? {
        if case .ended(S.definition, let end) = outcome { end } else { nil }
    }

    @Test("Another image is two changes in AWS, and everything else of the task definition stays")
    func success() async throws {
        let world = World()
        #expect(end(try await world.run()) == .succeeded(revision: S.revision))
        #expect(world.changes == ["RegisterTaskDefinition", "UpdateService"])
        let registered = try #require(world.calls.calls(of: ContainerOperations.RegisterTaskDefinition.self).first)
        #expect(registered.containers.map(\.image) == [World.image, "envoy"])
        #expect(registered.containers[0].cpu == 256 && registered.cpu == "256" && registered.family == "weir-dev-api")
        #expect(world.seconds < 75)
    }

    @Test("The image that runs already is no deployment")
    func unchanged() async throws {
        let world = World(running: World.image)
        #expect(try await world.run() == .unchanged)
        #expect(world.changes.isEmpty)
    }

    @Test("Production and an image without a digest are refused before anything is called", arguments: [true, false])
    func refused(isProduction: Bool) async {
        let world = World()
        do throws(EngineError) {
            _ = try await world.run(image: isProduction ? World.image : "weir:latest", isProduction: isProduction)
            Issue.record("no error")
        } catch {
            #expect(error.code == (isProduction ? .refused : .invalidInput))
        }
        #expect(world.calls.entries.isEmpty)
    }

    @Test("Two identical stops roll the deployment back, after the evidence")
    func earlyStop() async throws {
        let world = World(tasks: [S.task(1), S.task(2)])
        guard case .failed(let failure)? = end(try await world.run()) else { throw CancellationError() }
        #expect(failure.kind == .stoppedEarly)
        #expect(world.evidence.withLock { $0.map(\.trigger).prefix(2) } == [.firstStoppedTask, .repeatedStops])
        #expect(world.changes.count { $0 == "StopServiceDeployment" } == 1)
    }

    @Test("The operator's cancellation and the deadline roll the deployment back, and detaching leaves it")
    func ends() async throws {
        let cancelled = World()
        guard case .cancelled? = end(try await cancelled.run(interrupt: (20, .cancel))) else {
            throw CancellationError()
        }
        let late = World()
        guard case .deadlineExceeded? = end(try await late.run(deadline: 30)) else { throw CancellationError() }
        #expect(late.evidence.withLock { $0.map(\.trigger).contains(.deadline) })
        let left = World()
        #expect(end(try await left.run(interrupt: (20, .detach))) == .detached)
        #expect(!left.changes.contains("StopServiceDeployment"))
    }

    @Test("An update without a response is not sent twice if a look shows its effect")
    func lostResponse() async throws {
        let world = World()
        world.calls.failing { [unowned world] entry in
            guard entry.name == "UpdateService", world.updated.withLock({ $0 == nil }) else { return nil }
            world.updated.withLock { $0 = world.seconds }
            return .scripted("", "service unavailable", status: 503)
        }
        #expect(end(try await world.run()) == .succeeded(revision: S.revision))
        #expect(world.changes.count { $0 == "UpdateService" } == 1)
    }
}
