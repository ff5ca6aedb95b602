extension ReleaseLedger {
    /// Records a change of the service beside its stack: before it, so that a process that dies leaves a trace, and with its
    /// outcome.
    /// - Parameters:
    ///   - draft: The release without its number, nonce and caller, which the lease has.
    ///   - lease: The environment's lease, which names the release from then on.
    ///   - change: Changes the service, and the record where it tells more.
    /// - Returns: The release with its outcome.
    /// - Throws: ``EngineError`` of the change, which is recorded, or of the ledger.
    func recording(
        _ draft: Release, under lease: LeaseHolder,
        _ change: (inout Release) async throws(EngineError) -> ReleaseOutcome
    ) async throws(EngineError) -> Release {
        let holder = await lease.record
        var draft = draft
        draft.nonce = holder.token
        draft.author.caller = holder.holder
        draft.begin(.service, at: context.now())
        let first = draft
        var entry = try await written { () async throws(LedgerError) in try await allocate(first) }
        do throws(EngineError) {
            do throws(LeaseError) { try await lease.note(entry.release) } catch { throw EngineError(error) }
            let outcome = try await change(&entry.release)
            entry.release.finish(outcome, at: context.now())
        } catch {
            entry.release.finish(
                error.code == .detached ? .detached(phase: .service) : .failed(phase: .service, cause: error.message),
                at: context.now())
            _ = try? await update(entry)
            throw error
        }
        let last = entry
        return try await written { () async throws(LedgerError) in try await update(last) }.release
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
