extension CauseCatalogue {
    private static func validation(_ codes: String...) -> Cause.Pattern {
        Cause.Pattern([.validation], codes: Set(codes))
    }

    private static func status(_ codes: String...) -> [Cause.Pattern] { [Cause.Pattern([.stack], codes: Set(codes))] }

    /// Causes that CloudFormation or a hook found before a change.
    static let validations: [Cause] = [
        Cause(
            "validation-name-conflict", "A name in the template is taken", .root,
            [
                validation("NAME_CONFLICT_VALIDATION"),
                Cause.Pattern([.validation], any: ["already exists"]),
            ],
            say: [
                "CloudFormation checked the change set before any change and found a name that is taken: {message}.",
                "The place is {path}.", "It comes from {source}.",
            ],
            check: ["Who owns the existing resource: it can be adopted, renamed or deleted."],
            run: ["infra-cli validate {environment}"]),
        Cause(
            "validation-property", "A property in the template is invalid", .root,
            [
                validation("PROPERTY_VALIDATION"),
                Cause.Pattern(
                    [.validation], any: ["propert", "unsupported", "required key", "not a valid", "expected"]),
            ],
            say: [
                "CloudFormation checked the change set before any change and rejects a property: {message}.",
                "The place is {path}.", "It comes from {source}.",
            ],
            check: ["The setting that makes this property."], run: ["infra-cli validate {environment}"]),
        Cause(
            "validation-failed", "Early validation rejects the change set", .mechanism,
            [
                Cause.Pattern([.validation]),
                Cause.Pattern([.changeSet, .stack, .resource], any: ["aws::earlyvalidation", "early validation"]),
            ],
            say: [
                "CloudFormation checked the change set before any change and rejected it.",
                "The validation {validation} states: {message}.", "The place is {path}.", "It comes from {source}.",
            ],
            check: ["The findings, which only DescribeEvents returns for a change set."],
            run: ["infra-cli deploy {environment} --review-only"]),
        Cause(
            "hook-rejected", "A hook rejects the change", .root,
            [Cause.Pattern([.hook])],
            say: [
                "The hook {hook} of this account rejects {resource}.", "Its rule {rule} is not met: {message}.",
                "The remedy it names: {remedy}.", "More: {link}.",
            ],
            check: ["The rule, with the team that owns it. A hook is a rule of the account, not of this program."],
            run: ["infra-cli validate {environment}"]),
        Cause(
            "hook-failed", "A hook ended the operation", .mechanism,
            [
                Cause.Pattern(
                    [.resource, .changeSet, .stack],
                    any: ["hook failed", "hook(s) failed", "the following hook", "hook failures"])
            ],
            say: ["A hook of this account rejects {resource}: {message}.", "The rule's text was not read."],
            check: ["The hook's result, which names the rule and its remedy."],
            run: ["infra-cli events {environment} --failed"]),
    ]

    /// Causes in the state of a change set or a stack.
    static let stacks: [Cause] = [
        Cause(
            "change-set-empty", "Nothing differs", .status,
            [
                Cause.Pattern(
                    [.changeSet, .call],
                    any: [
                        "didn't contain changes", "did not contain changes", "no updates are to be performed",
                        "no changes to deploy",
                    ])
            ],
            say: [
                "The change set of {stack} has the status FAILED, because the stack already is as wanted. This is no fault."
            ]),
        Cause(
            "change-set-obsolete", "The stack changed after the review", .status,
            [Cause.Pattern([.changeSet], codes: ["OBSOLETE"])],
            say: [
                "The change set of {stack} is obsolete: another operation changed the stack after it was reviewed, so its approval is void."
            ],
            check: ["The other operation, in the events and the ledger."],
            run: ["infra-cli releases {environment}", "infra-cli deploy {environment}"]),
        Cause(
            "capabilities-missing", "The stack needs a capability", .status,
            [Cause.Pattern([.changeSet, .call], any: ["requires capabilities", "insufficientcapabilities"])],
            say: ["The template creates roles, and the change set did not acknowledge that: {message}."],
            check: ["The capabilities of the planned stack."]),
        Cause(
            "template-invalid", "The template is invalid", .status,
            [
                Cause.Pattern(
                    [.changeSet, .call],
                    any: [
                        "template format error", "template validation error", "template error", "circular dependency",
                        "unresolved resource dependencies",
                    ])
            ],
            say: ["CloudFormation rejects the template of {stack}.", "It states: {message}."],
            check: ["The resource that the message names."], run: ["infra-cli validate {environment}"]),
        Cause(
            "change-set-failed", "The change set could not be made", .status,
            [Cause.Pattern([.changeSet], codes: ["FAILED", "EXECUTE_FAILED"])],
            say: ["CloudFormation could not make or execute the change set of {stack}.", "It states: {message}."],
            check: ["The message; nothing was changed."], run: ["infra-cli validate {environment}"]),
        Cause(
            "stack-update-rollback-failed", "The stack could not return to its former state", .status,
            status("UPDATE_ROLLBACK_FAILED"),
            say: [
                "The stack {stack} is in UPDATE_ROLLBACK_FAILED: the update failed, and so did its undoing. CloudFormation accepts only ContinueUpdateRollback now.",
                "First remove the reason for which a resource could not return; only then skip resources, as a skipped one no longer matches its template.",
            ],
            check: ["The resources in UPDATE_FAILED in the rollback's events, each with its reason."],
            run: ["infra-cli recover {environment}"]),
        Cause(
            "stack-rollback-complete", "The first creation was undone", .status, status("ROLLBACK_COMPLETE"),
            say: [
                "The stack {stack} is in ROLLBACK_COMPLETE: its first creation failed and was undone. Such a stack can only be deleted and made anew."
            ],
            check: ["Whether it retained anything with data."], run: ["infra-cli recover {environment}"]),
        Cause(
            "stack-rollback-failed", "The undoing of the first creation failed", .status, status("ROLLBACK_FAILED"),
            say: [
                "The stack {stack} is in ROLLBACK_FAILED: its first creation failed, and not everything could be removed. It can only be deleted."
            ],
            check: ["The resources that are left."], run: ["infra-cli recover {environment}"]),
        Cause(
            "stack-delete-failed", "The stack could not be deleted", .status, status("DELETE_FAILED"),
            say: ["The stack {stack} is in DELETE_FAILED: a resource could not be deleted."],
            check: [
                "Buckets and repositories with content, network interfaces that hold security groups, protection against deletion."
            ],
            run: ["infra-cli destroy {environment}"]),
        Cause(
            "stack-not-rolled-back", "A failed operation was not undone", .status,
            status("CREATE_FAILED", "UPDATE_FAILED"),
            say: [
                "The stack {stack} is in {status}: the operation failed while rollback was off, so half of it is in place."
            ],
            check: ["The failed resource's reason, before the roll-back removes it."],
            run: ["infra-cli recover {environment}"]),
        Cause(
            "stack-in-review", "The stack was never created", .status, status("REVIEW_IN_PROGRESS"),
            say: [
                "The stack {stack} is in REVIEW_IN_PROGRESS: a change set was made for it and never executed. It holds nothing, but its name is taken."
            ],
            run: ["infra-cli recover {environment}"]),
        Cause(
            "stack-busy", "Another operation works on the stack", .status,
            status(
                "CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS",
                "UPDATE_ROLLBACK_IN_PROGRESS",
                "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "IMPORT_IN_PROGRESS", "IMPORT_ROLLBACK_IN_PROGRESS")
                + [
                    Cause.Pattern(
                        [.call], any: ["_in_progress state and can not be updated", "is in update_in_progress"])
                ],
            say: [
                "The stack {stack} is in {status}: an operation is working on it.",
                "CloudFormation runs one operation on a stack at a time.",
            ],
            check: ["The run that started it; a second one can follow it instead of starting its own."],
            run: ["infra-cli attach {environment}", "infra-cli lock status {environment}"]),
        Cause(
            "stack-import-rollback-failed", "The undoing of an import failed", .status,
            status("IMPORT_ROLLBACK_FAILED"),
            say: [
                "The stack {stack} is in IMPORT_ROLLBACK_FAILED. AWS does not document a way out that this program has tried: open a case."
            ],
            run: ["infra-cli status {environment}"]),
        Cause(
            "stack-rolled-back", "The stack returned to its former state", .consequence,
            status("UPDATE_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_COMPLETE"),
            say: [
                "The stack {stack} is in {status}: the last operation failed and was undone, so the former state is in place."
            ],
            check: ["The failed event of that operation, if it is still among the stack's events."],
            run: ["infra-cli events {environment} --failed"]),
    ]
}
