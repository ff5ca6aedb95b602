import DeployEngine

/// The last line of a run in JSON, behind those of its events.
struct ResultLine: Encodable {
    private let event = "result"
    private let operation: String
    private let environment: String
    private let release: String?
    private let outcome: String
    private let facts: [String: String]
    private let explanation: Explanation?

    private enum CodingKeys: String, CodingKey {
        case event, operation, environment, release, outcome, facts, explanation
    }

    /// The line of a report, without a line feed.
    static func text(_ report: DeployReport) throws -> String {
        let line = ResultLine(
            operation: report.operation, environment: report.environment, release: report.release,
            outcome: report.outcome.rawValue,
            facts: Dictionary(report.facts.map { ($0.name, $0.value) }) { first, second in first + "; " + second },
            explanation: report.explanation)
        return try JSONOutput.line(of: line)
    }
}
