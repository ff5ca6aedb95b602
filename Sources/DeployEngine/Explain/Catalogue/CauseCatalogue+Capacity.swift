extension CauseCatalogue {
    /// Causes in the placement and the network of tasks.
    static let capacity: [Cause] = [
        Cause(
            "subnet-full", "The subnet has no free address", .root,
            [
                Cause.Pattern(
                    [.stop, .serviceEvent, .resource],
                    any: [
                        "insufficientfreeaddressesinsubnet", "insufficient free addresses",
                        "not have enough free addresses",
                    ])
            ],
            say: ["A task needs an address of its own, and the subnet has none left."],
            check: [
                "Free addresses of the task's subnets. A deployment needs addresses for old and new tasks at once.",
                "Addresses that stopped tasks, functions or endpoints still hold.",
            ],
            run: ["infra-cli doctor {environment}"]),
        Cause(
            "network-interface-limit", "The account's limit of network interfaces is reached", .root,
            [
                Cause.Pattern(
                    [.stop, .serviceEvent],
                    any: [
                        "networkinterfacelimitexceeded", "maximum number of network interfaces", "eni limit",
                        "network interface limit",
                    ])
            ],
            say: ["A task needs a network interface, and the account's quota for the region is used up."],
            check: ["The quota \"Network interfaces per Region\" of Amazon VPC."],
            run: ["infra-cli doctor {environment}"]),
        Cause(
            "network-interface-timeout", "The task's network interface was not ready in time", .mechanism,
            [Cause.Pattern([.stop, .serviceEvent], any: ["timeout waiting for network interface provisioning"])],
            say: [
                "ECS could not attach a network interface to the task in time.",
                "Often the subnet has no free address or a quota is reached; now and then AWS is slow.",
            ],
            check: ["Free addresses of the task's subnets, and the quota of network interfaces."],
            run: ["infra-cli doctor {environment}"]),
        Cause(
            "fargate-capacity", "Fargate has no capacity", .root,
            [
                Cause.Pattern(
                    [.stop, .serviceEvent, .call],
                    any: [
                        "capacity is unavailable at this time", "capacity is currently unavailable",
                        "no fargate capacity",
                    ])
            ],
            say: [
                "AWS has no capacity for this size of task in the zones of its subnets.",
                "This is no fault of the release.",
            ],
            check: ["Subnets in more zones; another size of task; ARM64 and X86_64 have capacities of their own."],
            run: ["infra-cli deploy {environment}"]),
        Cause(
            "fargate-quota", "The account's quota of Fargate is reached", .root,
            [
                Cause.Pattern(
                    [.stop, .serviceEvent, .call],
                    any: ["limit on the number of vcpus", "limit on the number of tasks", "vcpu limit"])
            ],
            say: ["The task was not started, because the account's quota of vCPUs on Fargate is used up."],
            check: [
                "The quota \"Fargate On-Demand vCPU resource count\". A deployment runs old and new tasks at once."
            ],
            run: ["infra-cli doctor {environment}"]),
        Cause(
            "spot-interruption", "AWS took the spot capacity back", .root,
            [
                Cause.Pattern([.stop], any: ["spot task was interrupted", "spot interruption"]),
                Cause.Pattern([.stop], codes: ["SpotInterruption"]),
            ],
            say: [
                "AWS needed the spot capacity of the task and gave it a warning of two minutes.",
                "This is no fault of the release.",
            ],
            check: ["A base of on-demand tasks in the capacity provider's strategy."],
            run: ["infra-cli deploy {environment}"]),
        Cause(
            "host-retired", "AWS retired the host of the task", .root,
            [
                Cause.Pattern([.stop], codes: ["TerminationNotice", "InfrastructureHealth"]),
                Cause.Pattern(
                    [.stop],
                    any: [
                        "termination notice", "infrastructure maintenance", "host is being retired",
                        "underlying infrastructure",
                    ]),
            ],
            say: [
                "AWS stopped the task, because its host was retired or unhealthy.", "This is no fault of the release.",
            ],
            check: ["The number of the service's other tasks at that time."], run: ["infra-cli deploy {environment}"]),
        Cause(
            "stopped-by-operator", "An operator or a program stopped the task", .mechanism,
            [
                Cause.Pattern([.stop], codes: ["UserInitiated"]),
                Cause.Pattern([.stop], any: ["task stopped by user", "stopped by user"]),
            ],
            say: ["The task was stopped by a call of StopTask, not by a fault.", "Its reason: {message}."],
            check: ["CloudTrail for the caller of StopTask."], run: ["infra-cli events {environment}"]),
        Cause(
            "task-definition-inactive", "The task definition is inactive", .root,
            [
                Cause.Pattern(
                    [.stop, .serviceEvent, .resource, .call],
                    any: ["taskdefinition is inactive", "task definition is inactive", "taskdefinition not found"])
            ],
            say: [
                "The task definition was deregistered, so no new task can be started with it.",
                "CloudFormation deregisters the former one after an update, unless its removal policy retains it.",
            ],
            check: ["The removal policy of the task definition is Retain."], run: ["infra-cli deploy {environment}"]),
        Cause(
            "task-not-placed", "No place was found for a task", .consequence,
            [Cause.Pattern([.serviceEvent], any: ["was unable to place a task"])],
            say: ["ECS found no place for a task.", "It states: {text}."],
            check: ["The reason in the event; capacity, quotas and subnets are the usual ones."],
            run: ["infra-cli doctor {environment}"]),
    ]

    /// Causes that end a service's deployment.
    static let deployments: [Cause] = [
        Cause(
            "alarm-rollback", "An alarm ended the deployment", .mechanism,
            [
                Cause.Pattern([.deployment], codes: ["ALARM"]),
                Cause.Pattern(
                    [.serviceEvent, .resource, .deployment], any: ["alarm detected", "due to alarm", "alarms in alarm"]),
            ],
            say: [
                "The new tasks ran, but an alarm that guards the deployment went off, and ECS returned to the former version.",
                "The alarms are {alarms}.",
            ],
            check: [
                "The metric of the alarm around the time of the deployment: it may have been high before.",
                "Errors in the log of the new version.",
            ],
            run: ["infra-cli logs {environment} --since 30m", "infra-cli status {environment}"]),
        Cause(
            "deployment-hook-timeout", "A pause of the deployment was never approved", .mechanism,
            [
                Cause.Pattern([.deployment], codes: ["HOOK_TIMED_OUT"]),
                Cause.Pattern([.deployment, .serviceEvent], all: ["hook"], any: ["timed out", "timeout"]),
            ],
            say: [
                "The deployment waited at a hook for an approval that did not come in time, so ECS rolled it back.",
                "The hook is {hook}.", "The stage was {stage}.",
            ],
            check: ["The process that verifies the release: it may have been ended while it waited."],
            run: ["infra-cli deploy {environment}"]),
        Cause(
            "deployment-hook-failed", "A hook of the deployment failed", .mechanism,
            [
                Cause.Pattern([.deployment], codes: ["HOOK_FAILED"]),
                Cause.Pattern([.deployment, .serviceEvent], all: ["hook", "failed"]),
            ],
            say: [
                "A hook of the deployment's life cycle failed, so ECS rolled it back.", "The hook is {hook}.",
                "The stage was {stage}.",
            ],
            check: ["The log of the hook's function."]),
        Cause(
            "deployment-stopped", "The deployment was stopped by a call", .mechanism,
            [
                Cause.Pattern([.deployment], codes: ["STOPPED", "STOP_REQUESTED"], none: ["circuit breaker"]),
                Cause.Pattern(
                    [.deployment, .serviceEvent], any: ["stopped by user", "stop requested", "stopservicedeployment"]),
            ],
            say: ["A call of StopServiceDeployment ended the deployment; no task had to fail for it."],
            check: ["The caller in CloudTrail: this program stops a deployment early after identical stop reasons."],
            run: ["infra-cli events {environment}"]),
        Cause(
            "other-image-runs", "The service runs another image than the released one", .consequence,
            [Cause.Pattern([.deployment], codes: ["OTHER_IMAGE"])],
            say: [
                "The service is stable, but with the image {running} instead of {wanted}: ECS returned to the former version.",
                "A stable service alone is no success.",
            ],
            check: ["The reasons of stopped tasks; ECS keeps them for an hour."],
            run: ["infra-cli status {environment}"]),
        Cause(
            "deployment-rollback-failed", "ECS could not return to the former version", .consequence,
            [Cause.Pattern([.deployment], codes: ["ROLLBACK_FAILED"])],
            say: [
                "The deployment failed, and so did the return to the former version.",
                "The very first deployment has none to return to.",
            ],
            check: ["The former version's image still exists."],
            run: ["infra-cli rollback {environment}", "infra-cli status {environment}"]),
        Cause(
            "tasks-fail-to-start", "The service's tasks do not stay up", .consequence,
            [
                Cause.Pattern([.deployment], codes: ["BREAKER"]),
                Cause.Pattern(
                    [.resource, .serviceEvent, .deployment],
                    any: ["circuit breaker", "tasks failed to start", "unable to consistently start tasks"]),
                Cause.Pattern(
                    [.deployment], codes: ["ROLLBACK_SUCCESSFUL", "ROLLBACK_IN_PROGRESS", "ROLLBACK_REQUESTED"]),
            ],
            say: [
                "The new tasks of the service kept failing, so ECS gave the deployment up.",
                "{failed} tasks failed.",
                "The evidence does not contain the reason of any task: ECS keeps stopped tasks for one hour, and a rollback removes them.",
            ],
            check: ["The log of the new version, which outlives its tasks."],
            run: ["infra-cli logs {environment} --since 2h", "infra-cli deploy {environment}"]),
        Cause(
            "service-not-stable", "The service did not become stable", .consequence,
            [Cause.Pattern([.resource], any: ["did not stabilize", "not stabilized"])],
            say: [
                "CloudFormation waited for {resource} to become stable, and it did not.",
                "The event does not name the reason.",
            ],
            check: [
                "The evidence of the resource itself: tasks and targets for a service, the event log for a database."
            ],
            run: ["infra-cli events {environment} --failed", "infra-cli logs {environment} --since 2h"]),
    ]
}
