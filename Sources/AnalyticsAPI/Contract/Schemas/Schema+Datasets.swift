import Models

extension Schema {
    /// The name of a dataset or a column.
    static let identifier = string(matching: "^[a-z][a-z0-9_]{0,\(Identifier.maximumLength - 1)}$")

    /// The name of a dataset that queries read: one of the clients', or the log of queries.
    static let readable = string(
        matching: "^(\(Identifier.queryLog)|[a-z][a-z0-9_]{0,\(Identifier.maximumLength - 1)})$")

    private static let texts: [Property] = [
        .optional("label", string(1, Column.maximumLabel).orNull.noted("the text that people see for the column")),
        .optional("unit", string(1, Column.maximumUnit).orNull.noted("the unit of the values, for people")),
        .optional("description", string(1, Column.maximumDescription).orNull.noted("the meaning, for people")),
    ]
    private static let lookup = Property.optional(
        "lookup", identifier.orNull.noted("the dataset whose key the values are, so that queries can name its columns"))
    private static let keep = string(matching: "^(1 day|([2-9]|[1-9][0-9]{1,4}) days)$")
        .noted("such as \"400 days\": older rows are deleted, by the time column")
    private static let retention = object([.required("keep", keep)]).orNull
    private static let columnDefinition: [Property] =
        [
            .required("name", identifier), .required("type", .choice(ColumnType.self)),
            .optional("nullable", boolean.orNull.noted("true by default")),
            .optional("index", .choice(ColumnUse.self).orNull.noted("the queries to optimize for")),
            .optional("formerNames", .array(identifier, nil, DatasetDefinition.maximumColumns).orNull), lookup,
        ] + texts
    private static let describedColumn: [Property] = [
        .required("name", identifier), .required("type", .known(ColumnType.allCases.map(\.rawValue))),
        .required("nullable", boolean), .optional("index", .known(ColumnUse.allCases.map(\.rawValue))),
        .optional("label", string), .optional("unit", string), .optional("description", string),
        .optional("formerNames", .array(identifier).noted("names that queries may still use")),
        .optional("lookup", identifier.noted("the dataset whose key the values are")),
    ]
    private static let definition: [Property] = [
        .required("name", identifier), .required("columns", .array(.named("Column"))),
        .optional("timeColumn", identifier),
        .optional("partitionBy", .known(TimePartitioning.allCases.map(\.rawValue))),
        .optional("key", .array(identifier).noted("the columns whose values no two rows share")),
        .optional("retention", answer([.required("keep", string)])),
    ]
    private static let dataset: [Property] =
        definition + [
            .optional("rowCount", integer.noted("missing if the client's key has a filter")),
            .required("dataVersion", integer.noted("increases with every committed change")),
            .optional("sizeBytes", integer),
            .optional(
                "definitionVersion", integer.noted("increases with every change of columns; missing before the first")),
            .required("createdAt", instant),
        ]

    private static func changes(_ name: String) -> Schema {
        .array(.named(name), nil, DatasetDefinition.maximumColumns).orNull
    }

    /// The shapes of datasets and rows, by their names.
    static let datasets: [(name: String, schema: Schema)] = [
        ("ColumnDefinition", object(columnDefinition)),
        (
            "DatasetDefinition",
            object([
                .required("name", identifier),
                .required("columns", .array(.named("ColumnDefinition"), 1, DatasetDefinition.maximumColumns)),
                .optional("timeColumn", identifier.orNull),
                .optional("partitionBy", .choice(TimePartitioning.self).orNull),
                .optional(
                    "key",
                    .array(identifier, 1, DatasetDefinition.maximumKeyColumns).orNull
                        .noted("the columns whose values no two rows share")),
                .optional("retention", retention),
            ])
        ),
        (
            "DatasetChange",
            object([
                .optional("addColumns", changes("ColumnDefinition")),
                .optional("renameColumns", changes("ColumnRenaming")),
                .optional("dropColumns", .array(identifier, nil, DatasetDefinition.maximumColumns).orNull),
                .optional("changeColumns", changes("ColumnChange")),
                .optional("retention", retention.noted("null to keep rows for ever")),
            ])
        ),
        ("ColumnRenaming", object([.required("from", identifier), .required("to", identifier)])),
        (
            "ColumnChange",
            object(
                [.required("name", identifier), .optional("type", .choice(ColumnType.self).orNull), lookup] + texts)
        ),
        ("Column", answer(describedColumn)),
        ("Dataset", answer(dataset)),
        ("DatasetList", answer([.required("datasets", .array(.named("Dataset")))])),
        (
            "CreatedDataset",
            answer(
                dataset + [
                    .optional("inserted", integer.noted("the rows of the file; missing without a file")),
                    .optional("inference", .named("Inference")),
                ])
        ),
        ("InferredDefinition", answer(definition)),
        (
            "DatasetPreview",
            answer([.required("definition", .named("InferredDefinition")), .required("inference", .named("Inference"))])
        ),
        (
            "Inference",
            answer([
                .required("rows", integer), .required("format", .known(["csv", "ndjson"])),
                .optional("separator", string), .required("columns", .array(.named("InferredColumn"))),
            ])
        ),
        (
            "InferredColumn",
            answer([
                .required("name", identifier), .required("header", string),
                .required("type", .known(ColumnType.allCases.map(\.rawValue))), .required("reason", string),
                .optional("line", integer.noted("the line that forced the type")),
                .optional("missingLine", integer.noted("the first line without a value")),
                .optional("decimal", string), .optional("dates", string), .optional("zone", string),
                .optional("options", .array(string).noted("the parameters that decide an open notation")),
            ])
        ),
        ("RowInput", map(any.noted("the value of the column"))),
        (
            "Rows",
            oneOf([.named("RowInput"), .array(.named("RowInput"))])
        ),
        (
            "Ingestion",
            answer([
                .required("inserted", integer),
                .optional(
                    "updated", integer.noted("with Prefer: resolution=merge-duplicates, the rows that were replaced")),
                .optional(
                    "ignored", integer.noted("with Prefer: resolution=ignore-duplicates, the rows that were left out")),
                .required("rejected", integer),
                .required("errors", .array(.named("Mistake"))), .required("dataVersion", integer),
            ])
        ),
        (
            "Row",
            Schema(
                kind: .object, elements: [any], properties: [], others: .map,
                note: "the columns of the row; of one row alone also _id and _version")
        ),
    ]
}
