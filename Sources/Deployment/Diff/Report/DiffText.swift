import Infra

/// The report for a terminal of 80 columns.
struct DiffText {
    /// A Boolean value that indicates whether verdicts are coloured.
    let isColoured: Bool
    private var text = ""

    init(isColoured: Bool) {
        self.isColoured = isColoured
    }

    /// The report as text.
    static func text(of report: DiffReport, isColoured: Bool) -> String {
        var writer = DiffText(isColoured: isColoured)
        for words in report.rearranged { writer.line(words) }
        if !report.rearranged.isEmpty { writer.text += "\n" }
        for stack in report.stacks { writer.write(stack) }
        if let cost = report.cost { writer.line(cost.words) }
        writer.line(report.method)
        return writer.text
    }

    private mutating func write(_ stack: StackDiff) {
        if stack.isEmpty {
            text += "\(stack.stack): no difference\n"
        } else {
            line("\(stack.stack): \(DiffReport.summary(of: stack))")
        }
        write(findings: stack)
        var hadDetails = true
        for change in stack.resources {
            // Resources without details stand together.
            let hasDetails = change.verdict != .add && change.verdict != .delete || !change.consequences.isEmpty
            if hadDetails || hasDetails { text += "\n" }
            hadDetails = hasDetails
            write(change)
        }
        write(permissions: stack)
        write(network: stack)
        write(renames: stack)
        write(entries: stack)
        write(delegated: stack)
        text += "\n"
    }

    private mutating func write(_ change: ResourceChange) {
        let content = change.content.map { " (\($0))" } ?? ""
        let head = "\(symbol(change.verdict)) \(change.verdict.words)  \(change.logicalID)"
        let type = change.type + content
        if head.count + 2 + type.count <= TextColumns.width {
            text += coloured(head, change.verdict) + "  \(type)\n"
        } else {
            text += coloured(head, change.verdict) + "\n    \(type)\n"
        }
        for consequence in change.consequences { line("! " + consequence.words(change.verdict), indent: 4, hanging: 6) }
        for property in change.properties {
            let mark =
                property.effect > .inPlace && change.verdict != property.effect ? " (\(property.effect.words))" : ""
            let reason = property.reason.words.map { "; \($0)" } ?? ""
            line("\(property.path)\(mark): \(DiffReport.words(property, most: 60))\(reason)", indent: 4, hanging: 8)
        }
        for attribute in change.attributes {
            line("\(attribute.path): \(DiffReport.words(attribute, most: 60))", indent: 4, hanging: 8)
        }
    }

    private mutating func write(findings stack: StackDiff) {
        for finding in stack.findings {
            text += "\n"
            let head = finding.severity == .refused ? "AWS refuses this" : "Risk"
            let line = TextColumns.wrapped("\(head): \(finding.words) [\(finding.rule)]", indent: 0, hanging: 4)
            text += coloured(String(line.dropLast()), finding.severity == .refused ? .replace : .mayReplace) + "\n"
            self.line(finding.why, indent: 4, hanging: 4)
            self.line("Fix: " + finding.fix, indent: 4, hanging: 4)
        }
    }

    private mutating func write(permissions stack: StackDiff) {
        guard !stack.permissions.isEmpty else { return }
        text += "\nPermissions\n"
        for change in stack.permissions {
            let mark: String
            switch change.effect {
            case .broader: mark = " [broader]"
            case .narrower: mark = ""
            case .covered: mark = " [covered by another statement]"
            }
            line("\(change.isAddition ? "+" : "-") \(change.grant.words)\(mark)", indent: 2, hanging: 6)
        }
    }

    private mutating func write(network stack: StackDiff) {
        guard !stack.network.isEmpty else { return }
        text += "\nNetwork\n"
        for change in stack.network {
            let mark = change.isAddition && change.isPublic ? " [internet]" : ""
            line("\(change.isAddition ? "+" : "-") \(change.words)\(mark)", indent: 2, hanging: 6)
        }
    }

    private mutating func write(renames stack: StackDiff) {
        guard !stack.renames.isEmpty else { return }
        text += "\nRenamed? Same type and properties under another id: a delete and a create.\n"
        for rename in stack.renames { line("\(rename.old) -> \(rename.new)  \(rename.type)", indent: 4, hanging: 8) }
    }

    private mutating func write(entries stack: StackDiff) {
        guard !stack.entries.isEmpty else { return }
        text += "\nOther sections\n"
        for entry in stack.entries {
            let name = entry.name.map { "\(entry.section)/\($0)" } ?? entry.section
            line("\(name): \(DiffText.words(entry))", indent: 4, hanging: 8)
        }
    }

    private mutating func write(delegated stack: StackDiff) {
        guard !stack.delegated.isEmpty else { return }
        text += "\nSet by AWS, so no difference\n"
        for change in stack.delegated {
            line("\(change.logicalID) \(change.path): \(change.explanation)", indent: 4, hanging: 8)
        }
    }

    /// A changed entry in words.
    static func words(_ entry: StackDiff.EntryChange) -> String {
        let change = PropertyChange(
            path: PropertyPath([]), old: entry.old, new: entry.new, effect: .templateOnly, reason: .attribute,
            causes: entry.causes,
            isSecret: entry.isSecret, isPossible: false)
        return DiffReport.words(change, most: 60)
    }

    private mutating func line(_ words: String, indent: Int = 0, hanging: Int = 4) {
        text += TextColumns.wrapped(words, indent: indent, hanging: hanging)
    }

    private func symbol(_ verdict: Verdict) -> String {
        switch verdict {
        case .templateOnly: "."
        case .add: "+"
        case .inPlace: "~"
        case .mayReplace: "?"
        case .delete: "-"
        case .replace: "!"
        }
    }

    private func coloured(_ text: String, _ verdict: Verdict) -> String {
        guard isColoured else { return text }
        let code =
            switch verdict {
            case .templateOnly: "2"
            case .add: "32"
            case .inPlace: "36"
            case .mayReplace: "33"
            case .delete, .replace: "31"
            }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}

extension DiffReport {
    /// The report for a terminal of 80 columns.
    package func text(isColoured: Bool) -> String { DiffText.text(of: self, isColoured: isColoured) }
}
