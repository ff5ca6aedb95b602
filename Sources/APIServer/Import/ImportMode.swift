package import Diagnostics
package import Models
import Storage

/// The effect of an import on the rows that a dataset has.
package enum ImportMode: Sendable, Hashable {
    /// The rows are added. A row with the key of another one is refused.
    case append
    /// The rows take the place of those in a range of times; `nil` for all rows.
    case replace(ImportRange?)
    /// A row with the key of another one takes its place.
    case mergeDuplicates
    /// A row with the key of another one is left out.
    case ignoreDuplicates

    /// The beginning of a sentence about a dataset that an import has not changed.
    var unchanged: String {
        if case .replace = self { "nothing was deleted from or written to" } else { "no row was written to" }
    }

    /// Returns the mode for a dataset, with the condition that all rows must meet.
    ///
    /// - Throws: ``CommandError`` with the code 64 if the dataset has no key, or no time column.
    // Inlined into an asynchronous function, this can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    func mode(for dataset: DatasetDefinition) throws(CommandError) -> (mode: IngestMode, slice: RowFilter?) {
        switch self {
        case .append: return (.append, nil)
        case .replace(nil): return (.replace(.always), nil)
        case .replace(let range?):
            let filter = try range.filter(of: dataset)
            return (.replace(filter.condition), filter)
        case .mergeDuplicates, .ignoreDuplicates:
            let isMerge = self == .mergeDuplicates
            guard !dataset.key.isEmpty else {
                throw CommandError.usage(
                    "--\(isMerge ? "merge" : "ignore")-duplicates: \"\(dataset.name)\" has no key. A key is set when a "
                        + "dataset is created: state the columns that identify a row with --key, such as --key id, when you "
                        + "import into a new dataset; or use --replace")
            }
            return (
                isMerge ? .merge(columns: Array(dataset.columns.indices), where: .always) : .ignoreDuplicates, nil
            )
        }
    }
}

/// A range of times whose rows an import replaces: `2026-05`, or `FROM,TO`.
package struct ImportRange: Sendable, Hashable {
    private let bounds: [String]
    private let zone: ZoneRules

    /// Reads a range.
    ///
    /// - Parameters:
    ///   - text: A day, a month or a year, or two of them or of instants with a comma between.
    ///   - zone: The time zone of days and local times.
    /// - Throws: ``CommandError`` with the code 64.
    package init(_ text: String, zone: ZoneRules) throws(CommandError) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }) else { throw Self.invalid(text) }
        bounds = parts.count == 1 ? [parts[0], parts[0]] : parts
        self.zone = zone
        // A range that no dataset has is refused before the file is read.
        guard let time = try? Identifier("time"),
            let dataset = try? DatasetDefinition(name: time, columns: [Column(name: time, type: .timestamp)])
        else { return }
        guard (try? RowFilter([member(time)], of: dataset, zone: zone)) != nil else { throw Self.invalid(text) }
    }

    /// Returns the condition on a dataset's rows.
    // Inlined into an asynchronous function, this can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    func filter(of dataset: DatasetDefinition) throws(CommandError) -> RowFilter {
        guard let time = dataset.timeColumn else {
            throw CommandError.usage(
                "--range: \"\(dataset.name)\" has no time column; leave the flag out to replace all rows")
        }
        do throws(QueryError) {
            return try RowFilter([member(time)], of: dataset, zone: zone)
        } catch {
            throw Self.invalid(text)
        }
    }

    /// Returns the query that counts a dataset's rows in the range; `nil` if the range is not valid for the dataset.
    @inline(never)
    func count(of dataset: DatasetDefinition) -> ResolvedQuery? {
        guard let time = dataset.timeColumn else { return nil }
        let query = Query(measures: ["count"], filters: [member(time)], timezone: zone.identifier)
        return try? query.resolved(against: dataset)
    }

    private func member(_ time: Identifier) -> Filter {
        .member(time.rawValue, .inDateRange, bounds.map { .string($0) })
    }

    /// The range as in the flag.
    var text: String { bounds.count == 2 && bounds[0] == bounds[1] ? bounds[0] : bounds.joined(separator: ",") }

    private static func invalid(_ text: String) -> CommandError {
        let bounds = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let nearest = bounds.map { TimeDiagnosis.iso($0) ?? $0 }.joined(separator: ",")
        return CommandError.usage(
            "--range: got \(SafeDescription.figures(text)), expected a month, a year or a day such as 2026-05, or FROM,TO in "
                + "order such as 2026-05-01,2026-05-14"
                + NearestName.hint(nearest == text ? nil : nearest))
    }
}
