import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("FakeAWS: tasks") struct TaskTests {
    /// A behaviour with what its task's end looks like.
    struct End: Sendable, CustomTestStringConvertible {
        var behaviour: FakeImageBehaviour
        var stopCode: TaskStopCode
        var reason: String
        var exitCode: Int?
        var containerReason: String?
        var testDescription: String { "\(behaviour.course)" }

        init(
            _ course: FakeImageBehaviour.Course, _ stopCode: TaskStopCode, _ reason: String, exit: Int? = nil,
            container: String? = nil
        ) {
            behaviour = FakeImageBehaviour(course)
            self.stopCode = stopCode
            self.reason = reason
            exitCode = exit
            containerReason = container
        }
    }

    static let recordedEnds: [End] = [
        End(
            .exits(code: 3, after: 2), .essentialContainerExited, "Essential container in task exited", exit: 3),
        End(
            .outOfMemory(after: 9), .essentialContainerExited, "Essential container in task exited", exit: 137,
            container: "OutOfMemoryError: Container killed due to memory usage"),
        End(.interrupted(after: 9), .spotInterruption, "Your Spot Task was interrupted", exit: 143),
        End(
            .cannotPull("pull access denied"), .taskFailedToStart, "CannotPullContainerError: pull access denied",
            container: "CannotPullContainerError: pull access denied"),
        End(
            .cannotInitialize("unable to pull secrets"), .taskFailedToStart,
            "ResourceInitializationError: unable to pull secrets"),
        End(
            .cannotStart("no such file"), .taskFailedToStart, "CannotStartContainerError: no such file",
            container: "CannotStartContainerError: no such file"),
        End(.lacksCapacity, .taskFailedToStart, "Capacity is unavailable at this time"),
        End(.lacksNetworkInterface, .taskFailedToStart, "Timeout waiting for network interface provisioning"),
    ]

    @Test("The end of a task states its code and reason", arguments: TaskTests.recordedEnds)
    func stopReason(end: End) async throws {
        let site = try FakeSite()
        let definition = try site.register(try site.push("v", end.behaviour))
        let run = try await site.calls.call(Self.run(definition))
        site.pass(120)
        let task = try #require(
            try await site.calls.call(
                ContainerOperations.DescribeTasks(cluster: "weir", tasks: run.tasks.map(\.arn))
            ).tasks.first)
        #expect(task.lastStatus == "STOPPED" && task.desiredStatus == "STOPPED")
        #expect(task.stopCode == end.stopCode)
        #expect(task.stoppedReason?.hasPrefix(end.reason) == true, "\(task.stoppedReason ?? "nil")")
        #expect(task.containers.first?.exitCode == end.exitCode)
        #expect(task.containers.first?.reason == end.containerReason)
    }

    static func run(_ definition: String, command: [String]? = nil, token: String? = nil) -> ContainerOperations.RunTask
    {
        ContainerOperations.RunTask(
            cluster: "weir", taskDefinition: definition, launchType: "FARGATE",
            networkConfiguration: NetworkConfiguration(vpc: VPCConfiguration(subnets: ["subnet-1"])),
            overrides: command.map { TaskOverride(containers: [ContainerOverride(name: "api", command: $0)]) },
            clientToken: token)
    }

    @Test("A one-off task passes through its statuses, logs and reports its exit code")
    func oneOff() async throws {
        let site = try FakeSite()
        let definition = try site.register(try site.push("v1"))
        try site.change {
            $0.ecs.commandBehaviours["migrate"] = .crashing(code: 0, after: 20, log: ["migrating", "done"])
        }
        let operation = Self.run(definition, command: ["migrate"], token: "release-7")
        let first = try await site.calls.call(operation)
        let again = try await site.calls.call(operation)
        #expect(first.tasks.map(\.arn) == again.tasks.map(\.arn))
        let arn = try #require(first.tasks.first?.arn)
        var statuses: [String] = []
        for _ in 0..<60 {
            let tasks = try await site.calls.call(ContainerOperations.DescribeTasks(cluster: "weir", tasks: [arn]))
                .tasks
            if let status = tasks.first?.lastStatus, statuses.last != status { statuses.append(status) }
            site.pass(1)
        }
        #expect(statuses == ["PROVISIONING", "PENDING", "RUNNING", "DEPROVISIONING", "STOPPED"])
        let id = try #require(arn.split(separator: "/").last)
        let events = try await site.calls.call(
            LogOperations.GetLogEvents(group: "/weir/api", stream: "api/api/\(id)", startsFromHead: true))
        #expect(events.events.map(\.message) == ["migrating", "done"])
        let stopped = try await site.calls.call(
            ContainerOperations.ListTasks(cluster: "weir", family: "api", desiredStatus: "STOPPED"))
        #expect(stopped.arns == [arn])
    }

    @Test("A stopped task vanishes after one hour")
    func vanishes() async throws {
        let site = try FakeSite()
        let run = try await site.calls.call(
            Self.run(try site.register(try site.push("v", .crashing(after: 1)))))
        site.pass(3500)
        let describe = ContainerOperations.DescribeTasks(cluster: "weir", tasks: run.tasks.map(\.arn))
        #expect(try await site.calls.call(describe).tasks.count == 1)
        site.pass(300)
        let gone = try await site.calls.call(describe)
        #expect(gone.tasks.isEmpty && gone.failures.map(\.reason) == ["MISSING"])
        #expect(
            try await site.calls.call(ContainerOperations.ListTasks(cluster: "weir", desiredStatus: "STOPPED")).arns
                .isEmpty)
    }

    @Test("A stopped container that ignores SIGTERM is killed after the stop time-out", arguments: [nil, 0] as [Int?])
    func stops(exitCode: Int?) async throws {
        let site = try FakeSite()
        let image = try site.push("v1", FakeImageBehaviour(exitCodeOnTermination: exitCode))
        let run = try await site.calls.call(Self.run(try site.register(image)))
        site.pass(60)
        let arn = try #require(run.tasks.first?.arn)
        _ = try await site.calls.call(ContainerOperations.StopTask(cluster: "weir", task: arn, reason: "enough"))
        site.pass(20)
        let describe = ContainerOperations.DescribeTasks(cluster: "weir", tasks: [arn])
        #expect(
            try await site.calls.call(describe).tasks.first?.lastStatus == (exitCode == nil ? "STOPPING" : "STOPPED"))
        site.pass(40)
        let task = try #require(try await site.calls.call(describe).tasks.first)
        #expect(task.stopCode == .userInitiated && task.stoppedReason == "enough")
        #expect(task.containers.first?.exitCode == exitCode ?? 137)
    }

    @Test("A task of the wrong platform cannot be pulled from an index and cannot be executed from a single image")
    func wrongPlatform() async throws {
        let site = try FakeSite()
        let references = try site.change { workloads -> [String] in
            [true, false].map { hasIndex in
                let digest = workloads.registry.push(
                    to: "weir",
                    .init {
                        $0.platforms = [.arm64]
                        $0.hasIndex = hasIndex
                    }, at: workloads.now)
                return workloads.registry.uri(of: "weir") + "@" + digest
            }
        }
        var ends: [TaskDescription] = []
        for reference in references {
            let run = try await site.calls.call(Self.run(try site.register(reference)))
            site.pass(60)
            ends += try await site.calls.call(
                ContainerOperations.DescribeTasks(cluster: "weir", tasks: run.tasks.map(\.arn))
            ).tasks
        }
        #expect(
            ends.first?.stoppedReason?.contains("does not contain descriptor matching platform 'linux/amd64'") == true)
        #expect(ends.last?.containers.first?.exitCode == 1)
        let lines = try await site.calls.call(
            LogOperations.FilterLogEvents(group: "/weir/api", pattern: "\"exec format\""))
        #expect(lines.events.count == 1)
    }

    @Test("A missing log group and a missing secret stop a task before its image is pulled")
    func initialization() async throws {
        let site = try FakeSite()
        let image = try site.push("v1")
        let definitions = [
            try site.register(image) {
                $0["logConfiguration"] = ["logDriver": "awslogs", "options": ["awslogs-group": "/nowhere"]]
            },
            try site.register(image) {
                $0["secrets"] = [
                    [
                        "name": "PASSWORD",
                        "valueFrom": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:absent-AbCdEf:password::",
                    ]
                ]
            },
        ]
        var reasons: [String] = []
        for definition in definitions {
            let run = try await site.calls.call(Self.run(definition))
            site.pass(60)
            reasons += try await site.calls.call(
                ContainerOperations.DescribeTasks(cluster: "weir", tasks: run.tasks.map(\.arn))
            ).tasks
                .compactMap(\.stoppedReason)
        }
        #expect(reasons.count == 2)
        #expect(reasons.first?.hasPrefix("ResourceInitializationError: failed to validate logger args") == true)
        #expect(reasons.last?.hasPrefix("ResourceInitializationError: unable to pull secrets or registry auth") == true)
        #expect(reasons.last?.contains("ResourceNotFoundException") == true)
    }

    @Test("A task in a subnet without a route times out at the registry; endpoints or a NAT gateway help")
    func routes() async throws {
        let site = try FakeSite()
        let definition = try site.register(try site.push("v1"))
        try site.change { workloads in
            workloads.network.addSubnet("subnet-1")
            workloads.network.addRouteTable("rtb-1", subnets: ["subnet-1"])
        }
        func stoppedReason() async throws -> String? {
            let run = try await site.calls.call(Self.run(definition))
            site.pass(60)
            return try await site.calls.call(
                ContainerOperations.DescribeTasks(cluster: "weir", tasks: run.tasks.map(\.arn))
            ).tasks.first?.stoppedReason
        }
        #expect(try await stoppedReason()?.contains("i/o timeout") == true)
        try site.change { workloads in
            for service in ["ecr.api", "ecr.dkr"] { workloads.network.addEndpoint(service, subnets: ["subnet-1"]) }
        }
        #expect(try await stoppedReason()?.contains("i/o timeout") == true)
        try site.change { $0.network.addEndpoint("s3", routeTables: ["rtb-1"]) }
        #expect(try await stoppedReason() == nil)
        let endpoints = try await site.calls.call(
            NetworkOperations.DescribeVPCEndpoints(filters: [NetworkFilter(name: "vpc-id", values: ["vpc-1"])]))
        #expect(endpoints.endpoints.count == 3)
        let subnets = try await site.calls.call(NetworkOperations.DescribeSubnets(ids: ["subnet-1"]))
        #expect(subnets.subnets.first?.freeAddresses == 199)
    }

    @Test("Pauses between failed starts grow, and repeated events are suppressed for six hours")
    func backoff() async throws {
        let site = try FakeSite()
        try site.create(try site.register(try site.push("bad", .init(.cannotPull("not found")))))
        site.pass(6 * 3600)
        let events = try await site.service().events
        let starts = events.filter { $0.message.contains("has started") }.compactMap(\.createdAt).reversed()
        let pauses = zip(starts, starts.dropFirst()).map { $1.timeIntervalSince($0) }
        #expect(zip(pauses, pauses.dropFirst()).allSatisfy { $0 <= $1 + 1 })
        #expect((pauses.last ?? 0) > 20 * 60)
        #expect(events.count { $0.message.contains("unable to consistently start tasks") } == 1)
        #expect(events.count <= 100)
        #expect(try await site.deployment().status == .inProgress)
    }

    @Test("Failed health checks of the load balancer stop a task after the grace period, with the reason in an event")
    func targetHealth() async throws {
        let site = try FakeSite()
        let image = try site.push("sick", .init(.failsTargetHealth(.status(502))))
        try site.create(try site.register(image), isBalanced: true, gracePeriod: 90)
        site.pass(60)
        let health = try await site.calls.call(TargetOperations.DescribeTargetHealth(group: site.groups[0]))
        #expect(health.targets.first?.health?.state == .unhealthy)
        #expect(health.targets.first?.health?.reason == .responseCodeMismatch)
        #expect(try await site.tasks("STOPPED").isEmpty)
        site.pass(120)
        let stopped = try #require(try await site.tasks("STOPPED").first)
        #expect(stopped.stopCode == .serviceSchedulerInitiated)
        #expect(stopped.stoppedReason == "Task failed ELB health checks in (target-group \(site.groups[0]))")
        let text = "due to (reason Health checks failed with these codes: [502])"
        #expect(try await site.service().events.contains { $0.message.contains(text) })
        #expect(try await site.service().deployments.first?.failedTasks == 1)
    }
}
