import Charts
import Models

/// A tool that a model can call. All of them read.
enum MCPTool: String, CaseIterable, Sendable {
    case listDatasets = "list_datasets"
    case describeDataset = "describe_dataset"
    case query
    case explain
    case chart
    case listSavedQueries = "list_saved_queries"
    case runSavedQuery = "run_saved_query"

    /// The maximum number of groups of an answer, which is also the default.
    static let rows = 1000
    /// The number of datasets on a page.
    static let page = 50

    /// The title for people.
    var title: String {
        switch self {
        case .listDatasets: "List datasets"
        case .describeDataset: "Describe a dataset"
        case .query: "Run a query"
        case .explain: "Explain a query"
        case .chart: "Draw a chart"
        case .listSavedQueries: "List saved queries"
        case .runSavedQuery: "Run a saved query"
        }
    }

    /// The purpose, for the model.
    var summary: String {
        switch self {
        case .listDatasets:
            "Lists the datasets that can be read, \(Self.page) at a time; pass nextCursor as cursor for more."
        case .describeDataset:
            """
            Describes a dataset: columns with types and labels, the number of rows, the first and last time, and queries to \
            begin with. lookedUpColumns are columns of other datasets, such as customer_id.country, which dimensions, filters \
            and count, countDistinct, min and max can name.
            """
        case .query:
            """
            Runs an analytical query, for example {"measures": ["count", "sum(amount)"], "dimensions": ["country"]} or \
            {"measures": ["count"], "timeDimensions": [{"dimension": "ts", "granularity": "day", "dateRange": "last 7 days"}]}. \
            Aggregate first: an answer has at most \(Self.rows) groups, and meta.truncated is true if there are more.
            """
        case .explain: "Shows how the database would run a query, without running it."
        case .chart: "Draws a query as an SVG picture, with a description in words."
        case .listSavedQueries:
            """
            Lists the queries that people have saved for a dataset, with titles and descriptions, \(Self.page) at a time; pass \
            nextCursor as cursor for more. Prefer a saved query to one of your own if its title fits the question.
            """
        case .runSavedQuery:
            """
            Runs a saved query by its name. An answer has at most \(Self.rows) groups, and meta.truncated is true if there are \
            more.
            """
        }
    }

    /// The arguments.
    var input: Schema {
        let dataset = Schema.Property.required("dataset", .identifier)
        let query = Schema.Property.required("query", .named("Query"))
        let cursor = Schema.Property.optional("cursor", .string.noted("the nextCursor of the previous page"))
        return switch self {
        case .listDatasets: .object([cursor])
        case .listSavedQueries: .object([dataset, cursor])
        case .runSavedQuery:
            .object([
                dataset, .required("name", .identifier),
                .optional(
                    "parameters",
                    .map(.oneOf([.string, .number, .boolean])).noted(
                        "values of the query's parameters by their names; those that are missing have their default")),
            ])
        case .describeDataset: .object([dataset])
        case .query, .explain: .object([dataset, query])
        case .chart:
            .object([
                dataset, query, .optional("kind", .choice(ChartKind.self).noted("the default fits the query")),
                .optional("title", .string(nil, ChartSpecification.longestTitle)),
            ])
        }
    }

    /// The structured part of the result; `nil` for a tool without one.
    var output: Schema? {
        switch self {
        case .listDatasets:
            .answer([
                .required(
                    "datasets",
                    .array(
                        .answer([
                            .required("name", .string), .required("columns", .array(.string)),
                            .optional("timeColumn", .string), .optional("rowCount", .integer),
                        ]))),
                .optional("nextCursor", .string),
            ])
        case .describeDataset:
            .answer([
                .required("dataset", .named("Dataset")),
                .optional(
                    "lookedUpColumns",
                    .array(
                        .answer([
                            .required("name", .string.noted("the name in queries")), .required("type", .string),
                            .optional("label", .string), .optional("unit", .string), .optional("description", .string),
                        ]))),
                .optional("firstTime", .string), .optional("lastTime", .string),
                .required("examples", .array(.named("Query"))),
            ])
        case .listSavedQueries:
            .answer([
                .required(
                    "queries",
                    .array(
                        .answer([
                            .required("name", .string), .optional("title", .string), .optional("description", .string),
                            .required("query", .map(.any).noted("the query, as it was saved")),
                            .optional(
                                "parameters",
                                .map(.any).noted("the values that run_saved_query may replace, with their defaults")),
                        ]))),
                .optional("nextCursor", .string),
            ])
        case .query, .runSavedQuery: Schema.components.first { $0.name == "QueryAnswer" }?.schema
        case .explain: Schema.components.first { $0.name == "QueryPlan" }?.schema
        case .chart: nil
        }
    }

    /// The tool's definition.
    var json: JSONValue {
        .members([
            "name": .string(rawValue), "title": .string(title), "description": .string(summary),
            "inputSchema": input.document, "outputSchema": output?.document,
            "annotations": .members([
                "title": .string(title), "readOnlyHint": .bool(true), "idempotentHint": .bool(true),
                "openWorldHint": .bool(false),
            ]),
        ])
    }
}
