package import AWSClient

extension ContainerOperations {
    /// `ListTasks`: the tasks of a cluster.
    package struct ListTasks: ContainerOperation, PagedOperation {
        /// The cluster's name or ARN; nil for `default`.
        package var cluster: String?
        /// The service; nil for all.
        package var service: String?
        /// The family of the task definition; nil for all.
        package var family: String?
        /// The starter, such as a deployment's id; nil for all.
        package var startedBy: String?
        /// `RUNNING`, the default, `PENDING` or `STOPPED`.
        package var desiredStatus: String?
        /// The maximum number of tasks of a page.
        package var pageSize: Int?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case cluster, service = "serviceName", family, startedBy, desiredStatus, pageSize = "maxResults"
            case pageToken = "nextToken"
        }

        /// Creates the operation.
        package init(
            cluster: String? = nil, service: String? = nil, family: String? = nil, startedBy: String? = nil,
            desiredStatus: String? = nil, pageSize: Int? = nil, pageToken: String? = nil
        ) {
            self.cluster = cluster
            self.service = service
            self.family = family
            self.startedBy = startedBy
            self.desiredStatus = desiredStatus
            self.pageSize = pageSize
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The tasks' ARNs.
            package var arns: [String]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case arns = "taskArns", nextToken }

            /// Creates the output.
            package init(arns: [String] = [], nextToken: String? = nil) {
                self.arns = arns
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `DescribeTasks`: up to 100 tasks; a stopped task for an hour at least.
    package struct DescribeTasks: ContainerOperation {
        /// The cluster's name or ARN; nil for `default`.
        package var cluster: String?
        /// The tasks' ids or ARNs.
        package var tasks: [String]
        /// `TAGS` for the tags.
        package var include: [String]?

        enum CodingKeys: String, CodingKey { case cluster, tasks, include }

        /// Creates the operation.
        package init(cluster: String? = nil, tasks: [String], include: [String]? = nil) {
            self.cluster = cluster
            self.tasks = tasks
            self.include = include
        }

        /// The tasks.
        package struct Output: Sendable, Hashable, Codable {
            /// The tasks found.
            package var tasks: [TaskDescription]
            /// The tasks not found.
            package var failures: [ContainerFailure]

            enum CodingKeys: String, CodingKey { case tasks, failures }

            /// Creates the output.
            package init(tasks: [TaskDescription] = [], failures: [ContainerFailure] = []) {
                self.tasks = tasks
                self.failures = failures
            }
        }
    }

    /// `RunTask`: starts tasks that belong to no service.
    package struct RunTask: ContainerOperation {
        /// The cluster's name or ARN; nil for `default`.
        package var cluster: String?
        /// The task definition's ARN or `family:revision`.
        package var taskDefinition: String
        /// The number of tasks; nil for one.
        package var count: Int?
        /// `FARGATE`, or nil for the cluster's default.
        package var launchType: String?
        /// The network.
        package var networkConfiguration: NetworkConfiguration?
        /// The values that replace those of the task definition.
        package var overrides: TaskOverride?
        /// The starter, up to 128 characters.
        package var startedBy: String?
        /// The group.
        package var group: String?
        /// The idempotency token.
        package var clientToken: String?
        /// `true` to allow commands in the tasks.
        package var enablesExecuteCommand: Bool?
        /// The version of Fargate's platform; nil for the latest.
        package var platformVersion: String?
        /// `TASK_DEFINITION` to copy its tags; nil for none.
        package var propagatesTags: String?
        /// The tasks' tags.
        @Listed<LowerCaseTagNames> package var tags: [String: String]

        enum CodingKeys: String, CodingKey {
            case cluster, taskDefinition, count, launchType, networkConfiguration, overrides, startedBy, group
            case clientToken, enablesExecuteCommand = "enableExecuteCommand", platformVersion
            case propagatesTags = "propagateTags", tags
        }

        /// Creates the operation.
        package init(
            cluster: String? = nil, taskDefinition: String, count: Int? = nil, launchType: String? = nil,
            networkConfiguration: NetworkConfiguration? = nil, overrides: TaskOverride? = nil, startedBy: String? = nil,
            group: String? = nil, clientToken: String? = nil, enablesExecuteCommand: Bool? = nil,
            platformVersion: String? = nil, propagatesTags: String? = nil, tags: [String: String] = [:]
        ) {
            self.cluster = cluster
            self.taskDefinition = taskDefinition
            self.count = count
            self.launchType = launchType
            self.networkConfiguration = networkConfiguration
            self.overrides = overrides
            self.startedBy = startedBy
            self.group = group
            self.clientToken = clientToken
            self.enablesExecuteCommand = enablesExecuteCommand
            self.platformVersion = platformVersion
            self.propagatesTags = propagatesTags
            self.tags = tags
        }

        /// The tasks.
        package struct Output: Sendable, Hashable, Codable {
            /// The tasks started.
            package var tasks: [TaskDescription]
            /// The tasks not started.
            package var failures: [ContainerFailure]

            enum CodingKeys: String, CodingKey { case tasks, failures }

            /// Creates the output.
            package init(tasks: [TaskDescription] = [], failures: [ContainerFailure] = []) {
                self.tasks = tasks
                self.failures = failures
            }
        }
    }

    /// `StopTask`.
    package struct StopTask: ContainerOperation {
        /// The cluster's name or ARN; nil for `default`.
        package var cluster: String?
        /// The task's id or ARN.
        package var task: String
        /// The reason, shown with the stopped task.
        package var reason: String?

        enum CodingKeys: String, CodingKey { case cluster, task, reason }

        /// Creates the operation.
        package init(cluster: String? = nil, task: String, reason: String? = nil) {
            self.cluster = cluster
            self.task = task
            self.reason = reason
        }

        /// The task.
        package struct Output: Sendable, Hashable, Codable {
            /// The task.
            package var task: TaskDescription?

            enum CodingKeys: String, CodingKey { case task }

            /// Creates the output.
            package init(task: TaskDescription? = nil) {
                self.task = task
            }
        }
    }

    /// `ExecuteCommand`: starts a command in a container and opens a session for it.
    package struct ExecuteCommand: ContainerOperation {
        /// The cluster's name or ARN; nil for `default`.
        package var cluster: String?
        /// The task's id or ARN.
        package var task: String
        /// The container's name; nil if the task has one.
        package var container: String?
        /// The command.
        package var command: String
        /// `true`; ECS supports nothing else.
        package var isInteractive: Bool

        enum CodingKeys: String, CodingKey { case cluster, task, container, command, isInteractive = "interactive" }

        /// Creates the operation.
        package init(
            cluster: String? = nil, task: String, container: String? = nil, command: String, isInteractive: Bool
        ) {
            self.cluster = cluster
            self.task = task
            self.container = container
            self.command = command
            self.isInteractive = isInteractive
        }

        /// The session.
        package struct Output: Sendable, Hashable, Codable {
            /// The task's ARN.
            package var taskARN: String?
            /// The container's name.
            package var containerName: String?
            /// The session for the Session Manager plugin.
            package var session: CommandSession?

            enum CodingKeys: String, CodingKey { case taskARN = "taskArn", containerName, session }

            /// Creates the output.
            package init(taskARN: String? = nil, containerName: String? = nil, session: CommandSession? = nil) {
                self.taskARN = taskARN
                self.containerName = containerName
                self.session = session
            }
        }
    }

    /// A session for the Session Manager plugin.
    package struct CommandSession: Sendable, Hashable, Codable {
        /// The session's id.
        package var id: String?
        /// The address of the session's stream.
        package var streamURL: String?
        /// The token of the session's stream.
        package var token: SensitiveText?

        enum CodingKeys: String, CodingKey { case id = "sessionId", streamURL = "streamUrl", token = "tokenValue" }

        /// Creates the value.
        package init(id: String? = nil, streamURL: String? = nil, token: SensitiveText? = nil) {
            self.id = id
            self.streamURL = streamURL
            self.token = token
        }
    }
}
