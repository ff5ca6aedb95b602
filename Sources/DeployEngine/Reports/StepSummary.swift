import Basics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A deployment as GitHub's Markdown, for the file that `GITHUB_STEP_SUMMARY` names.
package enum StepSummary {
    /// The size that GitHub accepts for a step ("Workflow commands for GitHub Actions", job summaries).
    package static let limit = 1024 * 1024

    /// Returns the document, cut below GitHub's limit.
    package static func markdown(_ report: DeployReport) -> String {
        var text = "## \(report.outcome.isSuccess ? "✅" : report.outcome == .detached ? "⏳" : "❌") "
        text += "\(escaped(report.title)) (\(report.elapsed))\n\n"
        if let explanation = report.explanation { text += cause(explanation) }
        if !report.facts.isEmpty {
            text += "| | |\n|---|---|\n"
            for fact in report.facts { text += row([escaped(fact.name), code(fact.value)]) }
            text += "\n"
        }
        text += phases(report)
        text += stacks(report)
        for warning in report.timeline.warnings { text += "> ⚠️ \(escaped(warning.text))\n>\n" }
        if !report.timeline.warnings.isEmpty { text += "\n" }
        if !report.commands.isEmpty {
            text += "**Next**\n\n" + fence(report.commands) + "\n"
        }
        guard text.utf8.count > limit else { return text }
        return String(decoding: text.utf8.prefix(limit - 200), as: UTF8.self) + "\n\n_The rest is cut._\n"
    }

    private static func cause(_ explanation: Explanation) -> String {
        var text = "> **\(escaped(explanation.title))** (`\(explanation.causeID)`)"
        text += explanation.resource.map { " in \(code($0))" } ?? ""
        text += "\n>\n> \(escaped(explanation.paragraph))\n\n"
        if !explanation.evidence.isEmpty {
            let lines = explanation.evidence.map { line in
                let time = line.time.map { EvidenceTime.timeOfDay($0) + " " } ?? ""
                return "\(time)\(line.source): \(ProgressText.safe(line.text))"
            }
            text += "<details><summary>Evidence</summary>\n\n" + fence(lines) + "\n</details>\n\n"
        }
        if !explanation.checks.isEmpty {
            text += "**Check**\n\n" + explanation.checks.map { "- \(escaped($0))\n" }.joined() + "\n"
        }
        for note in explanation.notes { text += "_\(escaped(note))_\n\n" }
        return text
    }

    private static func phases(_ report: DeployReport) -> String {
        guard !report.timeline.phases.isEmpty else { return "" }
        var text = "| Phase | Time | Result |\n|---|--:|---|\n"
        for entry in report.timeline.phases {
            let time = entry.ended.map { EvidenceTime.elapsed(from: entry.began, to: $0) } ?? "–"
            let mark = report.isFailed(entry) ? "❌ " : ""
            text += row([escaped(entry.phase.rawValue), time, mark + escaped(entry.outcome ?? "not ended")])
        }
        return text + "\n"
    }

    private static func stacks(_ report: DeployReport) -> String {
        guard !report.timeline.stacks.isEmpty else { return "" }
        var text = "<details><summary>Stacks and resources</summary>\n\n"
        text += "| Resource | Type | Status | Time |\n|---|---|---|--:|\n"
        for stack in report.timeline.stacks {
            let time = stack.ended.map { EvidenceTime.elapsed(from: stack.began, to: $0) } ?? "–"
            text += row(["**\(escaped(stack.name))**", "", escaped(stack.status ?? "in progress"), time])
            for resource in stack.resources {
                let start = resource.spans.first?.began
                let end = resource.spans.last?.ended
                let time = start.flatMap { start in end.map { EvidenceTime.elapsed(from: start, to: $0) } } ?? "–"
                let reason = resource.failure?.reason.map { ": \($0)" } ?? ""
                let status = escaped((resource.failure?.status ?? resource.status) + reason)
                text += row([code(resource.logicalID), escaped(resource.type), status, time])
            }
        }
        return text + "\n</details>\n\n"
    }

    private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }

    private static func escaped(_ text: String) -> String { MarkdownText.escaped(ProgressText.safe(text)) }

    /// A code span. Its text may not end the span or a table's cell.
    private static func code(_ text: String) -> String {
        // A reader that does not know code spans would take an angle bracket for HTML.
        if text.contains("<") { return escaped(text) }
        return "`" + ProgressText.safe(text).replacing("`", with: "'").replacing("|", with: "\\|") + "`"
    }

    /// A block of code with a fence longer than any in it.
    private static func fence(_ lines: [String]) -> String {
        var longest = 2
        for line in lines {
            var run = 0
            for character in line {
                run = character == "`" ? run + 1 : 0
                longest = max(longest, run)
            }
        }
        let fence = String(repeating: "`", count: longest + 1)
        return "\(fence)text\n" + lines.map { WrappedText.safe($0) + "\n" }.joined() + "\(fence)\n"
    }
}
