import Infra

/// The dashboard of an environment: requests, errors, latency, health, tasks and database at a glance.
struct ServiceDashboard {
    /// The environment.
    let environment: DeploymentEnvironment
    /// The parts that the dashboard shows.
    let subject: ServiceSubject
    /// The alarms; nil without alarms.
    let alarms: ServiceAlarms?

    private var thresholds: AlarmThresholds { environment.observe.thresholds }
    private var balancer: LoadBalancer.Reference { subject.balancer }
    private var service: ContainerService.Reference { subject.service }
    private var database: PostgresDatabase.Reference { subject.database }
    private var hasInsights: Bool { environment.cluster.insights }

    /// The dashboard. The most important questions stand at the top: is it raised, is it used, does it work.
    var dashboard: Dashboard {
        var rows: [[DashboardWidget]] = [
            [.text("# \(environment.application) \(environment.name)", height: 1)]
        ]
        if let alarms {
            rows.append([
                .alarms("Alarms", (alarms.page.map { [$0] } ?? []) + alarms.paging + alarms.notifying, height: 4)
            ])
        }
        rows.append(numbers)
        rows.append([requests, errors, latency])
        rows.append([hosts, tasks, utilization])
        rows.append(databaseGraphs)
        return Dashboard(rows: rows)
    }

    private var numbers: [DashboardWidget] {
        let running: DashboardSeries =
            hasInsights
            ? .init("Running", service.metric(.runningTasks))
            : .init("Healthy", balancer.health.healthy)
        return [
            .numbers("Requests a minute", [.init("Requests", balancer.metric(.requests))]),
            .numbers("Server errors (%)", [.init("Status 5xx", balancer.serverErrorRate)]),
            .numbers("Latency (s)", [.init("95th percentile", balancer.metric(.targetResponseTime, .percentile(95)))]),
            .numbers("Healthy (%)", [.init("Targets", balancer.health.healthyPercent)]),
            .numbers("Tasks", [running]),
            .numbers("Database (%)", [.init("CPU", database.metric(.cpuUtilization))]),
        ]
    }

    private var requests: DashboardWidget {
        .graph("Requests", [.init("Requests", balancer.metric(.requests))], unit: "a minute")
    }

    private var errors: DashboardWidget {
        .graph(
            "Server errors",
            [
                .init("Status 5xx of tasks", balancer.metric(.targetServerErrors)),
                .init("Status 5xx of the load balancer", balancer.metric(.balancerServerErrors)),
                .init("Share (%)", balancer.serverErrorRate, axis: .right),
            ],
            thresholds: [.init("Alarm (%)", Double(thresholds.errorRate), axis: .right)], unit: "a minute")
    }

    private var latency: DashboardWidget {
        .graph(
            "Latency",
            [(50, "Median"), (95, "95th percentile"), (99, "99th percentile")].map { rank, label in
                DashboardSeries(label, balancer.metric(.targetResponseTime, .percentile(rank)))
            },
            thresholds: [.init("Alarm", Double(thresholds.latency) / 1000)], unit: "s")
    }

    private var hosts: DashboardWidget {
        .graph(
            "Health",
            [
                .init("Healthy", balancer.health.healthy),
                .init("Unhealthy", balancer.health.unhealthy),
                .init("Healthy (%)", balancer.health.healthyPercent, axis: .right),
            ],
            thresholds: [.init("Alarm (%)", Double(thresholds.healthyPercent), axis: .right)], unit: "targets")
    }

    private var tasks: DashboardWidget {
        guard hasInsights else {
            let groups = balancer.servingGroups.enumerated().map { index, group in
                DashboardSeries(index == 0 ? "Targets" : "Alternate targets", group.metric(.requestsPerTarget))
            }
            return .graph("Requests a task", groups, unit: "a minute")
        }
        return .graph(
            "Tasks",
            [
                .init("Desired", service.metric(.desiredTasks)), .init("Running", service.metric(.runningTasks)),
                .init("Pending", service.metric(.pendingTasks)),
            ], unit: "tasks")
    }

    private var utilization: DashboardWidget {
        .graph(
            "CPU and memory of the tasks",
            [
                .init("CPU", service.metric(.cpuUtilization)), .init("Memory", service.metric(.memoryUtilization)),
                .init("CPU of the busiest", service.metric(.cpuUtilization, .maximum)),
            ],
            thresholds: [
                .init("Alarm (CPU)", Double(thresholds.cpu)), .init("Alarm (memory)", Double(thresholds.memory)),
            ],
            unit: "%")
    }

    private var databaseGraphs: [DashboardWidget] {
        var graphs: [DashboardWidget] = [
            .graph(
                "Database CPU", [.init("CPU", database.metric(.cpuUtilization))],
                thresholds: [.init("Alarm", Double(thresholds.databaseCPU))], unit: "%"),
            .graph(
                "Database connections", [.init("Connections", database.metric(.connections))],
                thresholds: environment.connectionThreshold.map { [.init("Alarm", Double($0))] } ?? [],
                unit: "connections"),
        ]
        if let limit = environment.storageThreshold {
            let free = MetricExpression("bytes / 1073741824", ["bytes": database.metric(.freeStorageSpace)])
            graphs.append(
                .graph(
                    "Database storage", [.init("Free", free)], thresholds: [.init("Alarm", limit / 1_073_741_824)],
                    unit: "GiB"))
        }
        let lags = database.lags(ofReaders: environment.aurora?.readers ?? 0)
        if !lags.isEmpty {
            graphs.append(
                .graph(
                    "Replica lag", lags.enumerated().map { DashboardSeries("Replica \($0 + 1)", $1) },
                    thresholds: [.init("Alarm", Double(thresholds.replicaLag))], unit: "s"))
        }
        return graphs
    }
}
