import AWSClient
import AWSOperations

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A one-off task from its start to its end: it runs the task, shows its log as it is written, and returns the exit code.
///
/// Its token makes the start idempotent: an execution with the same request follows the task that an earlier one began.
package struct RunTaskExecution: Sendable {
    private let context: EngineContext
    private let phase: ProgressEvent.Phase
    private let heartbeat: @Sendable () async throws(EngineError) -> Void
    private let request: RunTaskRequest
    private let deadline: Date?
    private let evidence: @Sendable (FailedStop) async -> Void
    private let onLine: @Sendable (String) -> Void

    /// The time between two looks.
    package var interval = Duration.seconds(3)
    /// The time without a successful read after which the execution detaches.
    package var readPatience = Duration.seconds(900)
    /// The number of attempts to start the task while the cluster has no capacity for it.
    package var capacityAttempts = 5

    /// Creates an execution.
    /// - Parameters:
    ///   - context: The effects.
    ///   - phase: The phase of its reports.
    ///   - heartbeat: Renews the lease when that is due; it is called before each look.
    ///   - request: The task.
    ///   - deadline: The time at which the task is stopped.
    ///   - evidence: Collects evidence of a task that failed.
    ///   - onLine: Receives each line of the task's log.
    package init(
        context: EngineContext, phase: ProgressEvent.Phase,
        heartbeat: @escaping @Sendable () async throws(EngineError) -> Void, request: RunTaskRequest, deadline: Date?,
        evidence: @escaping @Sendable (FailedStop) async -> Void = { _ in },
        onLine: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.context = context
        self.phase = phase
        self.heartbeat = heartbeat
        self.request = request
        self.deadline = deadline
        self.evidence = evidence
        self.onLine = onLine
    }

    /// Runs the task and waits for its end.
    /// - Throws: ``EngineError``, with the code `detached` if the task goes on without this process.
    package func run() async throws(EngineError) -> RunTaskOutcome {
        if context.takeInterrupt() != nil { throw EngineError(.interrupted, "interrupted before the task was started") }
        try await heartbeat()
        let began = context.now()
        let task: String
        switch try await start() {
        case .success(let arn): task = arn
        case .failure(let error): return .failed(error.failure)
        }
        context.tell(.notice("started the task \(Self.shortID(task))"), in: phase)
        let outcome = try await follow(task, since: began)
        switch outcome {
        case .failed(let failure):
            await evidence(stop(task, reason: failure.reason, began: began))
        case .exited(_, let code) where code != 0:
            await evidence(stop(task, reason: "exit code \(code)", began: began))
        default: break
        }
        return outcome
    }

    private func stop(_ task: String, reason: String, began: Date) -> FailedStop {
        FailedStop(
            .taskFailed, token: request.token, cluster: request.cluster, tasks: [task], reason: reason, began: began)
    }

    // MARK: Start

    /// A start that ECS refused.
    private struct RefusedStartError: Error {
        let failure: TaskFailure
    }

    private func start() async throws(EngineError) -> Result<String, RefusedStartError> {
        var refusal = TaskFailure(reason: "ECS started no task and gave no reason")
        var attempt = 1
        var uncertain = 0
        while true {
            do {
                let output = try await context.calls.call(operation)
                if let task = output.tasks.first { return .success(task.arn) }
                let reasons = output.failures.map { [$0.reason, $0.detail].compactMap { $0 }.joined(separator: ": ") }
                if !reasons.isEmpty { refusal = TaskFailure(reason: reasons.joined(separator: "; ")) }
                // A shortage passes; a missing cluster or an inactive definition does not.
                let isShortage = output.failures.contains { $0.isShortage }
                guard isShortage, attempt < capacityAttempts else {
                    return .failure(RefusedStartError(failure: refusal))
                }
            } catch  where error.isAmbiguous && uncertain < 5 {
                uncertain += 1
            } catch  where error.isCapacityShortage && attempt < capacityAttempts {
                refusal = TaskFailure(reason: error.message)
            } catch {
                throw EngineError(error, while: "start a task of \(request.taskDefinition)")
            }
            attempt += 1
            if try await context.pause(.seconds(10)) != nil {
                throw EngineError(.interrupted, "interrupted before the task was started")
            }
            try await heartbeat()
        }
    }

    private var operation: ContainerOperations.RunTask {
        let vpc = VPCConfiguration(
            subnets: request.subnets, securityGroups: request.securityGroups,
            publicAddress: request.assignsPublicAddress ? "ENABLED" : "DISABLED")
        let container = ContainerOverride(
            name: request.container, command: request.command, environment: request.environment)
        let overrides =
            request.command == nil && request.environment.isEmpty ? nil : TaskOverride(containers: [container])
        return ContainerOperations.RunTask(
            cluster: request.cluster, taskDefinition: request.taskDefinition, count: 1, launchType: "FARGATE",
            networkConfiguration: NetworkConfiguration(vpc: vpc), overrides: overrides, startedBy: request.startedBy,
            clientToken: request.token)
    }

    // MARK: End

    private func follow(_ task: String, since began: Date) async throws(EngineError) -> RunTaskOutcome {
        let calls = context.calls.forPolling
        var log = LogFollower(request: request, task: Self.shortID(task))
        var lastGoodRead = context.now()
        var hasWarned = false
        var status = ""
        var stopping: RunTaskOutcome?
        while true {
            try await heartbeat()
            var stopped: TaskDescription?
            do {
                let output = try await calls.call(
                    ContainerOperations.DescribeTasks(cluster: request.cluster, tasks: [task]))
                if let found = output.tasks.first {
                    lastGoodRead = context.now()
                    if let now = found.lastStatus, now != status {
                        status = now
                        context.tell(.notice("the task \(Self.shortID(task)) is \(now)"), in: phase)
                    }
                    if found.lastStatus == "STOPPED" { stopped = found }
                }
            } catch {
                if error.isUnauthenticated || error.hasExpiredCredentials || error.isCredentialsFailure {
                    throw EngineError(
                        .detached, "the task \(Self.shortID(task)) goes on, but cannot be read: \(error)",
                        advice: "Renew the credentials, then run the command again; it follows the same task",
                        cause: error)
                }
                if error.isAccessDenied { throw EngineError(error, while: "read the task \(Self.shortID(task))") }
                if !hasWarned { context.tell(.warning("the task cannot be read at present: \(error)"), in: phase) }
                hasWarned = true
            }
            for line in await log.read(calls) { show(line) }
            if let warning = log.takeWarning() { context.tell(.warning(warning), in: phase) }
            if let stopped {
                try await readRest(of: &log, calls)
                return stopping ?? outcome(of: stopped)
            }
            if context.now().timeIntervalSince(lastGoodRead) > readPatience.inSeconds {
                throw EngineError(
                    .detached, "the task \(Self.shortID(task)) goes on, but cannot be read",
                    advice: "Run the command again; it follows the same task")
            }
            if stopping == nil, let deadline, context.now() >= deadline {
                context.tell(.warning("the deadline of the task \(Self.shortID(task)) passed"), in: phase)
                await stop(task, "deadline")
                stopping = .deadlineExceeded(task: task)
            }
            switch try await context.pause(interval) {
            case .detach?: return .detached(task: task)
            case .cancel? where stopping == nil:
                await stop(task, "cancelled by the operator")
                stopping = .cancelled(task: task)
            default: break
            }
        }
    }

    private func show(_ line: String) {
        context.tell(.log(stream: request.container, line: line), in: phase)
        onLine(line)
    }

    /// Reads the end of the log, which arrives some seconds after the task has stopped.
    private func readRest(of log: inout LogFollower, _ calls: any AWSCalls) async throws(EngineError) {
        var quiet = 0
        for _ in 0..<10 where quiet < 2 && log.isUsable {
            _ = try await context.pause(.seconds(1))
            let lines = await log.read(calls)
            quiet = lines.isEmpty ? quiet + 1 : 0
            for line in lines { show(line) }
        }
    }

    private func outcome(of task: TaskDescription) -> RunTaskOutcome {
        if let code = task.containers.first(where: { $0.name == request.container })?.exitCode {
            return .exited(task: task.arn, code: code)
        }
        return .failed(
            TaskFailure(task: task.arn, stopCode: task.stopCode?.rawValue, reason: task.stopStatement))
    }

    private func stop(_ task: String, _ reason: String) async {
        do {
            _ = try await context.calls.call(
                ContainerOperations.StopTask(cluster: request.cluster, task: task, reason: reason))
        } catch {
            context.tell(.warning("the task \(Self.shortID(task)) cannot be stopped: \(error)"), in: phase)
        }
    }

    private static func shortID(_ arn: String) -> String { arn.split(separator: "/").last.map(String.init) ?? arn }
}

extension ContainerFailure {
    /// `true` if the cluster has no room for the task at present.
    fileprivate var isShortage: Bool {
        let text = (reason ?? "") + " " + (detail ?? "")
        return text.contains("RESOURCE:") || text.contains("Capacity is unavailable")
    }
}

extension AWSError {
    /// `true` if Fargate has no capacity in the zones of the subnets at present.
    fileprivate var isCapacityShortage: Bool { message.contains("Capacity is unavailable") }
}
