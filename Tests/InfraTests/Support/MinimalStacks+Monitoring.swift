import Infra

extension MinimalStacks {
    /// Adds a topic with all of its receivers, alarms on a metric and a formula, a composite alarm and a dashboard.
    static func monitoring(_ scope: Scope) {
        let service = ContainerService.Reference.Name.cpuUtilization
        let busy = Metric(
            namespace: service.namespace, name: service.name,
            dimensions: ["ClusterName": "orders", "ServiceName": "api"])
        var topic = Topic(displayName: "Orders")
        topic.emails = ["operations@example.com"]
        topic.slack = SlackChannel(workspace: "T0123ABCD", channel: "C0123ABCD")
        let notifications = scope.add("Notifications", topic)

        let cpu = scope.add("Cpu", Alarm(busy, above: 80))
        var slow = busy
        slow.statistic = .percentile(95)
        var latency = Alarm(slow, above: 90)
        latency.ignoresFewSamples = true
        latency.breachingPeriods = 3
        let share = MetricExpression("100 * a / (a + FILL(b, 0))", ["a": busy, "b": slow])
        let alarms = [cpu, scope.add("Latency", latency), scope.add("Share", Alarm(share, below: 50))]
        var page = CompositeAlarm(.all([.any(of: alarms), .not(.raised(cpu))]))
        page.actions = [notifications.arn]
        page.recoveryActions = [notifications.arn]
        scope.add("Page", page)
        scope.add(
            "Overview",
            Dashboard(rows: [
                [.text("# Orders")], [.alarms("Alarms", alarms)], [.numbers("Now", [.init("Share", share)])],
                [.graph("CPU", [.init("CPU", busy)], thresholds: [.init("Alarm", 80)], unit: "%")],
            ]))
    }
}
