import AWSClient
import AWSOperations

/// The removal of what a ``PrunePlan`` lists, under the environment's lease.
///
/// The account is read again under the lease: only what both plans have is removed. The releases are marked first, then task
/// definitions go before the images that they name, so that an interruption leaves too much and never too little.
package struct PruneExecution: Sendable {
    private let preparation: PrunePreparation
    private let heartbeat: @Sendable () async throws(EngineError) -> Void
    private var context: EngineContext { preparation.context }
    private var ledger: ReleaseLedger { preparation.ledger }

    /// Creates an execution.
    /// - Parameters:
    ///   - preparation: The maker of the plan.
    ///   - heartbeat: Renews the lease when that is due.
    package init(
        _ preparation: PrunePreparation, heartbeat: @escaping @Sendable () async throws(EngineError) -> Void
    ) {
        self.preparation = preparation
        self.heartbeat = heartbeat
    }

    /// Removes what the confirmed plan and the present state agree on.
    /// - Parameter confirmed: The plan that was shown.
    /// - Returns: The plan that was carried out.
    /// - Throws: ``EngineError``; what was removed before it stays removed, and the next run goes on.
    package func run(_ confirmed: PrunePlan) async throws(EngineError) -> PrunePlan {
        let present = try await preparation.plan()
        guard present.refusals.isEmpty else {
            throw EngineError(.refused, present.refusals.joined(separator: "; "))
        }
        let plan = confirmed.limited(to: present)
        let now = context.now()
        for number in plan.releases {
            try await step()
            do throws(LedgerError) {
                guard try await ledger.get(number)?.release.pruned == nil else { continue }
                _ = try await ledger.modify(number) { $0.pruned = now }
            } catch {
                throw EngineError(error)
            }
        }
        for arn in plan.taskDefinitions {
            try await step()
            try await call("deregister \(arn)") { () async throws(AWSError) in
                _ = try await context.calls.call(ContainerOperations.DeregisterTaskDefinition(taskDefinition: arn))
            }
        }
        if !plan.taskDefinitions.isEmpty { tell("deregistered \(plan.taskDefinitions.count) task definitions") }
        if let repository = plan.repository { try await delete(plan.images.map(\.digest), from: repository) }
        for key in plan.objects {
            try await step()
            try await call("delete \(key)") { () async throws(AWSError) in
                _ = try await context.calls.call(
                    ObjectOperations.DeleteObject(location: ledger.store.location, key: key))
            }
        }
        if !plan.objects.isEmpty { tell("deleted \(plan.objects.count) objects of the artifact bucket") }
        return plan
    }

    /// Deletes images. ECR keeps the parts of an index until the index is gone, so the refused ones are tried again.
    private func delete(_ digests: [String], from repository: String) async throws(EngineError) {
        var left = digests
        while !left.isEmpty {
            var refused: [ImageFailure] = []
            for start in stride(from: 0, to: left.count, by: 100) {
                try await step()
                let ids = left[start..<min(start + 100, left.count)].map { ImageIdentifier(digest: $0) }
                let output = try await call("delete images of \(repository)") { () async throws(AWSError) in
                    try await context.calls.call(ImageOperations.BatchDeleteImage(repository: repository, ids: ids))
                }
                refused += output.failures.filter { $0.code != "ImageNotFound" }
            }
            let next = refused.filter { $0.code == "ImageReferencedByManifestList" }.compactMap { $0.id?.digest }
            guard refused.count == next.count, next.count < left.count else {
                let first = refused.first
                throw EngineError(
                    .service,
                    "\(repository) keeps \(first?.id?.digest ?? "an image"): \(first?.reason ?? first?.code ?? "no reason")"
                )
            }
            left = next
        }
        if !digests.isEmpty { tell("deleted \(digests.count) images of \(repository)") }
    }

    /// Renews the lease, and ends after an interrupt: between two removals nothing is half done.
    private func step() async throws(EngineError) {
        if context.takeInterrupt() != nil {
            throw EngineError(
                .interrupted, "interrupted; what was removed stays removed", advice: "Run it again to go on")
        }
        try await heartbeat()
    }

    private func tell(_ text: String) { context.tell(.notice(text), in: .prune) }

    private func call<Value>(
        _ purpose: String, _ body: () async throws(AWSError) -> Value
    ) async throws(EngineError) -> Value {
        do throws(AWSError) {
            return try await body()
        } catch {
            throw EngineError(error, while: purpose)
        }
    }
}
