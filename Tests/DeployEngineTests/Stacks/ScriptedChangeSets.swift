import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Synchronization

/// A stack's change sets in memory, with the calls that their execution makes.
final class ScriptedChangeSets: Sendable {
    private struct State {
        var stack: StackStatus?
        var changeSets: [String: ChangeSetDescription] = [:]
        var reports: [ProgressEvent.Fact] = []
        var reads = 0
    }

    static let reason =
        "The submitted information didn't contain changes. Submit different information to create a change set."

    let calls = ScriptedCalls()
    private let state: Mutex<State>
    /// The end of a change set.
    let result: (status: ChangeSetStatus, reason: String?)
    /// The number of reads until a change set has its end.
    let delay: Int
    let changes: Int

    init(
        stack: StackStatus?, result: (ChangeSetStatus, String?) = (.createComplete, nil), delay: Int = 2,
        changes: Int = 3
    ) {
        self.result = result
        self.delay = delay
        self.changes = changes
        state = Mutex(State(stack: stack))
        answerReads()
        answerChanges()
    }

    /// The stack's status; nil without one.
    var stack: StackStatus? { state.withLock { $0.stack } }
    /// The names of the change sets that are left.
    var left: Set<String> { state.withLock { Set($0.changeSets.keys) } }
    /// The facts that were reported.
    var facts: [ProgressEvent.Fact] { state.withLock { $0.reports } }

    /// Adds a change set that another process made.
    func add(_ name: String, _ status: ChangeSetStatus, parameters: [String: String] = [:]) {
        state.withLock { state in
            state.changeSets[name] = ChangeSetDescription(
                id: "arn:aws:cloudformation:change-set/\(name)/1", name: name, stackID: Sample.stackID,
                stackName: Sample.stack, status: status,
                executionStatus: status == .createComplete ? .available : .unavailable, parameters: parameters)
        }
    }

    private func key(_ id: String) -> String { id.split(separator: "/").dropFirst().first.map(String.init) ?? id }

    private func answerReads() {
        calls.on(StackOperations.DescribeStacks.self) { [unowned self] (_, _) throws(AWSError) in
            guard let status = stack else { throw .noStack }
            return .init(stacks: [.sample(status)])
        }
        calls.on(StackOperations.DescribeStackEvents.self) { (_, _) throws(AWSError) in
            .init(events: [.sample("stack", .updateInProgress, token: "other-release")])
        }
        calls.on(StackOperations.DescribeEvents.self) { (_, _) throws(AWSError) in .init() }
        calls.on(StackOperations.GetTemplate.self) { (_, _) throws(AWSError) in .init(template: "{}") }
        calls.on(StackOperations.DescribeChangeSet.self) { [unowned self] (operation, _) throws(AWSError) in
            let name = key(operation.name)
            let found = state.withLock { state -> ChangeSetDescription? in
                guard var found = state.changeSets[name] else { return nil }
                state.reads += 1
                if found.status == .createInProgress, state.reads > delay {
                    found.status = result.status
                    found.statusReason = result.reason
                    found.executionStatus = result.status == .createComplete ? .available : .unavailable
                    state.changeSets[name] = found
                }
                return found
            }
            guard var found else { throw .scripted("ChangeSetNotFound") }
            // One change a page.
            let page = operation.pageToken.flatMap(Int.init) ?? 0
            if found.status == .createComplete, page < changes {
                found.changes = [
                    .init(action: .add, logicalID: "Resource\(page)", type: "AWS::S3::Bucket")
                ]
                found.nextToken = page + 1 < changes ? String(page + 1) : nil
            }
            return found
        }
        calls.on(StackOperations.ListChangeSets.self) { [unowned self] (_, _) throws(AWSError) in
            .init(
                changeSets: state.withLock {
                    $0.changeSets.values.map { ChangeSetSummary(id: $0.id, name: $0.name, status: $0.status) }
                })
        }
    }

    private func answerChanges() {
        calls.on(StackOperations.CreateChangeSet.self) { [unowned self] (operation, _) throws(AWSError) in
            guard !left.contains(operation.name) else { throw .scripted("AlreadyExistsException") }
            add(operation.name, .createInProgress, parameters: [:])
            state.withLock { $0.stack = $0.stack ?? .reviewInProgress }
            return .init(id: "arn:aws:cloudformation:change-set/\(operation.name)/1", stackID: Sample.stackID)
        }
        calls.on(StackOperations.DeleteChangeSet.self) { [unowned self] (operation, _) throws(AWSError) in
            let removed = state.withLock { $0.changeSets.removeValue(forKey: key(operation.changeSet)) }
            guard removed != nil else { throw .scripted("ChangeSetNotFound") }
            return EmptyOutput()
        }
        calls.on(StackOperations.DeleteStack.self) { [unowned self] (_, _) throws(AWSError) in
            state.withLock { $0.stack = nil }
            return EmptyOutput()
        }
    }

    /// A context with the script's calls and clock.
    func context(interrupted at: Duration? = nil) -> EngineContext {
        let clock = calls.clock
        let pending = Mutex(at)
        return EngineContext(
            calls: calls, clock: clock, now: { clock.date }, random: { 0.5 },
            report: { [self] event in state.withLock { $0.reports.append(event.fact) } },
            takeInterrupt: {
                pending.withLock { pending in
                    guard let due = pending, clock.elapsed >= due else { return nil }
                    pending = nil
                    return .cancel
                }
            })
    }

    /// The creation of a change set.
    func execution(_ context: EngineContext? = nil, isReview: Bool = false) -> ChangeSetExecution {
        var request = ChangeSetRequest(
            stack: PlannedStack(role: .service, name: Sample.stack, template: "{}"), name: "weir-7",
            roleARN: "arn:aws:iam::111122223333:role/execution")
        request.requiresExistingStack = isReview
        return ChangeSetExecution(context: context ?? self.context(), request: request)
    }
}
