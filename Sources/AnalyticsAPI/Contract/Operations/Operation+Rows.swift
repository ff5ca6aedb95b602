import Models

extension Operation {
    /// The parameters of answers with rows; ``AnswerOptions`` reads them.
    static let formatParameters = [
        RequestParameter("shape", .choice(["objects", "arrays"]), "the form of rows in JSON; objects by default"),
        bigints,
        RequestParameter("format", .choice(["json", "ndjson", "csv"]), "the format; wins over Accept"),
    ]
    /// The parameter for numbers that a double cannot hold.
    static let bigints = RequestParameter(
        "bigints", .choice(["number", "string"]), "string to write numbers that a double cannot hold as strings")
    private static let row = [AnswerHeader.eTag, .cacheControl, .consistency, .vary]

    static let writeRows = Operation(
        "writeRows", .rows, "Write rows",
        answers: [
            AnswerForm(
                201, "All rows are committed", [.json(.named("Ingestion"))],
                headers: [.consistency, .cacheControl, .vary], optional: [.preferenceApplied, .idempotencyReplayed])
        ]
    ).with {
        $0.headers = [.contentEncoding, .idempotencyKey, .prefer]
        $0.body = [.json(.named("Rows")), .csv, .ndjson(.named("RowInput"))]
        $0.problems = rowProblems
    }

    static let receiveFirehose = Operation(
        "receiveFirehose", .rows, "Write the rows of a batch of Amazon Data Firehose",
        answers: [
            AnswerForm(
                200, "All rows of the batch are committed, now or by an earlier request with the same id",
                [.json(.named("FirehoseAnswer"))], headers: [.cacheControl, .vary], optional: [.idempotencyReplayed])
        ]
    ).with {
        $0.details =
            "The protocol of Firehose's HTTP endpoint destination. The key may come as X-Amz-Firehose-Access-Key in place of Authorization. Failures are no problem documents: they have the form of the answer with an errorMessage, which begins with the problem's code. No failure has the status 413, after which Firehose drops a batch."
        $0.stability = .experimental
        $0.headers = [.contentEncoding, .firehoseRequestID, .firehoseSource, .firehoseAttributes]
        $0.body = [.json(.named("FirehoseBatch"))]
        $0.failures = .firehose
        $0.problems = rowProblems + [.invalidJSON]
    }

    static let importObject = Operation(
        "importObject", .rows, "Write the rows of an object in Amazon S3, which the server reads",
        answers: [
            AnswerForm(
                201, "All rows are committed", [.json(.named("Ingestion"))],
                headers: [.consistency, .cacheControl, .vary], optional: [.preferenceApplied, .idempotencyReplayed])
        ]
    ).with {
        $0.details = "The operator lists the buckets and prefixes that clients may import; all others get 403."
        $0.stability = .experimental
        $0.headers = [.idempotencyKey, .prefer]
        $0.body = [.json(.named("ImportRequest"))]
        $0.problems = rowProblems + [.invalidImport, .invalidJSON, .objectUnreadable]
    }

    /// The problems of bodies with rows.
    static let rowProblems: [ProblemCode] = [
        .invalidRows, .invalidGzip, .idempotencyConflict, .idempotencyInProgress, .overflow,
    ]

    /// The conditions on rows.
    static let filters = RequestParameter(
        "filters", .array(.named("Filter")), "conditions on columns, as in a query"
    ).asJSON
    /// The time zone of the conditions.
    static let timezone = RequestParameter(
        "timezone", .string, "the IANA time zone of days and local times; UTC by default")

    static let listRows = Operation(
        "listRows", .rows, "List rows in the order of their ids",
        answers: [
            AnswerForm(
                200, "A page of rows; in NDJSON and CSV without a limit, all rows",
                [.json(.named("RowList")), .ndjson(.named("Row")), .csv],
                headers: [.vary, .cacheControl, .consistency], optional: [.link])
        ]
    ).with {
        $0.parameters =
            [
                filters, timezone,
                RequestParameter(
                    "limit", .integer(1, RowListRoute.maximumLimit),
                    "rows per page; \(RowListRoute.defaultLimit) by default in JSON, all in CSV and NDJSON"),
                RequestParameter("cursor", .string, "the \"next\" of the previous page"),
                RequestParameter(
                    "ids", .choice(["true", "false"]),
                    "false to leave out the ids in CSV, for a copy into another dataset"),
            ] + formatParameters
        $0.headers = [.consistency]
        $0.problems = [.invalidCursor, .invalidQuery, .notAcceptable, .overflow, .rangeTooLong]
    }

    static let readRow = Operation(
        "readRow", .rows, "Read one row", answers: [AnswerForm(200, "The row", [.json(.named("Row"))], headers: row)]
    ).with {
        $0.parameters = [bigints]
        $0.headers = [.consistency]
        $0.problems = [.overflow]
    }

    private static let changedRow = [
        AnswerForm(200, "The new row", [.json(.named("Row"))], headers: row + [.contentLocation]),
        AnswerForm(204, "The row is changed; the client may not read it", headers: row),
    ]

    static let replaceRow = Operation(
        "replaceRow", .rows, "Replace a row; missing columns become null",
        answers: changedRow
    ).with {
        $0.parameters = [bigints]
        $0.body = [.json(.named("RowInput"))]
        $0.problems = [.invalidJSON, .invalidRow, .overflow]
    }

    static let patchRow = Operation(
        "patchRow", .rows, "Change some columns of a row (RFC 7396)",
        answers: changedRow
    ).with {
        $0.parameters = [bigints]
        $0.body = [
            AnswerForm.Content(type: "application/merge-patch+json", schema: .named("RowInput")),
            .json(.named("RowInput")),
        ]
        $0.problems = [.invalidJSON, .invalidRow, .overflow]
    }

    static let deleteRow = Operation(
        "deleteRow", .rows, "Delete a row",
        answers: [AnswerForm(204, "The row is gone", headers: [.consistency, .cacheControl, .vary])]
    ).with { $0.problems = [.invalidRow] }
}
