import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Synchronization
import Testing

/// A stack's execution together with the watch of its service.
@Suite struct ServiceExecutionTests {
    private typealias S = ServiceSample

    /// A stack with a service whose deployment follows a script.
    private final class World: Sendable {
        let stack: ScriptedStack
        let deployments: [(at: Double, ServiceDeployment)]
        let tasks: [(at: Double, TaskDescription)]
        let digest: String

        init(
            _ steps: [ScriptedStack.Step], deployments: [(at: Double, ServiceDeployment)],
            tasks: [(at: Double, TaskDescription)] = [], digest: String = S.digest
        ) {
            stack = ScriptedStack(steps)
            self.deployments = deployments
            self.tasks = tasks
            self.digest = digest
            let calls = stack.calls
            calls.on(StackOperations.DescribeStackResources.self) { (_, _) throws(AWSError) in
                .init(resources: [
                    StackResourceDescription(
                        logicalID: "Service", physicalID: Sample.service, type: "AWS::ECS::Service",
                        status: .updateComplete)
                ])
            }
            calls.on(ContainerOperations.DescribeServices.self) { [unowned self] (operation, _) throws(AWSError) in
                let now = current
                let runs = now?.status == .successful ? S.revision : S.oldRevision
                return .init(services: [
                    S.service(
                        current: now == nil ? "old" : S.deployment,
                        rollouts: now == nil ? [S.oldRollout] : [S.rollout, S.oldRollout],
                        running: [runs])
                ])
            }
            calls.on(ContainerOperations.ListServiceDeployments.self) { (_, _) throws(AWSError) in .init() }
            calls.on(ContainerOperations.DescribeServiceDeployments.self) { [unowned self] (_, _) throws(AWSError) in
                .init(deployments: current.map { [$0] } ?? [])
            }
            calls.on(ContainerOperations.DescribeServiceRevisions.self) { (operation, _) throws(AWSError) in
                .init(
                    revisions: operation.arns.map {
                        var revision = S.revision(digest: digest)
                        revision.arn = $0
                        return revision
                    })
            }
            calls.on(ContainerOperations.ListTasks.self) { [unowned self] (_, _) throws(AWSError) in
                .init(arns: tasks.filter { $0.at <= stack.seconds }.map(\.1.arn))
            }
            calls.on(ContainerOperations.DescribeTasks.self) { (operation, _) throws(AWSError) in
                .init(tasks: tasks.map(\.1).filter { operation.tasks.contains($0.arn) })
            }
            calls.on(TargetOperations.DescribeTargetHealth.self) { (_, _) throws(AWSError) in .init() }
        }

        private var current: ServiceDeployment? { deployments.last { $0.at <= stack.seconds }?.1 }

        func run(
            _ settings: ServiceWatchSettings = ServiceWatchSettings(imageDigest: S.digest),
            changeSet: String? = "arn:change-set",
            deadline: Double? = nil
        ) async throws(EngineError) -> StackOutcome {
            try await stack.execution(changeSet: changeSet, service: settings, deadline: deadline).run()
        }
    }

    private static let begin: [ScriptedStack.Step] = [
        .init(0, .updateInProgress, [.sample("stack", .updateInProgress)]),
        .init(10, nil, [.service(.updateInProgress, at: 10)]),
    ]
    private static let success: [ScriptedStack.Step] =
        begin + [
            .init(100, nil, [.service(.updateComplete, at: 100)]),
            .init(110, .updateComplete, [.sample("stack", .updateComplete, at: 110)]),
        ]
    private static let rollback: [ScriptedStack.Step] =
        begin + [
            .init(
                100, nil,
                [
                    .service(
                        .updateFailed,
                        "Resource handler returned message: \"Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.\" (RequestToken: t, HandlerErrorCode: GeneralServiceException)",
                        at: 100)
                ]),
            .init(101, .updateRollbackInProgress, [.sample("stack", .updateRollbackInProgress, at: 101)]),
            .init(160, .updateRollbackComplete, [.sample("stack", .updateRollbackComplete, at: 160)]),
        ]

    @Test("A stack and its service succeed together")
    func success() async throws {
        let world = World(
            Self.success, deployments: [(12, S.deployment()), (90, S.deployment(.successful, running: 1))])
        guard case .succeeded = try await world.run() else { throw CancellationError() }
        #expect(
            world.stack.facts.contains { if case .service(_, "SUCCESSFUL", _, 1, _, _) = $0 { true } else { false } })
    }

    @Test("A stack that succeeded while its service rolled back or runs another image has failed")
    func hiddenFailure() async throws {
        let rolledBack = World(
            Self.success,
            deployments: [
                (12, S.deployment()), (90, S.deployment(.rollbackSuccessful, breaker: .triggered, rollback: "breaker")),
            ])
        guard case .failed(let failure) = try await rolledBack.run() else { throw CancellationError() }
        #expect(failure.status == .updateComplete && failure.serviceFailure?.kind == .circuitBreaker)
        let wrong = World(
            Self.success, deployments: [(12, S.deployment()), (90, S.deployment(.successful, running: 1))],
            digest: "sha256:old")
        guard case .failed(let other) = try await wrong.run() else { throw CancellationError() }
        #expect(other.serviceFailure?.kind == .wrongImage && other.serviceFailure?.runningDigest == "sha256:old")
    }

    @Test("A service that the update did not touch is compared too")
    func untouched() async throws {
        for (digest, succeeds) in [(S.digest, true), ("sha256:old", false)] {
            let world = World(
                [
                    .init(0, .updateInProgress, [.sample("stack", .updateInProgress)]),
                    .init(30, .updateComplete, [.sample("stack", .updateComplete, at: 30)]),
                ], deployments: [], digest: digest)
            let outcome = try await world.run()
            if case .succeeded = outcome { #expect(succeeds) } else { #expect(!succeeds, "\(outcome)") }
        }
    }

    @Test("A deployment that goes on after its stack is waited for, up to the deadline")
    func laterDeployment() async throws {
        let world = World(
            Self.success, deployments: [(12, S.deployment()), (400, S.deployment(.successful, running: 1))])
        guard case .succeeded = try await world.run() else { throw CancellationError() }
        #expect((400..<430).contains(world.stack.seconds))
        let endless = World(Self.success, deployments: [(12, S.deployment())])
        guard case .deadlineExceeded = try await endless.run(deadline: 300) else { throw CancellationError() }
        #expect((300..<320).contains(endless.stack.seconds))
    }

    @Test("Three identical stops stop the deployment after the evidence, long before the stack ends")
    func earlyStop() async throws {
        let tasks = (1...3).map { (at: Double($0) * 20, S.task($0)) }
        let world = World(Self.begin, deployments: [(12, S.deployment())], tasks: tasks)
        let order = Mutex<[String]>([])
        world.stack.calls.on(ContainerOperations.StopServiceDeployment.self) {
            [unowned world] (operation, _) throws(AWSError) in
            order.withLock { $0 = world.stack.evidence.map(\.trigger.rawValue) + [operation.kind ?? ""] }
            world.stack.proceed([
                .init(5, nil, [.service(.updateFailed, "stopped", at: 70)]), .init(6, .updateRollbackInProgress),
                .init(30, .updateRollbackComplete),
            ])
            return .init()
        }
        guard case .rolledBack(let failure) = try await world.run() else { throw CancellationError() }
        #expect(order.withLock { $0 } == ["firstStoppedTask", "repeatedStops", "ROLLBACK"])
        #expect(failure.serviceFailure?.kind == .stoppedEarly)
        #expect(failure.serviceFailure?.stops.first?.tasks.count == 3)
        #expect(world.stack.seconds < 120)
        #expect(world.stack.evidence.first?.tasks == [S.task(1).arn])
        #expect(world.stack.facts.count { if case .taskStopped = $0 { true } else { false } } == 3)
    }

    @Test("A breaker's rollback is a rollback with the reasons of the tasks, and silence is noticed on the way")
    func breaker() async throws {
        let steps = Self.rollback.map { ScriptedStack.Step($0.at < 50 ? $0.at : $0.at + 2700, $0.status, $0.events) }
        let world = World(
            steps,
            deployments: [
                (12, S.deployment()),
                (2750, S.deployment(.rollbackInProgress, breaker: .triggered, failures: 3, rollback: "breaker")),
                (2840, S.deployment(.rollbackSuccessful, breaker: .triggered, failures: 3, rollback: "breaker")),
            ], tasks: [(30, S.task(1)), (60, S.task(2))])
        guard case .rolledBack(let failure) = try await world.run() else { throw CancellationError() }
        #expect(failure.serviceFailure?.kind == .circuitBreaker)
        #expect(failure.causes.first?.handlerCode == "GeneralServiceException")
        let notices = world.stack.texts.filter { $0.contains("no news") }
        #expect((13...15).contains(notices.count), "\(notices.count) notices in 45 min")
        #expect(world.stack.evidence.map(\.trigger) == [.firstStoppedTask, .serviceFailed, .resourceFailed])
    }

    @Test("A gate ends the execution as paused, and a second one that knows it follows to the end")
    func gate() async throws {
        let hook = LifecycleHookState(
            id: "gate", type: "PAUSE", status: .awaitingAction, expiresAt: Sample.start + 3600,
            timeoutAction: "ROLLBACK")
        let world = World(
            Self.success,
            deployments: [
                (12, S.deployment(stage: .postScaleUp, running: 1, hooks: [hook])),
                (90, S.deployment(.successful, running: 1)),
            ])
        guard case .paused(let paused) = try await world.run() else { throw CancellationError() }
        #expect(paused.hook == "gate" && paused.deployment == S.deployment)
        let settings = ServiceWatchSettings(imageDigest: S.digest, knownHooks: ["gate"])
        guard case .succeeded = try await world.run(settings, changeSet: nil) else { throw CancellationError() }
        let watching = World(
            Self.success,
            deployments: [
                (12, S.deployment(stage: .postScaleUp, running: 1, hooks: [hook])),
                (90, S.deployment(.successful, running: 1)),
            ])
        guard
            case .succeeded = try await watching.run(
                ServiceWatchSettings(imageDigest: S.digest, returnsWhenPaused: false))
        else {
            throw CancellationError()
        }
        #expect(watching.stack.texts.count { $0.contains("waits at POST_SCALE_UP") } == 1)
    }

    @Test("A caller that may not read ECS gets a warning for each action and the stack's outcome")
    func denied() async throws {
        let world = World(Self.success, deployments: [(12, S.deployment())])
        world.stack.calls.failing { $0.service == "ECS" ? .scripted("AccessDeniedException") : nil }
        guard case .succeeded = try await world.run() else { throw CancellationError() }
        #expect(world.stack.texts.contains { $0.contains("no image was compared") })
        let reads = world.stack.calls.names.count { $0 == "DescribeServices" }
        #expect(reads == 3, "one for the baseline, one for the watch, one a minute later; \(reads)")
    }

    @Test(
        "A deployment of the service that may not be read for a time, or any more, does not keep a run waiting",
        arguments: [60.0, .infinity])
    func deniedDeployment(until end: Double) async throws {
        let world = World(
            Self.success, deployments: [(12, S.deployment()), (150, S.deployment(.successful, running: 1))])
        world.stack.calls.failing { [stack = world.stack] operation in
            let isRefused = stack.seconds > 20 && stack.seconds < end
            return operation.name == "DescribeServiceDeployments" && isRefused
                ? .scripted("AccessDeniedException") : nil
        }
        guard case .succeeded = try await world.run() else { throw CancellationError() }
        let texts = world.stack.texts
        #expect(texts.count { $0.contains("watched without DescribeServiceDeployments") } == 1)
        #expect(texts.contains { $0.contains("the revision that runs decides") } == (end == .infinity))
        #expect(world.stack.seconds > 150)
    }
}
