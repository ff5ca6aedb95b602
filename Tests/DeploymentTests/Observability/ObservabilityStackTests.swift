import Deployment
import Foundation
import Infra
import InfraTesting
import TestSupport
import Testing

@Suite("Alarms and dashboard of an environment")
struct ObservabilityStackTests {
    private func service(
        _ name: String = "production", _ change: (inout DeploymentEnvironment) -> Void = { _ in }
    ) throws -> Template {
        var environment = DeploymentEnvironment(
            name: name, region: "eu-central-1", image: try ContainerImage("weir:1.0.0"))
        environment.publicName.insecureHTTP = "the tests' clients need no encryption"
        change(&environment)
        let stacks = try ProductApp(environment).synthesize()
        return try #require(stacks.first { $0.name == "weir-\(name)-service" }).template
    }

    /// The threshold, the number of periods, the length of a period and the treatment of missing data of an alarm.
    private struct Limit: Equatable {
        let threshold: TemplateExpression?
        let minutes: TemplateExpression?
        let missing: TemplateExpression?
        let notifies: Bool

        init(_ threshold: Double, minutes: Int, missing: String, notifies: Bool) {
            self.threshold = .number(threshold)
            self.minutes = .integer(minutes)
            self.missing = .string(missing)
            self.notifies = notifies
        }

        init(_ template: Template, _ alarm: String) {
            threshold = template.property(alarm, "Threshold")
            minutes = template.property(alarm, "EvaluationPeriods")
            missing = template.property(alarm, "TreatMissingData")
            notifies = template.property(alarm, "AlarmActions") == [["Ref": "Notifications"]]
        }
    }

    @Test(
        "Production's alarms have these limits, and tell what missing data means",
        arguments: [
            ("ServerErrors", 5, 5, "notBreaching", false), ("Latency", 1, 5, "notBreaching", false),
            ("HealthyPercent", 60, 5, "missing", false), ("RunningTasks", 0, 10, "missing", false),
            ("TaskStarts", 1, 1, "notBreaching", false), ("UnhealthyHosts", 0, 5, "notBreaching", true),
            ("Cpu", 80, 5, "missing", true), ("Memory", 80, 5, "missing", true),
            ("DatabaseCpu", 80, 5, "missing", true), ("DatabaseStorage", 5_368_709_120, 5, "missing", false),
            ("DatabaseConnections", 337, 5, "missing", false),
        ] as [(String, Double, Int, String, Bool)])
    func limits(name: String, threshold: Double, periods: Int, missing: String, notifies: Bool) throws {
        #expect(
            Limit(try service(), "Alarms" + name)
                == Limit(threshold, minutes: periods, missing: missing, notifies: notifies))
    }

    @Test("One composite alarm pages for what clients notice, and every other alarm notifies by itself")
    func page() throws {
        let template = try service()
        let alarms = template.resources(ofType: "AWS::CloudWatch::Alarm").map(\.logicalID)
            .filter { $0.hasPrefix("Alarms") }
        guard case .string(let rule)? = template.property("AlarmsPage", "AlarmRule")?["Fn::Sub"] else {
            Issue.record("the rule is not a text with references")
            return
        }
        let paging = alarms.filter { rule.contains("ALARM(\"${\($0)}\")") }
        let notifying = alarms.filter { template.property($0, "AlarmActions") == [["Ref": "Notifications"]] }
        #expect(Set(paging).isDisjoint(with: notifying))
        #expect(Set(paging).union(notifying) == Set(alarms))
        #expect(rule.components(separatedBy: " OR ").count == paging.count)
        #expect(template.property("AlarmsPage", "AlarmActions") == [["Ref": "Notifications"]])
        #expect(template.property("AlarmsPage", "OKActions") == [["Ref": "Notifications"]])
    }

    @Test("Thresholds of the file are the alarms' limits")
    func thresholds() throws {
        let template = try service { environment in
            environment.observe.thresholds.cpu = 70
            environment.observe.thresholds.errorRate = 1
            environment.observe.thresholds.latency = 250
            environment.observe.thresholds.databaseStorage = 20
        }
        #expect(template.property("AlarmsCpu", "Threshold") == 70.0)
        #expect(template.property("AlarmsServerErrors", "Threshold") == 1.0)
        #expect(template.property("AlarmsLatency", "Threshold") == 0.25)
        #expect(template.property("AlarmsDatabaseStorage", "Threshold") == 10_737_418_240.0)
    }

    @Test("Each replica of an instance has an alarm on its lag, a cluster of Aurora one for all readers")
    func replicas() throws {
        let instance = try service { environment in
            environment.database.masterPassword = .generated
            environment.database.replicas = 2
        }
        for (index, reader) in ["DatabaseReader1Identifier", "DatabaseReader2Identifier"].enumerated() {
            #expect(
                instance.mismatch(
                    "AlarmsReplicaLag\(index + 1)",
                    with: [
                        "MetricName": "ReplicaLag", "Threshold": 60.0,
                        "Dimensions": [["Name": "DBInstanceIdentifier", "Value": ["Ref": .string(reader)]]],
                    ]) == nil)
        }
        let cluster = try service { environment in
            environment.aurora = Tier.production.aurora
            environment.aurora?.readers = 2
        }
        #expect(
            cluster.property("AlarmsReplicaLag1", "Metrics/0/MetricStat/Metric/MetricName") == "AuroraReplicaLagMaximum"
        )
        #expect(cluster.property("AlarmsReplicaLag1", "Metrics/1/Expression") == "milliseconds / 1000")
        #expect(cluster.resource("AlarmsReplicaLag2") == nil)
        // The storage of a cluster grows by itself, and the connections of a serverless one move with its capacity.
        #expect(cluster.resource("AlarmsDatabaseStorage") == nil)
        #expect(cluster.resource("AlarmsDatabaseConnections") == nil)
        let provisioned = try service { environment in
            environment.aurora = AuroraCluster(.provisioned("db.r7g.large"))
        }
        #expect(provisioned.property("AlarmsDatabaseConnections", "Threshold") == 1419.0)
        #expect(provisioned.resource("AlarmsReplicaLag1") == nil)
    }

    @Test("Without Container Insights the healthy targets count the running tasks")
    func withoutInsights() throws {
        let template = try service("staging")
        #expect(
            template.mismatch(
                "AlarmsRunningTasks",
                with: [
                    "MetricName": "HealthyHostCount", "ComparisonOperator": "LessThanThreshold", "Threshold": 2.0,
                    "TreatMissingData": "breaching", "EvaluationPeriods": 10,
                ]) == nil)
    }

    @Test("Dev has neither alarms nor a topic nor a dashboard, unless the file asks for them")
    func dev() throws {
        let plain = try service("dev")
        for type in ["AWS::SNS::Topic", "AWS::CloudWatch::CompositeAlarm", "AWS::CloudWatch::Dashboard"] {
            #expect(plain.count(of: type) == 0, "\(type)")
        }
        let watched = try service("dev") { environment in
            environment.observe.alarms = true
            environment.observe.dashboard = true
        }
        for type in ["AWS::SNS::Topic", "AWS::CloudWatch::CompositeAlarm", "AWS::CloudWatch::Dashboard"] {
            #expect(watched.count(of: type) == 1, "\(type)")
        }
    }

    @Test("A dashboard without alarms has no widget of alarms")
    func dashboardAlone() throws {
        let template = try service { $0.observe.alarms = false }
        #expect(template.count(of: "AWS::SNS::Topic") == 0)
        #expect(try sketch(template).widgets.allSatisfy { $0.type != "alarm" })
    }

    private func sketch(_ template: Template) throws -> DashboardSketch {
        guard case .string(let body)? = template.property("Dashboard", "DashboardBody")?["Fn::Sub"] else {
            throw DashboardSketch.BodyError(description: "the dashboard's body is not a text with references")
        }
        return try DashboardSketch(body: body)
    }

    @Test("The dashboard shows alarms, requests, errors, latency, health, tasks and database at a glance")
    func dashboard() throws {
        let sketch = try sketch(try service())
        let titles = sketch.widgets.compactMap(\.lines.first)
        for title in [
            "# weir production", "Alarms", "Requests", "Server errors", "Latency", "Health", "Tasks",
            "CPU and memory of the tasks", "Database CPU", "Database connections", "Database storage",
        ] {
            #expect(titles.contains(title), "\(title) is not in \(titles)")
        }
        for (index, widget) in sketch.widgets.enumerated() {
            #expect(!sketch.widgets.dropFirst(index + 1).contains { widget.overlaps($0) })
        }
        let alarms = try #require(sketch.widgets.first { $0.type == "alarm" })
        #expect(alarms.lines.contains("[AlarmsPage]"))
        #expect(alarms.lines.count == 13)
    }

    @Test("The dashboard looks as it is drawn in dashboard.txt; WEIR_UPDATE_SNAPSHOTS=1 draws it anew")
    func drawing() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "dashboard.txt")
        let drawing = try sketch(try service()).description + "\n"
        if ProcessInfo.processInfo.environment["WEIR_UPDATE_SNAPSHOTS"] == "1" {
            try Data(drawing.utf8).write(to: file)
        }
        #expect(drawing == (try String(contentsOf: file, encoding: .utf8)))
    }

    @Test("The same environment gives the same dashboard")
    func deterministic() throws {
        #expect(try service().json == service().json)
    }

    @Test("A deployment watches the alarms of the load balancer, which exist before the service")
    func deployments() throws {
        let template = try service()
        #expect(
            template.property("ApiService", "DeploymentConfiguration/Alarms/AlarmNames") == [
                ["Ref": "DeploymentErrors"], ["Ref": "AlarmsServerErrors"], ["Ref": "AlarmsLatency"],
                ["Ref": "AlarmsUnhealthyHosts"],
            ])
    }

    @Test("With a strategy that shifts traffic the health covers both target groups")
    func shiftedTraffic() throws {
        let template = try service { $0.service.strategy.shift = .blueGreen }
        guard case .string(let formula)? = template.property("AlarmsHealthyPercent", "Metrics/4/Expression") else {
            Issue.record("the alarm has no formula over four metrics")
            return
        }
        #expect(
            formula
                == "100 * (FILL(healthy1, 0) + FILL(healthy2, 0)) / (FILL(healthy1, 0) + FILL(healthy2, 0) + "
                + "FILL(unhealthy1, 0) + FILL(unhealthy2, 0))")
    }

    @Test("ECS's events about tasks that do not start reach the topic and raise an alarm")
    func taskStarts() throws {
        let template = try service()
        #expect(
            template.mismatch(
                "AlarmsTaskStartEvents", type: "AWS::Events::Rule",
                with: ["Targets": [["Arn": ["Ref": "Notifications"], "Id": "Notifications"]]]) == nil)
        #expect(
            template.property("AlarmsTaskStartEvents", "EventPattern")?["resources"] == [
                [
                    "Fn::Sub":
                        "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:service/${ClusterName}/${ApiService.Name}"
                ]
            ])
        #expect(
            template.mismatch(
                "AlarmsTaskStarts",
                with: [
                    "Namespace": "AWS/Events", "MetricName": "TriggeredRules", "Statistic": "Sum", "Period": 300,
                    "Dimensions": [["Name": "RuleName", "Value": ["Ref": "AlarmsTaskStartEvents"]]],
                ]) == nil)
    }
}
