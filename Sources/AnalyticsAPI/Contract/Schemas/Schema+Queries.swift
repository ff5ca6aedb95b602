import Charts
import Models

extension Schema {
    private static let maximumItems = QueryLimits.items
    private static let range = oneOf([
        string.noted("relative to now, such as \"last 7 days\""),
        .array(string, 2, 2).noted("the first and the last bound: days, local times or instants"),
    ])
    private static let dimension = string.noted("a column, or a part of a time such as ts.weekday")
    /// The member with the resolved time ranges of a request.
    private static let zone: [Property] = [
        .optional("timezone", string.noted("the time zone, if the answer depends on one"))
    ]
    static let resolvedRanges: [Property] = [.optional("ranges", .array(.named("ResolvedRange")))]
    private static let warnings: [Property] = [
        .optional("warnings", .array(string).noted("remarks, such as about former names of columns"))
    ]

    /// The shapes of queries and their answers, by their names.
    static let queries: [(name: String, schema: Schema)] = [
        (
            "Query",
            object([
                .optional("measures", .array(.named("Measure"), nil, maximumItems)),
                .optional("dimensions", .array(dimension, nil, maximumItems)),
                .optional("timeDimensions", .array(.named("TimeDimension"), nil, maximumItems)),
                .optional("filters", .array(.named("Filter"))),
                .optional("order", .array(.named("Order"), nil, maximumItems)),
                .optional(
                    "limit", .integer(0, nil).orNull.noted("at most \(QueryLimits.document.maximumLimit ?? 0) in JSON")),
                .optional("offset", .integer(0, nil).orNull),
                .optional("timezone", string.noted("an IANA time zone; UTC by default")),
                .optional("total", boolean),
            ])
        ),
        ("Measure", oneOf([string.noted("such as count or sum(amount)"), .named("NamedMeasure")])),
        (
            "NamedMeasure",
            object([
                .required("measure", string.noted("such as count, sum(amount) or ratio(a, b)")),
                .optional("as", string.noted("the name in the answer")),
                .optional(
                    "filters", .array(.named("Filter")).noted("conditions on columns; such a measure needs a name")),
            ])
        ),
        (
            "TimeDimension",
            object([
                .required("dimension", string.noted("a column of the type timestamp or date")),
                .optional("granularity", string.noted("second to year, or a multiple such as 15 minutes")),
                .optional("dateRange", .named("DateRange")),
                .optional("compareDateRange", .array(.named("DateRange"), 2, 4)),
                .optional("fill", boolean.noted("true to add buckets without rows")),
            ])
        ),
        ("DateRange", range),
        ("Filter", oneOf([.named("Condition"), .named("AllOf"), .named("AnyOf")])),
        (
            "Condition",
            object([
                .required("member", string.noted("a column, or a measure for a condition on groups")),
                .required("operator", .choice(FilterOperator.self)),
                .optional(
                    "values", .array(.any.noted("a string, a number, a Boolean or null"), nil, QueryLimits.values)),
            ])
        ),
        ("AllOf", object([.required("and", .array(.named("Filter")))])),
        ("AnyOf", object([.required("or", .array(.named("Filter")))])),
        ("Order", .array(string, 2, 2).noted("a member of the answer, and asc or desc")),
        (
            "QueryAnswer",
            answer([
                .required("columns", .array(.named("AnswerColumn"))),
                .required("data", .array(.named("AnswerRow"))), .required("meta", .named("QueryMeta")),
            ])
        ),
        (
            "AnswerColumn",
            answer([.required("name", string), .required("type", .known(ColumnType.allCases.map(\.rawValue)))])
        ),
        (
            "AnswerRow",
            oneOf([.named("Row"), .array(any).noted("with shape=arrays, in the order of the columns")])
        ),
        (
            "QueryMeta",
            answer(
                [
                    .required("source", string), .required("exact", boolean),
                    .optional(
                        "approximate", .array(.named("ApproximateMeasure")).noted("the measures that are estimates")),
                    .required("truncated", boolean), .required("dataVersion", integer), .required("elapsedMs", number),
                    .optional("total", integer.noted("the groups without limit and offset, if requested")),
                    .optional(
                        "lookups", .array(.named("AnswerLookup")).noted("the datasets that values are looked up in")),
                ] + zone + resolvedRanges + warnings)
        ),
        ("AnswerLookup", answer([.required("dataset", identifier), .required("dataVersion", integer)])),
        (
            "PlannedLookup",
            answer([
                .required("column", identifier), .required("dataset", identifier), .required("key", identifier),
                .optional("rowCount", integer),
            ])
        ),
        (
            "Job",
            answer([
                .required("id", string), .required("state", .known(JobTable.Phase.allCases.map(\.rawValue))),
                .required("dataset", readable),
                .required("location", string.noted("the path of this description")),
                .required("resultLocation", string.noted("the path of the result, once there is one")),
                .required("createdAt", instant), .optional("startedAt", instant), .optional("finishedAt", instant),
                .optional("expiresAt", instant.noted("the time at which the server forgets the job")),
                .required("elapsedMs", number.noted("the time since the query began, up to its end")),
                .required("rows", integer.noted("the groups that were read up to now")),
                .optional("pollAfterSeconds", integer.noted("the time after which to ask again")),
                .optional("contentType", string), .optional("bytes", integer.noted("the size of the result")),
                .optional("problem", .named("Problem")),
            ])
        ),
        (
            "ApproximateMeasure",
            answer([
                .required("name", string),
                .required("standardError", number.noted("the standard error relative to the true number")),
            ])
        ),
        (
            "RowList",
            answer([
                .required("columns", .array(.named("AnswerColumn"))),
                .required("data", .array(.named("AnswerRow"))), .required("meta", .named("RowListMeta")),
            ])
        ),
        (
            "RowListMeta",
            answer(
                [
                    .required("dataVersion", integer), .required("elapsedMs", number),
                    .optional("next", string.noted("the cursor of the next page")),
                ] + zone + resolvedRanges + warnings)
        ),
        (
            "ResolvedRange",
            answer([
                .required("pointer", string.noted("the place in the query, or in the filters")),
                .required("member", string), .required("from", string),
                .required("before", string.orNull.noted("null if the range has no end")),
            ])
        ),
        (
            "QueryPlan",
            answer(
                [
                    .required("source", string), .required("exact", boolean), .optional("rowCount", integer),
                    .required("reads", .array(.named("PlannedRead"))), .optional("estimatedGroups", integer),
                    .optional("cost", integer),
                    .required("holdsGroups", boolean),
                    .optional(
                        "lookups", .array(.named("PlannedLookup")).noted("the datasets that values are looked up in")),
                ] + zone + resolvedRanges)
        ),
        (
            "PlannedRead",
            answer([
                .required("index", .array(string)), .optional("partitions", integer),
                .optional("estimatedRows", integer),
            ])
        ),
    ]
}
