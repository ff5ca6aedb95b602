package import AWSOperations

/// The reason for which a task stopped, without ids, addresses and times, so that two tasks with the same fault compare equal.
package struct StopPattern: Sendable, Hashable {
    /// The reason with `#` in the place of ids and numbers.
    package let text: String

    /// Normalizes a reason.
    package init(_ reason: String) {
        // UUIDs first: a group of one may consist of letters alone.
        var text = reason.replacing(
            /[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}/, with: "#")
        text = Self.withoutIDs(text)
        text = text.replacing(/[0-9]+/, with: "#").replacing(/#([-.:T\/]?#)+Z?/, with: "#")
        self.text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Normalizes the reason of a task: its stop code, its reason, and of each container the reason and the exit code.
    package init(_ task: TaskDescription) {
        var parts = [task.stopCode?.rawValue ?? "", StopPattern(task.stoppedReason ?? "").text]
        for container in task.containers.sorted(by: { $0.name < $1.name }) {
            guard container.exitCode != nil || container.reason != nil else { continue }
            let code = container.exitCode.map(String.init) ?? "none"
            parts.append("\(container.name) exit \(code) \(StopPattern(container.reason ?? "").text)")
        }
        text = parts.filter { !$0.isEmpty }.joined(separator: " | ")
    }

    /// Replaces words of letters and digits that are ids: hexadecimal ones from 8 characters on, others from 12.
    private static func withoutIDs(_ text: String) -> String {
        var result = ""
        var word = ""
        func flush() {
            let digits = word.count { $0.isNumber }
            let isHexadecimal = word.allSatisfy(\.isHexDigit)
            let isID = (word.count >= 8 && isHexadecimal && digits > 0) || (word.count >= 12 && digits >= 3)
            result += isID ? "#" : word
            word = ""
        }
        for character in text {
            if character.isASCII, character.isLetter || character.isNumber {
                word.append(character)
            } else {
                flush()
                result.append(character)
            }
        }
        flush()
        return result
    }
}

extension TaskDescription {
    /// The reason for which the task stopped, for people: its stop code, its reason and those of its containers.
    package var stopStatement: String {
        var parts: [String] = []
        if let stoppedReason, !stoppedReason.isEmpty { parts.append(stoppedReason) }
        for container in containers {
            var words: [String] = []
            if let code = container.exitCode { words.append("exit code \(code)") }
            if let reason = container.reason, !reason.isEmpty { words.append(reason) }
            if !words.isEmpty { parts.append("\(container.name): " + words.joined(separator: ", ")) }
        }
        if parts.isEmpty { return stopCode?.rawValue ?? "no reason given" }
        return parts.joined(separator: "; ")
    }

    /// `true` if the stop says something about the task's program, image or configuration.
    ///
    /// Scaling, the end of a Spot instance, a fault of the host and a person's stop do not.
    package var isStopOfItsOwn: Bool {
        switch stopCode {
        case .spotInterruption, .terminationNotice, .infrastructureHealth, .userInitiated: return false
        default: break
        }
        let reason = stoppedReason ?? ""
        let foreign = ["Scaling activity initiated by", "Spot Task was interrupted", "is unhealthy in (target-group"]
        return !foreign.contains { reason.contains($0) }
    }
}
