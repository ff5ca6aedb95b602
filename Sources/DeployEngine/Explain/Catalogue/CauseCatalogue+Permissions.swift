extension CauseCatalogue {
    private static let origins: Set<Symptom.Origin> = [.resource, .trail, .call, .changeSet, .stack, .serviceEvent]

    private static func denial(_ phrases: String...) -> Cause.Pattern {
        Cause.Pattern(origins, all: ["not authorized to perform"], any: phrases)
    }

    /// Causes in IAM: the action and the role are named.
    static let permissions: [Cause] = [
        Cause(
            "permission-organization", "A policy of the organization denies an action", .root,
            [denial("service control policy", "resource control policy")],
            say: [
                "{role} may not call {action}: a policy of the organization (SCP or RCP) does not allow it, whatever the role's own policies say.",
                "The resource is {denied}.",
            ],
            check: ["The organization's administrators can allow it; no change in this account can."]),
        Cause(
            "permission-boundary", "The permissions boundary denies an action", .root,
            [denial("permissions boundary")],
            say: [
                "{role} may not call {action}: its policies may allow it, but its permissions boundary does not.",
                "The resource is {denied}.",
            ],
            check: ["The boundary that bootstrap made, against the actions that the templates need now."],
            run: ["infra-cli bootstrap {base} --diff"]),
        Cause(
            "pass-role-denied", "A role may not be passed to a service", .root,
            [denial("iam:passrole")],
            say: [
                "{role} may not hand over the role {denied} to a service (iam:PassRole).",
                "A caller needs that permission for every role that it gives to ECS, to CloudFormation or to a function.",
            ],
            check: [
                "iam:PassRole on that role, and the condition iam:PassedToService, which names the service.",
                "The role's path: bootstrap allows roles of this application only.",
            ],
            run: ["infra-cli bootstrap {base} --diff"]),
        Cause(
            "permission-explicit-deny", "A policy denies an action explicitly", .root,
            [denial("explicit deny")],
            say: [
                "{role} may not call {action}, because {policy}; no allowing statement outweighs that.",
                "The resource is {denied}.",
            ],
            check: [
                "Statements with the effect Deny in the role's policies, in the resource's policy and in the endpoint's."
            ]),
        Cause(
            "permission-denied", "A role lacks a permission", .root,
            [
                Cause.Pattern(origins, all: ["not authorized to perform"]),
                Cause.Pattern(
                    [.trail],
                    codes: [
                        "AccessDenied", "AccessDeniedException", "UnauthorizedOperation",
                        "Client.UnauthorizedOperation",
                    ]),
            ],
            say: [
                "{role} may not call {action}: {policy}.", "The resource is {denied}.",
                "The denied call was {call}.", "The caller was {principal}.",
            ],
            check: [
                "The policy of that role. The execution role's is computed from the templates, so a new type of resource needs a new bootstrap."
            ],
            run: ["infra-cli bootstrap {base} --diff"]),
        Cause(
            "role-not-assumable", "The role cannot be assumed", .root,
            [
                Cause.Pattern(
                    origins,
                    any: [
                        "is invalid or cannot be assumed", "unable to assume role", "unable to assume the role",
                        "cannot assume role",
                        "is not authorized to assume", "verify that the ecs service role",
                        "unable to assume the service linked role",
                    ])
            ],
            say: ["A service cannot assume its role.", "AWS states: {message}."],
            check: [
                "The role's trust policy names the service.",
                "A role that was just created may take some seconds until every service knows it; then a repetition succeeds.",
            ],
            run: ["infra-cli deploy {environment}"]),
    ]
}
