import Diagnostics
import HTTPTypes
import Models
import Storage

extension APIError {
    /// The problem for an error of the store.
    ///
    /// - Parameters:
    ///   - error: The error.
    ///   - unchanged: The sentence about rows that a refused ingest has not changed.
    init(_ error: StorageError, unchanged: String = "no row was written") {
        switch error {
        case .datasetNotFound(let name, let nearest):
            self.init(
                .datasetNotFound,
                "there is no dataset \"\(name)\"" + NearestName.hint(nearest))
            if let nearest {
                items = [Item(code: "unknown_dataset", detail: "there is no dataset \"\(name)\"", nearest: nearest)]
            }
        case .invalidName(let error):
            self.init(.datasetNotFound, error.description)
        case .invalidQuery(let error):
            self.init(error)
        case .datasetExists(let name):
            self.init(.datasetExists, "there is a dataset \"\(name)\" already; drop it first or choose another name")
        case .invalidDefinition(let problem):
            self.init(definition: problem)
        case .versionMismatch(let expected, let actual):
            self.init(
                .preconditionFailed,
                "If-Match names data version \(expected), but the dataset is at \(actual); read it again, then repeat")
        case .definitionChanged(let name):
            self.init(
                .definitionChanged,
                "the columns of \"\(name)\" were changed while the request ran, so it did nothing; repeat it",
                headers: [.retryAfter: "1"])
        case .notConvertible(let report):
            self.init(report)
        case .rejected(let rejections):
            self.init(rejections)
        case .malformed(let error):
            self.init(
                .invalidRows, "\(unchanged): \(error.sentence)", items: [Item(error)])
        case .idempotencyConflict:
            self.init(
                .idempotencyConflict,
                "this Idempotency-Key was already used with another body; use a new key for new rows")
        case .idempotencyInProgress:
            self.init(
                .idempotencyInProgress, "the first request with this Idempotency-Key is still running; try again later",
                headers: [.retryAfter: "1"])
        case .overflow:
            self.init(
                .overflow,
                """
                a number or a time in the table does not fit its column's type (times: years 0001 to 9999); another \
                program wrote it, so correct it in the database
                """)
        case .tooManyGroups(let limit):
            self.init(
                .tooManyGroups,
                "the answer has more than \(limit) groups; choose a coarser granularity, fewer dimensions or a filter")
        case .answerTooLarge(let limit, .sorting):
            self.init(
                .answerTooLarge,
                """
                the strings of more than 16 KiB to sort take more than \(limit >> 20) MiB in total; filter rows, or choose \
                dimensions and measures with shorter strings. A store in PostgreSQL has no such limit
                """)
        case .answerTooLarge(let limit, .filling):
            self.init(
                .answerTooLarge,
                """
                to fill gaps, the server would hold more than \(limit >> 20) MiB: each combination of the other dimensions, and \
                the measures of each group that has rows. Leave "fill" out, filter rows, or choose shorter dimensions, fewer \
                measures or a coarser granularity
                """)
        case .answerTooLarge(let limit, .windows):
            self.init(
                .answerTooLarge,
                """
                for functions of all groups (runningTotal, rank and others), the server would hold more than \(limit >> 20) MiB \
                of values. Filter rows, or choose shorter dimensions, fewer measures or a coarser granularity
                """)
        case .tooManyPartitions(let limit, let column, let partitioning, let example):
            let detail = """
                the times in "\(column)" lie in too many \(partitioning.rawValue)s, for example \(example); expected at most \
                \(limit) in the whole dataset, which is partitioned by \(partitioning.rawValue). Check the times, or create \
                the dataset with a coarser "partitionBy" or fewer indexes
                """
            self.init(
                .invalidRows, "\(unchanged): " + detail,
                items: [Item(column: column.rawValue, code: "too_many_partitions", detail: detail)])
        case .unavailable(.noRoom):
            self.init(
                .unavailable,
                "the database cannot store more: its disk is full or failing, or a limit is reached. Requests that need "
                    + "no space still work. Free up space, then try again",
                headers: [.retryAfter: "5"], cause: "store \(StorageError.Unavailable.noRoom.rawValue)")
        case .unavailable(.readOnly):
            self.init(
                .unavailable,
                "the database is read-only, so nothing can be written. During a fail-over this passes by itself; otherwise the "
                    + "server's operator must make the database, or the SQLite file and its folder, writable",
                headers: [.retryAfter: "5"], cause: "store \(StorageError.Unavailable.readOnly.rawValue)")
        case .unavailable(let why):
            self.init(
                .unavailable, "the data store is not available at the moment; try again later",
                headers: [.retryAfter: why == .busy ? "1" : "5"], cause: "store \(why.rawValue)")
        case .schema(let problem):
            self.init(.schemaMismatch, problem.description, headers: [.retryAfter: "5"], cause: problem.description)
        case .cancelled:
            self.init(
                .unavailable, "the request was cancelled before it finished", headers: [.retryAfter: "1"],
                cause: "cancelled")
        case .timedOut:
            self.init(
                .queryTimeout,
                "a statement reached the server's time limit; narrow the query with a filter, a shorter dateRange, a coarser "
                    + "granularity or fewer dimensions", cause: error.description)
        case .sourceFailed(let error):
            self = APIError.reading(error)
        case .unexpected(let text):
            self.init(.internal, Self.internalDetail, cause: text)
        }
    }

    /// The detail of an unexpected error.
    static let internalDetail =
        "an unexpected error; the server's log has the cause under this request's id"

    /// Rejected rows.
    ///
    /// - Parameters:
    ///   - key: The columns of the dataset's key, if a resolution of equal keys is possible.
    ///   - isStream: `true` if a stream's parameters take the place of `Prefer`.
    init(_ rejections: IngestRejections, key: [Identifier] = [], isStream: Bool = false) {
        let prefer = isStream ? "the stream's parameter \"" : "\"Prefer: "
        let first = rejections.errors.first
        let isKeyTaken = !key.isEmpty && first?.isKeyTaken == true
        let names = key.map { "\"\($0)\"" }.joined(separator: ", ")
        let remedy =
            isKeyTaken
            ? "a row has the key \(names) of another one; \(prefer)resolution=merge-duplicates\" replaces the other row, and \"resolution=ignore-duplicates\" leaves the new one out"
            : first?.code == .constraintViolation
                ? "a database constraint rejected a row; \(prefer)handling=lenient\" does not apply to constraint violations"
                : "\(prefer)handling=lenient\" writes the valid rows"
        self.init(
            .invalidRows, "no row was written (\(remedy))" + (first.map { ": " + $0.sentence } ?? ""),
            items: rejections.errors.map { Item($0) })
    }

    /// The problem for an error of a replacement, which deletes no row if it writes none.
    ///
    /// - Parameters:
    ///   - error: The error.
    ///   - handling: The treatment of invalid rows.
    init(replacement error: StorageError, _ handling: RowHandling) {
        let unchanged = "nothing was deleted or written"
        guard case .rejected(let rejections) = error else {
            self.init(error, unchanged: unchanged)
            return
        }
        let first = rejections.errors.first
        let reason =
            first?.code == .constraintViolation
            ? ", because a database constraint rejected a row"
            : handling == .lenient ? ", because no row of the body is valid" : ""
        self.init(
            .invalidRows, unchanged + reason + (first.map { ": " + $0.sentence } ?? ""),
            items: rejections.errors.map { Item($0) })
    }

    /// Rejected rows of a file that was to become a dataset, each of which its definition holds.
    init(_ rejections: IngestRejections, of definition: DatasetDefinition) {
        let first = rejections.errors.first
        let key = definition.key.map(\.rawValue).joined(separator: ",")
        let remedy =
            first?.isKeyTaken == true && !key.isEmpty
            ? " (two rows of the file have the same key, so add the column that tells them apart: key=\(key),COLUMN)"
            : ""
        self.init(
            .invalidRows, "no dataset was created\(remedy)" + (first.map { ": " + $0.sentence } ?? ""),
            items: rejections.errors.map { Item($0) })
    }

    /// An invalid definition of a dataset.
    init(definition problem: DefinitionError, code: ProblemCode = .invalidDefinition) {
        let item: Item =
            switch problem {
            case .columnCount:
                Item(pointer: problem.pointer, code: "column_count", detail: problem.description)
            case .duplicateColumn:
                Item(pointer: problem.pointer, code: "duplicate_name", detail: problem.description)
            case .unknownTimeColumn(_, let nearest):
                Item(
                    pointer: problem.pointer, code: "unknown_column", detail: problem.description, nearest: nearest)
            case .timeColumnType:
                Item(pointer: problem.pointer, code: "type_mismatch", detail: problem.description)
            case .addedColumnNotNullable:
                Item(pointer: problem.pointer, code: "not_nullable", detail: problem.description)
            case .useOfType:
                Item(pointer: problem.pointer, code: "type_mismatch", detail: problem.description)
            case .partitionedWithoutTime:
                Item(pointer: problem.pointer, code: "missing_time_column", detail: problem.description)
            case .partitionedByNullable:
                Item(pointer: problem.pointer, code: "nullable_time_column", detail: problem.description)
            case .indexOfManyPartitions:
                Item(pointer: problem.pointer, code: "too_many_partitions", detail: problem.description)
            case .retentionWithoutTime:
                Item(pointer: problem.pointer, code: "missing_time_column", detail: problem.description)
            case .change(let fault):
                Item(
                    pointer: fault.pointer, code: fault.code.rawValue,
                    detail: fault.description + (fault.isFixed ? "; " + Self.copyAdvice : ""), nearest: fault.nearest)
            case .key(.unknownColumn(_, _, let nearest)):
                Item(
                    pointer: problem.pointer, code: "unknown_column", detail: problem.description, nearest: nearest)
            case .key(.duplicateColumn):
                Item(pointer: problem.pointer, code: "duplicate_name", detail: problem.description)
            case .key(.nullable):
                Item(pointer: problem.pointer, code: "nullable_key_column", detail: problem.description)
            case .key(.type): Item(pointer: problem.pointer, code: "type_mismatch", detail: problem.description)
            case .key(.withoutTimeColumn):
                Item(pointer: problem.pointer, code: "missing_time_column", detail: problem.description)
            case .key(.tooManyColumns):
                Item(pointer: problem.pointer, code: "column_count", detail: problem.description)
            }
        // The descriptions of other faults have the nearest name.
        let hint = if case .change(let fault) = problem { NearestName.hint(fault.nearest) } else { "" }
        self.init(code, item.detail + hint, items: [item])
    }

    /// The way to a definition that no change reaches.
    static let copyAdvice =
        "create a dataset with the new definition, send the answer of GET …/rows?format=csv&ids=false to POST …/rows of the new one, and drop this one"

    /// Values that cannot be converted to a column's new type.
    init(_ report: ConversionReport) {
        let expected = report.conversion.expected
        let first = report.examples.first.map { ", for example \($0.value.quotedForMessage) in row \($0.row)" } ?? ""
        self.init(
            .invalidDefinition,
            "nothing was changed: of the values of \"\(report.column)\", \(report.count) cannot become \(report.conversion.types.to.rawValue)\(first); expected \(expected)",
            items: report.examples.map { example in
                let got = example.value.quotedForMessage
                return Item(
                    column: report.column.rawValue, code: "not_convertible",
                    detail: "row \(example.row): got \(got), expected \(expected)", got: got, expected: expected)
            })
    }

    /// A query with a result that does not fit its type.
    init(overflowOf query: Query) {
        // Only calculations can overflow: all other results are counts or values of the table.
        let sums = query.measures.enumerated().filter { _, item in
            ["sum(", "avg(", "stddev", "ratio(", "runningTotal(", "movingAverage(", "change", "shareOfTotal("].contains
            {
                item.measure.hasPrefix($0)
            }
        }
        guard !sums.isEmpty else {
            self.init(StorageError.overflow)
            return
        }
        let names = sums.map(\.element.measure)
        let remedy = "narrow the filters, or add a dimension or a finer granularity, so that each sum covers fewer rows"
        self.init(
            .overflow,
            names.count == 1
                ? "\(names[0]) does not fit its type; \(remedy)"
                : "one of \(names.joined(separator: ", ")) does not fit its type; \(remedy)",
            items: sums.map { index, item in
                Item(
                    pointer: "/measures/\(index)", code: "overflow",
                    detail: "\(item.measure) may not fit its type")
            })
    }

    /// An invalid query.
    init(_ invalid: QueryError, under root: String = "") {
        let first = invalid.issues.first
        self.init(
            .invalidQuery,
            (first.map { $0.detail + NearestName.hint($0.nearest) }
                ?? "the query is not valid"),
            items: invalid.issues.map { Item($0, under: root) })
    }
}
