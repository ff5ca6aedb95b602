import Models

extension Operation {
    private static let described = [AnswerHeader.eTag, .cacheControl, .consistency, .vary]

    static let createDataset = Operation(
        "createDataset", .datasets, "Create a dataset from a definition, or from a file with its rows",
        answers: [
            AnswerForm(201, "The dataset", [.json(.named("CreatedDataset"))], headers: described + [.location]),
            AnswerForm(
                200, "With preview=true: the definition that the file gives", [.json(.named("DatasetPreview"))],
                headers: [.cacheControl, .vary]),
        ]
    ).with {
        $0.details = """
            A JSON body is a definition; it takes no parameters. A CSV or NDJSON body needs `name`, and the definition is \
            inferred from all rows.
            """
        $0.parameters =
            [
                RequestParameter("name", .identifier, "the name of the dataset to create from a file"),
                RequestParameter(
                    "preview", .choice(["true", "false"]), "true to show the definition and create nothing"),
            ] + inference
        $0.headers = [.contentEncoding]
        $0.body = [.json(.named("DatasetDefinition")), .csv, .ndjson(.named("RowInput"))]
        $0.problems = [
            .datasetExists, .invalidDefinition, .invalidRows, .invalidJSON, .invalidGzip, .overflow,
        ]
    }

    private static let inference: [RequestParameter] = {
        let meanings = [
            "separator": "the separator of CSV: , ; | or tab", "encoding": "the character encoding of the file",
            "null": "texts for a missing value, separated by commas", "timeColumn": "the time column",
            "key": "the columns that identify a row, separated by commas",
            "decimal": "the decimal mark of all columns", "dates": "the order of day and month, or the unit of numbers",
            "zone": "the time zone of times without an offset",
        ]
        let shapes: [String: Schema] = [
            "separator": .choice([",", ";", "|", "tab"]), "encoding": .choice(FileEncoding.self),
            "decimal": .choice(["point", "comma"]), "dates": .choice(["dmy", "mdy", "epoch", "epoch-ms", "epoch-us"]),
        ]
        return InferenceOptions.names.map { name in
            RequestParameter(name, shapes[name] ?? .string, meanings[name] ?? name)
        } + [
            .family(
                "columnOptions", InferenceOptions.columnPrefixes,
                "options of single columns, such as dates.due=dmy or type.zip=string")
        ]
    }()

    static let listDatasets = Operation(
        "listDatasets", .datasets, "List the datasets that exist for the client",
        answers: [
            AnswerForm(200, "The datasets, by name", [.json(.named("DatasetList"))], headers: [.cacheControl, .vary])
        ]
    ).with { $0.headers = [.consistency] }

    static let describeDataset = Operation(
        "describeDataset", .datasets, "Describe a dataset",
        answers: [AnswerForm(200, "The dataset", [.json(.named("Dataset"))], headers: described)]
    ).with { $0.headers = [.consistency] }

    static let changeDataset = Operation(
        "changeDataset", .datasets, "Add, rename, drop and change columns of a dataset, or change its retention",
        answers: [AnswerForm(200, "The dataset", [.json(.named("Dataset"))], headers: described)]
    ).with {
        $0.details =
            "`dropColumns` needs a confirmation: `confirm` or `If-Match`. A change that gives keys, links or saved queries a column which they name and which did not exist needs `confirm`."
        $0.parameters = [
            RequestParameter(
                "confirm", .identifier,
                "the dataset's name, to confirm that columns are dropped, or begin to be used by what the answer 428 names"
            )
        ]
        $0.body = [.json(.named("DatasetChange"))]
        $0.problems = [.invalidJSON, .invalidDefinition, .confirmationRequired]
    }

    static let dropDataset = Operation(
        "dropDataset", .datasets, "Drop a dataset with its rows",
        answers: [AnswerForm(204, "The dataset is gone", headers: [.cacheControl, .vary])]
    ).with {
        $0.details = "Needs a confirmation: `confirm` or `If-Match`."
        $0.parameters = [RequestParameter("confirm", .identifier, "the dataset's name")]
        $0.problems = [.confirmationRequired]
    }
}
