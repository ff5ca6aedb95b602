import Charts
import Models

extension Schema {
    private static let text = string(1, SavedQuery.maximumDescription)
    private static let chartForm = object([
        .optional("kind", .choice(ChartKind.self).orNull),
        .optional("width", .integer(ChartSpecification.widths.lowerBound, ChartSpecification.widths.upperBound).orNull),
        .optional(
            "height", .integer(ChartSpecification.heights.lowerBound, ChartSpecification.heights.upperBound).orNull),
        .optional("theme", .choice(ChartTheme.self).orNull),
    ])

    /// The shapes of saved queries and their links, by their names.
    static let savedQueries: [(name: String, schema: Schema)] = [
        (
            "SavedQueryRequest",
            object([
                .required("query", .named("Query")),
                .optional("parameters", .map(.named("SavedParameter"), names: identifier.pattern)),
                .optional("chart", chartForm.orNull),
                .optional("title", string(1, Column.maximumLabel).orNull), .optional("description", text.orNull),
            ])
        ),
        (
            "SavedParameter",
            object([
                .required("default", any.noted("a text, a number or a Boolean: the value of a run that gives none")),
                .optional("description", text.orNull),
            ])
        ),
        (
            "SavedQuery",
            answer([
                .required("name", identifier), .required("query", map(any).noted("the query, as it was saved")),
                .optional("parameters", map(any).noted("the parameters by their names, as they were saved")),
                .optional("chart", map(any).noted("the form of the chart, as it was saved")),
                .optional("title", string), .optional("description", string),
                .required("version", integer), .required("createdAt", instant),
                .optional("createdBy", string.noted("missing for clients that may not change the query")),
                .required("updatedAt", instant),
                .optional("updatedBy", string.noted("missing for clients that may not change the query")),
            ])
        ),
        ("SavedQueryList", answer([.required("queries", .array(.named("SavedQuery")))])),
        (
            "LinkRequest",
            object([
                .required("name", .string(1, KeyPolicyReader.nameLength)),
                .optional("days", .integer(1, LinkRequest.days.most).orNull),
                .optional(
                    "filters",
                    .array(.named("Filter")).orNull.noted("conditions that are joined to those of the client")),
                .optional(
                    "frameAncestors",
                    .array(string, 1, LinkRequest.maximumFrameAncestors).orNull
                        .noted("the origins whose pages may show the link's page in a frame")),
            ])
        ),
        (
            "Link",
            answer([
                .required("id", string), .required("name", string),
                .optional("url", string.noted("the path with the secret, in the answer that creates the link alone")),
                .required("state", .known(["valid", "expired", "revoked"])),
                .optional("filters", .array(.named("Filter"))),
                .optional("hiddenColumns", .array(identifier)), .optional("frameAncestors", .array(string)),
                .required("createdAt", instant), .optional("expiresAt", instant), .optional("revokedAt", instant),
                .optional("lastUsedAt", instant), .required("createdBy", string),
            ])
        ),
        ("LinkList", answer([.required("links", .array(.named("Link")))])),
    ]
}
