import Charts
import Hummingbird
import Models
import NIOCore
import Storage

/// An answer to a query as a chart.
struct ChartAnswer: Sendable {
    /// The media type of a chart.
    static let mediaType = "image/svg+xml"
    /// The maximum size of the values that a chart is drawn from, in bytes. The largest answer with usual names takes a tenth.
    static let maximumBytes = 16 << 20
    /// The width of a picture for telephones, in pixels.
    static let narrowWidth = 360

    private let specification: ChartSpecification
    private let plan: ChartPlan

    /// Decides the parts of a query's columns in a chart, before the query runs.
    ///
    /// - Throws: ``APIError`` for a query that no chart shows, or not one of the requested kind.
    init(_ specification: ChartSpecification, of query: ResolvedQuery) throws(APIError) {
        self.specification = specification
        do {
            plan = try ChartPlan(query.chartColumns, kind: specification.kind)
        } catch {
            throw APIError(error, of: query)
        }
    }

    /// Reads the whole answer and draws it.
    ///
    /// - Parameter timing: Measures reading and drawing.
    /// - Throws: ``APIError`` with `answer_too_large`; errors of the store.
    func response(_ answer: QueryResult, timing: RequestTiming) async throws -> Response {
        let rows = try await Self.read(answer, timing: timing)
        let picture = timing.render { svg(rows, isTruncated: answer.isTruncated) }
        return Response(
            status: .ok, headers: [.contentType: Self.mediaType, .contentSecurityPolicy: SecurityHeaders.chartPolicy],
            body: ResponseBody(byteBuffer: ByteBuffer(string: picture)))
    }

    /// Draws rows as SVG.
    func svg(_ rows: [RowBatch], isTruncated: Bool) -> String {
        drawing(rows, isTruncated: isTruncated).svg
    }

    /// Draws rows as SVG, with a description for readers who do not see the picture.
    func drawing(_ rows: [RowBatch], isTruncated: Bool) -> (svg: String, description: String) {
        Chart(plan, specification, rows: rows, isTruncated: isTruncated).drawing()
    }

    /// Reads the whole answer.
    ///
    /// - Parameter timing: Measures the reads.
    /// - Throws: ``APIError`` with `answer_too_large`; errors of the store.
    static func read(_ answer: QueryResult, timing: RequestTiming) async throws -> [RowBatch] {
        var batches: [RowBatch] = []
        var bytes = 0
        while let batch = try await timing.store("read", { () async throws in try await answer.nextBatch() }) {
            bytes += batch.byteCount
            guard bytes <= maximumBytes else {
                await answer.close()
                throw APIError(
                    .answerTooLarge,
                    """
                    a chart is drawn from at most \(maximumBytes >> 20) MiB of values; filter rows, set a limit, or choose \
                    shorter dimensions or a coarser granularity
                    """)
            }
            batches.append(batch)
        }
        return batches
    }

    /// The link to the rows of a chart as CSV (RFC 8288), for a request with GET; `nil` for another one.
    static func link(to request: Request) -> String? {
        guard request.method == .get || request.method == .head, let query = request.uri.query,
            query.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") })
        else { return nil }
        let options = Set(ChartSpecification.parameters + ["format"])
        let kept = query.split(separator: "&").filter { part in
            !options.contains(String(part.prefix { $0 != "=" }))
        }
        return
            "<\(request.uri.path)?\((kept + ["format=csv"]).joined(separator: "&"))>; rel=\"alternate\"; type=\"text/csv\""
    }
}

extension ResolvedQuery {
    /// The columns of the answer with their parts in a chart.
    var chartColumns: [ChartColumn] {
        let texts = outputTexts
        return zip(zip(groups, output), texts).map { pair, text in
            let (group, column) = pair
            let role: ChartColumn.Role =
                switch group {
                case .bucket(_, let rule): .time(rule)
                case .column: column.type.isTime ? .time(nil) : .category
                case .part: .category
                }
            var names: [Int64: String] = [:]
            if case .part(_, let part, _) = group { names = part.valueNames }
            return ChartColumn(
                column, role, title: text.title, phrase: text.phrase, unit: text.unit, valueNames: names)
        }
            + measures.prefix(visibleMeasures).enumerated().map { index, measure in
                let isAdditive = measure.function == .count || measure.function == .sum
                let text = texts[groups.count + index]
                return ChartColumn(
                    output[groups.count + index], .measure(unit: unit(of: measure), isAdditive: isAdditive),
                    title: text.title, phrase: text.phrase, unit: text.unit)
            }
    }

    /// The unit of a measure. The values of a column share an axis with its mean, minimum and maximum, and a measure with its
    /// differences and its sums and means over buckets.
    private func unit(of measure: Measure) -> String {
        let argument = measure.column.map { String($0) } ?? ""
        switch measure.function {
        case .sum: return "sum " + argument
        case .avg, .min, .max, .stddev, .stddevPop, .percentile, .first, .last: return "value " + argument
        case .runningTotal, .movingAverage, .change, .difference:
            guard let operand = measure.operands.first, measures.indices.contains(operand) else { return "" }
            return unit(of: measures[operand])
        default: return measure.function.rawValue
        }
    }
}

extension APIError {
    /// A query that a chart cannot show.
    fileprivate init(_ error: ChartError, of query: ResolvedQuery) {
        var item = Item(code: "not_drawable", detail: error.description)
        switch error.place {
        case .kind:
            item.parameter = "chart"
            self.init(parameters: [item])
            return
        case .measures: item.pointer = "/measures"
        case .column(let index):
            // A comparison of time ranges has several columns for a measure.
            item.pointer = query.comparison == nil ? "/measures/\(index - query.groups.count)" : "/measures"
        }
        self.init(.invalidQuery, error.description, items: [item])
    }
}
