import ArgumentParser
import Diagnostics
import Models

/// The flags for the notation of a file, where its content does not decide.
struct NotationFlags: ParsableArguments {
    @Option(help: "The format: csv or ndjson (default: by the file's name).")
    var format: String?

    @Option(help: "The separator of fields: \",\", \";\", \"|\" or tab.")
    var separator: String?

    @Option(help: "The encoding: utf-8 or windows-1252.")
    var encoding: String?

    @Option(name: .customLong("null"), help: "A text for a missing value, such as n/a. Repeat it for several.")
    var nulls: [String] = []

    @Option(help: "The decimal mark: point or comma, or COLUMN=MARK.")
    var decimal: [String] = []

    @Option(help: "The dates: dmy, mdy, epoch, epoch-ms or epoch-us, or COLUMN=DATES.")
    var dates: [String] = []

    @Option(help: "The zone of times without an offset, or COLUMN=ZONE.")
    var zone: [String] = []

    @Option(help: "A column's type, as COLUMN=TYPE.")
    var type: [String] = []

    @Option(help: "The column with the time of a row's event.")
    var timeColumn: String?

    /// The stated format.
    func inferenceFormat() throws(CommandError) -> InferenceFormat? {
        guard let format else { return nil }
        guard let found = InferenceFormat(rawValue: format) else {
            throw CommandError.usage("--format: got \(SafeDescription.word(format)), expected csv or ndjson")
        }
        return found
    }

    /// The stated notation.
    ///
    /// - Parameter key: The columns that identify a row, separated by commas.
    /// - Throws: ``CommandError`` with the code 64.
    func options(key: String? = nil) throws(CommandError) -> InferenceOptions {
        var options = InferenceOptions()
        if let key { try Self.set("key", to: key, in: &options) }
        if let separator { try Self.set("separator", to: separator, in: &options) }
        if let encoding { try Self.set("encoding", to: encoding, in: &options) }
        for (name, values) in [("decimal", decimal), ("dates", dates), ("zone", zone), ("type", type)] {
            for value in values {
                let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                guard parts.count == 2 || name != "type" else {
                    throw CommandError.usage("--type: got \(SafeDescription.word(value)), expected COLUMN=TYPE")
                }
                let column = parts.count == 2 ? ".\(parts[0])" : ""
                try Self.set(name, column: column, to: parts[parts.count - 1], in: &options)
            }
        }
        options.timeColumn = timeColumn
        options.nulls = nulls
        return options
    }

    private static func set(
        _ name: String, column: String = "", to value: String, in options: inout InferenceOptions
    ) throws(CommandError) {
        do throws(InferenceOptionError) {
            try options.set(name + column, to: value)
        } catch {
            throw CommandError.usage(
                "--\(name): got \(SafeDescription.word(value)), expected \(error.expected)"
                    + NearestName.hint(error.nearest))
        }
    }
}
