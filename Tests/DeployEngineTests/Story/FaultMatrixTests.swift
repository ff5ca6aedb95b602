import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import TestSupport
import Testing

@Suite("A deployment with a fault at a call")
struct FaultMatrixTests {
    /// The application that is deployed, and the one that a fault interrupts: every stack changes, the database in place.
    private static let before = SampleApp()
    private static let after = SampleApp(tag: "2", databaseSize: "30", setting: "two")

    /// The calls of a deployment without faults.
    private func calls() async throws -> [FaultyTransport.Call] {
        let stage = try await prepared()
        let transport = FaultyTransport(stage.aws.transport)
        #expect(try await stage.deploy(Self.after, through: transport).ending == .succeeded)
        return transport.calls
    }

    private func prepared() async throws -> DeployStage {
        let stage = try await DeployStage()
        #expect(try await stage.deploy(Self.before).ending == .succeeded)
        stage.push("2")
        return stage
    }

    /// The cases of a run: those of the part that `WEIR_MATRIX` names, out of every fault at every call, or else a sample over all
    /// changes and reads.
    private func cases() async throws -> [FaultCase] {
        let calls = try await calls()
        // The client repeats a call three times: more faults outlast it.
        let all = FaultCase.matrix(calls: calls, repeats: 4)
        if let part = MatrixPart.wanted { return all.enumerated().filter { part.has($0.offset) }.map(\.element) }
        let faults = InjectedFault.allCases
        var chosen: [FaultCase] = []
        var (change, read) = (0, 0)
        for call in calls {
            var wanted: [InjectedFault] = []
            if !call.isRead {
                wanted = [faults[change % faults.count], faults[(change + 6) % faults.count]]
                change += 1
            } else if call.occurrence == 1 {
                wanted = [faults[read % faults.count]]
                read += 1
            }
            chosen += all.filter { $0.call == call && wanted.contains($0.fault) }
        }
        // A part that takes seconds; the others are as many minutes.
        return chosen.enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
    }

    @Test("After any fault a recovery and another run reach the wanted state, and nothing is lost")
    func matrix() async throws {
        let cases = try await cases()
        #expect(cases.count >= 15)
        await withTaskGroup(of: Void.self) { group in
            for (number, fault) in cases.enumerated() {
                // One case for each processor at a time.
                if number >= ProcessInfo.processInfo.activeProcessorCount { await group.next() }
                group.addTask {
                    do { try await heal(after: fault) } catch { Issue.record("\(fault): \(error)") }
                }
            }
        }
    }

    private func heal(after fault: FaultCase) async throws {
        let stage = try await prepared()
        // A run that never ends would look like a slow one.
        let began = stage.aws.clock.date
        let patience: @Sendable () -> EngineContext.Interrupt? = {
            stage.aws.clock.date.timeIntervalSince(began) > 8 * 3600 ? .detach : nil
        }
        let database = try await stage.physicalID("Database", of: .foundation)
        let transport = FaultyTransport(stage.aws.transport, plan: fault.plan)
        let first = try await stage.deploy(Self.after, through: transport, interrupt: patience)
        var endings = ["\(first.ending)"]
        var result = first
        for _ in 0..<4 {
            // The lease of a dead run expires, and operations of CloudFormation end.
            stage.aws.clock.advance(by: .seconds(1200))
            result = try await stage.deploy(Self.after, interrupt: patience)
            endings.append("\(result.ending)")
            if result.ending == .succeeded || result.ending == .unchanged { break }
            try await stage.recover()
        }
        let trace = Comment(rawValue: "\(fault): " + endings.joined(separator: " | "))
        #expect(result.ending == .succeeded || result.ending == .unchanged, trace)
        #expect(try await stage.physicalID("Database", of: .foundation) == database, trace)
        for role in SampleApp.roles {
            #expect(["CREATE_COMPLETE", "UPDATE_COMPLETE"].contains(try await stage.status(role)), trace)
            let left = try await stage.context().calls.call(StackOperations.ListChangeSets(stack: SampleApp.name(role)))
            #expect(left.changeSets.allSatisfy { $0.executionStatus != .available }, trace)
        }
        let releases = try await stage.releases()
        #expect(releases.allSatisfy { !$0.outcome.isOpen }, trace)
        #expect(releases.first { $0.outcome == .succeeded }?.image?.tag == "2", trace)
        #expect(try await stage.lease().stored == nil, trace)
        #expect(
            stage.runningDigests == releases.first { $0.outcome == .succeeded }?.image.map { [$0.digest] }, trace)
    }
}
