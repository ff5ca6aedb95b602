import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Synchronization
import TestSupport
import Testing

/// Ctrl-C at every state that a deployment can be in: detached or cancelled, `attach` and `recover` bring it to a good end.
@Suite("A deployment that is interrupted")
struct InterruptTableTests {
    private static let before = SampleApp()
    private static let after = SampleApp(tag: "2", databaseSize: "30", setting: "two")

    /// An interrupt at a look of the engine.
    struct Moment: Sendable, CustomStringConvertible {
        var look: Int
        var state: String
        var choice: EngineContext.Interrupt
        var isUpdate: Bool

        var description: String { "\(choice) at look \(look) of \(isUpdate ? "an update" : "a creation"): \(state)" }
    }

    /// The looks of a run for an interrupt, with the state of run and account at each.
    private final class Looks: Sendable {
        private let stage: DeployStage
        private let moment: Moment?
        private let seen = Mutex<[String]>([])

        init(_ stage: DeployStage, moment: Moment? = nil) {
            self.stage = stage
            self.moment = moment
        }

        var states: [String] { seen.withLock { $0 } }

        func take() -> EngineContext.Interrupt? {
            let state = stage.state
            return seen.withLock { seen in
                seen.append(state)
                return seen.count == moment?.look ? moment?.choice : nil
            }
        }
    }

    private static func prepared(isUpdate: Bool) async throws -> DeployStage {
        let stage = try await DeployStage()
        if isUpdate { #expect(try await stage.deploy(before).ending == .succeeded) }
        stage.push("2")
        return stage
    }

    /// The first and the last look in each state of a run without interrupts.
    private static func moments(isUpdate: Bool) async throws -> [Moment] {
        let stage = try await prepared(isUpdate: isUpdate)
        let looks = Looks(stage)
        #expect(try await stage.deploy(after, interrupt: looks.take).ending == .succeeded)
        var ends: [String: (first: Int, last: Int)] = [:]
        for (place, state) in looks.states.enumerated() {
            ends[state] = (ends[state]?.first ?? place + 1, place + 1)
        }
        return ends.sorted { $0.value.first < $1.value.first }.flatMap { state, ends in
            Set([ends.first, ends.last]).sorted().flatMap { look in
                [EngineContext.Interrupt.detach, .cancel].map {
                    Moment(look: look, state: state, choice: $0, isUpdate: isUpdate)
                }
            }
        }
    }

    @Test("Attach and recover bring a deployment to a good end, whatever state it was interrupted in")
    func table() async throws {
        let all = try await Self.moments(isUpdate: true) + Self.moments(isUpdate: false)
        let states = Set(all.map(\.state))
        for words in ["lease", "preflight", "change sets", "foundation", "migrate", "service", "verify"] {
            #expect(states.contains { $0.hasPrefix(words) }, "\(states.sorted())")
        }
        #expect(states.contains { $0.contains("UPDATE_IN_PROGRESS") } && states.contains { $0.contains("a task") })
        // The whole table takes minutes. Thirteen is prime to the choices of a state.
        let cases = all.enumerated().filter { MatrixPart.wanted?.has($0.offset) ?? ($0.offset % 13 == 0) }.map(
            \.element)
        #expect(cases.count > 8)
        await withTaskGroup(of: Void.self) { group in
            for (number, moment) in cases.enumerated() {
                if number >= ProcessInfo.processInfo.activeProcessorCount { await group.next() }
                group.addTask {
                    do { try await Self.check(moment) } catch { Issue.record("\(moment): \(error)") }
                }
            }
        }
    }

    private static func check(_ moment: Moment) async throws {
        let stage = try await prepared(isUpdate: moment.isUpdate)
        let database = moment.isUpdate ? try await stage.physicalID("Database", of: .foundation) : nil
        let first = try await stage.deploy(after, interrupt: Looks(stage, moment: moment).take)
        var trace = ["\(moment)", "\(first.ending)"]
        if case .failed = first.ending { Issue.record("\(trace)") }
        #expect(try await stage.lease().stored == nil, "\(trace)")

        let attach = AttachRun(
            context: stage.context(), plan: try after.plan(imageDigest: nil),
            location: try stage.addresses().location(of: "app-test-artifacts"))
        trace.append("attach: \(try await attach.run().map { "\($0.stack) \($0.outcome)".prefix(60) })")
        trace.append("closed: \(try await attach.closeRecords().map { "\($0.outcome)" })")
        // A migration that was left running ends by itself.
        stage.aws.clock.advance(by: .seconds(60))
        try await stage.recover()
        try await expectRest(stage, trace)
        if moment.isUpdate {
            #expect(try await stage.physicalID("Database", of: .foundation) == database, "\(trace)")
        }

        let second = try await stage.deploy(after)
        trace.append("\(second.ending)")
        #expect(second.ending == .succeeded || second.ending == .unchanged, "\(trace)")
        try await expectRest(stage, trace)
        let current = try await stage.releases().first { $0.outcome == .succeeded }
        #expect(current?.image?.tag == "2" && stage.runningDigests == current?.image.map { [$0.digest] }, "\(trace)")
        if moment.isUpdate {
            #expect(try await stage.physicalID("Database", of: .foundation) == database, "\(trace)")
        }
        let snapshots = stage.aws.change { $0.service(FakeCloudFormation.self)?.snapshots }
        #expect(snapshots == [], "a database was deleted: \(trace)")
    }

    /// Expects that nothing runs, the lease is free, no change set waits, and the ledger tells the truth.
    private static func expectRest(_ stage: DeployStage, _ trace: [String]) async throws {
        #expect(try await stage.lease().stored == nil, "\(trace)")
        let releases = try await stage.releases()
        #expect(releases.allSatisfy { !$0.outcome.isOpen }, "\(releases.map { "\($0.outcome)" }) \(trace)")
        if let newest = releases.first, newest.outcome == .succeeded {
            #expect(stage.runningDigests == newest.image.map { [$0.digest] }, "\(trace)")
        }
        for role in SampleApp.roles {
            guard let status = try await stage.status(role) else { continue }
            #expect(!status.hasSuffix("_IN_PROGRESS"), "\(role) \(status) \(trace)")
            let left = try await stage.context().calls.call(StackOperations.ListChangeSets(stack: SampleApp.name(role)))
            #expect(left.changeSets.allSatisfy { $0.executionStatus != .available }, "\(role) \(trace)")
        }
        #expect(!stage.hasLooseTasks, "\(trace)")
    }
}

extension DeployStage {
    /// The phase of the run, the stacks that change, and the deployment or task that runs.
    fileprivate var state: String {
        let phase = events.last { $0.fact == .phaseBegan }?.phase.rawValue ?? "lease"
        let stacks = aws.change { world in
            (world.service(FakeCloudFormation.self)?.stacks ?? []).filter {
                $0.exists && $0.status.hasSuffix("_IN_PROGRESS")
            }.map { "\($0.name) \($0.status)" }
        }
        let deployment = aws.workloads { workloads in
            workloads.ecs.services.values.compactMap(\.deployments.last).map { "\($0.status)" }.joined()
        }
        let parts = [phase] + stacks + [deployment ?? ""] + (hasLooseTasks ? ["a task"] : [])
        return parts.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// `true` if a task runs that no service started, such as a migration.
    fileprivate var hasLooseTasks: Bool {
        aws.workloads { workloads in
            workloads.ecs.tasks.values.contains { $0.service == nil && $0.isActive }
        } ?? false
    }
}
