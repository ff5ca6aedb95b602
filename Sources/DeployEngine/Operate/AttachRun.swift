package import AWSClient
import AWSOperations

/// Follows the operations of an environment that another run began, to their end, and closes the records that it left open.
package struct AttachRun: Sendable {
    /// The end of one stack's operation.
    package struct Result: Sendable, Hashable {
        /// The stack's name.
        package var stack: String
        /// The end.
        package var outcome: StackOutcome
    }

    private let context: EngineContext
    private let plan: ReleasePlan
    private let location: BucketLocation?

    /// Creates a run.
    /// - Parameters:
    ///   - context: The effects.
    ///   - plan: The environment.
    ///   - location: The artifact bucket; nil if the account was not bootstrapped.
    package init(context: EngineContext, plan: ReleasePlan, location: BucketLocation?) {
        self.context = context
        self.plan = plan
        self.location = location
    }

    /// Follows what runs. Stacks are followed in the order of deployment; of an environment one changes at a time.
    /// - Returns: The ends; none if nothing ran.
    package func run() async throws(EngineError) -> [Result] {
        var results: [Result] = []
        for stack in plan.stacks {
            let found: StackDescription?
            let token: String
            do throws(AWSError) {
                found = try await StackDescription.find(stack.name, context.calls)
                guard let found, found.status.isInProgress else { continue }
                let events = try await context.calls.call(StackOperations.DescribeStackEvents(stack: found.id))
                token = events.events.first?.clientRequestToken ?? ""
            } catch {
                throw EngineError(error, while: "read the stack \(stack.name)")
            }
            guard let found else { continue }
            let execution = StackExecution(
                context: context, phase: stack.role.phase, heartbeat: { () async throws(EngineError) in },
                stack: found.id,
                changeSetID: nil, token: token, serviceWatch: stack.role == .service ? ServiceWatchSettings() : nil,
                deadline: nil, evidence: { _ in })
            results.append(Result(stack: stack.name, outcome: try await execution.run()))
        }
        return results
    }

    /// Closes the records without an outcome whose operations have ended. A record of a run that still holds the lease stays.
    /// - Returns: The closed releases.
    package func closeRecords() async throws(EngineError) -> [Release] {
        guard let location else { return [] }
        let (names, calls) = (plan.stacks.map(\.name), context.calls)
        do throws(AWSError) {
            let lease = try await LeaseStatus.read(
                context: context, location: location, environment: plan.environment
            ) { () async throws(AWSError) in try await BusyStack.among(names, calls) }
            if lease.stored != nil, !lease.isExpired { return [] }
        } catch {
            throw EngineError(error, while: "read the lease")
        }
        let ledger = ReleaseLedger(context: context, location: location, environment: plan.environment)
        let stacks = await AbandonedRelease.Stack.read(names, calls)
        var closed: [Release] = []
        do throws(LedgerError) {
            let history = try await ledger.history()
            for release in history.open {
                let later = history.releases.first { $0.number > release.number && $0.outcome == .succeeded }?.number
                let truth = AbandonedRelease(release, stacks: stacks, later: later)
                guard let outcome = truth.outcome else { continue }
                let now = context.now()
                let entry = try await ledger.modify(release.number) { record in
                    record.finish(outcome, at: now)
                    record.notes.append(truth.note)
                }
                closed.append(entry.release)
            }
        } catch {
            throw EngineError(error)
        }
        return closed
    }
}

extension PlannedStack.Role {
    /// The phase that deploys stacks of this purpose.
    package var phase: ProgressEvent.Phase {
        switch self {
        case .foundation: .foundation
        case .migration: .migrate
        case .service: .service
        }
    }
}

extension AbandonedRelease.Stack {
    /// Reads stacks with the tokens of their latest operations. A stack that cannot be read is missing among them.
    static func read(_ names: [String], _ calls: some AWSCalls) async -> [AbandonedRelease.Stack] {
        var states: [AbandonedRelease.Stack] = []
        for name in names {
            guard let found = try? await StackDescription.find(name, calls) else { continue }
            let events = try? await calls.call(StackOperations.DescribeStackEvents(stack: found.id))
            states.append(
                .init(name: name, status: found.status, requestToken: events?.events.first?.clientRequestToken))
        }
        return states
    }
}
