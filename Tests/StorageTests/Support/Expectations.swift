import Models
import Storage
import StorageTesting
import Testing

/// Expects equal rows: texts byte by byte, doubles within a relative error of 1e-9.
func expectRows(
    _ got: [[Value]], _ expected: [[Value]], _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
    if let difference = difference(got, expected) {
        Issue.record("\(what.isEmpty ? "" : what + ": ")\(difference)", sourceLocation: sourceLocation)
    }
}

/// The difference between two lists of rows; `nil` if they are equal.
func difference(_ got: [[Value]], _ expected: [[Value]]) -> Comment? {
    let same =
        got.count == expected.count
        && zip(got, expected).allSatisfy { $0.count == $1.count && zip($0, $1).allSatisfy { $0.isClose(to: $1) } }
    if same { return nil }
    func text(_ rows: [[Value]]) -> String {
        rows.prefix(25).map { "    \($0.map(\.shown).joined(separator: " | "))" }.joined(separator: "\n")
    }
    return "got \(got.count) rows\n\(text(got))\nexpected \(expected.count) rows\n\(text(expected))"
}

/// Expects a `StorageError` of this shape (see `StorageError.shape`).
func expectFailure<Result>(
    _ shape: String, _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Result
) async {
    do {
        let result = try await body()
        Issue.record("\(what) got \(result), expected to fail with \(shape)", sourceLocation: sourceLocation)
    } catch let error as StorageError {
        #expect(error.shape == shape, "\(what) \(error)", sourceLocation: sourceLocation)
    } catch {
        Issue.record("\(what) got \(error), expected \(shape)", sourceLocation: sourceLocation)
    }
}

extension StorageError {
    /// A short text of the case and its relevant values, for comparison.
    var shape: String {
        switch self {
        case .datasetNotFound(let name, let nearest): "notFound \(name)" + (nearest.map { " ~\($0)" } ?? "")
        case .datasetExists(let name): "exists \(name)"
        case .invalidDefinition(.addedColumnNotNullable(_, let name)): "notNullable \(name)"
        case .invalidDefinition(.duplicateColumn(_, let name)): "duplicate \(name)"
        case .invalidDefinition(.columnCount(let count)): "columns \(count)"
        case .versionMismatch(let expected, let actual): "version \(expected)≠\(actual)"
        case .rejected(let rejections): "rejected \(rejections.count)"
        case .malformed(let error): "malformed line \(error.line ?? 0)"
        case .idempotencyConflict: "conflict"
        case .idempotencyInProgress: "inProgress"
        case .overflow: "overflow"
        case .tooManyGroups(let limit): "tooManyGroups \(limit)"
        case .answerTooLarge(let limit, let work): "answerTooLarge \(work.rawValue) \(limit)"
        case .tooManyPartitions(let limit, _, _, _): "tooManyPartitions \(limit)"
        case .invalidDefinition(.useOfType(let index, let name, _, _)): "useOfType \(name) at \(index)"
        case .invalidDefinition(.indexOfManyPartitions(let index, let name, let partitions, let limit)):
            "index of \(partitions)/\(limit) partitions: \(name) at \(index)"
        case .unavailable(let why): "unavailable \(why.rawValue)"
        case .cancelled: "cancelled"
        case .timedOut: "timedOut"
        default: "\(self)"
        }
    }
}

extension Value {
    /// `true` if the values are equal, doubles within a relative error of 1e-9.
    func isClose(to other: Value) -> Bool {
        if case .double(let a) = self, case .double(let b) = other {
            return a == b || abs(a - b) <= 1e-9 * max(abs(a), abs(b))
        }
        return isSame(as: other)
    }

    /// The value in a failure message.
    var shown: String {
        switch self {
        case .null: "null"
        case .string(let text), .json(let text): text.debugDescription
        case .integer(let number): "\(number)"
        case .double(let number): "\(number)d"
        case .decimal(let number): "\(number)m"
        case .boolean(let truth): "\(truth)"
        case .timestamp(let instant): "\(instant)"
        case .date(let day): "\(day)"
        }
    }
}
