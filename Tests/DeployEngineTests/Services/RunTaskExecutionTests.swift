import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Synchronization
import Testing

@Suite struct RunTaskExecutionTests {
    /// A task that ends after a minute, with its log.
    private final class World: Sendable {
        static let task = "arn:aws:ecs:eu-central-1:111122223333:task/weir-dev/0a1b2c3d"

        let calls = ScriptedCalls()
        let lines = Mutex<[String]>([])
        let facts = Mutex<[ProgressEvent.Fact]>([])
        let evidence = Mutex<[FailedStop]>([])
        let stoppedAt = Mutex<Double?>(nil)

        init(
            end: Double = 60, exit: Int? = 0, stopCode: TaskStopCode = .essentialContainerExited,
            reason: String = "Essential container in task exited"
        ) {
            calls.on(ContainerOperations.RunTask.self) { (_, _) throws(AWSError) in
                .init(tasks: [TaskDescription(arn: Self.task, lastStatus: "PROVISIONING")])
            }
            calls.on(ContainerOperations.DescribeTasks.self) { [unowned self] (_, _) throws(AWSError) in
                let stop = stoppedAt.withLock { $0 } ?? end
                let isStopped = seconds >= stop
                var task = TaskDescription(
                    arn: Self.task, lastStatus: isStopped ? "STOPPED" : seconds < 10 ? "PENDING" : "RUNNING")
                if isStopped {
                    task.stopCode = stopCode
                    task.stoppedReason = reason
                    task.containers = [TaskContainer(name: "migrate", exitCode: exit)]
                }
                return .init(tasks: [task])
            }
            calls.on(ContainerOperations.StopTask.self) { [unowned self] (_, _) throws(AWSError) in
                stoppedAt.withLock { $0 = seconds + 5 }
                return .init()
            }
            // A line every ten seconds, which arrives two seconds late; tokens count lines.
            calls.on(LogOperations.GetLogEvents.self) { [unowned self] (operation, _) throws(AWSError) in
                guard seconds > 12 else { throw .scripted("ResourceNotFoundException") }
                let from = operation.token.flatMap(Int.init) ?? 0
                let to = max(from, min(Int((seconds - 2) / 10), Int(end / 10)))
                let events = (from..<to).map { LogEvent(time: LogTime(Sample.start), message: "line \($0 + 1)") }
                return .init(events: events, forwardToken: String(to))
            }
        }

        var seconds: Double { calls.clock.date.timeIntervalSince(Sample.start) }

        func run(deadline: Double? = nil, interrupts: [(at: Double, EngineContext.Interrupt)] = [])
            async throws(EngineError) -> RunTaskOutcome
        {
            let clock = calls.clock
            let pending = Mutex(interrupts)
            let context = EngineContext(
                calls: calls, clock: clock, now: { clock.date }, random: { 0.5 },
                report: { [self] event in facts.withLock { $0.append(event.fact) } },
                takeInterrupt: { [self] in
                    let now = seconds
                    return pending.withLock { pending in
                        guard let index = pending.firstIndex(where: { $0.at <= now }) else { return nil }
                        return pending.remove(at: index).1
                    }
                })
            let request = RunTaskRequest(
                cluster: "weir-dev", taskDefinition: "weir-dev-migrate:4", container: "migrate", command: ["migrate"],
                environment: ["LOG_LEVEL": "debug"], subnets: ["subnet-1"], securityGroups: ["sg-1"], token: "weir-7",
                logGroup: "/weir/dev", logPrefix: "weir")
            let execution = RunTaskExecution(
                context: context, phase: .migrate, heartbeat: { () async throws(EngineError) in }, request: request,
                deadline: deadline.map { Sample.start + $0 },
                evidence: { [self] stop in evidence.withLock { $0.append(stop) } },
                onLine: { [self] line in lines.withLock { $0.append(line) } })
            return try await execution.run()
        }
    }

    @Test("The exit code ends the run, after the whole log was shown once and in order")
    func success() async throws {
        let world = World()
        #expect(try await world.run() == .exited(task: World.task, code: 0))
        #expect(world.lines.withLock { $0 } == (1...6).map { "line \($0)" })
        let request = try #require(world.calls.calls(of: ContainerOperations.RunTask.self).first)
        #expect(request.clientToken == "weir-7")
        #expect(request.overrides?.containers?.first?.command == ["migrate"])
        #expect(request.networkConfiguration?.vpc?.publicAddress == "DISABLED")
        #expect(world.calls.calls(of: LogOperations.GetLogEvents.self).first?.stream == "weir/migrate/0a1b2c3d")
        #expect(world.evidence.withLock { $0.isEmpty })
        #expect(world.seconds < 75)
    }

    @Test("A failed program has its code, and a task that never started its reason; both ask for evidence")
    func failures() async throws {
        let program = World(exit: 3)
        #expect(try await program.run() == .exited(task: World.task, code: 3))
        #expect(program.evidence.withLock { $0.map(\.tasks) } == [[World.task]])
        let pull = World(exit: nil, stopCode: .taskFailedToStart, reason: "CannotPullContainerError: not found")
        #expect(
            try await pull.run()
                == .failed(
                    TaskFailure(
                        task: World.task, stopCode: "TaskFailedToStart", reason: "CannotPullContainerError: not found"))
        )
        #expect(pull.evidence.withLock { $0.map(\.trigger) } == [.taskFailed])
    }

    @Test("A start that ECS refuses is a failure with its reason, and a shortage is waited for")
    func refusedStart() async throws {
        let missing = World()
        missing.calls.on(ContainerOperations.RunTask.self) { (_, _) throws(AWSError) in
            .init(failures: [ContainerFailure(arn: nil, reason: "MISSING")])
        }
        #expect(try await missing.run() == .failed(TaskFailure(reason: "MISSING")))
        let short = World()
        short.calls.on(ContainerOperations.RunTask.self) { (_, count) throws(AWSError) in
            if count < 2 { return .init(failures: [ContainerFailure(reason: "Capacity is unavailable at this time")]) }
            return .init(tasks: [TaskDescription(arn: World.task, lastStatus: "PROVISIONING")])
        }
        #expect(try await short.run() == .exited(task: World.task, code: 0))
    }

    @Test("A start without a response is repeated with the same token")
    func lostResponse() async throws {
        let world = World()
        world.calls.failing { [unowned world] entry in
            entry.name == "RunTask" && world.calls.names.count { $0 == "RunTask" } == 1
                ? .scripted("", "service unavailable", status: 503) : nil
        }
        #expect(try await world.run() == .exited(task: World.task, code: 0))
        #expect(world.calls.calls(of: ContainerOperations.RunTask.self).map(\.clientToken) == ["weir-7", "weir-7"])
    }

    @Test("The operator can leave the task or stop it, and the deadline stops it")
    func ends() async throws {
        let left = World()
        #expect(try await left.run(interrupts: [(20, .detach)]) == .detached(task: World.task))
        #expect(!left.calls.names.contains("StopTask"))
        let cancelled = World(end: 600)
        #expect(try await cancelled.run(interrupts: [(20, .cancel), (22, .cancel)]) == .cancelled(task: World.task))
        #expect(cancelled.calls.calls(of: ContainerOperations.StopTask.self).count == 1)
        let late = World(end: 600)
        #expect(try await late.run(deadline: 100) == .deadlineExceeded(task: World.task))
        #expect((100..<130).contains(late.seconds))
        let early = World()
        await #expect(throws: EngineError.self) { try await early.run(interrupts: [(0, .cancel)]) }
        #expect(early.calls.entries.isEmpty)
    }

    @Test("A log that may not be read costs one warning")
    func deniedLog() async throws {
        let world = World()
        world.calls.failing { $0.name == "GetLogEvents" ? .scripted("AccessDeniedException") : nil }
        #expect(try await world.run() == .exited(task: World.task, code: 0))
        #expect(world.facts.withLock { $0.count { if case .warning = $0 { true } else { false } } } == 1)
        #expect(world.calls.calls(of: LogOperations.GetLogEvents.self).count == 1)
    }

    @Test("Expired credentials detach, and an outage does not until it lasts for many minutes")
    func failingReads() async throws {
        let expired = World()
        expired.calls.failing { [unowned expired] _ in expired.seconds > 20 ? .scripted("ExpiredToken") : nil }
        do throws(EngineError) {
            _ = try await expired.run()
            Issue.record("no error")
        } catch {
            #expect(error.code == .detached)
        }
        let outage = World()
        outage.calls.failing { [unowned outage] entry in
            (20..<300).contains(outage.seconds) && entry.name == "DescribeTasks" ? .throttled : nil
        }
        #expect(try await outage.run() == .exited(task: World.task, code: 0))
    }
}
