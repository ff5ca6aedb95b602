import Charts
import Models

extension Operation {
    /// The parameters of a chart; ``Charts/ChartSpecification`` reads them.
    static let chartParameters = [
        RequestParameter("chart", .choice(ChartKind.self), "the kind of chart; the default fits the query"),
        RequestParameter(
            "width", .integer(ChartSpecification.widths.lowerBound, ChartSpecification.widths.upperBound),
            "the width of a chart in pixels"),
        RequestParameter(
            "height", .integer(ChartSpecification.heights.lowerBound, ChartSpecification.heights.upperBound),
            "the height of a chart in pixels"),
        RequestParameter("theme", .choice(ChartTheme.self), "the colours of a chart"),
        RequestParameter("title", .string(nil, ChartSpecification.longestTitle), "the title of a chart"),
    ]
    private static let explain = RequestParameter(
        "explain", .choice(["true", "false"]), "true to answer with the plan of the query and not to run it")
    static let queryFormat = RequestParameter(
        "format", .choice(["json", "ndjson", "csv", "svg"]), "the format; wins over Accept")
    /// The parameters of answers with the rows of a query, or with its chart.
    static let answerParameters = formatParameters.filter { $0.name != "format" } + [queryFormat] + chartParameters
    private static let answers = [
        AnswerForm(
            200, "The groups; with explain=true, the plan",
            [
                .json(.oneOf([.named("QueryAnswer"), .named("QueryPlan")])), .ndjson(.named("Row")), .csv,
                AnswerForm.Content(type: ChartAnswer.mediaType, schema: .string),
            ],
            headers: [.vary, .cacheControl], optional: [.eTag, .consistency, .acceptQuery, .link, .preferenceApplied]),
        accepted,
    ]
    private static let problems: [ProblemCode] = [
        .invalidQuery, .notAcceptable, .overflow, .tooManyGroups, .answerTooLarge, .rangeTooLong, .tooExpensive,
        .limitReached,
    ]

    static let query = Operation("query", .queries, "Run an analytical query", answers: answers).with {
        $0.details = "The method `QUERY` (RFC 10008), which this version of OpenAPI cannot describe, does the same."
        $0.parameters = [explain] + answerParameters
        $0.headers = [.consistency, .prefer]
        $0.body = [.json(.named("Query"))]
        $0.problems = problems + [.invalidJSON]
    }

    static let queryByURL = Operation("queryByURL", .queries, "Run an analytical query in a URL", answers: answers).with
    {
        $0.parameters =
            [RequestParameter("query", .named("Query"), "the query").asJSON.required, explain] + answerParameters
        $0.headers = [.consistency, .prefer]
        $0.problems = problems
    }
}
