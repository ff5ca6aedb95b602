extension DeployRun {
    /// Collects the evidence of the failure, keeps it in every place, and explains it. None of it can fail the run further.
    mutating func collectEvidence() async {
        guard let plan else { return }
        let role: PlannedStack.Role? =
            switch machine.comingEnding {
            case .failed(let failure), .cancelled(let failure):
                switch failure.step {
                case .execute(let role): role
                case .migrate: .migration
                default: nil
                }
            default: nil
            }
        let stack = plan.stacks.first { $0.role == role }?.name
        await collector.begin(evidenceRequest(plan, stacks: stack.map { [$0] } ?? []))
        guard var bundle = await collector.finish(tasks: collectorTasks) else { return }
        if let failedCall { bundle.failedCalls.append(failedCall) }
        evidence = bundle
        explanation = CauseCatalogue.explain(bundle)
        for store in evidenceStores + bucketStore() {
            do throws(EvidenceStoreError) {
                let place = try await store.save(bundle)
                context.report(
                    ProgressEvent(time: context.now(), phase: .record, fact: .notice("the evidence is in \(place)")))
            } catch {
                context.report(
                    ProgressEvent(
                        time: context.now(), phase: .record, fact: .warning("the evidence could not be saved: \(error)")
                    ))
            }
        }
    }

    /// The request of the run's evidence.
    func evidenceRequest(_ plan: ReleasePlan, stacks: [String]) -> EvidenceRequest {
        EvidenceRequest(
            environment: plan.environment, release: entry.map { EvidenceRequest.releaseName($0.release.number) },
            stacks: stacks,
            token: entry?.release.requestToken, began: entry?.release.started)
    }

    private func bucketStore() -> [any EvidenceStore] {
        guard let setup, let location = try? addresses.location(of: setup.bucket) else { return [] }
        return [BucketEvidenceStore(calls: context.calls, bucket: location)]
    }
}
