import Synchronization

extension DeployRun {
    /// The lines of a log while they arrive.
    private final class Lines: Sendable {
        private let kept = Mutex<[String]>([])

        func add(_ line: String) {
            kept.withLock { lines in
                lines.append(line)
                if lines.count > 200 { lines.removeFirst() }
            }
        }

        var all: [String] { kept.withLock { $0 } }
    }

    /// Runs the migration as a task of the new image and records the schema's level.
    mutating func migrate() async throws(EngineError) -> DeployMachine.Result {
        guard let entry else { throw EngineError(.invalidInput, "the run has no release") }
        let request = try MigrationTaskOutputs(stacks[.migration]).request(token: entry.release.requestToken)
        let lines = Lines()
        let (lease, log) = (lease, collector)
        let execution = RunTaskExecution(
            context: context, phase: .migrate,
            heartbeat: { () async throws(EngineError) in if let lease { try await DeployRun.heartbeat(lease) } },
            request: request, deadline: deadline, evidence: { await log.capture($0) }, onLine: { lines.add($0) })
        let outcome = try await execution.run()
        switch outcome {
        case .exited(_, 0):
            if let levels = SchemaLevels(log: lines.all) {
                self.entry?.release.schema = levels.record(before: history.current?.schema?.after)
                phaseResult = "the schema is at level \(levels.level)"
            }
            try await save()
            return .done
        case .exited(let task, let code):
            collectorTasks.append(task)
            let last = lines.all.last.map { "; its last line: \($0)" } ?? ""
            return .failed(
                DeployFailure(
                    .migrate,
                    "the migration ended with code \(code)\(last); the service was not touched, and runs its version on"
                ))
        case .failed(let failure):
            if let task = failure.task { collectorTasks.append(task) }
            return .failed(DeployFailure(.migrate, "the migration's task did not run: \(failure.reason)"))
        case .detached:
            return .detached(DeployFailure(.migrate, "detached while the migration goes on", code: .interrupted))
        case .cancelled:
            return .cancelled(DeployFailure(.migrate, "the migration was stopped", code: .interrupted))
        case .deadlineExceeded:
            return .cancelled(
                DeployFailure(.migrate, "the deadline passed; the migration was stopped", code: .deadlineExceeded))
        }
    }
}
