import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Synchronization

/// A stack whose operation follows a script on a virtual clock, with the calls that a stack's execution makes.
final class ScriptedStack: Sendable {
    /// A status of the stack, some seconds after the execution, with its events.
    struct Step: Sendable {
        var at: Double
        var status: StackStatus?
        var events: [StackEvent]

        init(_ at: Double, _ status: StackStatus? = nil, _ events: [StackEvent] = []) {
            self.at = at
            self.status = status
            self.events = events
        }
    }

    private struct State {
        var executed: Double?
        var steps: [Step]
        var reports: [ProgressEvent] = []
        var evidence: [FailedStop] = []
        var heartbeats: [Double] = []
    }

    let calls: ScriptedCalls
    let before: StackStatus
    /// The time for which reads show the state before a change.
    let staleness: Double
    private let state: Mutex<State>

    init(before: StackStatus = .updateComplete, staleness: Double = 0, _ steps: [Step]) {
        calls = ScriptedCalls()
        self.before = before
        self.staleness = staleness
        state = Mutex(State(steps: steps))
        answer()
    }

    /// The seconds since the start.
    var seconds: Double { calls.clock.date.timeIntervalSince(Sample.start) }
    /// The facts that were reported.
    var facts: [ProgressEvent.Fact] { state.withLock { $0.reports.map(\.fact) } }
    /// The warnings and notices.
    var texts: [String] {
        facts.compactMap {
            switch $0 {
            case .notice(let text), .warning(let text): text
            default: nil
            }
        }
    }
    /// The evidence that was asked for.
    var evidence: [FailedStop] { state.withLock { $0.evidence } }
    /// The times of the heartbeats.
    var heartbeats: [Double] { state.withLock { $0.heartbeats } }
    /// `true` once a change set was executed.
    var isExecuted: Bool { state.withLock { $0.executed != nil } }

    /// Marks the operation as begun.
    func execute() { state.withLock { $0.executed = $0.executed ?? seconds } }

    /// Replaces what follows by another script, whose times count from now.
    func proceed(_ steps: [Step]) {
        let now = seconds
        state.withLock { state in
            guard let executed = state.executed else { return }
            state.steps.removeAll { $0.at > now - executed }
            state.steps += steps.map { Step($0.at + now - executed, $0.status, $0.events) }
        }
    }

    /// The status now.
    func status(lag: Double = 0) -> StackStatus {
        let now = seconds - lag
        return state.withLock { state in
            guard let executed = state.executed else { return before }
            return state.steps.last { $0.status != nil && executed + $0.at <= now }?.status ?? before
        }
    }

    private func events() -> [StackEvent] {
        let now = seconds
        return state.withLock { state in
            guard let executed = state.executed else { return [] }
            return state.steps.filter { executed + $0.at <= now }.flatMap(\.events)
        }
    }

    private func description() -> StackDescription {
        let status = status(lag: staleness)
        let isOld = status == before && state.withLock { $0.executed.map { seconds - staleness < $0 } ?? true }
        return .sample(
            status, operations: isOld ? ["before"] : ["own", "before"], updated: isOld ? -3600 : 1,
            outputs: ["Service": Sample.service])
    }

    private func answer() {
        calls.on(StackOperations.DescribeStacks.self) { [unowned self] (_, _) throws(AWSError) in
            StackOperations.DescribeStacks.Output(stacks: [description()])
        }
        calls.on(StackOperations.DescribeStackEvents.self) { [unowned self] (operation, _) throws(AWSError) in
            // Pages of forty, newest first, behind one old event.
            let all = [.sample("Old", .createComplete, at: -3600, token: "weir-6")] + events()
            let newest = Array(all.reversed())
            let offset = operation.pageToken.flatMap(Int.init) ?? 0
            let page = Array(newest.dropFirst(offset).prefix(40))
            let next = offset + 40 < newest.count ? String(offset + 40) : nil
            return StackOperations.DescribeStackEvents.Output(events: page, nextToken: next)
        }
        calls.on(StackOperations.DescribeStackResources.self) { (_, _) throws(AWSError) in
            StackOperations.DescribeStackResources.Output(resources: [])
        }
        calls.on(StackOperations.ExecuteChangeSet.self) { [unowned self] (_, _) throws(AWSError) in
            execute()
            return EmptyOutput()
        }
    }

    /// A context with the script's calls and clock.
    /// - Parameters:
    ///   - paces: `true` for calls that wait while they are throttled.
    ///   - interrupt: Returns the interrupt at a time; each is taken once.
    func context(
        paces: Bool = false, interrupts: [(at: Double, EngineContext.Interrupt)] = []
    ) -> EngineContext {
        let clock = calls.clock
        let pending = Mutex(interrupts)
        return EngineContext(
            calls: paces ? PacedCalls(calls, clock: clock, random: { 0.5 }) : calls, clock: clock, now: { clock.date },
            random: { 0.5 }, report: { [self] event in state.withLock { $0.reports.append(event) } },
            takeInterrupt: { [self] in
                let now = seconds
                return pending.withLock { pending in
                    guard let index = pending.firstIndex(where: { $0.at <= now }) else { return nil }
                    return pending.remove(at: index).1
                }
            })
    }

    /// An execution of the script.
    func execution(
        _ context: EngineContext? = nil, changeSet: String? = "arn:change-set", service: ServiceWatchSettings? = nil,
        deadline: Double? = nil
    ) -> StackExecution {
        StackExecution(
            context: context ?? self.context(), phase: .service,
            heartbeat: { [self] () async throws(EngineError) in
                let now = seconds
                state.withLock { $0.heartbeats.append(now) }
            }, stack: Sample.stack,
            changeSetID: changeSet, token: Sample.token, serviceWatch: service,
            deadline: deadline.map { Sample.start + $0 },
            evidence: { [self] stop in state.withLock { $0.evidence.append(stop) } })
    }
}
