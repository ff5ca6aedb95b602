import AWSClient
package import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The container of a running task that `exec` opens.
package struct CommandTarget: Sendable, Hashable, Encodable {
    /// The cluster's name.
    package var cluster: String
    /// The task's id.
    package var task: String
    /// The container's name.
    package var container: String
    /// The id of the container's runtime, which names the container for Systems Manager.
    package var runtimeID: String

    /// Finds the container.
    /// - Parameters:
    ///   - plan: The environment.
    ///   - task: The task's id or its beginning; nil for the newest one.
    ///   - container: The container's name; nil for the one that serves.
    ///   - calls: The calls.
    /// - Throws: ``EngineError``; with the code `refused` in production, and for a service without commands.
    package static func find(
        _ plan: ReleasePlan, task: String? = nil, container: String? = nil, _ calls: any AWSCalls
    ) async throws(EngineError) -> CommandTarget {
        try DevelopmentShortcut.exec.allow(inProduction: plan.isProduction)
        let service = try await DeployedService.find(plan, calls)
        let description = try await service.describe(calls)
        guard description.enablesExecuteCommand else {
            throw EngineError(
                .refused, "the tasks of \(service.name) run without the agent for commands",
                advice:
                    "Set service.exec: true in the environment's file and run `infra-cli deploy \(plan.environment)`")
        }
        let definition = try await service.taskDefinition(of: description, calls)
        let name = try DeployedService.container(container, in: definition, of: description).name ?? ""
        let running = try await tasks(of: service, calls).filter {
            $0.lastStatus == "RUNNING" && $0.enablesExecuteCommand
        }
        let matching = running.filter { found in task.map { Self.id(found).hasPrefix($0) } ?? true }
        let newest = matching.max {
            ($0.startedAt?.timeIntervalSince1970 ?? 0) < ($1.startedAt?.timeIntervalSince1970 ?? 0)
        }
        guard let newest else {
            let ids = running.map(Self.id).sorted().joined(separator: ", ")
            throw EngineError(
                .notFound,
                "the service \(service.name) has no running task\(task.map { " \($0)" } ?? "") that takes commands",
                advice: ids.isEmpty
                    ? "Wait until a task runs: `infra-cli status \(plan.environment)`" : "Name one of them: \(ids)")
        }
        guard let runtime = newest.containers.first(where: { $0.name == name })?.runtimeID else {
            throw EngineError(.notFound, "the container \(name) of the task \(Self.id(newest)) does not run yet")
        }
        return CommandTarget(cluster: service.cluster, task: Self.id(newest), container: name, runtimeID: runtime)
    }

    /// Starts the command and returns its session.
    package func open(_ command: String, _ calls: any AWSCalls) async throws(EngineError)
        -> ContainerOperations.CommandSession
    {
        do throws(AWSError) {
            let output = try await calls.call(
                ContainerOperations.ExecuteCommand(
                    cluster: cluster, task: task, container: container, command: command, isInteractive: true))
            if let session = output.session { return session }
        } catch  where error.code == "TargetNotConnectedException" {
            throw EngineError(
                .unavailable, "the agent for commands of the task \(task) is not connected",
                advice:
                    "Wait a minute after the start of the task; without NAT the subnets need the endpoint ssmmessages",
                cause: error)
        } catch {
            throw EngineError(error, while: "start a command in the task \(task)")
        }
        throw EngineError(.invalidResponse, "ECS started the command without a session")
    }

    private static func tasks(
        of service: DeployedService, _ calls: any AWSCalls
    ) async throws(EngineError) -> [TaskDescription] {
        do throws(AWSError) {
            let arns = try await calls.call(
                ContainerOperations.ListTasks(cluster: service.cluster, service: service.name)
            ).arns
            guard !arns.isEmpty else { return [] }
            return try await calls.call(ContainerOperations.DescribeTasks(cluster: service.cluster, tasks: arns)).tasks
        } catch {
            throw EngineError(error, while: "read the tasks of \(service.name)")
        }
    }

    private static func id(_ task: TaskDescription) -> String {
        task.arn.split(separator: "/").last.map(String.init) ?? task.arn
    }
}
