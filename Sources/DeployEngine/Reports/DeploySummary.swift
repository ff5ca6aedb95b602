import Basics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The text at the end of a deployment, at most 80 columns wide.
package enum DeploySummary {
    /// Returns the summary with a final line feed.
    package static func text(_ report: DeployReport, width: Int = WrappedText.width) -> String {
        var text = heading(report, width)
        text += phases(report, width)
        text += stacks(report, width)
        for fact in report.facts {
            text += Self.fact(fact, width)
        }
        for warning in report.timeline.warnings {
            text += WrappedText.lines(
                "warning: " + ProgressText.safe(warning.text), first: "  ", indent: "    ", width: width)
        }
        if let explanation = report.explanation { text += "\n" + explanation.text(width: width, commands: false) }
        if !report.commands.isEmpty {
            text += "\nNext:\n" + report.commands.map { "  \(WrappedText.safe($0))\n" }.joined()
        }
        return text
    }

    private static func heading(_ report: DeployReport, _ width: Int) -> String {
        let elapsed = report.elapsed
        let title = TerminalColumns.fitted(report.title, max(8, width - elapsed.count - 2))
        return TerminalColumns.padded(title, width - elapsed.count) + elapsed + "\n"
    }

    private static func phases(_ report: DeployReport, _ width: Int) -> String {
        report.timeline.phases.map { entry in
            let time = entry.ended.map { EvidenceTime.elapsed(from: entry.began, to: $0) } ?? "-"
            let words = report.isFailed(entry) ? "FAILED" : ""
            let text = ProgressText.safe(entry.outcome ?? "").split(separator: " ").map { word in
                // The facts have the whole of a digest or an address.
                TerminalColumns.shortened(String(word), width - 26)
            }.joined(separator: " ")
            let outcome = [words, text].filter { !$0.isEmpty }.joined(separator: ": ")
            let first = "  \(TerminalColumns.padded(entry.phase.rawValue, 14)) \(TerminalColumns.aligned(time, 7))  "
            let indent = String(repeating: " ", count: 26)
            return outcome.isEmpty
                ? trimmed(first) + "\n" : WrappedText.lines(outcome, first: first, indent: indent, width: width)
        }.joined()
    }

    private static func stacks(_ report: DeployReport, _ width: Int) -> String {
        report.timeline.stacks.map { stack in
            let time = stack.ended.map { EvidenceTime.elapsed(from: stack.began, to: $0) } ?? "-"
            let status = stack.status ?? "\(stack.operation) in progress"
            let tail = " " + TerminalColumns.padded(status, 24) + TerminalColumns.aligned(time, 8)
            let room = width - 2 - TerminalColumns.width(tail)
            return "  \(TerminalColumns.padded(TerminalColumns.shortened(stack.name, room), room))\(tail)\n"
        }.joined()
    }

    /// A fact on one line, or below its name if it is too long for that: a digest has to stay whole to be copied.
    private static func fact(_ fact: DeployReport.Fact, _ width: Int) -> String {
        let value = ProgressText.safe(fact.value)
        let indent = String(repeating: " ", count: 17)
        let longest = value.split(separator: " ").map { TerminalColumns.width($0) }.max() ?? 0
        guard longest > width - indent.count else {
            let first = "  \(TerminalColumns.padded(fact.name, 14)) "
            return WrappedText.lines(value, first: first, indent: indent, width: width)
        }
        return "  \(fact.name)\n" + WrappedText.lines(value, first: "    ", indent: "    ", width: width)
    }

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }
}
