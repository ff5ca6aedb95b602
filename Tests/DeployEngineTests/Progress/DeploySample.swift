import DeployEngine

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Deployments as the engine reports them.
enum DeploySample {
    /// 2026-11-26T10:00:00Z.
    static let start = Date(timeIntervalSince1970: 1_795_687_200)
    private static let stack = "weir-dev-service"
    private static let tasks = "arn:aws:ecs:eu-central-1:111122223333:task/weir-dev/"
    private static let stopReason = "Essential container in task exited (api: exit code 1)"

    /// An event at a time after the start.
    static func event(_ seconds: Double, _ phase: ProgressEvent.Phase, _ fact: ProgressEvent.Fact) -> ProgressEvent {
        ProgressEvent(time: start.addingTimeInterval(seconds), phase: phase, fact: fact)
    }

    private static func resource(
        _ seconds: Double, _ id: String, _ type: String, _ status: String, _ reason: String? = nil
    ) -> ProgressEvent {
        event(
            seconds, .service, .resource(stack: stack, logicalID: id, type: type, status: status, reason: reason))
    }

    private static func service(
        _ seconds: Double, _ stage: String, running: Int, pending: Int, failed: Int = 0
    ) -> ProgressEvent {
        event(
            seconds, .service,
            .service(name: "weir-dev", stage: stage, desired: 2, running: running, pending: pending, failed: failed))
    }

    private static let preparation: [ProgressEvent] = [
        event(0, .lease, .phaseBegan), event(1, .lease, .phaseEnded("held by ci-41")),
        event(1, .preflight, .phaseBegan), event(5, .preflight, .phaseEnded("12 checks")),
        event(5, .image, .phaseBegan), event(9, .image, .phaseEnded("sha256:3f9a0c51b2d4, linux/arm64")),
        event(9, .changeSets, .phaseBegan), event(30, .changeSets, .phaseEnded("4 changes in 1 stack")),
        event(30, .review, .phaseBegan), event(32, .review, .phaseEnded("approved as 5d1e77c0aa93")),
        event(32, .foundation, .phaseBegan), event(33, .foundation, .phaseEnded("no changes")),
        event(33, .migrate, .phaseBegan),
        event(35, .migrate, .log(stream: "migrate/api/4711", line: "schema 14 → 15")),
        event(58, .migrate, .phaseEnded("exit code 0, schema 15")),
    ]

    /// The begin of a deployment until its service starts tasks: at second 70.
    static let begin: [ProgressEvent] =
        preparation + [
            event(58, .service, .phaseBegan),
            event(58, .service, .stackBegan(stack: stack, operation: "UPDATE", resources: 4, estimate: .seconds(250))),
            resource(
                60, "TaskDefinition", "AWS::ECS::TaskDefinition", "UPDATE_IN_PROGRESS",
                "Requested update requires the creation of a new physical resource; hence creating one."),
            resource(62, "TaskDefinition", "AWS::ECS::TaskDefinition", "UPDATE_COMPLETE"),
            resource(62, "Alarm5xx", "AWS::CloudWatch::Alarm", "UPDATE_IN_PROGRESS"),
            resource(64, "Alarm5xx", "AWS::CloudWatch::Alarm", "UPDATE_COMPLETE"),
            resource(64, "Service", "AWS::ECS::Service", "UPDATE_IN_PROGRESS"),
            service(66, "SCALE_UP", running: 0, pending: 2),
            event(70, .service, .targets(group: "weir-dev-blue", states: ["healthy": 2, "initial": 2])),
        ]

    /// A deployment that ended well.
    static let success: [ProgressEvent] =
        begin + [
            service(110, "SCALE_UP", running: 2, pending: 0), service(125, "BAKE_TIME", running: 2, pending: 0),
            event(126, .service, .targets(group: "weir-dev-blue", states: ["healthy": 4])),
            service(190, "CLEAN_UP", running: 2, pending: 0),
            resource(205, "Service", "AWS::ECS::Service", "UPDATE_COMPLETE"),
            resource(206, "TaskDefinition", "AWS::ECS::TaskDefinition", "DELETE_IN_PROGRESS"),
            resource(208, "TaskDefinition", "AWS::ECS::TaskDefinition", "DELETE_COMPLETE"),
            event(210, .service, .stackEnded(stack: stack, status: "UPDATE_COMPLETE")),
            event(211, .service, .phaseEnded("2 of 2 tasks run the new image")),
            event(211, .verify, .phaseBegan), event(240, .verify, .phaseEnded("ready, no alarm for 25 s")),
            event(240, .record, .phaseBegan), event(241, .record, .phaseEnded("release 7")),
        ]

    /// A deployment whose tasks crash.
    static let failure: [ProgressEvent] =
        begin + [
            service(80, "SCALE_UP", running: 0, pending: 2, failed: 1),
            event(80, .service, .taskStopped(task: tasks + "1f2e3d4c5b6a79880123456789abcdef", reason: stopReason)),
            event(
                82, .service,
                .log(stream: "api/api/1f2e3d4c", line: "error: DB_HOST is not set; expected a host name")),
            event(95, .service, .taskStopped(task: tasks + "9f8e7d6c5b4a39280123456789abcdef", reason: stopReason)),
            service(95, "SCALE_UP", running: 0, pending: 1, failed: 2),
            event(
                96, .service,
                .warning("2 tasks stopped for the same reason; the deployment is stopped and rolled back")),
            resource(
                120, "Service", "AWS::ECS::Service", "UPDATE_FAILED",
                "Resource handler returned message: \"Error occurred during operation 'ECS Deployment Circuit Breaker was "
                    + "triggered'.\" (RequestToken: 11111111-2222-3333-4444-555555555555, HandlerErrorCode: "
                    + "GeneralServiceException)"),
            resource(
                120, "Scaling", "AWS::ApplicationAutoScaling::ScalingPolicy", "UPDATE_FAILED",
                "Resource update cancelled"),
            resource(122, "Service", "AWS::ECS::Service", "UPDATE_IN_PROGRESS"),
            resource(170, "Service", "AWS::ECS::Service", "UPDATE_COMPLETE"),
            event(172, .service, .stackEnded(stack: stack, status: "UPDATE_ROLLBACK_COMPLETE")),
            event(173, .service, .phaseEnded("rolled back")),
            event(173, .record, .phaseBegan), event(174, .record, .phaseEnded("release 8 failed")),
        ]

    /// A deployment of many resources, of which most are in progress.
    static let large: [ProgressEvent] = {
        let stack = "weir-production-foundation"
        let type = "AWS::EC2::SecurityGroupIngress"
        var events = [
            event(0, .foundation, .phaseBegan),
            event(
                0, .foundation, .stackBegan(stack: stack, operation: "CREATE", resources: 60, estimate: .seconds(900))),
        ]
        for index in 0..<60 {
            let id = "Resource\(index)WithALongLogicalIdentifierAsTemplatesHaveThem"
            let time = Double(index) / 4
            events.append(
                event(
                    time, .foundation,
                    .resource(stack: stack, logicalID: id, type: type, status: "CREATE_IN_PROGRESS", reason: nil)))
            guard index % 3 == 0 || index == 7 else { continue }
            events.append(
                event(
                    20 + time, .foundation,
                    .resource(
                        stack: stack, logicalID: id, type: type,
                        status: index == 7 ? "CREATE_FAILED" : "CREATE_COMPLETE",
                        reason: index == 7 ? "The maximum number of rules per security group has been reached." : nil)))
        }
        return events.sorted { $0.time < $1.time }
    }()

    /// The report of a deployment.
    static func report(
        _ events: [ProgressEvent], _ outcome: DeployReport.Outcome, explanation: Explanation? = nil
    ) -> DeployReport {
        DeployReport(
            environment: "dev", release: "7", outcome: outcome, timeline: DeployTimeline(events),
            explanation: explanation,
            facts: [.init("image", "sha256:3f9a0c51b2d4"), .init("address", "https://weir.example.com")],
            next: outcome.isSuccess ? [] : ["infra-cli explain dev"])
    }
}
