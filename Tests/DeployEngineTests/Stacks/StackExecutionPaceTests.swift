import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Synchronization
import TestSupport
import Testing

/// The number of calls of a watch, and its endurance.
@Suite struct StackExecutionPaceTests {
    private typealias S = ServiceSample

    /// A deployment of forty resources and a service in twenty minutes.
    private static func large() -> ScriptedStack {
        var steps: [ScriptedStack.Step] = [.init(0, .updateInProgress, [.sample("stack", .updateInProgress)])]
        for number in 0..<40 {
            let begin = Double(number) * 10
            steps.append(.init(begin, nil, [.sample("Resource\(number)", .updateInProgress, at: begin)]))
            steps.append(.init(begin + 90, nil, [.sample("Resource\(number)", .updateComplete, at: begin + 90)]))
        }
        steps.append(.init(500, nil, [.service(.updateInProgress, at: 500)]))
        steps.append(.init(1190, nil, [.service(.updateComplete, at: 1190)]))
        steps.append(.init(1200, .updateComplete, [.sample("stack", .updateComplete, at: 1200)]))
        let world = ScriptedStack(steps.sorted { $0.at < $1.at })
        serve(world)
        return world
    }

    /// Answers the reads of the service.
    private static func serve(_ world: ScriptedStack) {
        let calls = world.calls
        calls.on(StackOperations.DescribeStackResources.self) { (_, _) throws(AWSError) in
            .init(resources: [
                StackResourceDescription(
                    logicalID: "Service", physicalID: Sample.service, type: "AWS::ECS::Service", status: .updateComplete
                )
            ])
        }
        calls.on(ContainerOperations.DescribeServices.self) { [unowned world] (_, _) throws(AWSError) in
            .init(services: [
                S.service(
                    current: world.seconds > 505 ? S.deployment : "old",
                    running: world.seconds > 1180 ? [S.revision] : [S.oldRevision])
            ])
        }
        calls.on(ContainerOperations.ListServiceDeployments.self) { (_, _) throws(AWSError) in .init() }
        calls.on(ContainerOperations.DescribeServiceDeployments.self) { [unowned world] (_, _) throws(AWSError) in
            .init(deployments: [
                world.seconds > 1180 ? S.deployment(.successful, stage: .cleanUp, running: 1) : S.deployment(running: 0)
            ])
        }
        calls.on(ContainerOperations.DescribeServiceRevisions.self) { (_, _) throws(AWSError) in
            .init(revisions: [S.revision()])
        }
        calls.on(ContainerOperations.ListTasks.self) { (_, _) throws(AWSError) in .init() }
        calls.on(ContainerOperations.DescribeTasks.self) { (_, _) throws(AWSError) in .init() }
        calls.on(TargetOperations.DescribeTargetHealth.self) { (_, _) throws(AWSError) in .init() }
    }

    private static let settings = ServiceWatchSettings(imageDigest: S.digest)

    @Test("A watch of forty resources and a service makes at most sixty calls in any minute")
    func callsPerMinute() async throws {
        let world = Self.large()
        let context = world.context(paces: true)
        guard case .succeeded = try await world.execution(context, service: Self.settings).run() else {
            throw CancellationError()
        }
        let times = world.calls.entries.map(\.at)
        let busiest =
            times.indices.map { index in times[index...].prefix { $0 < times[index] + .seconds(60) }.count }.max() ?? 0
        #expect(busiest <= 60, "\(busiest) calls within a minute")
        #expect(world.facts.count { if case .resource = $0 { true } else { false } } == 84, "each event once")
        #expect(world.seconds < 1230)
    }

    @Test("Throttling slows a watch down and fails nothing", arguments: [30, 70, 95])
    func throttling(percent: Int) async throws {
        let world = Self.large()
        var generator = SeededGenerator(seed: UInt64(percent))
        let decisions = (0..<20_000).map { _ in generator.chance(percent) }
        let number = Counter()
        world.calls.failing { _ in decisions[number.next() % decisions.count] ? .throttled : nil }
        let context = world.context(paces: true)
        guard case .succeeded = try await world.execution(context, service: Self.settings).run() else {
            throw CancellationError()
        }
        #expect(world.seconds >= 1200)
    }

    @Test("Calls grow fewer while every one is throttled, and the heartbeat goes on")
    func sustained() async throws {
        let world = Self.large()
        world.calls.failing { [unowned world] entry in
            (100..<700).contains(world.seconds) && entry.name.hasPrefix("Describe") ? .throttled : nil
        }
        guard case .succeeded = try await world.execution(world.context(paces: true), service: Self.settings).run()
        else {
            throw CancellationError()
        }
        let during = world.calls.entries.filter { (Duration.seconds(160)..<Duration.seconds(700)).contains($0.at) }
        #expect(during.count <= 60, "\(during.count) calls in nine minutes")
        let beats = world.heartbeats
        let longest = zip(beats, beats.dropFirst()).map { $1 - $0 }.max() ?? 0
        #expect(longest < 90, "\(longest) s between two heartbeats")
    }
}

/// A counter of calls.
private final class Counter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
        value.withLock { value in
            value += 1
            return value
        }
    }
}
