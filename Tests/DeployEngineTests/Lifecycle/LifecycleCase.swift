import Testing

/// A case of the lifecycle of stacks, for any world.
struct LifecycleCase: Sendable, CustomTestStringConvertible {
    /// A sentence.
    let name: String
    let body: @Sendable (LifecycleRun) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (LifecycleRun) async throws -> Void) {
        self.name = name
        self.body = body
    }

    var testDescription: String { name }

    /// All cases.
    static let all: [LifecycleCase] = [
        creations, failedCreations, updates, replacements, failedUpdates, cancellations, continuations, changeSets,
        changeDetails, refusals, tokens, deletions, failedDeletions, drifts, imports, reading,
    ].flatMap { $0 }
}
