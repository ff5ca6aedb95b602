extension CauseCatalogue {
    private static func resource(all: [String] = [], any: [String] = [], and: [String] = []) -> Cause.Pattern {
        Cause.Pattern([.resource, .trail], all: all, any: any, and: and)
    }

    /// Causes in single resources.
    static let resources: [Cause] = [
        Cause(
            "bucket-not-empty", "The bucket is not empty", .root,
            [resource(any: ["bucket you tried to delete is not empty", "bucketnotempty"])],
            say: ["{name} cannot be deleted, because the bucket still has objects or old versions of them."],
            check: ["Whether the objects may go. Versions and delete markers count as well."],
            run: ["infra-cli destroy {environment}"]),
        Cause(
            "repository-not-empty", "The repository is not empty", .root,
            [resource(any: ["repositorynotempty", "cannot be deleted because it still contains images"])],
            say: ["{name} cannot be deleted, because the repository still has images."],
            check: ["Whether a release that a rollback needs is among them."], run: ["infra-cli destroy {environment}"]),
        Cause(
            "resource-in-use", "The resource is still in use", .root,
            [
                resource(any: [
                    "has a dependent object", "dependencyviolation", "is currently in use", "resource in use",
                    "resourceinuse",
                    "has dependencies and cannot be deleted", "mapped public address", "still attached",
                ])
            ],
            say: [
                "{name} cannot be changed or deleted, because another resource still uses it: {message}.",
                "Network interfaces of tasks, functions and endpoints hold security groups and subnets for some minutes after their owner is gone.",
            ],
            check: ["The network interfaces with that security group or subnet, and their descriptions."],
            run: ["infra-cli recover {environment}"]),
        Cause(
            "export-in-use", "Another stack uses an export", .root,
            [
                Cause.Pattern(
                    [.resource, .stack, .changeSet, .call], all: ["export"],
                    any: ["in use by", "cannot be deleted as it is in use", "cannot be updated as it is in use"])
            ],
            say: ["The stack cannot remove or change the export {export}, because another stack imports it."],
            check: ["Change the importing stack first. This program's stacks pass values without exports."]),
        Cause(
            "deletion-protected", "The resource is protected against deletion", .root,
            [
                resource(any: [
                    "deletion protection", "deletionprotection", "cannot delete protected", "termination protection",
                    "deleteprotection",
                ]),
                Cause.Pattern([.call, .stack], any: ["terminationprotection", "termination protection"]),
            ],
            say: [
                "The protection of {name} against deletion is on, so the operation was refused before anything was lost."
            ],
            check: [
                "Whether it is meant to go. The protection has to be switched off in a deployment of its own first."
            ],
            run: ["infra-cli diff {environment}"]),
        Cause(
            "secret-scheduled-for-deletion", "A secret of this name is about to be deleted", .root,
            [resource(all: ["scheduled for deletion"])],
            say: [
                "{name} cannot be created: a deleted secret keeps its name until its recovery window is over, 7 to 30 days."
            ],
            check: ["Restore the old secret, or delete it without a window if its value may be lost."],
            run: ["infra-cli secrets list"]),
        Cause(
            "certificate-not-validated", "The certificate is not validated", .root,
            [
                resource(
                    all: ["certificate"],
                    any: [
                        "must have a fully-qualified domain name", "not validated", "pending_validation",
                        "unsupportedcertificate", "not found",
                    ])
            ],
            say: ["{name} needs a certificate that is issued, and this one is not: {message}."],
            check: [
                "The DNS records that validate the certificate exist in the public zone.",
                "The certificate lies in the region of the load balancer.",
            ]),
        Cause(
            "engine-version", "The database's version does not exist or cannot be reached", .root,
            [resource(any: ["cannot find version", "cannot upgrade", "invalid upgrade target", "no upgrade path"])],
            say: [
                "RDS refuses the version of the database: {message}.",
                "A minor version that AWS has installed by itself may be higher than the template's.",
            ],
            check: ["The versions that RDS offers in the region, and the version that runs."],
            run: ["infra-cli drift {environment}"]),
        Cause(
            "stack-policy", "The stack policy denies the update", .root,
            [resource(any: ["action denied by stack policy", "denied by stack policy"])],
            say: [
                "The stack's policy forbids this change of {name}, most often a replacement or deletion of something with data."
            ],
            check: ["Whether the replacement is meant."], run: ["infra-cli diff {environment}"]),
        Cause(
            "needs-custom-name", "A named resource cannot be replaced", .root,
            [
                resource(any: [
                    "cannot update a stack when a custom-named resource requires replacing",
                    "custom-named resource requires replacing",
                ])
            ],
            say: [
                "{name} has a fixed name, and its change needs a replacement: two resources of one name cannot exist at once."
            ],
            check: ["Rename the resource in the same deployment, or undo the change that replaces it."],
            run: ["infra-cli diff {environment}"]),
        Cause(
            "operation-timed-out", "The resource's operation ran into its time-out", .mechanism,
            [
                resource(any: [
                    "exceeded attempts to wait", "timed out waiting", "timed out after", "operation timed out",
                    "failed to receive", "resource timed out waiting for completion",
                ])
            ],
            say: ["CloudFormation gave up waiting for {resource}.", "AWS states: {message}."],
            check: ["Whether the resource became ready afterwards; its own events name what it waited for."],
            run: ["infra-cli events {environment} --failed"]),
        Cause(
            "nested-stack-failed", "A nested stack failed", .consequence,
            [resource(any: ["embedded stack", "nested stack"])],
            say: ["The nested stack {name} failed, and its own events were not read."],
            check: ["The events of the nested stack."], run: ["infra-cli events {environment} --failed"]),
    ]
}
