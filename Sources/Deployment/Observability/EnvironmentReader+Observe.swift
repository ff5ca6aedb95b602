import Infra

extension EnvironmentReader {
    static let observeKeys: [EnvironmentKey] = [
        EnvironmentKey("alarms", "Alarms, and the topic that they notify.", example: "true"),
        EnvironmentKey(
            "email", "The addresses that alarms notify. Each is confirmed once, by a message of SNS.",
            example: "[operations@example.com]"),
        EnvironmentKey(
            "slack",
            "The channel of Slack that alarms notify. Its workspace is authorized once by hand, in the console of Amazon Q "
                + "Developer in chat applications."),
        EnvironmentKey("thresholds", "The limits of the alarms."),
        EnvironmentKey(
            "dashboard", "The dashboard of requests, errors, latency, health, tasks and database.", example: "true"),
        EnvironmentKey("tracing", "The collector of OpenTelemetry beside each task, which sends traces to X-Ray."),
    ]
    static let slackKeys: [EnvironmentKey] = [
        EnvironmentKey("workspace", "The workspace's id.", example: "T0123ABCDE"),
        EnvironmentKey("channel", "The channel's id, not its name.", example: "C0123ABCDE"),
    ]
    static let tracingKeys: [EnvironmentKey] = [
        EnvironmentKey("image", "The image of the collector.", example: "aws-otel-collector:v0.43.3"),
        EnvironmentKey("memory", "The memory that the collector may use, in MiB of the task's.", example: "256"),
        EnvironmentKey("sampling", "The share of traces that reach X-Ray, in percent.", example: "5"),
    ]
    static let thresholdKeys: [EnvironmentKey] = [
        EnvironmentKey("cpu", "The tasks' CPU, in percent, above which an alarm is raised.", example: "70"),
        EnvironmentKey("memory", "The tasks' memory, in percent.", example: "90"),
        EnvironmentKey("errorRate", "The share of requests answered with status 5xx, in percent.", example: "2"),
        EnvironmentKey("latency", "The 95th percentile of the response time, in milliseconds.", example: "500"),
        EnvironmentKey("healthyPercent", "The least share of healthy tasks, in percent.", example: "75"),
        EnvironmentKey("databaseCpu", "The database's CPU, in percent.", example: "70"),
        EnvironmentKey(
            "databaseStorage", "The least free share of the database's initial storage, in percent.", example: "20"),
        EnvironmentKey(
            "databaseConnections", "The connections in use, in percent of those that the instance class takes.",
            example: "70"),
        EnvironmentKey("replicaLag", "The lag of a read replica, in seconds.", example: "30"),
    ]

    /// Reads `observe` into the tier's settings.
    func observability(_ block: SettingsReader, _ observability: Observability) -> Observability {
        var observability = observability
        block.set("alarms", \.alarms, of: &observability)
        block.set("dashboard", \.dashboard, of: &observability)
        observability.tracing = tracing(block)
        let addresses = block.list("email", expected: "addresses such as operations@example.com") { text in
            Topic.isAddress(text) ? text : nil
        }
        if let addresses {
            observability.emails = addresses
            if Set(addresses).count < addresses.count || addresses.count > 50 {
                block.refuse("email", expected: "at most 50 different addresses")
            }
        }
        if block.has("slack") {
            observability.slack = slack(block.block("slack", keys: EnvironmentReader.slackKeys))
        }
        thresholds(
            block.block("thresholds", keys: EnvironmentReader.thresholdKeys), &observability.thresholds)
        return observability
    }

    private func slack(_ block: SettingsReader) -> SlackChannel {
        var channel = SlackChannel(workspace: "", channel: "")
        for (key, path) in [("workspace", \SlackChannel.workspace), ("channel", \.channel)] {
            block.set(key, path, of: &channel)
            if !block.has(key) { block.check(key, key, of: channel) }
        }
        return channel
    }

    private func tracing(_ block: SettingsReader) -> CollectorSidecar? {
        guard block.has("tracing") else { return nil }
        let keys = block.block("tracing", keys: EnvironmentReader.tracingKeys)
        let image = keys.required("image", expected: "the collector's image, such as aws-otel-collector:v0.43.3") {
            text in
            try? ContainerImage(text)
        }
        guard let image else { return nil }
        var collector = CollectorSidecar(image: image)
        keys.set("memory", \.memory, of: &collector)
        keys.set("sampling", \.sampling, of: &collector)
        return collector
    }

    private func thresholds(_ block: SettingsReader, _ thresholds: inout AlarmThresholds) {
        block.set("cpu", \.cpu, of: &thresholds)
        block.set("memory", \.memory, of: &thresholds)
        block.set("errorRate", \.errorRate, of: &thresholds)
        block.set("latency", \.latency, of: &thresholds)
        block.set("healthyPercent", \.healthyPercent, of: &thresholds)
        block.set("databaseCpu", \.databaseCPU, of: &thresholds)
        block.set("databaseStorage", \.databaseStorage, of: &thresholds)
        block.set("databaseConnections", \.databaseConnections, of: &thresholds)
        block.set("replicaLag", \.replicaLag, of: &thresholds)
    }
}
