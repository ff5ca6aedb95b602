import Basics

/// The report for people: findings grouped by rule, then the accepted and the undecided ones.
enum CheckReportText {
    static func text(of reports: [CheckReport]) -> String {
        reports.map(text).joined(separator: "\n")
    }

    private static func text(of report: CheckReport) -> String {
        var text = WrappedText.lines("\(report.name): \(report.summary)", first: "", indent: "  ")
        for severity in CheckSeverity.allCases {
            for results in grouped(report.failures.filter { $0.rule.severity == severity }) {
                guard let rule = results.first?.rule else { continue }
                text +=
                    "\n" + WrappedText.lines("\(severity.rawValue) \(rule.id): \(rule.title)", first: "", indent: "  ")
                for result in results { text += self.text(of: result) }
                text += WrappedText.lines(rule.why, first: "  Why: ", indent: "       ")
                text += WrappedText.lines(rule.fix, first: "  Fix: ", indent: "       ")
            }
        }
        text += section("Suppressed", report.suppressed) { result in
            guard case .suppressed(let suppression) = result.outcome else { return "" }
            return WrappedText.lines(suppression.words, first: "    ", indent: "    ")
        }
        text += section("Not evaluable", report.notEvaluable) { result in
            result.faults.map { WrappedText.lines($0.message, first: "    ", indent: "    ") }.joined()
        }
        if !report.skips.isEmpty {
            text += "\nSkipped for checkov\n"
            for skip in report.skips {
                text += WrappedText.lines("\(skip.id): \(skip.stack) \(skip.path)", first: "  ", indent: "    ")
                text += WrappedText.lines(skip.reason, first: "    ", indent: "    ")
            }
        }
        if !report.unused.isEmpty {
            text += "\nSuppressions that no finding needs; remove them from \(report.file)\n"
            for suppression in report.unused {
                text += WrappedText.lines("\(suppression.rule): \(suppression.path)", first: "  ", indent: "    ")
            }
        }
        return text
    }

    /// The results by rule, in the order of the rules' ids.
    private static func grouped(_ results: [CheckResult]) -> [[CheckResult]] {
        Dictionary(grouping: results, by: \.rule.id).sorted { $0.key < $1.key }.map(\.value)
    }

    private static func text(of result: CheckResult) -> String {
        var text = WrappedText.lines("\(result.stack): \(result.element.path)", first: "  ", indent: "    ")
        for fault in result.faults { text += WrappedText.lines(fault.words, first: "    ", indent: "      ") }
        return text
    }

    private static func section(
        _ title: String, _ results: [CheckResult], _ detail: (CheckResult) -> String
    ) -> String {
        guard !results.isEmpty else { return "" }
        return results.reduce("\n\(title)\n") { text, result in
            let place = "\(result.rule.id): \(result.stack) \(result.element.path)"
            return text + WrappedText.lines(place, first: "  ", indent: "    ") + detail(result)
        }
    }
}

extension CheckFault {
    /// The message with the path where it says more than the property's name.
    var words: String { path.contains("/") ? "\(message) (\(path))" : message }
}

extension CheckReport {
    /// The counts of the outcomes.
    package var summary: String {
        let counts = [
            failures.count == 1 ? "1 finding" : "\(failures.count) findings", "\(suppressed.count) suppressed",
            "\(notEvaluable.count) not evaluable", "\(passes) passed",
        ]
        return counts.joined(separator: ", ")
    }
}
