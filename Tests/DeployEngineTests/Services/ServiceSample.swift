import AWSOperations
import Foundation

/// The values that the tests of services share.
enum ServiceSample {
    static let cluster = "arn:aws:ecs:eu-central-1:111122223333:cluster/weir-dev"
    static let deployment = "arn:aws:ecs:eu-central-1:111122223333:service-deployment/weir-dev/api/new"
    static let revision = "arn:aws:ecs:eu-central-1:111122223333:service-revision/weir-dev/api/2000000000000000002"
    static let oldRevision = "arn:aws:ecs:eu-central-1:111122223333:service-revision/weir-dev/api/1000000000000000001"
    static let rollout = "ecs-svc/2000000000000000002"
    static let oldRollout = "ecs-svc/1000000000000000001"
    static let definition = "arn:aws:ecs:eu-central-1:111122223333:task-definition/weir-dev-api:8"
    static let digest = "sha256:new"
    static let group = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/weir-dev/0a1b2c3d4e5f6071"

    /// The service's description.
    static func service(
        current: String? = nil, rollouts: [String] = [oldRollout], running: [String] = [oldRevision], desired: Int = 1,
        events: [String] = []
    ) -> ServiceDescription {
        ServiceDescription(
            arn: Sample.service, name: "api", clusterARN: cluster, status: "ACTIVE", desiredCount: desired,
            runningCount: desired,
            deployments: rollouts.enumerated().map {
                ServiceRollout(id: $0.element, status: $0.offset == 0 ? "PRIMARY" : "ACTIVE", createdAt: Sample.start)
            }, currentDeployment: current,
            currentRevisions: running.map { ServiceRevisionSummary(arn: $0, running: desired) },
            events: events.map { ServiceEvent(id: $0, createdAt: Sample.start + 5, message: $0) },
            loadBalancers: [ServiceLoadBalancer(targetGroupARN: group)])
    }

    /// The operation's deployment.
    static func deployment(
        _ status: ServiceDeploymentStatus = .inProgress, stage: LifecycleStage? = .scaleUp, running: Int = 0,
        requested: Int = 1, isFirst: Bool = false, breaker: ServiceMonitorStatus? = .monitoring, failures: Int = 0,
        hooks: [LifecycleHookState] = [], rollback: String? = nil, reason: String? = nil, alarms: [String] = []
    ) -> ServiceDeployment {
        ServiceDeployment(
            arn: deployment, serviceARN: Sample.service, clusterARN: cluster, status: status, statusReason: reason,
            lifecycleStage: stage,
            sourceRevisions: isFirst ? [] : [ServiceRevisionSummary(arn: oldRevision, running: 1)],
            targetRevision: ServiceRevisionSummary(arn: revision, requested: requested, running: running),
            circuitBreaker: CircuitBreakerState(status: breaker, failureCount: failures, threshold: 3),
            alarms: alarms.isEmpty ? nil : DeploymentAlarmState(status: .triggered, names: alarms, triggered: alarms),
            rollback: rollback.map {
                ServiceRollback(reason: $0, startedAt: Sample.start + 60, revisionARN: oldRevision)
            },
            hooks: hooks, createdAt: Sample.start + 1)
    }

    /// The target revision.
    static func revision(digest: String? = digest) -> ServiceRevision {
        ServiceRevision(
            arn: revision, taskDefinition: definition,
            containerImages: [ContainerImage(containerName: "api", image: "weir:8", imageDigest: digest)],
            createdAt: Sample.start + 1)
    }

    /// A stopped task.
    static func task(
        _ number: Int, reason: String = "Essential container in task exited",
        code: TaskStopCode = .essentialContainerExited,
        exit: Int? = 1, startedBy: String = rollout
    ) -> TaskDescription {
        TaskDescription(
            arn: "arn:aws:ecs:eu-central-1:111122223333:task/weir-dev/\(number)", clusterARN: cluster,
            taskDefinitionARN: definition, lastStatus: "STOPPED", desiredStatus: "STOPPED", stopCode: code,
            stoppedReason: reason, startedBy: startedBy, containers: [TaskContainer(name: "api", exitCode: exit)],
            createdAt: Sample.start + 5 + Double(number))
    }
}
