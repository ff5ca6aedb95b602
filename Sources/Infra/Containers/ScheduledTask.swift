public import CloudFormation

/// A task that EventBridge Scheduler starts at fixed times.
///
///     let nightly = scope.add(
///         "Nightly", ScheduledTask(task, .cron("0 3 * * ? *", zone: "Europe/Berlin")),
///         in: .init(cluster: cluster, network: network))
public struct ScheduledTask: PlacedConstruct, Sendable, Hashable {
    /// The times of a task ("Schedule types in EventBridge Scheduler").
    public enum Times: Sendable, Hashable, CustomStringConvertible {
        /// A fixed interval in whole minutes.
        case every(Period)
        /// The six fields of a cron expression: minutes, hours, day of month, month, day of week, year; in a time zone of the
        /// IANA database.
        case cron(String, zone: String = "UTC")

        /// The expression of EventBridge Scheduler.
        public var description: String {
            switch self {
            case .every(let period):
                let minutes = period.seconds / 60
                return "rate(\(minutes) \(minutes == 1 ? "minute" : "minutes"))"
            case .cron(let fields, _): return "cron(\(fields))"
            }
        }

        /// The valid values.
        static var valid: ValidValues<Times> {
            ValidValues("whole minutes, or six fields of a cron expression such as 0 3 * * ? * with a time zone") {
                times in
                switch times {
                case .every(let period):
                    return period.seconds > 0 && period.seconds % 60 == 0
                case .cron(let fields, let zone):
                    return fields.split(separator: " ", omittingEmptySubsequences: false).count == 6
                        && fields.utf8.allSatisfy { byte in
                            (48...57).contains(byte) || (65...90).contains(byte) || " *?,-/#".utf8.contains(byte)
                        } && (1...50).contains(zone.utf8.count) && zone.utf8.allSatisfy { $0 > 32 && $0 < 127 }
                }
            }
        }
    }

    /// The constructs around a scheduled task.
    public typealias Surroundings = MigrationTask.Surroundings

    /// The container.
    public var task: ContainerTask
    /// The times.
    public var times: Times
    /// The number of attempts after a failed start, within an hour. Defaults to 3. A task that starts and then fails is not
    /// repeated.
    public var retries = 3
    /// Starts the task at its times; false pauses it. Defaults to true.
    public var isEnabled = true

    /// Describes a scheduled task.
    public init(_ task: ContainerTask, _ times: Times) {
        self.task = task
        self.times = times
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<ScheduledTask>] {
        let own: [PropertyRule<ScheduledTask>] = [
            PropertyRule("times", { $0.times }, Times.valid),
            PropertyRule("retries", { $0.retries }, .range(0...185)),
        ]
        return own + ContainerTask.rules.map { $0.within { $0.task } }
    }

    /// Adds the task definition, the schedule with its role, and the queue of starts that failed.
    public func build(in scope: Scope, _ surroundings: Surroundings) -> Reference {
        let task = MigrationTask.add(task, to: scope, surroundings)
        let queue = scope.add(
            "FailedStarts", AWS.SQS.Queue(messageRetentionPeriod: 1_209_600, sqsManagedSseEnabled: true), .kept(.delete)
        )
        let role = scope.add("StartRole", Role(service: .scheduler, description: "Starts the task"))
        task.grantStart(to: role)
        queue.grant("sqs:SendMessage", to: role)
        let schedule = scope.add("Schedule", schedule(task, role, queue.arn, surroundings))
        return Reference(task: task, schedule: schedule, failedStarts: queue)
    }

    private func schedule(
        _ task: MigrationTask.Reference, _ role: Role.Reference, _ queue: TemplateValue<String>,
        _ surroundings: Surroundings
    ) -> AWS.Scheduler.Schedule {
        var schedule = AWS.Scheduler.Schedule(
            flexibleTimeWindow: .init(mode: .off),
            scheduleExpression: .literal(times.description),
            target: .init(
                arn: surroundings.cluster.arn.value, roleArn: role.arn.value, deadLetterConfig: .init(arn: queue),
                ecsParameters: .init(
                    taskDefinitionArn: task.taskDefinition.value,
                    enableECSManagedTags: true,
                    launchType: .fargate,
                    networkConfiguration: .init(
                        awsvpcConfiguration: .init(
                            subnets: task.subnets.ids, assignPublicIp: .disabled,
                            securityGroups: [task.connections.securityGroup.value])),
                    propagateTags: "TASK_DEFINITION", taskCount: 1.0),
                retryPolicy: .init(maximumEventAgeInSeconds: 3600.0, maximumRetryAttempts: .literal(Double(retries)))),
            state: isEnabled ? .enabled : .disabled)
        if case .cron(_, let zone) = times { schedule.scheduleExpressionTimezone = .literal(zone) }
        return schedule
    }

    /// A reference to a scheduled task.
    ///
    /// Grants go to its task role.
    public struct Reference: Connectable, Grantee {
        /// The task.
        public let task: MigrationTask.Reference
        /// The schedule.
        public let schedule: ResourceHandle<AWS.Scheduler.Schedule>
        /// The queue of events whose task could not be started.
        public let failedStarts: ResourceHandle<AWS.SQS.Queue>

        /// The connections of the task.
        public var connections: Connections { task.connections }

        /// Adds a statement to the task role's policy.
        public func grant(_ statement: PolicyStatement) {
            task.grant(statement)
        }
    }
}
