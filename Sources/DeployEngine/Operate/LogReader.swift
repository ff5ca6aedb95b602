import AWSClient
import AWSOperations

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The lines of an environment's log groups, in order of time.
package struct LogReader: Sendable {
    /// A selection of lines.
    package struct Selection: Sendable, Hashable {
        /// The log group.
        package var group: String
        /// The time from which on.
        package var since: Date
        /// The pattern of CloudWatch Logs that a line matches; nil for every line.
        package var pattern: String?

        /// Creates a selection.
        /// - Parameters:
        ///   - group: The log group.
        ///   - since: The time from which on.
        ///   - text: A text that each line contains; nil for every line.
        package init(group: String, since: Date, containing text: String? = nil) {
            self.group = group
            self.since = since
            // A quoted term matches the text as it is ("Filter pattern syntax", CloudWatch Logs).
            pattern = text.map { "\"" + $0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"" }
        }
    }

    /// A line.
    package struct Line: Sendable, Hashable, Codable {
        /// The time.
        package var time: Date
        /// The stream's name.
        package var stream: String
        /// The text.
        package var text: String
    }

    private let context: EngineContext
    private var selection: Selection
    private var seen: Set<String> = []
    private var newest = 0

    /// Creates a reader.
    package init(context: EngineContext, selection: Selection) {
        self.context = context
        self.selection = selection
        newest = LogTime(selection.since).milliseconds
    }

    /// Reads the lines that are new since the last call. Lines of the last ten seconds before the newest one are asked for again, as
    /// streams arrive out of order; each line is returned once.
    package mutating func next() async throws(EngineError) -> [Line] {
        var lines: [Line] = []
        var operation = LogOperations.FilterLogEvents(
            group: selection.group, startTime: LogTime(milliseconds: newest), pattern: selection.pattern)
        var ids: Set<String> = []
        repeat {
            let output: LogOperations.FilterLogEvents.Output
            do throws(AWSError) {
                output = try await context.calls.call(operation)
            } catch {
                throw EngineError(error, while: "read the log group \(selection.group)")
            }
            for event in output.events {
                let id = event.id ?? "\(event.stream ?? "")/\(event.time.milliseconds)/\(event.message)"
                ids.insert(id)
                guard !seen.contains(id) else { continue }
                lines.append(Line(time: event.time.date, stream: event.stream ?? "", text: event.message))
            }
            operation.pageToken = output.nextToken
        } while !(operation.pageToken ?? "").isEmpty
        // Ids of lines before the window are not asked for again.
        seen = ids
        if let last = lines.map({ LogTime($0.time).milliseconds }).max() { newest = max(newest, last - 10_000) }
        return lines.sorted { $0.time < $1.time }
    }
}
