import Models

extension Operation {
    private static let client = [AnswerHeader.cacheControl, .vary]

    static let listSavedQueries = experimental(
        "listSavedQueries", "List the saved queries that exist for the client",
        answers: [AnswerForm(200, "The queries, by name", [.json(.named("SavedQueryList"))], headers: client)]
    ).with { $0.headers = [.consistency] }

    static let saveQuery = experimental(
        "saveQuery", "Save a query under a name",
        answers: [
            AnswerForm(
                200, "The changed query", [.json(.named("SavedQuery"))], headers: client + [.eTag, .contentLocation]),
            AnswerForm(201, "The new query", [.json(.named("SavedQuery"))], headers: client + [.eTag, .location]),
        ]
    ).with {
        $0.details = "In the query, `{\"parameter\": NAME}` may stand in place of a text, a number or a Boolean."
        $0.body = [.json(.named("SavedQueryRequest"))]
        $0.problems = [.invalidJSON, .invalidQuery, .limitReached]
    }

    static let describeSavedQuery = experimental(
        "describeSavedQuery", "Describe a saved query",
        answers: [AnswerForm(200, "The query", [.json(.named("SavedQuery"))], headers: client + [.eTag])]
    ).with { $0.headers = [.consistency] }

    static let deleteSavedQuery = experimental(
        "deleteSavedQuery", "Delete a saved query with its links",
        answers: [AnswerForm(204, "The query is gone", headers: client)])

    static let runSavedQuery = result(
        "runSavedQuery", "Run a saved query", [rows, .ndjson(.named("Row")), .csv, chart], answerParameters
    ).with { $0.problems.append(.notAcceptable) }

    static let runSavedQueryAsJSON = result(
        "runSavedQueryAsJSON", "Run a saved query as JSON", [rows], formatParameters.filter { $0.name != "format" })

    static let runSavedQueryAsNDJSON = result(
        "runSavedQueryAsNDJSON", "Run a saved query as NDJSON", [.ndjson(.named("Row"))], [bigints])

    static let runSavedQueryAsCSV = result("runSavedQueryAsCSV", "Run a saved query as CSV", [.csv], [])

    static let drawSavedQuery = result("drawSavedQuery", "Draw the chart of a saved query", [chart], chartParameters)

    static let createLink = experimental(
        "createLink", "Create a link to a saved query, whose secret only this answer has",
        answers: [AnswerForm(201, "The link", [.json(.named("Link"))], headers: client + [.location])]
    ).with {
        $0.body = [.json(.named("LinkRequest"))]
        $0.problems = [.invalidJSON, .invalidLink, .limitReached]
    }

    static let listLinks = experimental(
        "listLinks", "List the links to a saved query",
        answers: [AnswerForm(200, "The links", [.json(.named("LinkList"))], headers: client)])

    static let revokeLink = experimental(
        "revokeLink", "Revoke a link", answers: [AnswerForm(204, "The link shows nothing any more", headers: client)])

    private static let rows = AnswerForm.Content.json(.named("QueryAnswer"))
    private static let chart = AnswerForm.Content(type: ChartAnswer.mediaType, schema: .string)

    private static let values = RequestParameter.family(
        "parameters", [SavedParameter.prefix], "values of the query's parameters, by their names")

    private static func experimental(_ id: String, _ summary: String, answers: [AnswerForm]) -> Operation {
        Operation(id, .savedQueries, summary, answers: answers).with { $0.stability = .experimental }
    }

    /// Returns the description of a route that runs a saved query.
    private static func result(
        _ id: String, _ summary: String, _ content: [AnswerForm.Content], _ parameters: [RequestParameter]
    ) -> Operation {
        experimental(
            id, summary,
            answers: [
                AnswerForm(
                    200, "The groups, or their chart", content, headers: client,
                    optional: [.eTag, .consistency, .acceptQuery, .link, .preferenceApplied]),
                accepted,
            ]
        ).with {
            $0.parameters = parameters + [values]
            $0.headers = [.consistency, .prefer]
            $0.problems = [
                .invalidQuery, .overflow, .tooManyGroups, .answerTooLarge, .rangeTooLong, .tooExpensive,
                .limitReached,
            ]
        }
    }
}
