import Foundation
import Testing

/// A command in a document, with the output that the document shows.
struct DocumentExample: Sendable, CustomTestStringConvertible {
    /// The line that the command starts on.
    let line: Int
    /// The shell command; it spans several lines if a quotation does.
    var command: String
    /// The output that the document shows; `…` stands for omitted lines.
    var output: [String]

    var testDescription: String { "line \(line): \(command.prefix(60))" }

    /// Reads a document of this repository.
    static func document(_ path: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The commands in the fenced blocks of a document, in order.
    ///
    /// - Throws: ``DocumentExampleError`` for a block that is not `console` or does not begin with a command.
    static func all(in document: String) throws -> [DocumentExample] {
        var examples: [DocumentExample] = []
        var isInside = false
        // `true` while a quotation of the command continues on the next line.
        var isOpen = false
        for (index, text) in document.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = String(text)
            if line.hasPrefix("```") {
                guard isInside || line == "```console" else {
                    throw DocumentExampleError(
                        "line \(index + 1): a block of examples begins with ```console, got \(line)")
                }
                guard !isOpen else {
                    throw DocumentExampleError("line \(index + 1): the quotation before is not closed")
                }
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
                    throw DocumentExampleError("line \(index + 1): a block begins with a command, \"$ …\"")
                }
                examples[examples.count - 1].output.append(line)
            }
        }
        return examples
    }

    /// The first difference between an output and the one shown; `nil` if they agree.
    ///
    /// - Parameter actual: The command's output.
    func difference(from actual: String) -> String? {
        let shown = output.map(Self.normalized)
        var lines = actual.replacingOccurrences(of: "\r\n", with: "\n")
            .split(separator: "\n", omittingEmptySubsequences: false).map { Self.normalized(String($0)) }
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

    /// Replaces the values in a line that differ between runs.
    private static func normalized(_ line: String) -> String {
        var line = line
        for (member, value) in [
            ("createdAt", #""[^"]*""#), ("elapsedMs", "[0-9.]+"), ("requestId", #""[^"]*""#), ("sizeBytes", "[0-9]+"),
            ("traceId", #""[^"]*""#),
        ] {
            line = line.replacingOccurrences(
                of: "\"\(member)\":\(value)", with: "\"\(member)\":…", options: .regularExpression)
        }
        return line
    }
}

/// An example that cannot be parsed.
struct DocumentExampleError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
