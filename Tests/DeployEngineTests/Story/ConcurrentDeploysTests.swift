import DeployEngine
import DeployEngineTesting
import Foundation
import HTTPCore
import HTTPTypes
import Synchronization
import Testing

@Suite("Deployments that start together")
struct ConcurrentDeploysTests {
    /// A point that a number of runs have to reach before any of them goes on.
    private final class Gate: Sendable {
        private let state: Mutex<(missing: Int, waiting: [CheckedContinuation<Void, Never>])>

        init(_ count: Int) { state = Mutex((count, [])) }

        /// Reaches the gate.
        /// - Parameter waits: `false` to go on at once.
        func arrive(waits: Bool = true) async {
            let opened = state.withLock { state -> [CheckedContinuation<Void, Never>]? in
                state.missing -= 1
                guard state.missing <= 0 else { return nil }
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in opened ?? [] { continuation.resume() }
            guard waits, opened == nil else { return }
            await withCheckedContinuation { continuation in
                let isOpen = state.withLock { state in
                    if state.missing > 0 { state.waiting.append(continuation) }
                    return state.missing <= 0
                }
                if isOpen { continuation.resume() }
            }
        }
    }

    /// A transport that lets all runs ask for the lease together, and its holder keep it until the others have their answer.
    private final class GatedTransport: HTTPTransport {
        private let base: any HTTPTransport
        private let start: Gate
        private let end: Gate
        private let passed = Mutex<(start: Bool, end: Bool)>((false, false))

        init(_ base: any HTTPTransport, start: Gate, end: Gate) {
            self.base = base
            self.start = start
            self.end = end
        }

        /// `true` if the run released a lease.
        var hasHeld: Bool { passed.withLock { $0.end } }

        func send(_ request: OutboundRequest) async throws(TransportError) -> InboundResponse {
            let isLease = request.head.path?.contains("lock/") == true
            if isLease, request.head.method == .put, passed.withLock({ Self.set(&$0.start) }) { await start.arrive() }
            if isLease, request.head.method == .delete, passed.withLock({ Self.set(&$0.end) }) { await end.arrive() }
            return try await base.send(request)
        }

        /// Sets a mark; `true` if it was not set before.
        private static func set(_ mark: inout Bool) -> Bool {
            defer { mark = true }
            return !mark
        }
    }

    @Test("Of five deployments one wins, and the others say who holds the lease, since when, and how to follow it")
    func five() async throws {
        let count = 5
        let stage = try await DeployStage()
        let (start, end) = (Gate(count), Gate(count))
        let results = await withTaskGroup(of: DeployResult?.self) { group in
            for _ in 0..<count {
                group.addTask {
                    let transport = GatedTransport(stage.aws.transport, start: start, end: end)
                    let result = try? await stage.deploy(through: transport)
                    // The holder waits for the others before it releases the lease.
                    if !transport.hasHeld { await end.arrive(waits: false) }
                    return result
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let endings = results.compactMap { $0?.ending }
        #expect(endings.count == count && endings.count { $0 == .succeeded } == 1, "\(endings)")
        for ending in endings where ending != .succeeded {
            guard case .failed(let failure) = ending else {
                Issue.record("\(ending)")
                continue
            }
            #expect(failure.step == .acquireLease && failure.code == .conflict, "\(failure)")
            for words in ["test is leased by arn:aws:", "for 'deploy'", "since 2030-01-01T", "'infra-cli attach test'"]
            {
                #expect(failure.reason.contains(words), "\(failure.reason)")
            }
        }
        #expect(try await stage.releases().map(\.outcome) == [.succeeded])
        #expect(try await stage.lease().stored == nil)
        // The others changed nothing: as many change sets as one deployment makes.
        #expect(
            stage.aws.calls.count { $0.name == "cloudformation:ExecuteChangeSet" } == 4, "three, and that of bootstrap")
    }
}
