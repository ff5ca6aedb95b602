import Basics

extension Explanation {
    /// The explanation as text for a terminal.
    /// - Parameters:
    ///   - width: The number of columns. Evidence is cut, commands are not.
    ///   - commands: `false` to leave out the next commands.
    package func text(width: Int = WrappedText.width, commands includesCommands: Bool = true) -> String {
        var text = WrappedText.lines("\(title) [\(causeID)]", first: "Cause: ", indent: "       ", width: width)
        if let resource { text += "Resource: \(WrappedText.safe(resource))\n" }
        text += "\n" + WrappedText.lines(paragraph, first: "", indent: "", width: width)
        if !evidence.isEmpty {
            text += "\nEvidence:\n"
            for line in evidence {
                let time = line.time.map { EvidenceTime.timeOfDay($0) + " " } ?? ""
                text += WrappedText.lines(
                    "\(time)\(line.source): \(ProgressText.safe(line.text))", first: "  ", indent: "    ", width: width)
            }
        }
        if !checks.isEmpty {
            text += "\nCheck:\n"
            for check in checks { text += WrappedText.lines(check, first: "  - ", indent: "    ", width: width) }
        }
        if !notes.isEmpty { text += "\n" }
        for note in notes { text += WrappedText.lines(note, first: "Note: ", indent: "      ", width: width) }
        if includesCommands, !commands.isEmpty {
            text += "\nNext:\n" + commands.map { "  \(WrappedText.safe($0))\n" }.joined()
        }
        return text
    }
}
