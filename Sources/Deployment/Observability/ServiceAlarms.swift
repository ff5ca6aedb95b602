import Infra

/// The parts of a service stack that alarms and the dashboard look at.
struct ServiceSubject {
    /// The load balancer.
    let balancer: LoadBalancer.Reference
    /// The service.
    let service: ContainerService.Reference
    /// The database.
    let database: PostgresDatabase.Reference
}

/// The alarms of a service and the topic that they notify.
///
/// Alarms on what clients notice are conditions of one composite alarm, which pages once for all of them. Alarms on what may
/// cause it later notify by themselves (Docs/Decisions/0030-alarms.md).
struct ServiceAlarms {
    /// The topic.
    let topic: Topic.Reference
    /// The alarms of the load balancer, which refer to no service: a deployment of the service can watch them.
    private(set) var deployment: [Alarm.Reference] = []
    /// The alarms that page.
    private(set) var paging: [Alarm.Reference] = []
    /// The alarms that notify by themselves.
    private(set) var notifying: [Alarm.Reference] = []
    /// The composite alarm.
    private(set) var page: CompositeAlarm.Reference?

    private let thresholds: AlarmThresholds
    private let scope: Scope

    /// Adds the topic and the alarms.
    init(_ environment: DeploymentEnvironment, _ subject: ServiceSubject, in scope: Scope) {
        thresholds = environment.observe.thresholds
        self.scope = scope.child("Alarms")
        var topic = Topic(displayName: "\(environment.application) \(environment.name)")
        topic.emails = environment.observe.emails
        topic.slack = environment.observe.slack
        topic.publishers = [.cloudWatch, .events]
        // Deleting production's stack deletes no key.
        topic.removal = Tier(environment: environment.name) == .production ? .retain : .delete
        self.topic = scope.add("Notifications", topic)
        addBalancerAlarms(subject.balancer)
        addTaskAlarms(environment, subject)
        addDatabaseAlarms(environment, subject.database)
        addPage()
    }

    private enum Urgency {
        case page
        case notice
    }

    @discardableResult
    private mutating func raise(
        _ id: String, _ alarm: Alarm, _ urgency: Urgency, _ description: String, missing: Alarm.MissingData
    ) -> Alarm.Reference {
        var alarm = alarm
        alarm.description = description
        alarm.missingData = missing
        if urgency == .notice {
            alarm.actions = [topic.arn]
            alarm.recoveryActions = [topic.arn]
        }
        let reference = scope.add(id, alarm)
        if urgency == .page { paging.append(reference) } else { notifying.append(reference) }
        return reference
    }

    private mutating func addBalancerAlarms(_ balancer: LoadBalancer.Reference) {
        // Without requests there is no rate and nothing late.
        let errors = raise(
            "ServerErrors",
            Alarm(balancer.serverErrorRate, above: Double(thresholds.errorRate)), .page,
            "More than \(thresholds.errorRate) % of the requests are answered with status 5xx", missing: .notBreaching)
        var late = Alarm(
            balancer.metric(.targetResponseTime, .percentile(95)), above: Double(thresholds.latency) / 1000)
        late.ignoresFewSamples = true
        let latency = raise(
            "Latency", late, .page, "One of twenty requests takes longer than \(thresholds.latency) ms",
            missing: .notBreaching)
        // A target group without targets has no data; the alarm on running tasks covers that.
        let unhealthy = raise(
            "UnhealthyHosts", Alarm(balancer.health.unhealthy, above: 0), .notice,
            "A task fails the load balancer's health check", missing: .notBreaching)
        deployment = [errors, latency, unhealthy]
        raise(
            "HealthyPercent",
            Alarm(balancer.health.healthyPercent, below: Double(thresholds.healthyPercent)), .page,
            "Fewer than \(thresholds.healthyPercent) % of the tasks pass the load balancer's health check",
            missing: .missing)
    }

    private mutating func addTaskAlarms(_ environment: DeploymentEnvironment, _ subject: ServiceSubject) {
        let service = subject.service
        // Without a running task there is no data; the alarm on running tasks covers that.
        raise(
            "Cpu", Alarm(service.metric(.cpuUtilization), above: Double(thresholds.cpu)), .notice,
            "The tasks use more than \(thresholds.cpu) % of their CPU", missing: .missing)
        raise(
            "Memory", Alarm(service.metric(.memoryUtilization), above: Double(thresholds.memory)), .notice,
            "The tasks use more than \(thresholds.memory) % of their memory", missing: .missing)
        if environment.cluster.insights {
            // Container Insights reports the counts of a service without tasks too; without data its delivery is late.
            raise(
                "RunningTasks", Alarm(service.missingTasks, above: 0, for: .minutes(10)), .page,
                "Fewer tasks run than the service should have", missing: .missing)
        } else {
            // A target group without targets has no data: no task runs.
            let count = environment.service.scaling?.minimum ?? environment.service.count
            raise(
                "RunningTasks",
                Alarm(subject.balancer.health.healthy, below: Double(count), for: .minutes(10)), .page,
                "Fewer than \(count) tasks run and are healthy", missing: .breaching)
        }
        // CloudWatch has no data of a count of events that is zero.
        raise(
            "TaskStarts", Alarm(taskStartFailures(service), .atLeast, 1, for: .minutes(5)), .page,
            "Tasks do not start, or a deployment failed; the event in the same topic has the cause",
            missing: .notBreaching)
    }

    /// Adds the rule for events about tasks that do not start, which notifies the topic with the cause.
    /// - Returns: The number of events.
    private func taskStartFailures(_ service: ContainerService.Reference) -> Metric {
        let arn: TemplateValue<String> =
            "arn:\(AWS.partition):ecs:\(AWS.region):\(AWS.accountID):service/\(service.cluster)/\(service.name)"
        // "Amazon ECS service action events" and "Amazon ECS service deployment state change events".
        let rule = scope.add(
            "TaskStartEvents",
            AWS.Events.Rule(
                description: "Tasks of the service that do not start",
                eventPattern: [
                    "source": ["aws.ecs"],
                    "detail-type": ["ECS Service Action", "ECS Deployment State Change"],
                    "resources": [arn.expression],
                    "detail": [
                        "eventName": [
                            "SERVICE_TASK_START_IMPAIRED", "SERVICE_TASK_PLACEMENT_FAILURE",
                            "SERVICE_TASK_CONFIGURATION_FAILURE", "SERVICE_DEPLOYMENT_FAILED",
                        ]
                    ],
                ],
                targets: [.init(arn: topic.arn.value, id: "Notifications")]))
        return rule.metric("TriggeredRules", in: "AWS/Events", by: "RuleName", statistic: .sum, period: .minutes(5))
    }

    private mutating func addDatabaseAlarms(
        _ environment: DeploymentEnvironment, _ database: PostgresDatabase.Reference
    ) {
        // RDS reports each minute. Without data the database is away, which the alarm on server errors tells.
        raise(
            "DatabaseCpu", Alarm(database.metric(.cpuUtilization), above: Double(thresholds.databaseCPU)), .notice,
            "The database uses more than \(thresholds.databaseCPU) % of its CPU", missing: .missing)
        if let threshold = environment.connectionThreshold {
            raise(
                "DatabaseConnections", Alarm(database.metric(.connections), above: Double(threshold)), .page,
                "More than \(threshold) connections to the database are in use, which are "
                    + "\(thresholds.databaseConnections) % of what the instance class takes", missing: .missing)
        }
        if let bytes = environment.storageThreshold {
            raise(
                "DatabaseStorage", Alarm(database.metric(.freeStorageSpace), below: bytes), .page,
                "Less than \(thresholds.databaseStorage) % of the database's initial storage is free; at none it stops",
                missing: .missing)
        }
        let lags = database.lags(ofReaders: environment.aurora?.readers ?? 0)
        for (index, lag) in lags.enumerated() {
            raise(
                "ReplicaLag\(index + 1)", Alarm(lag, above: Double(thresholds.replicaLag)), .notice,
                "A read replica is more than \(thresholds.replicaLag) s behind", missing: .missing)
        }
    }

    private mutating func addPage() {
        var page = CompositeAlarm(.any(of: paging))
        page.description = "Clients notice it, or will soon; the raised alarms say more"
        page.actions = [topic.arn]
        page.recoveryActions = [topic.arn]
        self.page = scope.add("Page", page)
    }
}
