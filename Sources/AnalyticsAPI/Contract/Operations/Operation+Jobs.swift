extension Operation {
    private static let client = [AnswerHeader.cacheControl, .vary]

    /// The answer to a query that runs as a job.
    static let accepted = AnswerForm(
        202, "With `Prefer: respond-async`, the job that runs the query", [.json(.named("Job"))],
        headers: client + [.location, .preferenceApplied], optional: [.retryAfter])

    static let describeJob = job(
        "describeJob", "Describe an asynchronous job",
        [
            AnswerForm(
                200, "The job", [.json(.named("Job"))], headers: client,
                optional: [.retryAfter, .preferenceApplied])
        ]
    ).with { $0.headers = [.prefer] }

    static let deleteJob = job(
        "deleteJob", "Cancel a job, or remove one that has ended",
        [AnswerForm(204, "The job is cancelled or gone", headers: client)])

    static let readJobResult = job(
        "readJobResult", "Read the result of a job",
        [
            AnswerForm(
                200, "The answer to the query",
                [
                    .json(.named("QueryAnswer")), .ndjson(.named("Row")), .csv,
                    AnswerForm.Content(type: ChartAnswer.mediaType, schema: .string),
                ], headers: client, optional: [.eTag, .consistency, .acceptQuery, .link, .preferenceApplied])
        ]
    ).with {
        $0.headers = [.prefer]
        $0.problems = [
            .jobWithoutResult, .datasetNotFound, .definitionChanged, .invalidQuery, .overflow, .tooManyGroups,
            .answerTooLarge, .rangeTooLong, .tooExpensive,
        ]
    }

    private static func job(_ id: String, _ summary: String, _ answers: [AnswerForm]) -> Operation {
        Operation(id, .queries, summary, answers: answers).with { $0.stability = .experimental }
    }
}
