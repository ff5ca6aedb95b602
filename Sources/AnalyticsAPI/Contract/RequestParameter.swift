/// A parameter of a request's URL.
struct RequestParameter: Sendable, Hashable {
    /// The name.
    let name: String
    /// The shape of the value, before it is written as text.
    let schema: Schema
    /// The meaning.
    let summary: String
    /// `true` if a request must have the parameter.
    var isRequired = false
    /// `true` if the value is written as JSON.
    var isJSON = false
    /// The beginnings of the names of further parameters, each followed by any name; empty for a single parameter.
    var prefixes: [String] = []

    /// Creates a parameter.
    init(_ name: String, _ schema: Schema, _ summary: String) {
        self.name = name
        self.schema = schema
        self.summary = summary
    }

    /// Returns the parameter with JSON as its value.
    var asJSON: RequestParameter {
        var parameter = self
        parameter.isJSON = true
        return parameter
    }

    /// Returns the parameter as one that a request must have.
    var required: RequestParameter {
        var parameter = self
        parameter.isRequired = true
        return parameter
    }

    /// Creates the parameters with these beginnings of their names.
    static func family(_ name: String, _ prefixes: [String], _ summary: String) -> RequestParameter {
        let pattern = "^(" + prefixes.map { $0.split(separator: ".").joined() }.joined(separator: "|") + ")[.].+$"
        var parameter = RequestParameter(name, .map(.string, names: pattern), summary)
        parameter.prefixes = prefixes
        return parameter
    }
}

extension RequestParameter {
    /// The parameters of paths, by the names in the routes' paths.
    static let path: [String: RequestParameter] = [
        "dataset": RequestParameter("dataset", .identifier, "the dataset's name").required,
        "row": RequestParameter("row", .integer(1, nil), "the row's id").required,
        "query": RequestParameter("query", .identifier, "the saved query's name").required,
        "link": RequestParameter("link", .string(matching: "^[0-9A-Za-z]{8}$"), "the link's id").required,
        "job": RequestParameter("job", .string(matching: "^[0-9a-f]{8}-[0-9a-f]{32}$"), "the job's id").required,
        "key": RequestParameter("key", .string(matching: "^[0-9A-Za-z]{8}$"), "the key's id").required,
    ]
}

extension [RequestParameter] {
    /// The names of single parameters.
    var names: [String] { filter(\.prefixes.isEmpty).map(\.name) }
    /// The beginnings of the names of further parameters.
    var prefixes: [String] { flatMap(\.prefixes) }
}
