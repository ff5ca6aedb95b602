/// The parts of a measure as written: `sum(amount)`, `percentile(0.95, ms)`.
struct MeasureNotation {
    /// The function's name.
    let name: String
    /// The texts between the parentheses, separated by commas outside of inner parentheses, without surrounding spaces; `nil`
    /// without parentheses.
    let arguments: [String]?
    /// `true` if the parentheses match.
    let isBalanced: Bool

    /// Reads a measure.
    init(_ text: String) {
        guard let open = text.firstIndex(of: "(") else {
            name = text
            arguments = nil
            isBalanced = true
            return
        }
        name = String(text[..<open])
        var arguments = [""]
        var depth = 1
        var end = text.index(after: open)
        while end < text.endIndex, depth > 0 {
            let character = text[end]
            switch character {
            case "(": depth += 1
            case ")": depth -= 1
            default: break
            }
            if character == ",", depth == 1 {
                arguments.append("")
            } else if depth > 0 {
                arguments[arguments.count - 1].append(character)
            }
            end = text.index(after: end)
        }
        isBalanced = depth == 0 && end == text.endIndex
        self.arguments = arguments.map(Self.trimmed)
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop { $0 == " " }
        guard let last = start.lastIndex(where: { $0 != " " }) else { return "" }
        return String(start[...last])
    }
}

extension Measure.Function {
    /// The notations of all functions, for messages.
    static let notations = [
        "count", "count(column)", "countDistinct(column)", "countDistinctApprox(column)", "sum(column)", "avg(column)",
        "min(column)", "max(column)",
        "stddev(column)", "stddevPop(column)", "median(column)", "p95(column)", "percentile(0.95, column)",
        "first(column)", "last(column)", "ratio(measure, measure)", "runningTotal(measure)",
        "movingAverage(measure, 7)",
        "shareOfTotal(measure)", "rank(measure)", "change(measure)", "changeRatio(measure)",
    ]
    /// The names that a measure may begin with.
    static let names = allCases.filter { $0 != .difference }.map(\.rawValue) + ["median", "p50", "p95", "p99"]

    /// The functions by the names that databases and spreadsheets give them, in lower case and without underscores.
    private static let others: [String: Measure.Function] = [
        "average": .avg, "mean": .avg, "total": .sum, "maximum": .max, "minimum": .min, "std": .stddev,
        "stdev": .stddev,
        "stddevsamp": .stddev, "standarddeviation": .stddev, "stdevp": .stddevPop, "distinct": .countDistinct,
        "distinctcount": .countDistinct, "countunique": .countDistinct, "unique": .countDistinct,
        "uniq": .countDistinct,
        "nunique": .countDistinct, "approxcountdistinct": .countDistinctApprox,
        "countdistinctapproximate": .countDistinctApprox,
        "approxdistinct": .countDistinctApprox, "approximatecountdistinct": .countDistinctApprox,
        "hll": .countDistinctApprox, "cumsum": .runningTotal, "cumulativesum": .runningTotal,
        "runningsum": .runningTotal,
        "rollingaverage": .movingAverage, "movingavg": .movingAverage, "quantile": .percentile,
        "percentilecont": .percentile,
    ]

    /// Returns the name of the function that other programs call by a name; `nil` if there is none.
    static func ownName(of name: String) -> String? {
        others[name.lowercased().replacing("_", with: "")]?.rawValue
    }

    /// Returns the fraction of a short notation for a percentile: `median`, `p95`, `p99.9`; `nil` for another name.
    static func fraction(named name: String) -> Double? {
        if name == "median" { return 0.5 }
        guard name.hasPrefix("p"), let first = name.utf8.dropFirst().first, first &- 0x30 <= 9 else { return nil }
        return DecimalNumber(String(name.dropFirst())).flatMap {
            DecimalNumber(coefficient: $0.coefficient, scale: $0.scale + 2)
        }.flatMap(fraction(of:))
    }

    /// Returns the fraction that a text denotes; `nil` if it is no number from 0 to 1.
    static func fraction(of text: String) -> Double? { DecimalNumber(text).flatMap(fraction(of:)) }

    private static func fraction(of number: DecimalNumber) -> Double? {
        number < .zero || DecimalNumber(1) < number ? nil : number.doubleValue
    }
}
