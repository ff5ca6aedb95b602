import Foundation
import Testing

/// A command in a document, with the output that the document shows.
struct DocumentExample: Sendable, CustomTestStringConvertible {
    /// The line on which it stands.
    let line: Int
    /// The command, as a shell reads it; of several lines where a quotation goes on.
    var command: String
    /// What it writes, as far as it is shown: `…` stands for lines that are left out.
    var output: [String]

    var testDescription: String { "line \(line): \(command.prefix(60))" }

    /// A document, found beside the sources.
    static func document(_ path: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The commands in the fenced blocks of a document, in order.
    ///
    /// - Throws: ``DocumentProblem`` for a block that is no `console`, and for one that does not begin with a command: what
    ///   cannot be run is not to look like an example.
    static func all(in document: String) throws -> [DocumentExample] {
        var examples: [DocumentExample] = []
        var isInside = false
        // Whether the quotation that a command began goes on in the next line.
        var isOpen = false
        for (index, text) in document.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = String(text)
            if line.hasPrefix("```") {
                guard isInside || line == "```console" else {
                    throw DocumentProblem("line \(index + 1): a block of examples begins with ```console, got \(line)")
                }
                guard !isOpen else { throw DocumentProblem("line \(index + 1): the quotation before does not end") }
                isInside.toggle()
                if isInside { examples.append(DocumentExample(line: index + 1, command: "", output: [])) }
            } else if isInside, isOpen || line.hasPrefix("$ ") {
                if isOpen {
                    examples[examples.count - 1].command += "\n" + line
                } else {
                    if examples.last?.command.isEmpty == true { examples.removeLast() }
                    examples.append(
                        DocumentExample(line: index + 1, command: String(line.dropFirst(2)), output: []))
                }
                isOpen = examples[examples.count - 1].command.count { $0 == "'" }.isMultiple(of: 2) == false
            } else if isInside {
                guard examples.last?.command.isEmpty == false else {
                    throw DocumentProblem("line \(index + 1): a block begins with a command, \"$ …\"")
                }
                examples[examples.count - 1].output.append(line)
            }
        }
        return examples
    }

    /// What keeps an output from being the one that is shown; `nil` if it is.
    ///
    /// - Parameter actual: What the command wrote.
    func difference(from actual: String) -> String? {
        let shown = output.map(Self.settled)
        var lines = actual.replacingOccurrences(of: "\r\n", with: "\n")
            .split(separator: "\n", omittingEmptySubsequences: false).map { Self.settled(String($0)) }
        if lines.last?.isEmpty == true { lines.removeLast() }
        var at = 0
        var mayLeaveOut = false
        for line in shown {
            if line == "…" {
                mayLeaveOut = true
                continue
            }
            let found =
                mayLeaveOut ? lines[at...].firstIndex(of: line) : at < lines.count && lines[at] == line ? at : nil
            if let found {
                at = found + 1
                mayLeaveOut = false
                continue
            }
            return "shown:\n\(line)\nwritten:\n\(lines.joined(separator: "\n"))"
        }
        return at == lines.count || mayLeaveOut ? nil : "not shown:\n\(lines[at...].joined(separator: "\n"))"
    }

    /// A line with everything in it that is another each time replaced.
    private static func settled(_ line: String) -> String {
        var line = line
        for (member, value) in [
            ("createdAt", #""[^"]*""#), ("elapsedMs", "[0-9.]+"), ("requestId", #""[^"]*""#), ("sizeBytes", "[0-9]+"),
        ] {
            line = line.replacingOccurrences(
                of: "\"\(member)\":\(value)", with: "\"\(member)\":…", options: .regularExpression)
        }
        return line
    }
}

/// An example that cannot be run.
struct DocumentProblem: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
