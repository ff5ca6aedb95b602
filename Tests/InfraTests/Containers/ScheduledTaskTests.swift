import Infra
import InfraTesting
import Testing

@Suite("ScheduledTask")
struct ScheduledTaskTests {
    private func template(
        _ times: ScheduledTask.Times = .every(.hours(1)), _ change: (inout ScheduledTask) -> Void = { _ in }
    ) throws -> Template {
        try TestStack.template { try build(times, change, in: $0) }
    }

    private func build(_ times: ScheduledTask.Times, _ change: (inout ScheduledTask) -> Void, in scope: Scope) throws {
        var container = ContainerTask(image: try ContainerImage("orders:1"))
        container.command = ["report"]
        var task = ScheduledTask(container, times)
        change(&task)
        scope.add(
            "Report", task, in: .init(cluster: .init(name: "shared"), network: TestStack.network))
    }

    @Test("A scheduled task starts in private subnets, and a start that fails three times reaches a queue")
    func defaults() throws {
        let template = try template()
        #expect(
            template.mismatch(
                "ReportSchedule", type: "AWS::Scheduler::Schedule",
                with: [
                    "ScheduleExpression": "rate(60 minutes)", "State": "ENABLED",
                    "FlexibleTimeWindow": ["Mode": "OFF"],
                    "Target": [
                        "Arn": [
                            "Fn::Sub":
                                "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:cluster/shared"
                        ],
                        "RoleArn": ["Fn::GetAtt": ["ReportStartRole", "Arn"]],
                        "DeadLetterConfig": ["Arn": ["Fn::GetAtt": ["ReportFailedStarts", "Arn"]]],
                        "EcsParameters": [
                            "TaskDefinitionArn": ["Ref": "ReportTask"], "LaunchType": "FARGATE",
                            "NetworkConfiguration": [
                                "AwsvpcConfiguration": [
                                    "AssignPublicIp": "DISABLED", "Subnets": ["subnet-00000003", "subnet-00000004"],
                                ]
                            ],
                        ],
                        "RetryPolicy": ["MaximumRetryAttempts": 3.0],
                    ],
                ]) == nil)
        #expect(template.property("ReportTask", "ContainerDefinitions/0/Command") == ["report"])
        #expect(template.property("ReportSchedule", "ScheduleExpressionTimezone") == nil)
    }

    @Test("The schedule's role may start this task, pass its roles and record failures")
    func role() throws {
        let statements = try template().statements(ofRole: "ReportStartRole")
        #expect(
            statements.map(\.actions) == [["ecs:RunTask"], ["iam:PassRole"], ["ecs:TagResource"], ["sqs:SendMessage"]])
        #expect(statements[0].resources == [["Ref": "ReportTask"]])
        #expect(statements.allSatisfy { !$0.hasWildcard })
    }

    @Test("Each property of a scheduled task changes its schedule")
    func properties() throws {
        let template = try template(.cron("0 3 * * ? *", zone: "Europe/Berlin")) {
            $0.retries = 0
            $0.isEnabled = false
        }
        #expect(
            template.mismatch(
                "ReportSchedule",
                with: [
                    "ScheduleExpression": "cron(0 3 * * ? *)", "ScheduleExpressionTimezone": "Europe/Berlin",
                    "State": "DISABLED", "Target": ["RetryPolicy": ["MaximumRetryAttempts": 0.0]],
                ]) == nil)
        #expect(
            try self.template(.every(.minutes(1))).property("ReportSchedule", "ScheduleExpression")
                == "rate(1 minute)")
    }

    @Test(
        "Times that EventBridge Scheduler refuses are reported",
        arguments: [
            ScheduledTask.Times.every(.seconds(90)), .every(.minutes(0)), .cron("0 3 * * *"),
            .cron("0 3 * * ? *", zone: ""),
            .cron("0 3 * * ? $"),
        ])
    func times(times: ScheduledTask.Times) throws {
        let problems = try TestStack.problems { try build(times, { _ in }, in: $0) }
        #expect(problems.count == 1 && problems[0].hasPrefix("test/Report: times is "), "\(problems)")
    }
}
