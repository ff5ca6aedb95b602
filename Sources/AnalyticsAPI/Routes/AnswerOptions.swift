import Charts
import Diagnostics
import Hummingbird
import Models

/// The client's options for an answer with rows: `?format=` or the `Accept` header, `?shape=`, `?bigints=` and those of a chart.
struct AnswerOptions: Sendable {
    /// The format; for a chart, that of the answer whose rows are drawn.
    let format: AnswerFormat
    /// The chart to draw in place of the rows; `nil` to answer with rows.
    let chart: ChartSpecification?
    /// The options for writing values.
    let style: AnswerStyle

    private enum Format: String, CaseIterable { case json, ndjson, csv, svg }
    private enum Shape: String, CaseIterable { case objects, arrays }
    private enum BigIntegers: String, CaseIterable { case number, string }

    /// Reads the options.
    ///
    /// - Parameters:
    ///   - drawsCharts: `true` for a route that draws charts too.
    ///   - named: The format that the path names; `nil` if the request decides.
    ///   - saved: The form of a chart, which the parameters change.
    /// - Throws: ``APIError`` if none of the accepted formats is available, or a parameter is not valid.
    init(
        _ request: Request, _ parameters: QueryParameters, drawsCharts: Bool = false, named: String? = nil,
        over saved: ChartSpecification = ChartSpecification()
    ) throws(APIError) {
        let wanted: Format
        if let named = named.flatMap({ Format(rawValue: $0) }) {
            wanted = named
        } else {
            wanted = try Self.format(request, parameters, drawsCharts: drawsCharts)
        }
        let shape = try parameters.choice("shape", of: Shape.self)
        let integers = try parameters.choice("bigints", of: BigIntegers.self)
        switch wanted {
        case .json: format = .json(arrays: shape == .arrays)
        case .csv: format = .csv
        case .ndjson: format = .ndjson
        case .svg: format = .json(arrays: false)
        }
        if shape == .arrays, wanted != .json {
            throw .parameter(
                "shape", got: "arrays", expected: "objects: only application/json supports arrays")
        }
        style = AnswerStyle(bigNumbersAsStrings: integers == .string)
        guard wanted == .svg else {
            chart = nil
            for name in ChartSpecification.parameters {
                guard let value = parameters[name] else { continue }
                throw .parameter(
                    name, got: value, expected: "no option of a chart in this answer; request one with format=svg")
            }
            return
        }
        chart = try ChartSpecification(parameters, over: saved)
    }

    /// The format of `?format=`, which wins, or of `Accept`.
    private static func format(
        _ request: Request, _ parameters: QueryParameters, drawsCharts: Bool
    ) throws(APIError) -> Format {
        if let named = try parameters.choice("format", of: Format.self) {
            guard named != .svg || drawsCharts else {
                throw .parameter("format", got: "svg", expected: "json, ndjson or csv: only queries are drawn")
            }
            return named
        }
        let shown =
            ["application/json", "application/x-ndjson", "text/csv"] + (drawsCharts ? [ChartAnswer.mediaType] : [])
        let accept = request.headers[values: .accept]
        guard
            let type = MediaRange.choose(accept: accept, offered: shown + ["application/ndjson", "application/jsonl"])
        else {
            let unknown = MediaRange.ranges(accept).lazy.compactMap { range in
                range.unknownParameter.map { "; \(range.essence) is not available with this \($0.quotedForMessage)" }
            }.first
            throw APIError(
                .notAcceptable,
                "Accept: got \(accept.joined(separator: ", ").quotedForMessage), expected "
                    + shown.joined(separator: ", ") + (unknown ?? ""))
        }
        return switch type {
        case "application/json": .json
        case "text/csv": .csv
        case ChartAnswer.mediaType: .svg
        default: .ndjson
        }
    }
}
