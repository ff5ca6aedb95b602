extension CauseCatalogue {
    private static func handler(_ codes: String...) -> [Cause.Pattern] {
        [Cause.Pattern([.resource], codes: Set(codes))]
    }

    /// Causes by the error codes of resource handlers, if no text is closer.
    static let handlers: [Cause] = [
        Cause(
            "handler-already-exists", "A resource of this name exists already", .root,
            handler("AlreadyExists")
                + [Cause.Pattern([.resource], any: ["already exists"])],
            say: [
                "{resource} cannot be created, because AWS has one of its name already: {message}.",
                "It is left of an earlier stack that retained it, was made by hand, or belongs to another stack.",
            ],
            check: [
                "Who made the existing one, and whether it holds data: adopting it keeps the data, deleting it does not."
            ],
            run: ["infra-cli drift {environment}"]),
        Cause(
            "handler-not-updatable", "The resource cannot be changed in this way", .mechanism, handler("NotUpdatable"),
            say: ["{resource} does not allow this change in place: {message}."],
            check: ["A property that can only be set at creation needs a replacement, which the review has to allow."],
            run: ["infra-cli diff {environment}"]),
        Cause(
            "handler-limit", "A quota of the account is reached", .root,
            handler("ServiceLimitExceeded")
                + [
                    Cause.Pattern(
                        [.resource], any: ["limitexceeded", "quotaexceeded", "maximum number of", "limit exceeded"])
                ],
            say: ["{resource} cannot be created, because a quota of the account is used up: {message}."],
            check: ["The quota in Service Quotas, and resources that are left over."],
            run: ["infra-cli doctor {environment}"]),
        Cause(
            "handler-conflict", "Another operation is changing the resource", .mechanism,
            handler("ResourceConflict")
                + [
                    Cause.Pattern(
                        [.resource],
                        any: ["another operation is in progress", "concurrentmodification", "is in an invalid state"])
                ],
            say: [
                "{resource} was being changed by another operation or is in a state that allows no change: {message}."
            ],
            check: ["A rotation, a maintenance window, a backup or another stack that works on it."],
            run: ["infra-cli recover {environment}", "infra-cli deploy {environment}"]),
        Cause(
            "handler-not-found", "A resource that is referred to does not exist", .mechanism, handler("NotFound"),
            say: [
                "{resource} failed, because something that it refers to, or the resource itself, does not exist: {message}.",
                "It was most likely deleted by hand.",
            ],
            check: ["What was deleted outside of CloudFormation."], run: ["infra-cli drift {environment}"]),
        Cause(
            "handler-access-denied", "The execution role lacks a permission", .mechanism,
            handler("AccessDenied"),
            say: [
                "CloudFormation's role was denied a call for {resource}: {message}.",
                "The message does not name the action.",
            ],
            check: ["The failed call in CloudTrail, and the actions that the type's handler needs."],
            run: ["infra-cli bootstrap {base} --diff"]),
        Cause(
            "handler-invalid-credentials", "The handler's credentials are invalid", .mechanism,
            handler("InvalidCredentials"),
            say: ["The role with which CloudFormation changes {resource} gives no valid credentials: {message}."],
            check: ["The execution role exists and CloudFormation may assume it."],
            run: ["infra-cli bootstrap {base} --diff"]),
        Cause(
            "handler-throttled", "The service throttled CloudFormation", .mechanism,
            handler("Throttling") + [Cause.Pattern([.resource], any: ["rate exceeded", "throttling"])],
            say: [
                "The service of {resource} throttled CloudFormation until it gave up: {message}.",
                "This is no fault of the release.",
            ],
            check: ["Other deployments or scripts in the account at that time."],
            run: ["infra-cli deploy {environment}"]),
        Cause(
            "handler-not-stabilized", "The resource did not become ready", .consequence, handler("NotStabilized"),
            say: [
                "{resource} was changed but did not become ready in time: {message}.",
                "The event does not name the reason.",
            ],
            check: ["The resource's own events and logs."], run: ["infra-cli events {environment} --failed"]),
        Cause(
            "handler-network", "The handler could not reach the service", .mechanism, handler("NetworkFailure"),
            say: [
                "CloudFormation's handler of {type} could not reach its service: {message}.",
                "This is no fault of the release.",
            ],
            check: ["The AWS Health Dashboard."], run: ["infra-cli deploy {environment}"]),
        Cause(
            "handler-non-compliant", "A hook rejects the resource", .mechanism, handler("NonCompliant"),
            say: ["A rule of the account rejects {resource}: {message}."],
            check: ["The hook's result names the rule."], run: ["infra-cli events {environment} --failed"]),
        Cause(
            "handler-type-configuration", "The type's configuration is invalid", .mechanism,
            handler("InvalidTypeConfiguration"),
            say: ["The configuration of the resource type {type} in this account is invalid: {message}."],
            check: ["The type's configuration in CloudFormation's registry."]),
        Cause(
            "handler-unsupported-target", "The hook does not support the target", .mechanism,
            handler("UnsupportedTarget"),
            say: ["A hook was called for {resource}, whose type it does not support: {message}."],
            check: ["The hook's target filters."]),
        Cause(
            "handler-service-error", "The service has a fault of its own", .exit,
            handler("ServiceInternalError", "InternalFailure", "HandlerInternalFailure"),
            say: [
                "The service or the handler of {type} failed by itself while it changed {resource}: {message}.",
                "A repetition often succeeds.",
            ],
            check: ["The AWS Health Dashboard; a case with AWS Support needs the request token in the event."],
            run: ["infra-cli recover {environment}", "infra-cli deploy {environment}"]),
        Cause(
            "handler-invalid-request", "The service rejects the resource's properties", .exit,
            handler("InvalidRequest"),
            say: ["The service rejects the properties of {resource}: {message}."],
            check: ["The property that the message names, in the environment's file or the template."],
            run: ["infra-cli validate {environment}"]),
        Cause(
            "handler-general", "The service refused the resource", .consequence, handler("GeneralServiceException"),
            say: ["The service refused to change {resource}: {message}."],
            check: ["The message; the code GeneralServiceException says nothing by itself."],
            run: ["infra-cli events {environment} --failed"]),
        Cause(
            "handler-unknown", "The handler does not know the reason", .consequence, handler("Unknown"),
            say: ["The handler of {type} reports an error of unknown kind for {resource}: {message}."],
            check: ["The failed call in CloudTrail."], run: ["infra-cli events {environment} --failed"]),
        Cause(
            "trail-error", "A call failed, as CloudTrail recorded", .exit,
            [Cause.Pattern([.trail], none: ["nosuchentity", "notfound", "not found"])],
            say: [
                "The event of {resource} does not name its reason, but around that time the call {call} failed: {message}.",
                "That it is the cause is likely, not certain.",
            ],
            check: ["Whether that call belongs to the resource."], run: ["infra-cli events {environment} --failed"]),
    ]
}
