import Models

extension Schema {
    private static let filtersByDataset = map(.array(.named("Filter")), names: identifier.pattern)
        .noted("by dataset, the filters that a row must pass to exist for the key")
    private static let hiddenColumns = map(.array(identifier, 1), names: identifier.pattern)
        .noted("by dataset, the columns that do not exist for the key")
    private static let datasetNames = array(identifier, 1).noted("the datasets that exist for the key; all if left out")
    private static let scopes = AccessScope.allCases.map(\.rawValue)
    private static let rights: [Property] = [
        .optional("datasets", datasetNames.orNull), .optional("filters", filtersByDataset.orNull),
        .optional("hiddenColumns", hiddenColumns.orNull),
    ]
    private static let limits = [
        Property.optional("requests", .array(.named("Quota"), 1, 2).orNull),
        .optional("concurrent", .integer(1, 10_000).orNull), .optional("concurrentQueries", .integer(1, 10_000).orNull),
        .optional("databaseSeconds", .named("Quota").orNull), .optional("answerBytes", .named("ByteQuota").orNull),
        .optional("uploadBytes", .named("ByteQuota").orNull),
        .optional("groups", integer(KeyPolicyReader.groups.lowerBound, KeyPolicyReader.groups.upperBound).orNull),
        .optional(
            "planCost", integer(KeyPolicyReader.planCost.lowerBound, KeyPolicyReader.planCost.upperBound).orNull),
        .optional("maxRange", string.noted("\(Retention.expected)").orNull),
    ]

    private static let messageID = oneOf([string, number])

    /// The shapes of keys, of the service itself and of problems, by their names.
    static let service: [(name: String, schema: Schema)] = [
        (
            "KeyRequest",
            object(
                [
                    .required("name", .string(1, KeyPolicyReader.nameLength)),
                    .required("scopes", .array(.choice(AccessScope.self), 1)),
                ] + rights + [
                    .optional("limits", Schema.object(limits).orNull), .optional("expiresAt", instant.orNull),
                ])
        ),
        (
            "Quota",
            object([
                .required("quota", .integer(1, KeyPolicyReader.maximumQuota)),
                .required("windowSeconds", .integer(1, KeyPolicyReader.maximumWindow)),
            ])
        ),
        (
            "ByteQuota",
            object([
                .required("quota", .integer(1, LimitMeter.uploadBytes.maximum)),
                .required("windowSeconds", .integer(1, KeyPolicyReader.maximumWindow)),
            ])
        ),
        (
            "Key",
            answer([
                .required("id", string), .required("name", string),
                .optional("key", string.noted("the secret, in the answer that creates the key alone")),
                .required("state", .known(["valid", "expired", "revoked"])),
                .optional("scopes", .array(.known(scopes))), .optional("datasets", .array(identifier)),
                .optional("filters", filtersByDataset), .optional("hiddenColumns", hiddenColumns),
                .optional("limits", Schema.answer(limits)), .required("createdAt", instant),
                .optional("expiresAt", instant), .optional("revokedAt", instant), .optional("lastUsedAt", instant),
                .required("createdBy", string),
                .optional(
                    "warnings",
                    .array(string).noted(
                        "in the answer that creates the key: the parts of its rights that do not fit the present datasets"
                    )),
            ])
        ),
        ("KeyList", answer([.required("keys", .array(.named("Key")))])),
        (
            "KeyRotation",
            object([
                .optional("overlapSeconds", .integer(0, Int(KeyAdministration.maximumOverlap)).orNull),
                .optional("expiresAt", instant.orNull),
            ])
        ),
        (
            "TokenRequest",
            object([.optional("seconds", .integer(1, Int(ViewToken.life.most)).orNull)] + rights)
        ),
        ("Token", answer([.required("token", string), .required("expiresAt", instant)])),
        (
            "MCPRequest",
            answer([
                .required("jsonrpc", .choice(["2.0"])), .optional("id", messageID),
                .required("method", string), .optional("params", .map(any)),
            ])
        ),
        (
            "MCPAnswer",
            answer([
                .required("jsonrpc", .choice(["2.0"])), .optional("id", any.noted("the request's id, or null")),
                .optional("result", .map(any)),
                .optional(
                    "error",
                    .answer([.required("code", integer), .required("message", string), .optional("data", any)])),
            ])
        ),
        ("Liveness", answer([.required("status", .known(["ok"]))])),
        (
            "Health",
            answer([
                .required("status", .known(["ok", "unavailable"])),
                .required(
                    "checks",
                    .answer([
                        .required("store", string), .required("server", .known(["ok", "draining", "stuck"])),
                        .optional("keys", .known(["ok", "unreadable"])),
                    ])),
                .optional("reason", string),
            ])
        ),
        (
            "Session",
            answer([
                .required("identity", string), .required("anonymous", boolean),
                .required("scopes", .array(.known(scopes))),
                .optional("credential", .known(SessionRoute.credentials)),
                .optional("accepts", .array(.known(SessionRoute.credentials))),
                .optional("issuers", .array(string.noted("an identity provider, as its tokens name it"))),
            ])
        ),
        (
            "RouteList",
            answer([
                .required("name", string),
                .required(
                    "routes", .array(.answer([.required("method", string), .required("path", string)]))),
            ])
        ),
        (
            "Problem",
            answer([
                .required("type", string), .required("title", string), .required("status", integer),
                .required("detail", string.noted("the value got, the value expected and the remedy")),
                .optional("instance", string.noted("the path of the request")),
                .required("code", .known(ProblemCode.allCases.map(\.rawValue))),
                .optional("errors", .array(.named("Mistake"))),
                .optional("violated-policies", .array(string)), .optional("requestId", string),
                .optional("traceId", string.noted("the id of the request's trace, in the log and in exported spans")),
            ])
        ),
        (
            "Mistake",
            answer([
                .optional("pointer", string.noted("the JSON pointer to the part of the body")),
                .optional("parameter", string), .optional("line", integer.noted("the line of the body, from 1")),
                .optional("column", string), .required("code", string), .required("detail", string),
                .optional("got", string), .optional("expected", string),
                .optional("nearest", string.noted("the nearest valid name or value")),
            ])
        ),
    ]

    /// All named shapes.
    static let components = datasets + lifecycle + queries + savedQueries + service
}
