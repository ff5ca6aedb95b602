import Diagnostics
import Hummingbird
import Models

/// The client's options for an answer with rows: the `Accept` header, `?shape=` and `?bigints=`.
struct AnswerOptions: Sendable {
    /// The query parameters with options.
    static let parameters = ["shape", "bigints"]

    /// The format.
    let format: AnswerFormat
    /// The options for writing values.
    let style: AnswerStyle

    private enum Shape: String, CaseIterable { case objects, arrays }
    private enum BigIntegers: String, CaseIterable { case number, string }

    /// Reads the options.
    ///
    /// - Throws: ``APIError`` if none of the accepted formats is available, or a parameter is not valid.
    init(_ request: Request, _ parameters: QueryParameters) throws(APIError) {
        let offered = [
            "application/json", "application/x-ndjson", "text/csv", "application/ndjson", "application/jsonl",
        ]
        let accept = request.headers[values: .accept]
        guard let type = MediaRange.choose(accept: accept, offered: offered) else {
            let unknown = MediaRange.ranges(accept).lazy.compactMap { range in
                range.unknownParameter.map { "; \(range.essence) is not available with this \($0.quotedForMessage)" }
            }.first
            throw APIError(
                .notAcceptable,
                "Accept: got \(accept.joined(separator: ", ").quotedForMessage), expected "
                    + offered.prefix(3).joined(separator: ", ") + (unknown ?? ""))
        }
        let shape = try parameters.choice("shape", of: Shape.self)
        switch type {
        case "application/json": format = .json(arrays: shape == .arrays)
        case "text/csv": format = .csv
        default: format = .ndjson
        }
        if shape == .arrays, format.isStream {
            throw .parameter(
                "shape", got: "arrays", expected: "objects: only application/json supports arrays")
        }
        style = AnswerStyle(bigNumbersAsStrings: try parameters.choice("bigints", of: BigIntegers.self) == .string)
    }
}
