import Models

/// The times that a condition lets pass, as the length of their ranges.
///
/// It is at least the true one: a test of another column, or one that this does not follow, lets every time pass.
enum TimeCoverage {
    /// Microseconds since 1970: half-open ranges in ascending order that do not touch.
    private typealias Ranges = [(from: Int64, to: Int64)]

    /// More ranges than this are counted as one, from the first to the last.
    private static let mostRanges = 1000

    /// Returns the number of microseconds of a column's values that pass a condition; `nil` for a range without an end.
    ///
    /// - Parameter column: The index of the time column. A day of a date column has 24 hours.
    static func microseconds(of condition: ResolvedFilter, column: Int) -> Int64? {
        var sum: Int64 = 0
        for range in ranges(condition, column) {
            guard range.from != .min, range.to != .max else { return nil }
            let (length, overflow) = range.to.subtractingReportingOverflow(range.from)
            let (total, tooLong) = sum.addingReportingOverflow(length)
            guard !overflow, !tooLong else { return nil }
            sum = total
        }
        return sum
    }

    private static let all: Ranges = [(.min, .max)]

    private static func ranges(_ condition: ResolvedFilter, _ column: Int) -> Ranges {
        switch condition {
        case .and(let parts):
            return parts.reduce(all) { intersection($0, ranges($1, column)) }
        case .or(let parts):
            return union(parts.flatMap { ranges($0, column) })
        case .test(let operand, let test):
            guard operand == column else { return all }
            return ranges(test)
        }
    }

    private static func ranges(_ test: ResolvedFilter.Test) -> Ranges {
        switch test {
        // A null has no time.
        case .isNull: return []
        case .oneOf(let values, _):
            let found = values.map(instant)
            guard !found.contains(nil) else { return all }
            return union(zip(found, values).compactMap { from, value in from.map { ($0, end(of: value, from: $0)) } })
        case .inRange(let from, let to):
            guard let from = instant(from), let to = instant(to) else { return all }
            return from < to ? [(from, to)] : []
        case .compare(let comparison, let value):
            guard let bound = instant(value) else { return all }
            let next = end(of: value, from: bound)
            switch comparison {
            case .greater: return next == .max ? [] : [(next, .max)]
            case .greaterOrEqual: return [(bound, .max)]
            case .less: return [(.min, bound)]
            case .lessOrEqual: return [(.min, next)]
            }
        case .isNotNull, .noneOf, .containsAny, .containsNone, .startsWithAny, .endsWithAny, .notInRange: return all
        }
    }

    /// Returns a time as an instant; the bounds past every time have none to compare with and count as no bound.
    private static func instant(_ value: Value) -> Int64? {
        switch value {
        case .timestamp(let instant):
            if instant > .latest { return .max }
            return instant < .earliest ? .min : instant.microseconds
        case .date(let day):
            if day > .latest { return .max }
            if day < .earliest { return .min }
            return Int64(day.daysSinceEpoch) * Timestamp.microsecondsPerDay
        default: return nil
        }
    }

    private static func end(of value: Value, from: Int64) -> Int64 {
        guard from != .max, from != .min else { return from }
        if case .date = value { return from + Timestamp.microsecondsPerDay }
        return from + 1
    }

    private static func intersection(_ first: Ranges, _ second: Ranges) -> Ranges {
        var found: Ranges = []
        var (a, b) = (0, 0)
        while a < first.count, b < second.count {
            let (from, to) = (max(first[a].from, second[b].from), min(first[a].to, second[b].to))
            if from < to { found.append((from, to)) }
            if first[a].to < second[b].to { a += 1 } else { b += 1 }
        }
        return limited(found)
    }

    private static func union(_ ranges: Ranges) -> Ranges {
        var found: Ranges = []
        for range in ranges.sorted(by: { $0.from < $1.from }) where range.from < range.to {
            if let last = found.last, range.from <= last.to {
                found[found.count - 1].to = max(last.to, range.to)
            } else {
                found.append(range)
            }
        }
        return limited(found)
    }

    private static func limited(_ ranges: Ranges) -> Ranges {
        guard ranges.count > mostRanges, let first = ranges.first, let last = ranges.last else { return ranges }
        return [(first.from, last.to)]
    }
}
