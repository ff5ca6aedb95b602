/// A phase of an operation: steps of resources, each begun when those before it have ended.
final class ResourceWave {
    /// A step of one resource.
    struct Step {
        let id: String
        let after: Set<String>
        /// Begins the step. It calls the closure once with its success.
        let begin: (FakeWorld, @escaping (Bool, FakeWorld) -> Void) -> Void
    }

    private var waiting: [Step]
    private let ids: Set<String>
    private(set) var running: Set<String> = []
    private(set) var succeeded: Set<String> = []
    private(set) var failed: [String] = []
    /// `true` to begin no further step.
    var isStopped = false
    private let stopsAtFailure: Bool
    private var isLaunching = false
    private var hasEnded = false
    /// Called at the first failure, while others may be in flight.
    var whenFailed: (FakeWorld) -> Void = { _ in }
    private let whenEnded: (ResourceWave, FakeWorld) -> Void

    init(_ steps: [Step], stopsAtFailure: Bool, whenEnded: @escaping (ResourceWave, FakeWorld) -> Void) {
        waiting = steps.sorted { $0.id < $1.id }
        ids = Set(steps.map(\.id))
        self.stopsAtFailure = stopsAtFailure
        self.whenEnded = whenEnded
    }

    /// Begins what can begin, and ends the wave when nothing is left.
    func proceed(_ world: FakeWorld) {
        guard !isLaunching, !hasEnded else { return }
        isLaunching = true
        while !isStopped, let index = waiting.firstIndex(where: { $0.after.intersection(ids).isSubset(of: succeeded) })
        {
            let step = waiting.remove(at: index)
            running.insert(step.id)
            step.begin(world) { [self] success, world in end(step.id, success, world) }
        }
        isLaunching = false
        guard running.isEmpty else { return }
        hasEnded = true
        whenEnded(self, world)
    }

    private func end(_ id: String, _ success: Bool, _ world: FakeWorld) {
        guard running.remove(id) != nil else { return }
        if success {
            succeeded.insert(id)
        } else {
            failed.append(id)
            if stopsAtFailure { isStopped = true }
            if failed.count == 1 { whenFailed(world) }
        }
        proceed(world)
    }
}
