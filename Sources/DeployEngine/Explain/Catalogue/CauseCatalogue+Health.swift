extension CauseCatalogue {
    private static func target(_ codes: String...) -> Cause.Pattern { Cause.Pattern([.target], codes: Set(codes)) }

    /// Causes in health checks.
    static let health: [Cause] = [
        Cause(
            "target-wrong-code", "The health check gets an unexpected status", .reason,
            [
                target("Target.ResponseCodeMismatch"),
                Cause.Pattern([.serviceEvent, .stop], any: ["health checks failed with these codes"]),
            ],
            say: [
                "The program answers the load balancer's health check, but with another status than the target group expects: {targetreason}.",
                "The check is {check}.",
            ],
            check: [
                "The path of the health check, and the statuses that it returns while the program starts or its database is away.",
                "502 and 503 come from the program or a proxy in the task; 404 means a wrong path; 301 a redirect to https.",
            ],
            run: ["infra-cli logs {environment} --since 30m"]),
        Cause(
            "target-timeout", "The health check gets no answer in time", .reason,
            [
                target("Target.Timeout"),
                Cause.Pattern([.serviceEvent], all: ["is unhealthy in"], any: ["request timed out"]),
            ],
            say: [
                "The load balancer's health check of {target} runs into its time-out.", "The check is {check}.",
                "A security group drops packets, or the program accepts the connection and does not answer.",
            ],
            check: [
                "The task's security group admits the container's port from the load balancer's group.",
                "The time that the program needs to start, against healthCheckGracePeriodSeconds.",
                "The health check's time-out, and the load of the processor while the program starts.",
            ],
            run: ["infra-cli logs {environment} --since 30m"]),
        Cause(
            "target-connection-failed", "The health check cannot connect", .reason,
            [
                target("Target.FailedHealthChecks"),
                Cause.Pattern([.serviceEvent], all: ["is unhealthy in"], any: ["(reason health checks failed)"]),
            ],
            say: [
                "The load balancer cannot connect to {target}, or does not understand the answer.",
                "The check is {check}.",
                "The program does not listen on that port or only on the loopback address, or it speaks another protocol.",
            ],
            check: [
                "The program listens on 0.0.0.0 and on the target group's port.",
                "The target group's protocol: HTTP and HTTPS are not interchangeable.",
            ],
            run: ["infra-cli logs {environment} --since 30m"]),
        Cause(
            "load-balancer-fault", "The load balancer has a fault of its own", .reason,
            [
                target("Elb.InternalError"),
                Cause.Pattern([.serviceEvent], all: ["is unhealthy in"], any: ["internal error"]),
            ],
            say: [
                "The load balancer could not check {target} because of an error of its own.",
                "This is no fault of the release.",
            ],
            check: ["The AWS Health Dashboard for Elastic Load Balancing."], run: ["infra-cli deploy {environment}"]),
        Cause(
            "target-unusable-address", "The load balancer cannot use the target's address", .reason,
            [target("Target.IpUnusable", "Target.InvalidState")],
            say: [
                "The load balancer cannot use {target}: {targetreason}.",
                "An address is unusable while a load balancer has it itself, or after its task has stopped.",
            ],
            check: ["The subnets of the tasks and of the load balancer have free addresses."]),
        Cause(
            "target-zone-disabled", "The task runs in a zone that the load balancer does not serve", .reason,
            [
                Cause.Pattern(
                    [.target, .serviceEvent, .stop],
                    any: ["availability zone that is not enabled for the load balancer"])
            ],
            say: [
                "The target {target} lies in an availability zone that is not enabled for the load balancer, so it never gets a request."
            ],
            check: ["The subnets of the service and of the load balancer cover the same zones."]),
        Cause(
            "target-unused", "The target group gets no requests", .exit,
            [target("Target.NotInUse", "Target.NotRegistered")],
            say: [
                "The target group {group} is not used: no listener forwards to it, or the task is not registered in it."
            ],
            check: [
                "The listener's rules and their weights. With blue/green deployments one of two groups is unused, which is no fault.",
                "The container's name and port in the service's load balancer.",
            ],
            run: ["infra-cli drift {environment}"]),
        Cause(
            "target-check-disabled", "The target group has no health check", .exit,
            [target("Target.HealthCheckDisabled")],
            say: [
                "Health checks of the target group {group} are off, so the load balancer knows nothing of its targets."
            ],
            check: ["The target group's health check."]),
        Cause(
            "target-registering", "The target is not checked yet", .exit,
            [target("Elb.RegistrationInProgress", "Elb.InitialHealthChecking")],
            say: [
                "The load balancer still registers or checks {target} for the first time.", "The check is {check}.",
                "A deployment that ends in this state was not given enough time.",
            ],
            check: [
                "Interval times healthy threshold of the health check, and the start of the program, against the deadline."
            ]),
        Cause(
            "target-draining", "The target is leaving", .consequence, [target("Target.DeregistrationInProgress")],
            say: ["The target {target} finishes its requests, because its task is being stopped."],
            check: ["The service's events for the reason of the stop."]),
        Cause(
            "container-health-check", "The container's own health check fails", .mechanism,
            [Cause.Pattern([.stop, .serviceEvent], any: ["failed container health checks"])],
            say: [
                "ECS stopped the task, because the health check command inside the container {container} kept failing.",
                "Its last line was: {last}.",
            ],
            check: [
                "HEALTHCHECK of the image or healthCheck of the task definition, run inside the container: the image may lack the program that it calls, such as curl.",
                "startPeriod, the time in which failures do not count.",
            ],
            run: ["infra-cli logs {environment} --since 30m"]),
        Cause(
            "load-balancer-health-check", "The load balancer's health check fails", .mechanism,
            [
                Cause.Pattern(
                    [.stop, .serviceEvent], any: ["failed elb health checks", "is unhealthy in (target-group"])
            ],
            say: [
                "ECS stopped the task, because the load balancer's health check kept failing.", "The check is {check}.",
                "Its target states: {targetreason}.", "The last line of the log was: {last}.",
            ],
            check: [
                "Path, port and expected status of the health check.",
                "The task's security group admits that port from the load balancer.",
                "The grace period is longer than the program's start.",
            ],
            run: ["infra-cli logs {environment} --since 30m"]),
    ]
}
