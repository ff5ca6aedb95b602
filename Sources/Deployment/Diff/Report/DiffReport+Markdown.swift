import Basics
import Infra

extension DiffReport {
    /// The report as Markdown for a comment of a pull request: tables, with the properties folded away.
    package var markdown: String {
        var text = "## Changes of the infrastructure\n\n"
        for words in rearranged { text += "- \(MarkdownText.escaped(words))\n" }
        if !rearranged.isEmpty { text += "\n" }
        for stack in stacks { text += DiffReport.markdown(stack) }
        if let cost { text += "\(cost.words)\n\n" }
        return text + "_\(method)_\n"
    }

    private static func markdown(_ stack: StackDiff) -> String {
        guard !stack.isEmpty else { return "### `\(stack.stack)`: no difference\n\n" }
        var text = "### `\(stack.stack)`: \(summary(of: stack))\n\n"
        for finding in stack.findings {
            let head = finding.severity == .refused ? "AWS refuses this" : "Risk"
            let words = [finding.words, finding.why, finding.fix].map(MarkdownText.escaped).joined(separator: " ")
            text += "> **\(head)**: \(words) (`\(finding.rule)`)\n>\n"
        }
        if !stack.findings.isEmpty { text += "\n" }
        if !stack.resources.isEmpty {
            text += "| | Resource | Type | Consequences |\n|---|---|---|---|\n"
            for change in stack.resources {
                let mark = change.verdict >= .mayReplace ? "**\(change.verdict.words)**" : change.verdict.words
                let content = change.content.map { " (\($0))" } ?? ""
                let consequences = change.consequences.map { $0.words(change.verdict) }.joined(separator: "; ")
                text += row([mark, "`\(change.logicalID)`", change.type + content, MarkdownText.escaped(consequences)])
            }
            text += "\n" + details(stack)
        }
        if !stack.permissions.isEmpty {
            text += "**Permissions**\n\n| | Statement | Rights |\n|---|---|---|\n"
            for change in stack.permissions {
                let effect = change.effect == .broader ? "**broader**" : change.effect.rawValue
                text += row([change.isAddition ? "+" : "-", MarkdownText.escaped(change.grant.words), effect])
            }
            text += "\n"
        }
        if !stack.network.isEmpty {
            text += "**Network**\n\n| | Way | |\n|---|---|---|\n"
            for change in stack.network {
                let mark = change.isPublic && change.isAddition ? "**internet**" : ""
                text += row([change.isAddition ? "+" : "-", MarkdownText.escaped(change.words), mark])
            }
            text += "\n"
        }
        if !stack.renames.isEmpty {
            text += "**Renamed?** Same type and properties under another id: a delete and a create.\n\n"
            for rename in stack.renames { text += "- `\(rename.old)` to `\(rename.new)` (\(rename.type))\n" }
            text += "\n"
        }
        if !stack.entries.isEmpty {
            text += "**Other sections**\n\n"
            for entry in stack.entries {
                let name = entry.name.map { "\(entry.section)/\($0)" } ?? entry.section
                text += "- `\(name)`: \(MarkdownText.escaped(DiffText.words(entry)))\n"
            }
            text += "\n"
        }
        if !stack.delegated.isEmpty {
            text += "**Set by AWS, so no difference**\n\n"
            for change in stack.delegated {
                text += "- `\(change.logicalID)` `\(change.path)`: \(MarkdownText.escaped(change.explanation))\n"
            }
            text += "\n"
        }
        return text
    }

    private static func details(_ stack: StackDiff) -> String {
        let changed = stack.resources.filter { !$0.properties.isEmpty || !$0.attributes.isEmpty }
        guard !changed.isEmpty else { return "" }
        var text = "<details><summary>Properties</summary>\n\n| Resource | Property | Change |\n|---|---|---|\n"
        for change in changed {
            for property in change.properties + change.attributes {
                let reason = property.reason.words.map { "; \($0)" } ?? ""
                text += row([
                    "`\(change.logicalID)`", "`\(property.path)`",
                    MarkdownText.escaped(words(property, most: 120) + reason),
                ])
            }
        }
        return text + "\n</details>\n\n"
    }

    private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
}
