import DeployEngine
import Foundation

extension RecordedFailure {
    private static let registry = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/weir"
    private static let secret = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:weir/dev/database-AbCdEf"
    private static let role = "arn:aws:sts::111122223333:assumed-role/weir-dev-execution/1f2e3d4c"
    private static let pull = "CannotPullContainerError: pull image manifest has been retried 1 time(s): "
    private static let secrets =
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
    private static let exited = "Essential container in task exited"

    /// Failures before a container runs.
    static let starts: [RecordedFailure] = [
        stop(
            "image-not-found", pull + "failed to resolve ref \(registry)@\(digest): \(registry)@\(digest): not found",
            says: "\(registry)@\(digest)"),
        stop(
            "image-not-found",
            "CannotPullContainerError: Error response from daemon: manifest for \(registry):1.9 not found: manifest unknown"
        ),
        stop(
            "image-not-found",
            "CannotPullContainerError: The repository with name 'weir' does not exist in the registry with id '111122223333'"
        ),
        stop(
            "image-platform", pull + "failed to find a descriptor for platform {linux/amd64}", says: "needs linux/amd64"
        ),
        stop(
            "image-platform",
            "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/arm64'",
            says: "needs linux/arm64"),
        stop("image-platform", pull + "no match for platform in manifest: not found"),
        stop(
            "image-registry-unreachable",
            pull + "failed to do request: Head \"https://\(registry)\": dial tcp 10.0.0.9:443: i/o timeout"),
        stop(
            "image-registry-unreachable",
            "CannotPullContainerError: ref pull has been retried 5 time(s): context deadline exceeded"),
        stop(
            "image-registry-unreachable",
            "CannotPullContainerError: Get \"https://\(registry)/v2/\": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)"
        ),
        stop(
            "image-registry-unreachable",
            secrets
                + "unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: dial tcp 52.0.0.1:443: i/o timeout. Please check your task network configuration. registry auth"
        ),
        stop(
            "image-pull-denied",
            "CannotPullContainerError: pull access denied for weir/api, repository does not exist or may require 'docker login'",
            says: "denies the pull"),
        stop(
            "image-pull-denied",
            pull + "unexpected status from HEAD request to https://\(registry)/v2/weir/manifests/1: 403 Forbidden"),
        stop(
            "image-pull-denied",
            secrets
                + "unable to get registry auth from asm: AccessDeniedException: User: \(role) is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action",
            says: "weir-dev-execution may not call ecr:GetAuthorizationToken"),
        stop(
            "image-rate-limit",
            "CannotPullContainerError: toomanyrequests: You have reached your unauthenticated pull rate limit"),
        stop(
            "image-too-large",
            "CannotPullContainerError: failed to register layer: write /usr/lib/x: no space left on device"),
        stop("image-pull-failed", "CannotPullContainerError: something odd happened"),
        stop(
            "secret-access-denied",
            secrets
                + "unable to retrieve secret from asm: AccessDeniedException: User: \(role) is not authorized to perform: secretsmanager:GetSecretValue on resource: \(secret) because no identity-based policy allows the secretsmanager:GetSecretValue action",
            says: secret),
        stop(
            "secret-access-denied",
            secrets
                + "unable to retrieve secrets from ssm: AccessDeniedException: User: \(role) is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-central-1:111122223333:parameter/weir/x",
            says: "lacks ssm:GetParameters"),
        stop(
            "secret-kms-denied",
            secrets + "unable to retrieve secret from asm: AccessDeniedException: Access to KMS is not allowed"),
        stop(
            "secret-kms-denied",
            secrets
                + "User: \(role) is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-central-1:111122223333:key/1f2e3d4c",
            says: "key/1f2e3d4c"),
        stop(
            "secret-endpoint-unreachable",
            secrets
                + "unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager. Check your task network configuration. failed to fetch secret \(secret): RequestCanceled: request context canceled caused by: context deadline exceeded",
            says: secret),
        stop(
            "secret-endpoint-unreachable",
            secrets + "unable to retrieve secret from asm: dial tcp 10.0.0.5:443: i/o timeout"),
        stop(
            "secret-not-json",
            secrets + "unable to retrieve secret from asm: invalid character 'h' looking for beginning of value"),
        stop(
            "secret-key-missing", secrets + "retrieved secret from Secrets Manager did not contain json key apiKey2",
            says: "key is apiKey2"),
        stop(
            "secret-not-found",
            secrets
                + "unable to retrieve secret from asm: ResourceNotFoundException: Secrets Manager can't find the specified secret."
        ),
        stop("secret-not-found", secrets + "invalid ssm parameters: /weir/dev/missing"),
        stop("secret-unreadable", secrets + "unable to retrieve secret from asm: InternalServiceError"),
        stop(
            "log-group-missing",
            "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1"
        ),
        stop(
            "log-group-missing",
            "CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: ResourceNotFoundException"
        ),
        stop("log-endpoint-unreachable", "ResourceInitializationError: failed to validate logger args: signal: killed"),
        stop(
            "log-access-denied",
            "ResourceInitializationError: failed to validate logger args: create stream: AccessDeniedException: User: \(role) is not authorized to perform: logs:CreateLogStream on resource: arn:aws:logs:eu-central-1:111122223333:log-group:x",
            says: "weir-dev-execution lacks logs:CreateLogStream"),
        stop(
            "entry-point-missing",
            "CannotStartContainerError: failed to create containerd task: OCI runtime create failed: exec: \"/app/api-servr\": stat /app/api-servr: no such file or directory: unknown"
        ),
        stop(
            "entry-point-missing",
            "CannotStartContainerError: OCI runtime create failed: exec: \"api\": executable file not found in $PATH"),
        stop("entry-point-not-executable", "CannotStartContainerError: exec: \"/app/run.sh\": permission denied"),
        stop("container-runtime", "DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s"),
        stop("network-interface-timeout", "Timeout waiting for network interface provisioning to complete."),
        stop(
            "network-interface-limit",
            "unexpected EC2 error while attempting to Create Network Interface: NetworkInterfaceLimitExceeded"),
        stop(
            "subnet-full",
            "unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-1': InsufficientFreeAddressesInSubnet"
        ),
        stop(
            "fargate-capacity",
            "Capacity is unavailable at this time. Please try again later or in a different availability zone"),
        stop("fargate-quota", "You've reached the limit on the number of vCPUs you can run concurrently"),
        stop("task-definition-inactive", "TaskDefinition is inactive"),
    ]

    /// Failures of a container's program.
    static let programs: [RecordedFailure] = [
        stop(
            "out-of-memory", exited, code: "EssentialContainerExited", exit: 137,
            container: "OutOfMemoryError: Container killed due to memory usage", log: ["loading 2,000,000 rows"],
            says: "loading 2,000,000 rows"),
        stop("killed", exited, code: "EssentialContainerExited", exit: 137),
        stop(
            "program-crashed", exited, code: "EssentialContainerExited", exit: 139,
            log: ["Current stack trace:", "0 parse() at Parser.swift:12"], says: "Parser.swift:12"),
        stop("program-crashed", exited, code: "EssentialContainerExited", exit: 134),
        stop(
            "program-crashed", exited, code: "EssentialContainerExited", exit: 133,
            log: ["Fatal error: Index out of range"]),
        stop("terminated", exited, code: "EssentialContainerExited", exit: 143),
        stop("program-finished", exited, code: "EssentialContainerExited", exit: 0),
        stop(
            "wrong-usage", exited, code: "EssentialContainerExited", exit: 64, log: ["Error: Unknown option '--prot'"],
            says: "--prot"),
        stop(
            "program-failed", exited, code: "EssentialContainerExited", exit: 1,
            log: ["starting", "error: cannot open the license"], says: "cannot open the license"),
        stop("program-failed", exited, code: "EssentialContainerExited"),
        stop("entry-point-missing", exited, code: "EssentialContainerExited", exit: 127),
        stop(
            "image-exec-format", exited, code: "EssentialContainerExited", exit: 1,
            log: ["exec /app/api-server: exec format error"]),
        stop(
            "image-exec-format", exited, code: "EssentialContainerExited", exit: 255,
            log: ["standard_init_linux.go:228: exec user process caused: exec format error"]),
        stop(
            "database-authentication", exited, code: "EssentialContainerExited", exit: 1,
            log: ["FATAL: password authentication failed for user \"weir\""], says: "password authentication failed"),
        stop(
            "database-unreachable", exited, code: "EssentialContainerExited", exit: 1,
            log: ["could not translate host name \"db.internal\" to address: Name or service not known"]),
        stop(
            "setting-missing", exited, code: "EssentialContainerExited", exit: 78,
            log: ["DB_HOST is not set; expected a host name"], says: "DB_HOST is not set"),
        stop(
            "schema-newer", exited, code: "EssentialContainerExited", exit: 1,
            log: ["the database has schema 16, which is newer than 15, the newest schema of this version"]),
        stop(
            "port-in-use", exited, code: "EssentialContainerExited", exit: 1,
            log: ["bind(): Address already in use (errno: 98)"]),
        stop(
            "certificate-rejected", exited, code: "EssentialContainerExited", exit: 1,
            log: ["SSL error: certificate verify failed"]),
        // An early complaint that was survived is not the cause.
        stop(
            "program-failed", exited, code: "EssentialContainerExited", exit: 3,
            log: ["X is not set"] + Array(repeating: "working", count: 40)),
        stop(
            "container-health-check", "Task failed container health checks", code: "ServiceSchedulerInitiated",
            exit: 143),
        stop(
            "load-balancer-health-check",
            "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/weir/1)",
            code: "ServiceSchedulerInitiated", exit: 137),
        stop("spot-interruption", "Your Spot Task was interrupted.", code: "SpotInterruption", exit: 143),
        stop(
            "host-retired", "ECS is performing maintenance on the underlying infrastructure hosting the task.",
            code: "TerminationNotice", exit: 143),
        stop(
            "stopped-by-operator", "Task stopped by user: trying something", code: "UserInitiated", exit: 143,
            says: "trying something"),
        stop("unknown", "ZorkError: the grue ate the container", says: "the grue ate the container"),
    ]

    /// Failures of health checks by the state of the target.
    static let targets: [RecordedFailure] = [
        target(
            "target-wrong-code", "unhealthy", "Target.ResponseCodeMismatch",
            "Health checks failed with these codes: [503]", says: "[503]"),
        target("target-timeout", "unhealthy", "Target.Timeout", "Request timed out", says: "10.0.1.17:8080"),
        target(
            "target-connection-failed", "unhealthy", "Target.FailedHealthChecks", "Health checks failed",
            says: "GET /health/ready on port 8080"),
        target("load-balancer-fault", "unhealthy", "Elb.InternalError", nil),
        target("load-balancer-fault", "unavailable", "Elb.InternalError", nil),
        target("target-unusable-address", "unused", "Target.IpUnusable", "Target IP address is reserved"),
        target("target-unusable-address", "unused", "Target.InvalidState", "Target is in the stopped state"),
        target(
            "target-zone-disabled", "unused", "Target.NotInUse",
            "Target is in an Availability Zone that is not enabled for the load balancer"),
        target(
            "load-balancer-health-check", "unused", "Target.NotInUse",
            "Target group is not configured to receive traffic"),
        target(
            "load-balancer-health-check", "draining", "Target.DeregistrationInProgress",
            "Target deregistration is in progress"),
        other("target-unused") {
            $0.targets = [.init(group: "g", target: "t", state: "unused", reason: "Target.NotInUse")]
        },
        other("target-unused") {
            $0.targets = [.init(group: "g", target: "t", state: "unused", reason: "Target.NotRegistered")]
        },
        other("target-registering") {
            $0.targets = [.init(group: "g", target: "t", state: "initial", reason: "Elb.RegistrationInProgress")]
        },
        other("target-registering") {
            $0.targets = [.init(group: "g", target: "t", state: "initial", reason: "Elb.InitialHealthChecking")]
        },
        other("target-check-disabled") {
            $0.targets = [.init(group: "g", target: "t", state: "unavailable", reason: "Target.HealthCheckDisabled")]
        },
        other("target-draining") {
            $0.targets = [.init(group: "g", target: "t", state: "draining", reason: "Target.DeregistrationInProgress")]
        },
    ]

    private static func deployment(
        _ cause: String, says: String? = nil, _ build: (inout EvidenceBundle.Deployment) -> Void
    ) -> RecordedFailure {
        other(cause, says: says) { bundle in
            var deployment = EvidenceBundle.Deployment(
                arn: "d", service: "weir-dev", status: "ROLLBACK_SUCCESSFUL", stage: "BAKE_TIME")
            build(&deployment)
            bundle.deployments = [deployment]
        }
    }

    /// Failures of a service's deployment without a failed task.
    static let deployments: [RecordedFailure] = [
        deployment("alarm-rollback", says: "weir-dev-5xx") { $0.triggeredAlarms = ["weir-dev-5xx"] },
        deployment("deployment-hook-timeout", says: "approval") { $0.hooks = ["approval": "TIMED_OUT"] },
        deployment("deployment-hook-failed") { $0.hooks = ["check": "FAILED"] },
        deployment("deployment-stopped") { $0.status = "STOPPED" },
        deployment("other-image-runs", says: "sha256:old") {
            $0.wantedDigest = "sha256:new"
            $0.runningDigest = "sha256:old"
        },
        deployment("tasks-fail-to-start", says: "3 tasks failed") {
            $0.breaker = "TRIGGERED"
            $0.failed = 3
        },
        deployment("deployment-rollback-failed") { $0.status = "ROLLBACK_FAILED" },
        other("task-not-placed") {
            $0.serviceEvents = [
                .init(
                    service: "s", time: DeploySample.start,
                    message: "(service s) was unable to place a task. Reason: something new.")
            ]
        },
        resource(
            "tasks-fail-to-start", "AWS::ECS::Service",
            "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.",
            code: "GeneralServiceException"),
        resource(
            "service-not-stable", "AWS::ECS::Service", "Service arn:aws:ecs:x did not stabilize.", code: "NotStabilized"
        ),
    ]
}
