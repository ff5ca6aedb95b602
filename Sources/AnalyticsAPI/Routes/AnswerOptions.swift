import Hummingbird
import Models

/// How a client wants rows written: the `Accept` header, `?shape=` and `?bigints=`.
struct AnswerOptions: Sendable {
    /// The parameters that are read here.
    static let parameters = ["shape", "bigints"]

    /// The format.
    let format: AnswerFormat
    /// How values are written.
    let style: AnswerStyle

    private enum Shape: String, CaseIterable { case objects, arrays }
    private enum BigIntegers: String, CaseIterable { case number, string }

    /// Reads the options.
    ///
    /// - Throws: ``Problem`` when none of the accepted formats is available, or a parameter is wrong.
    init(_ request: Request, _ parameters: QueryParameters) throws(Problem) {
        let offered = [
            "application/json", "application/x-ndjson", "text/csv", "application/ndjson", "application/jsonl",
        ]
        let accept = request.headers[values: .accept]
        guard let type = MediaRange.choose(accept: accept, offered: offered) else {
            let unknown = MediaRange.ranges(accept).lazy.compactMap { range in
                range.unknownParameter.map { "; of \(range.essence) there is none with this \($0.quotedForMessage)" }
            }.first
            throw Problem(
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
            throw .parameter("shape", got: "arrays", expected: "objects: arrays are for application/json only")
        }
        style = AnswerStyle(bigNumbersAsStrings: try parameters.choice("bigints", of: BigIntegers.self) == .string)
    }
}
