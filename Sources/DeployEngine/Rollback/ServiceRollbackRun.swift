package import AWSClient

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A rollback of the service alone, from the lease to the record in the ledger.
package struct ServiceRollbackRun: Sendable {
    let context: EngineContext
    let ledger: ReleaseLedger
    let location: BucketLocation
    let stacks: [String]
    let record: LeaseRecord
    let author: Release.Author

    /// The time at which the deployment is stopped; nil without a limit.
    package var deadline: Duration?
    /// Collects evidence.
    package var evidence: @Sendable (FailedStop) async -> Void = { _ in }

    /// Creates a run.
    /// - Parameters:
    ///   - context: The effects.
    ///   - ledger: The ledger.
    ///   - location: The environment's bucket.
    ///   - stacks: The names of the environment's stacks.
    ///   - record: The lease's record of this process.
    ///   - author: The author of the release.
    package init(
        context: EngineContext, ledger: ReleaseLedger, location: BucketLocation, stacks: [String],
        record: LeaseRecord, author: Release.Author
    ) {
        self.context = context
        self.ledger = ledger
        self.location = location
        self.stacks = stacks
        self.record = record
        self.author = author
    }

    /// Rolls the service back and records it.
    /// - Parameter plan: The plan that was approved, without refusals.
    package func run(
        _ plan: RollbackPlan
    ) async throws(EngineError) -> (release: Release, outcome: ServiceRollbackExecution.Outcome) {
        guard plan.refusals.isEmpty, let target = plan.target, let service = target.service else {
            throw EngineError(.refused, plan.refusals.joined(separator: "; "))
        }
        let (names, calls) = (stacks, context.calls)
        let lease = LeaseHolder(
            context: context, location: location, record: record,
            busyStacks: { () async throws(AWSError) in try await BusyStack.among(names, calls) })
        do throws(LeaseError) {
            try await lease.acquire()
        } catch {
            throw EngineError(error)
        }
        do throws(EngineError) {
            let result = try await run(target, service, lease)
            await lease.release()
            return result
        } catch {
            // Behind a detached operation the lease expires by itself.
            await lease.release()
            throw error
        }
    }

    private func run(
        _ target: Release, _ service: Release.ServiceRecord, _ lease: LeaseHolder
    ) async throws(EngineError) -> (Release, ServiceRollbackExecution.Outcome) {
        var draft = Release(
            number: 0, environment: ledger.environment, kind: .serviceRollback, nonce: record.token,
            started: context.now(), author: author, restores: target.number, image: target.image, service: service)
        draft.begin(.service, at: context.now())
        var entry = try await written { () async throws(LedgerError) in try await ledger.allocate(draft) }
        let outcome: ServiceRollbackExecution.Outcome
        do throws(EngineError) {
            do throws(LeaseError) { try await lease.note(entry.release) } catch { throw EngineError(error) }
            let rollback = ServiceRollbackExecution(
                context: context,
                heartbeat: { () async throws(EngineError) in
                    do throws(LeaseError) { try await lease.heartbeat() } catch { throw EngineError(error) }
                },
                target: service, imageDigest: target.image?.digest,
                deadline: deadline.map { context.now().advanced(by: $0) }, evidence: evidence)
            outcome = try await rollback.run()
        } catch {
            entry.release.finish(
                error.code == .detached ? .detached(phase: .service) : .failed(phase: .service, cause: error.message),
                at: context.now())
            _ = try? await ledger.update(entry)
            throw error
        }
        if case .succeeded(let running) = outcome { entry.release.service = running }
        entry.release.finish(Self.outcome(of: outcome), at: context.now())
        let last = entry
        entry = try await written { () async throws(LedgerError) in try await ledger.update(last) }
        return (entry.release, outcome)
    }

    private static func outcome(of outcome: ServiceRollbackExecution.Outcome) -> ReleaseOutcome {
        switch outcome {
        case .succeeded: .succeeded
        case .failed(let failure):
            failure.kind == .rollbackFailed
                ? .failed(phase: .service, cause: failure.reason ?? failure.status)
                : .rolledBack(phase: .service, cause: failure.reason ?? failure.status)
        case .paused, .detached: .detached(phase: .service)
        case .deadlineExceeded: .rolledBack(phase: .service, cause: "the deadline passed")
        }
    }

    private func written(
        _ write: () async throws(LedgerError) -> LedgerEntry
    ) async throws(EngineError) -> LedgerEntry {
        do throws(LedgerError) {
            return try await write()
        } catch {
            throw EngineError(error)
        }
    }
}
