import DeployEngine
import TestSupport
import Testing

@Suite("The machine of a deployment")
struct DeployMachineTests {
    private static let stacks: [PlannedStack.Role] = [.foundation, .migration, .service]

    /// Performs steps with given results; steps without one are done.
    private func run(
        _ results: [DeployStep: DeployMachine.Result] = [:], forces: Bool = false
    ) -> (steps: [DeployStep], machine: DeployMachine) {
        var machine = DeployMachine(stacks: Self.stacks, forcesRelease: forces)
        var steps: [DeployStep] = []
        while let step = machine.next, steps.count < 100 {
            steps.append(step)
            machine.handle(results[step] ?? .done)
        }
        return (steps, machine)
    }

    private static let begin: [DeployStep] = [
        .acquireLease, .reconcile, .resolveImage, .preflight, .prepare(.foundation), .prepare(.migration),
        .prepare(.service), .review,
    ]

    @Test("A deployment of everything goes through all steps and ends with the lease released")
    func whole() {
        let (steps, machine) = run()
        #expect(
            steps == Self.begin + [
                .openRelease, .execute(.foundation), .execute(.migration), .migrate, .execute(.service), .verify,
                .closeRelease, .releaseLease,
            ])
        #expect(machine.ending == .succeeded)
    }

    @Test("Without a change nothing is executed or recorded")
    func unchanged() {
        let (steps, machine) = run(Dictionary(uniqueKeysWithValues: Self.stacks.map { (.prepare($0), .unchanged) }))
        #expect(steps == Self.begin + [.releaseLease])
        #expect(machine.ending == .unchanged)
    }

    @Test("Moves come behind the record and before every change set, and their failure undoes nothing else")
    func rearranges() {
        for result in [DeployMachine.Result.done, .failed(DeployFailure(.rearrange, "it is in use"))] {
            var machine = DeployMachine(stacks: Self.stacks)
            var steps: [DeployStep] = []
            while let step = machine.next, steps.count < 100 {
                steps.append(step)
                if step == .preflight { machine.requireRearrangement() }
                machine.handle(step == .rearrange ? result : .done)
            }
            let ahead = steps.drop { $0 != .openRelease }
            if result == .done {
                #expect(ahead.prefix(3) == [.openRelease, .rearrange, .execute(.foundation)])
                #expect(machine.ending == .succeeded && machine.hasChanged)
            } else {
                #expect(
                    Array(ahead) == [
                        .openRelease, .rearrange, .collectEvidence, .discardChangeSets, .closeRelease, .releaseLease,
                    ])
                #expect(!machine.hasChanged)
            }
        }
    }

    @Test("A release that is forced migrates and verifies without a change")
    func forced() {
        let results = Dictionary(
            uniqueKeysWithValues: Self.stacks.map { (DeployStep.prepare($0), DeployMachine.Result.unchanged) })
        let (steps, machine) = run(results, forces: true)
        #expect(steps == Self.begin + [.openRelease, .migrate, .verify, .closeRelease, .releaseLease])
        #expect(machine.ending == .succeeded)
    }

    @Test("An unchanged stack behind a changed one is prepared and executed again")
    func behind() {
        var results: [DeployStep: DeployMachine.Result] = [
            .prepare(.migration): .unchanged, .prepare(.service): .unchanged,
        ]
        #expect(run(results).steps.contains(.execute(.service)))
        results[.prepare(.foundation)] = .unchanged
        results[.prepare(.service)] = .done
        let (steps, machine) = run(results)
        #expect(!steps.contains(.execute(.foundation)) && !steps.contains(.execute(.migration)))
        #expect(steps.contains(.migrate) && steps.contains(.execute(.service)))
        #expect(!machine.isStale(.foundation) || machine.ending == .succeeded)
    }

    @Test("A change set is stale once a stack in front of its own was executed")
    func stale() {
        var machine = DeployMachine(stacks: Self.stacks)
        for _ in Self.begin { machine.handle(.done) }
        machine.handle(.done)
        #expect(machine.next == .execute(.foundation))
        #expect(!machine.isStale(.foundation) && !machine.isStale(.service))
        machine.handle(.done)
        #expect(machine.isStale(.service))
    }

    @Test("A refused approval leaves neither a change set nor a record")
    func refused() {
        let (steps, machine) = run([.review: .notApproved("no")])
        #expect(steps == Self.begin + [.discardChangeSets, .releaseLease])
        #expect(machine.ending == .notApproved("no"))
    }

    @Test("A held lease ends the run at once, and is not released")
    func held() {
        let failure = DeployFailure(.acquireLease, "held", code: .conflict)
        let (steps, machine) = run([.acquireLease: .failed(failure)])
        #expect(steps == [.acquireLease])
        #expect(machine.ending == .failed(failure))
    }

    @Test("A failure on the way out is kept beside the first one")
    func followUp() {
        let first = DeployFailure(.execute(.service), "crash")
        let second = DeployFailure(.closeRelease, "no answer", code: .unavailable)
        let (steps, machine) = run([.execute(.service): .failed(first), .closeRelease: .failed(second)])
        #expect(steps.suffix(4) == [.collectEvidence, .discardChangeSets, .closeRelease, .releaseLease])
        #expect(machine.ending == .failed(first))
        #expect(machine.followUps == [second])
    }

    @Test("Detaching leaves the operation alone and records it")
    func detached() {
        let failure = DeployFailure(.execute(.service), "expired", code: .detached)
        let (steps, machine) = run([.execute(.service): .detached(failure)])
        #expect(steps.suffix(2) == [.closeRelease, .releaseLease])
        #expect(!steps.contains(.collectEvidence))
        #expect(machine.ending == .detached(failure))
    }

    @Test("Whatever the steps answer, the record is closed if it was opened, and the lease released if it was acquired")
    func random() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            var machine = DeployMachine(stacks: Self.stacks, forcesRelease: Bool.random(using: &generator))
            var steps: [(DeployStep, DeployMachine.Result)] = []
            while let step = machine.next, steps.count < 100 {
                let failure = DeployFailure(step, "random")
                let result: DeployMachine.Result =
                    switch Int.random(in: 0..<24, using: &generator) {
                    case 0: .failed(failure)
                    case 1: .cancelled(failure)
                    case 2: .detached(failure)
                    case 3 where step == .review: .notApproved("no")
                    case 4: .unchanged
                    default: .done
                    }
                steps.append((step, result))
                machine.handle(result)
            }
            #expect(machine.next == nil && machine.ending != nil, "seed \(seed)")
            let order = steps.map(\.0)
            #expect(Set(order).count == order.count, "no step happens twice; seed \(seed)")
            let acquired = steps.contains { $0.0 == .acquireLease && ($0.1 == .done || $0.1 == .unchanged) }
            #expect(order.contains(.releaseLease) == acquired, "seed \(seed)")
            if order.contains(.openRelease) { #expect(order.contains(.closeRelease), "seed \(seed)") }
            let executes = order.contains { if case .execute = $0 { true } else { false } }
            if executes { #expect(order.contains(.openRelease), "seed \(seed)") }
        }
    }
}
