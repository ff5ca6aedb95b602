extension CauseCatalogue {
    private static let unreachable = [
        "i/o timeout", "context deadline exceeded", "connection issue", "connection timed out", "dial tcp",
        "request canceled",
        "connection reset", "no such host", "timeout",
    ]

    /// Causes in the reading of secrets and in the set-up of logs, before a container starts.
    static let secrets: [Cause] = [
        Cause(
            "secret-kms-denied", "The execution role may not decrypt the secret", .root,
            [
                Cause.Pattern(
                    [.stop], all: ["resourceinitializationerror", "kms"], any: ["accessdenied", "not authorized"]),
                Cause.Pattern([.stop], all: ["resourceinitializationerror", "access to kms is not allowed"]),
            ],
            say: [
                "The task cannot start: Secrets Manager has the secret, but its key does not let the execution role decrypt it.",
                "The role is {role}.", "The secret is {secret}.", "The key is {denied}.",
            ],
            check: [
                "kms:Decrypt for the execution role in its policy, and in the key's policy if the account does not delegate to IAM."
            ],
            run: ["infra-cli secrets versions {secret}", "infra-cli doctor {environment}"]),
        Cause(
            "secret-access-denied", "The execution role may not read the secret", .root,
            [
                Cause.Pattern(
                    [.stop], all: ["resourceinitializationerror"],
                    any: [
                        "accessdenied", "not authorized to perform: secretsmanager", "not authorized to perform: ssm",
                    ],
                    none: ["logger", "logging driver"])
            ],
            say: [
                "The task cannot start, because its execution role may not read a secret of its containers.",
                "The role {role} lacks {action}.", "The secret is {secret}.", "In words of AWS, {policy}.",
            ],
            check: [
                "The execution role's policy names the secret's ARN; an ARN without its six random characters needs a * at its end.",
                "The secret's own policy, if it has one.",
            ],
            run: ["infra-cli secrets versions {secret}", "infra-cli doctor {environment}"]),
        Cause(
            "secret-not-found", "The secret does not exist", .root,
            [
                Cause.Pattern(
                    [.stop], all: ["resourceinitializationerror"],
                    any: [
                        "can't find the specified secret", "resourcenotfoundexception: secrets manager",
                        "invalid ssm parameters", "parameternotfound", "marked for deletion", "marked deleted",
                    ])
            ],
            say: [
                "The task cannot start: a secret or parameter of its containers does not exist in this region, or is about to be deleted.",
                "The secret is {secret}.",
            ],
            check: ["The secret's name and region, and that it has a current version."],
            run: ["infra-cli secrets list"]),
        Cause(
            "secret-key-missing", "The secret has no such key", .root,
            [
                Cause.Pattern([.stop], any: ["did not contain json key", "does not contain json key"])
            ],
            say: [
                "The task cannot start: a container asks for a key that the secret's JSON object does not have.",
                "The key is {key}.", "The secret is {secret}.",
            ],
            check: ["The keys of the secret's current version; names are compared with case."],
            run: ["infra-cli secrets versions {secret}", "infra-cli secrets set {secret}"]),
        Cause(
            "secret-not-json", "The secret is not a JSON object", .root,
            [
                Cause.Pattern([.stop], all: ["resourceinitializationerror", "invalid character"]),
                Cause.Pattern([.stop], all: ["resourceinitializationerror", "cannot unmarshal"]),
                Cause.Pattern([.stop], all: ["resourceinitializationerror", "unexpected end of json"]),
            ],
            say: [
                "The task cannot start: a container asks for one key of a secret, but the secret's value is plain text.",
                "The secret is {secret}.",
            ],
            check: ["Either the value has to be a JSON object, or the reference has to name the secret without a key."],
            run: ["infra-cli secrets set {secret}"]),
        Cause(
            "secret-endpoint-unreachable", "The task cannot reach Secrets Manager", .root,
            [
                Cause.Pattern(
                    [.stop], all: ["resourceinitializationerror", "unable to pull secrets"], any: unreachable,
                    none: ["failed to validate logger", "initialize logging"]),
                Cause.Pattern([.stop], all: ["resourceinitializationerror", "secretsmanager"], any: unreachable),
                Cause.Pattern(
                    [.stop], all: ["resourceinitializationerror", "unable to retrieve secret"], any: unreachable),
            ],
            say: [
                "The task cannot start, because its subnet has no way to Secrets Manager: the read ran into its time-out.",
                "The secret is {secret}.",
                "It needs a NAT gateway, a public address, or an endpoint for secretsmanager (for parameters: ssm).",
            ],
            check: [
                "Routes and endpoints of the task's subnets.",
                "The endpoint's security group admits port 443 from the task's group, and its private DNS is on.",
            ],
            run: ["infra-cli doctor {environment}"]),
        Cause(
            "secret-unreadable", "The task's secrets cannot be read", .mechanism,
            [
                Cause.Pattern([.stop], all: ["resourceinitializationerror", "unable to pull secrets"]),
                Cause.Pattern([.stop], all: ["resourceinitializationerror", "unable to retrieve secret"]),
            ],
            say: ["The task cannot start, because ECS cannot read its secrets.", "ECS states: {message}."],
            check: ["The secret, the execution role and the way to Secrets Manager."],
            run: ["infra-cli doctor {environment}"]),
    ]

    /// Causes in the set-up of logs.
    static let logs: [Cause] = [
        Cause(
            "log-access-denied", "The execution role may not write logs", .root,
            [
                Cause.Pattern([.stop], all: ["logging driver", "accessdenied"]),
                Cause.Pattern([.stop], all: ["logger", "accessdenied"]),
                Cause.Pattern([.stop], all: ["not authorized to perform: logs:"]),
            ],
            say: [
                "The container cannot start, because its execution role may not write to its log group.",
                "The role {role} lacks {action}.",
            ],
            check: [
                "logs:CreateLogStream and logs:PutLogEvents on the log group; for awslogs-create-group also logs:CreateLogGroup."
            ],
            run: ["infra-cli doctor {environment}"]),
        Cause(
            "log-endpoint-unreachable", "The task cannot reach CloudWatch Logs", .root,
            [
                Cause.Pattern(
                    [.stop], any: ["failed to validate logger args", "failed to initialize logging driver"],
                    and: ["signal: killed", "timeout", "deadline", "dial tcp", "timed out"],
                    none: ["not exist", "notfound", "accessdenied"])
            ],
            say: [
                "The container cannot start, because its subnet has no way to CloudWatch Logs.",
                "It needs a NAT gateway, a public address, or an endpoint for logs.",
            ],
            check: ["Routes and endpoints of the task's subnets."], run: ["infra-cli doctor {environment}"]),
        Cause(
            "log-group-missing", "The log group does not exist", .root,
            [
                Cause.Pattern([.stop], any: ["failed to validate logger args", "failed to initialize logging driver"]),
                Cause.Pattern([.stop], all: ["log group"], any: ["not exist", "notfound"]),
            ],
            say: [
                "The container cannot start, because its log driver cannot be set up.",
                "Most often the log group of the task definition does not exist in the region.",
                "The log group is {loggroup}.", "ECS states: {message}.",
            ],
            check: [
                "awslogs-group and awslogs-region of the task definition, and that the stack's log group was not deleted."
            ],
            run: ["infra-cli drift {environment}"]),
    ]
}
