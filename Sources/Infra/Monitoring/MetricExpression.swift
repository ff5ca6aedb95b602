/// A formula over metrics ("Using math expressions with CloudWatch metrics").
///
///     MetricExpression(
///         "100 * errors / requests",
///         ["errors": balancer.metric(.targetServerErrors), "requests": balancer.metric(.requests)])
public struct MetricExpression: Sendable, Hashable, CustomStringConvertible {
    /// The formula: arithmetic and functions over the names in `metrics`.
    public var formula: String
    /// The metrics by the names that the formula uses.
    public var metrics: [String: Metric]
    /// The length of a data point of every metric. Defaults to one minute.
    public var period: Period

    /// Creates a formula.
    public init(_ formula: String, _ metrics: [String: Metric], period: Period = .minutes(1)) {
        self.formula = formula
        self.metrics = metrics
        self.period = period
    }

    /// The formula in quotes.
    public var description: String { "\"\(formula)\"" }

    /// The valid values: CloudWatch reads ids of metrics from their first letter, which is a lower-case one.
    static var valid: ValidValues<MetricExpression> {
        ValidValues(
            "a formula over its own metrics, whose names are a lower-case letter followed by letters, digits and underscores",
            hint: { expression in
                let unknown = Set(expression.identifiers).subtracting(expression.metrics.keys).sorted()
                return unknown.isEmpty ? nil : "it has no metric \(unknown.joined(separator: ", "))"
            },
            contains: { expression in
                !expression.metrics.isEmpty && expression.metrics.keys.allSatisfy(isIdentifier)
                    && Set(expression.identifiers).isSubset(of: expression.metrics.keys)
            })
    }

    private static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.utf8.first, (97...122).contains(first), name.utf8.count <= 200 else { return false }
        return name.utf8.allSatisfy(isWord)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte) || byte == 95
    }

    /// The metrics' names in the formula, in its order.
    private var identifiers: [String] { words.filter(\.isIdentifier).map(\.text) }

    /// A word of the formula or the text between two words.
    private struct Piece {
        var text: String
        var isIdentifier: Bool
    }

    /// The pieces of the formula. Functions begin with an upper-case letter; numbers and quoted texts are not names.
    private var words: [Piece] {
        var pieces: [Piece] = []
        var rest = Array(formula.utf8)[...]
        while let first = rest.first {
            let length: Int
            if first == 34 || first == 39 {
                length = min(rest.count, rest.dropFirst().prefix { $0 != first }.count + 2)
            } else if MetricExpression.isWord(first) {
                length = rest.prefix { MetricExpression.isWord($0) || $0 == 46 }.count
            } else {
                length = rest.prefix { !MetricExpression.isWord($0) && $0 != 34 && $0 != 39 }.count
            }
            pieces.append(
                Piece(
                    text: String(decoding: rest.prefix(length), as: UTF8.self),
                    isIdentifier: (97...122).contains(first)))
            rest = rest.dropFirst(length)
        }
        return pieces
    }

    /// The same formula with a prefix before the name of each metric, for widgets that show several formulas.
    func prefixed(by prefix: String) -> MetricExpression {
        var copy = self
        copy.formula = words.map { $0.isIdentifier ? prefix + $0.text : $0.text }.joined()
        copy.metrics = [:]
        for (name, metric) in metrics { copy.metrics[prefix + name] = metric }
        return copy
    }
}
