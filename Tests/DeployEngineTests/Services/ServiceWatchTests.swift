import AWSOperations
import DeployEngine
import Foundation
import Testing

@Suite struct ServiceWatchTests {
    private typealias S = ServiceSample

    private func watch(
        digest: String? = S.digest, stopsAfter: Int? = 3, isNew: Bool = false, knownHooks: Set<String> = []
    ) -> ServiceWatch {
        ServiceWatch(
            settings: ServiceWatchSettings(imageDigest: digest, stopsAfter: stopsAfter, knownHooks: knownHooks),
            baseline: isNew ? ServiceBaseline() : ServiceBaseline(S.service(current: "old")), began: Sample.start)
    }

    private func time(_ seconds: Double) -> Date { Sample.start + seconds }

    /// A watch whose deployment was seen.
    private func begun(
        _ deployment: ServiceDeployment = S.deployment(), stopsAfter: Int? = 3, isNew: Bool = false
    ) -> ServiceWatch {
        var watch = watch(stopsAfter: stopsAfter, isNew: isNew)
        _ = watch.handle(.service(S.service(current: S.deployment)), at: time(1))
        _ = watch.handle(.deployment(deployment), at: time(1))
        _ = watch.handle(.revision(S.revision()), at: time(1))
        return watch
    }

    private func kind(_ verdict: ServiceVerdict) -> ServiceFailure.Kind? {
        if case .failed(let failure) = verdict { failure.kind } else { nil }
    }

    // MARK: Verdicts

    @Test("The service's old deployment is not the operation's, however stable the service is")
    func oldDeployment() {
        var watch = watch()
        _ = watch.handle(.service(S.service(current: "old")), at: time(1))
        _ = watch.handle(
            .deployments([ServiceDeploymentSummary(arn: "old", status: .successful, createdAt: time(-900))]),
            at: time(1))
        #expect(watch.verdict == .waiting && watch.ownDeployment == nil)
        _ = watch.handle(
            .deployments([
                ServiceDeploymentSummary(arn: "later", status: .pending, createdAt: time(9)),
                ServiceDeploymentSummary(arn: S.deployment, status: .pending, createdAt: time(2)),
            ]), at: time(10))
        #expect(watch.ownDeployment == S.deployment)
    }

    @Test("A deployment succeeds only with the wanted digest in its target revision")
    func digest() {
        var right = begun()
        _ = right.handle(.deployment(S.deployment(.successful, stage: .cleanUp, running: 1)), at: time(90))
        #expect(right.verdict == .succeeded)
        var wrong = watch(digest: "sha256:other")
        _ = wrong.handle(.service(S.service(current: S.deployment)), at: time(1))
        _ = wrong.handle(.deployment(S.deployment(.successful)), at: time(90))
        #expect(wrong.verdict == .running && wrong.wantedRevision == S.revision)
        _ = wrong.handle(.revision(S.revision()), at: time(90))
        #expect(kind(wrong.verdict) == .wrongImage)
    }

    @Test(
        "Without a digest in the revision the running tasks decide, and without one in both the success is told as unconfirmed"
    )
    func digestOfTasks() {
        func unnamed() -> ServiceWatch {
            var watch = self.watch()
            _ = watch.handle(.service(S.service(current: S.deployment)), at: time(1))
            _ = watch.handle(.deployment(S.deployment(.successful)), at: time(90))
            _ = watch.handle(.revision(S.revision(digest: nil)), at: time(90))
            return watch
        }
        var watch = unnamed()
        #expect(watch.wantsRunningTasks && !watch.verdict.isFinal)
        var task = S.task(1)
        task.lastStatus = "RUNNING"
        task.containers[0].imageDigest = S.digest
        _ = watch.handle(.tasks([task]), at: time(91))
        #expect(watch.verdict == .succeeded)
        var unknown = unnamed()
        #expect(unknown.digestIsUnknown().count == 1)
        #expect(unknown.verdict == .succeeded)
    }

    @Test(
        "A deployment that ended backwards failed, although the service is stable again",
        arguments: [
            (
                S.deployment(.rollbackSuccessful, breaker: .triggered, rollback: "circuit breaker"),
                ServiceFailure.Kind.circuitBreaker
            ),
            (S.deployment(.rollbackSuccessful, rollback: "x", alarms: ["weir-5xx"]), .alarm),
            (
                S.deployment(
                    .rollbackSuccessful, hooks: [LifecycleHookState(id: "h", status: .timedOut)], rollback: "x"),
                .hook
            ),
            (
                S.deployment(
                    .rollbackSuccessful,
                    rollback: "Service deployment rolled back because the circuit breaker threshold was exceeded."),
                .circuitBreaker
            ),
            (S.deployment(.rollbackSuccessful, rollback: "rolled back by request"), .rolledBack),
            (S.deployment(.rollbackFailed), .rollbackFailed), (S.deployment(.stopped), .stopped),
        ])
    func backwards(deployment: ServiceDeployment, expected: ServiceFailure.Kind) {
        var watch = begun()
        _ = watch.handle(.service(S.service(current: S.deployment, running: [S.oldRevision])), at: time(100))
        _ = watch.handle(.deployment(deployment), at: time(100))
        #expect(kind(watch.verdict) == expected)
    }

    @Test("A service that needed no deployment succeeds if it runs the wanted image")
    func unchanged() {
        for digest in [S.digest, "sha256:other"] {
            var watch = watch(digest: digest)
            _ = watch.handle(.service(S.service(current: "old", running: [S.revision])), at: time(5))
            #expect(watch.wantedRevision == nil)
            _ = watch.stackSucceeded()
            #expect(watch.wantedRevision == S.revision)
            _ = watch.handle(.revision(S.revision()), at: time(6))
            #expect((watch.verdict == .succeeded) == (digest == S.digest))
            #expect(watch.verdict.isFinal)
        }
    }

    @Test("A deployment that was replaced after its success is no success of the operation")
    func replaced() {
        var watch = begun()
        _ = watch.stackSucceeded()
        _ = watch.handle(.service(S.service(current: "third", running: ["another-revision"])), at: time(90))
        _ = watch.handle(.deployment(S.deployment(.successful)), at: time(90))
        #expect(kind(watch.verdict) == .wrongImage)
    }

    @Test("The failure has the reasons of stopped tasks, the most frequent first")
    func failure() throws {
        var watch = begun(stopsAfter: nil)
        _ = watch.handle(.tasks([S.task(1, exit: 137), S.task(2), S.task(3)]), at: time(30))
        _ = watch.handle(
            .deployment(S.deployment(.rollbackSuccessful, breaker: .triggered, rollback: "breaker")), at: time(100))
        guard case .failed(let failure) = watch.verdict else { throw CancellationError() }
        #expect(failure.stops.map(\.tasks.count) == [2, 1])
        #expect(failure.stops[0].reason == "Essential container in task exited; api: exit code 1")
        #expect(failure.deployment == S.deployment && failure.cluster == S.cluster)
    }

    // MARK: Early stop

    @Test("Identical stop reasons stop the deployment once, after the evidence was asked for")
    func earlyStop() {
        var watch = begun()
        var actions: [ServiceWatch.Action] = []
        for number in 1...5 { actions += watch.handle(.tasks([S.task(number)]), at: time(Double(number) * 20)) }
        let stops = actions.enumerated().filter { $0.element == .stop(deployment: S.deployment) }
        #expect(stops.count == 1)
        let evidence = actions.enumerated().compactMap { index, action in
            if case .collectEvidence(let trigger, let tasks, _) = action { (index, trigger, tasks.count) } else { nil }
        }
        #expect(evidence.map(\.1) == [.firstStoppedTask, .repeatedStops])
        #expect(evidence.map(\.2) == [1, 3])
        #expect(evidence.last.map { $0.0 } ?? .max < stops.first?.offset ?? -1)
    }

    @Test("A deployment that the engine stopped failed for that reason")
    func stoppedEarly() {
        var watch = begun()
        _ = watch.handle(.tasks((1...3).map { S.task($0) }), at: time(60))
        _ = watch.handle(.deployment(S.deployment(.rollbackInProgress, rollback: "stopped by user")), at: time(61))
        #expect(watch.verdict == .running)
        _ = watch.handle(.deployment(S.deployment(.rollbackSuccessful, rollback: "stopped by user")), at: time(90))
        #expect(kind(watch.verdict) == .stoppedEarly)
    }

    @Test(
        "Stops that do not belong to the deployment or differ stop nothing",
        arguments: [
            (1...6).map {
                S.task(
                    $0, reason: "Scaling activity initiated by (deployment ecs-svc/1)", code: .serviceSchedulerInitiated
                )
            },
            (1...6).map { S.task($0, reason: "Your Spot Task was interrupted.", code: .spotInterruption) },
            (1...6).map { S.task($0, reason: "", code: .terminationNotice) },
            (1...6).map { S.task($0, startedBy: S.oldRollout) }, (1...6).map { S.task($0, startedBy: "operator") },
            (1...6).map { S.task($0, exit: $0) },
            (1...6).map { S.task($0, reason: "is unhealthy in (target-group x)", code: .serviceSchedulerInitiated) },
        ])
    func noStop(tasks: [TaskDescription]) {
        var watch = begun()
        let actions = watch.handle(.tasks(tasks), at: time(60))
        #expect(!actions.contains(.stop(deployment: S.deployment)))
    }

    @Test("Alarming events of the service are shown and never stop it")
    func unhealthyEvents() {
        var watch = begun()
        let texts = (1...20).map {
            "(service api) (port 8080) is unhealthy in (target-group x) due to (reason code 502) \($0)"
        }
        let actions = watch.handle(.service(S.service(current: S.deployment, events: texts)), at: time(60))
        #expect(actions.count == 20)
        #expect(actions.allSatisfy { if case .report(.warning) = $0 { true } else { false } })
        #expect(watch.handle(.service(S.service(current: S.deployment, events: texts)), at: time(70)).isEmpty)
    }

    @Test("A deployment that goes backwards already is not stopped again")
    func noSecondStop() {
        var watch = begun(S.deployment(.rollbackInProgress))
        let actions = watch.handle(.tasks((1...6).map { S.task($0) }), at: time(60))
        #expect(!actions.contains(.stop(deployment: S.deployment)))
    }

    @Test("In a large service the threshold grows with the number of tasks")
    func largeService() {
        var watch = begun(S.deployment(requested: 80))
        #expect(
            !watch.handle(.tasks((1...7).map { S.task($0) }), at: time(60)).contains(.stop(deployment: S.deployment)))
        #expect(watch.handle(.tasks([S.task(8)]), at: time(61)).contains(.stop(deployment: S.deployment)))
    }

    @Test("A first deployment is left to the circuit breaker, and without one the stack is cancelled")
    func firstDeployment() {
        for breaker in [ServiceMonitorStatus.monitoring, .disabled] {
            var watch = begun(S.deployment(isFirst: true, breaker: breaker), isNew: true)
            let actions = watch.handle(.tasks((1...3).map { S.task($0) }), at: time(60))
            let cancels = actions.contains { if case .cancelStack = $0 { true } else { false } }
            #expect(!actions.contains(.stop(deployment: S.deployment)))
            #expect(cancels == (breaker == .disabled))
        }
    }

    @Test("Tasks that were read before their deployment are judged once it is known")
    func undecided() {
        var watch = watch(isNew: true)
        var tasks = (1...3).map { S.task($0, startedBy: "ecs-svc/77") }
        tasks.append(S.task(4, startedBy: "ecs-svc/77"))
        #expect(watch.handle(.tasks(tasks), at: time(10)).isEmpty)
        _ = watch.handle(
            .deployments([ServiceDeploymentSummary(arn: S.deployment, status: .inProgress, createdAt: time(1))]),
            at: time(11))
        _ = watch.handle(.deployment(S.deployment()), at: time(12))
        let actions = watch.handle(.revision(S.revision()), at: time(13))
        #expect(actions.contains(.stop(deployment: S.deployment)))
        #expect(watch.stops.count == 1)
    }

    // MARK: Notices

    @Test("Three minutes without news are noticed, and again after three more")
    func silence() {
        var watch = begun()
        #expect(watch.look(at: time(100)).isEmpty)
        let notices = watch.look(at: time(182))
        guard case .report(.notice(let text))? = notices.first else {
            Issue.record("no notice")
            return
        }
        #expect(text.contains("3 min") && text.contains("0 of 1 tasks"))
        #expect(watch.look(at: time(200)).isEmpty)
        #expect(watch.look(at: time(363)).count == 1)
    }

    @Test("News postpone the notice: a count, a stopped task, an event, a target")
    func news() {
        let observations: [ServiceWatch.Observation] = [
            .deployment(S.deployment(running: 1)), .tasks([S.task(1)]),
            .service(S.service(current: S.deployment, events: ["(service api) has started 1 tasks"])),
            .targets(group: S.group, states: ["healthy": 1], reasons: []),
        ]
        for observation in observations {
            var watch = begun()
            _ = watch.handle(observation, at: time(170))
            #expect(watch.look(at: time(300)).isEmpty, "\(observation)")
            _ = watch.handle(observation, at: time(340))
            #expect(watch.look(at: time(352)).count == 1, "a repetition is no news: \(observation)")
        }
    }

    @Test("Bake time is no silence")
    func bakeTime() {
        var watch = begun(S.deployment(stage: .bakeTime, running: 1))
        #expect(watch.look(at: time(2000)).isEmpty)
    }

    @Test("Stages, counts and targets are reported when they change")
    func reports() {
        var watch = begun()
        let scaled = watch.handle(.deployment(S.deployment(running: 1)), at: time(20))
        #expect(
            scaled == [.report(.service(name: "api", stage: "SCALE_UP", desired: 1, running: 1, pending: 0, failed: 0))]
        )
        #expect(watch.handle(.deployment(S.deployment(running: 1)), at: time(30)).isEmpty)
        let targets = watch.handle(
            .targets(group: S.group, states: ["unhealthy": 1], reasons: ["Target.ResponseCodeMismatch: [502]"]),
            at: time(31))
        #expect(targets.first == .report(.targets(group: "weir-dev", states: ["unhealthy": 1])))
        // The reason is gone when ECS deregisters the target, so it is collected, once.
        #expect(
            targets.last
                == .collectEvidence(
                    .unhealthyTarget, tasks: [], reason: "target group weir-dev: Target.ResponseCodeMismatch: [502]"))
        #expect(targets.count == 3)
        let again = watch.handle(
            .targets(group: S.group, states: ["unhealthy": 2], reasons: ["Target.Timeout"]), at: time(32))
        #expect(again.count == 2)
    }

    // MARK: Hooks

    @Test("A hook that waits for an action pauses the watch, unless the caller knows it")
    func hooks() {
        let hook = LifecycleHookState(
            id: "hook-1", type: "PAUSE", status: .awaitingAction, expiresAt: time(3600), timeoutAction: "ROLLBACK")
        var unknown = begun()
        let actions = unknown.handle(
            .deployment(S.deployment(stage: .postScaleUp, running: 1, hooks: [hook])), at: time(60))
        guard case .paused(let paused) = unknown.verdict else {
            Issue.record("not paused: \(unknown.verdict)")
            return
        }
        #expect(paused.hook == "hook-1" && paused.stage == "POST_SCALE_UP" && paused.timeoutAction == "ROLLBACK")
        #expect(
            actions.contains {
                if case .report(.notice(let text)) = $0 { text.contains("2030-01-01T01:00:00Z") } else { false }
            })
        #expect(unknown.look(at: time(1000)).isEmpty)
        var known = watch(knownHooks: ["hook-1"])
        _ = known.handle(.service(S.service(current: S.deployment)), at: time(1))
        _ = known.handle(.deployment(S.deployment(stage: .postScaleUp, hooks: [hook])), at: time(60))
        #expect(known.verdict == .running)
        _ = unknown.handle(.deployment(S.deployment(stage: .cleanUp, running: 1)), at: time(90))
        #expect(unknown.verdict == .running)
    }
}
