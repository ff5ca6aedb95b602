import AWSClient
import AWSOperations
import Synchronization

/// A migration outside of a deployment: the task of the deployed migration stack, under the environment's lease.
///
/// The levels that the task tells are recorded with the newest release, so that a rollback is judged by them.
package struct MigrateRun: Sendable {
    private let context: EngineContext
    private let plan: ReleasePlan
    private let addresses: ArtifactAddresses

    /// The result of a migration.
    package struct Result: Sendable, Hashable {
        /// The outcome of the task.
        package var outcome: RunTaskOutcome
        /// The levels of the schema that its log tells; nil if it tells none.
        package var levels: SchemaLevels?
    }

    /// Creates a migration.
    /// - Parameters:
    ///   - context: The effects.
    ///   - plan: The plan.
    ///   - addresses: The addresses of the artifact bucket.
    package init(context: EngineContext, plan: ReleasePlan, addresses: ArtifactAddresses) {
        self.context = context
        self.plan = plan
        self.addresses = addresses
    }

    /// Runs the task and waits for its end.
    /// - Parameters:
    ///   - author: The author, for the lease.
    ///   - token: The token of idempotency, different for each run.
    ///   - command: The command; nil for the task definition's.
    /// - Throws: ``EngineError``.
    package func run(
        author: Release.Author, token: String, command: [String]? = nil
    ) async throws(EngineError) -> Result {
        guard let stack = plan.stacks.first(where: { $0.role == .migration }) else {
            throw EngineError(.refused, "the environment has no migration")
        }
        let calls = context.calls
        let caller: String
        let found: StackDescription?
        do throws(AWSError) {
            caller = try await calls.call(GetCallerIdentity()).arn
            found = try await StackDescription.find(stack.name, calls)
        } catch {
            throw EngineError(error, while: "read the stack \(stack.name)")
        }
        let request = try MigrationTaskOutputs(found).request(token: token, command: command)
        let setup = try await AccountSetup.read(plan.bootstrapStack, calls)
        let location = try addresses.location(of: setup.bucket)
        let lease = try await lease(author: author, caller: caller, token: token, at: location)
        do throws(EngineError) {
            let result = try await follow(request, lease)
            if case .exited(_, 0) = result.outcome, let levels = result.levels {
                try await record(
                    levels, ReleaseLedger(context: context, location: location, environment: plan.environment))
            }
            await lease.release()
            return result
        } catch {
            await lease.release()
            throw error
        }
    }

    private func lease(
        author: Release.Author, caller: String, token: String, at location: BucketLocation
    ) async throws(EngineError) -> LeaseHolder {
        let calls = context.calls
        let now = context.now()
        let record = LeaseRecord(
            environment: plan.environment, operation: "migrate", holder: caller, host: author.host,
            runURL: author.runURL,
            token: token, acquired: now, expires: now)
        let names = plan.stacks.map(\.name)
        let lease = LeaseHolder(
            context: context, location: location, record: record
        ) { () async throws(AWSError) in try await BusyStack.among(names, calls) }
        do throws(LeaseError) {
            try await lease.acquire()
        } catch {
            throw EngineError(error)
        }
        return lease
    }

    private func follow(_ request: RunTaskRequest, _ lease: LeaseHolder) async throws(EngineError) -> Result {
        let lines = Lines()
        let outcome = try await RunTaskExecution(
            context: context, phase: .migrate,
            heartbeat: { () async throws(EngineError) in try await DeployRun.heartbeat(lease) }, request: request,
            deadline: nil, onLine: { lines.add($0) }
        ).run()
        return Result(outcome: outcome, levels: SchemaLevels(log: lines.all))
    }

    /// Records the levels with the newest release. What its image knows stays as recorded: the task may be of another image.
    private func record(_ levels: SchemaLevels, _ ledger: ReleaseLedger) async throws(EngineError) {
        do throws(LedgerError) {
            guard let newest = try await ledger.numbers().last else { return }
            _ = try await ledger.modify(newest) { release in
                var schema = release.schema ?? Release.SchemaRecord()
                schema.after = levels.level
                schema.neededLevel = levels.needed
                release.schema = schema
            }
        } catch {
            throw EngineError(error)
        }
    }

    private final class Lines: Sendable {
        private let kept = Mutex<[String]>([])

        func add(_ line: String) { kept.withLock { $0.append(line) } }

        var all: [String] { kept.withLock { $0 } }
    }
}
