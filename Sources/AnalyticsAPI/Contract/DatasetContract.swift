import Models

/// The contract of one dataset for one client: the routes below the dataset's path that the client may use, with the shapes of its
/// rows in place of any row's.
struct DatasetContract {
    private static let root = "/v1/datasets/{dataset}"
    /// The name of the shape of a row that the server answers with.
    private static let row = "DatasetRow"
    /// The parameters that would make other shapes of rows.
    private static let otherForms: Set<String> = ["bigints", "shape"]

    /// The dataset as the client sees it.
    let view: DatasetView
    /// The client's rights.
    let scopes: Set<AccessScope>

    /// Returns the routes of the contract among all routes.
    func routes(of routes: [Route]) -> [Route] {
        routes.filter { route in
            (route.path == Self.root || route.path.hasPrefix(Self.root + "/")) && route.action.isPermitted(by: scopes)
                // The server alone writes the log of queries.
                && (view.name != .queryLog || route.action == .read)
        }.map { route in
            route.with(
                route.operation.with { operation in
                    operation.parameters.removeAll { Self.otherForms.contains($0.name) }
                    guard operation.group == .rows else { return }
                    operation.answers = operation.answers.map(typed)
                })
        }
    }

    /// Returns a route's path in the contract.
    func path(of route: Route) -> String { route.path.replacing("{dataset}", with: view.name.rawValue) }

    /// The title of the contract.
    var title: String { "Weir: \(view.name)" }

    /// The named shapes of the contract: those of every dataset, with the shapes of this dataset's rows.
    var components: [(name: String, schema: Schema)] {
        let columns = view.columns.map { column in
            Schema.Property(name: column.name.rawValue, schema: column.schema, isRequired: false)
        }
        let ids = [
            Schema.Property.optional("_id", .integer.noted("the row's id")),
            .optional("_version", .integer.noted("the row's version; of one row alone")),
        ]
        var input = Schema.object(columns)
        input.note = "a column that is missing is null in a new row, and stays as it is in a patch"
        let list = Schema.answer([
            .required("columns", .array(.named("AnswerColumn"))), .required("data", .array(.named(Self.row))),
            .required("meta", .named("RowListMeta")),
        ])
        let own = [
            "RowInput": input, "RowList": list, Self.row: Schema.answer(ids + columns.map(\.asRequired)),
        ]
        return Schema.components.map { ($0.name, own[$0.name] ?? $0.schema) } + [(Self.row, own[Self.row] ?? .any)]
    }

    private func typed(_ answer: AnswerForm) -> AnswerForm {
        AnswerForm(
            answer.status, answer.summary,
            // A line of NDJSON may also be the one about the end, so its shape stays that of any row.
            answer.content.map { $0.schema == .named("Row") ? .json(.named(Self.row)) : $0 }, headers: answer.headers,
            optional: answer.optionalHeaders)
    }
}

extension Schema.Property {
    /// The member as one that the object always has.
    fileprivate var asRequired: Schema.Property { .required(name, schema) }
}

extension Column {
    /// The shape of the column's values in JSON.
    fileprivate var schema: Schema {
        var schema: Schema =
            switch type {
            case .string: .string
            case .integer: .integer
            case .double, .decimal: .number
            case .boolean: .boolean
            case .timestamp: .instant
            case .date: Schema(kind: .string, format: "date")
            case .json: .any
            }
        // Any value includes null.
        schema.isNullable = nullable && type != .json
        let words = [description ?? label, unit.map { "in \($0)" }].compactMap(\.self)
        schema.note = words.isEmpty ? nil : words.joined(separator: ", ")
        return schema
    }
}
