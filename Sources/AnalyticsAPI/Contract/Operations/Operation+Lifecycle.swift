import Models

extension Operation {
    private static let confirm = RequestParameter(
        "confirm", .identifier, "the dataset's name, to confirm a change of all rows")
    private static let client = [AnswerHeader.consistency, .cacheControl, .vary]

    static let replaceRows = Operation(
        "replaceRows", .rows, "Replace the rows of a time range, or all rows, in one transaction",
        answers: [
            AnswerForm(
                200, "The new rows are committed, and the former ones are gone", [.json(.named("Replacement"))],
                headers: client, optional: [.preferenceApplied, .idempotencyReplayed])
        ]
    ).with {
        $0.details = "Without `dateRange`, `confirm` is needed."
        $0.stability = .experimental
        $0.parameters = [
            RequestParameter("dateRange", .array(.string, 2, 2), "the first and the last bound of the time range")
                .asJSON,
            timezone, confirm,
        ]
        $0.headers = [.contentEncoding, .idempotencyKey, .prefer]
        $0.body = [.json(.named("Rows")), .csv, .ndjson(.named("RowInput"))]
        $0.problems = rowProblems + [.invalidQuery, .confirmationRequired]
    }

    static let deleteRows = Operation(
        "deleteRows", .rows, "Delete the rows that pass filters",
        answers: [
            AnswerForm(
                200, "The number of rows that were deleted, or that match", [.json(.named("Deletion"))],
                headers: client,
                optional: [.preferenceApplied])
        ]
    ).with {
        $0.details = "Without `filters`, `confirm` is needed."
        $0.stability = .experimental
        $0.parameters = [
            filters, timezone,
            RequestParameter("dryRun", .choice(["true", "false"]), "true to count the rows and to delete none"),
            confirm,
        ]
        $0.headers = [.prefer]
        $0.problems = [
            .invalidQuery, .invalidRows, .overflow, .tooManyRows, .confirmationRequired, .rangeTooLong, .tooExpensive,
        ]
    }

    static let eraseRows = Operation(
        "eraseRows", .rows, "Erase rows: remove their values from every place of the store",
        answers: [
            AnswerForm(
                200, "The receipt, or the number of rows that match", [.json(.named("Erasure"))], headers: client)
        ]
    ).with {
        $0.stability = .experimental
        $0.parameters = [
            RequestParameter(
                "dryRun", .choice(["true", "false"]),
                "true to count the rows, to list the documents that would be deleted, and to erase nothing")
        ]
        $0.body = [.json(.named("ErasureRequest"))]
        $0.problems = [.invalidJSON, .invalidQuery, .invalidRows, .overflow, .rangeTooLong, .tooExpensive]
    }
}
