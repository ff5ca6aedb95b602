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
            let indent = String(repeating: " ", count: 17)
            text += WrappedText.lines(
                ProgressText.safe(fact.value), first: "  \(TerminalColumns.padded(fact.name, 14)) ", indent: indent,
                width: width)
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
            let outcome = [words, ProgressText.safe(entry.outcome ?? "")].filter { !$0.isEmpty }.joined(separator: ": ")
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

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }
}
