import Diagnostics

extension QueryResolver {
    /// The column or measure that a filter's member names.
    enum Operand {
        case column(Int, ColumnType)
        case measure(Int, ColumnType)
    }

    /// Returns the conditions on rows and on groups of a list of filters.
    mutating func resolveFilters(_ filters: [Filter], at pointer: String) -> (
        rows: ResolvedFilter, groups: ResolvedFilter
    ) {
        var rows: [ResolvedFilter] = []
        var groups: [ResolvedFilter] = []
        for (index, filter) in filters.enumerated() where !isFull {
            split(filter, at: "\(pointer)/\(index)", &rows, &groups)
        }
        return (rows.count == 1 ? rows[0] : .and(rows), groups.count == 1 ? groups[0] : .and(groups))
    }

    /// Splits a filter into conditions on rows and on groups: an `and` may mix both kinds, an `or` must be of one kind.
    private mutating func split(
        _ filter: Filter, at pointer: String, _ rows: inout [ResolvedFilter], _ groups: inout [ResolvedFilter]
    ) {
        switch filter {
        case .and(let inner):
            for (index, filter) in inner.enumerated() where !isFull {
                split(filter, at: "\(pointer)/and/\(index)", &rows, &groups)
            }
        case .or(let inner):
            var innerRows: [ResolvedFilter] = []
            var innerGroups: [ResolvedFilter] = []
            for (index, filter) in inner.enumerated() where !isFull {
                var partRows: [ResolvedFilter] = []
                var partGroups: [ResolvedFilter] = []
                split(filter, at: "\(pointer)/or/\(index)", &partRows, &partGroups)
                if !partRows.isEmpty && !partGroups.isEmpty { reportMixed(at: pointer) }
                if !partRows.isEmpty { innerRows.append(partRows.count == 1 ? partRows[0] : .and(partRows)) }
                if !partGroups.isEmpty { innerGroups.append(partGroups.count == 1 ? partGroups[0] : .and(partGroups)) }
                if case .and(let parts) = filter, parts.isEmpty { innerRows.append(.always) }
            }
            if !innerRows.isEmpty && !innerGroups.isEmpty { reportMixed(at: pointer) }
            if !innerGroups.isEmpty { groups.append(.or(innerGroups)) } else { rows.append(.or(innerRows)) }
        case .member(let name, let comparison, let values):
            guard let operand = operand(name, at: pointer + "/member") else { return }
            switch operand {
            case .column(let index, let type):
                if let test = test(comparison, values, name, type, at: pointer) {
                    rows.append(.test(operand: index, test))
                }
            case .measure(let index, let type):
                if let test = test(comparison, values, name, type, at: pointer) {
                    groups.append(.test(operand: index, test))
                }
            }
        }
    }

    private mutating func reportMixed(at pointer: String) {
        report(
            .mixedFilter, at: pointer,
            "an \"or\" joins conditions on columns or conditions on measures, not both")
    }

    private mutating func test(
        _ comparison: FilterOperator, _ written: [FilterValue], _ name: String, _ type: ColumnType, at pointer: String
    ) -> ResolvedFilter.Test? {
        guard allows(comparison, type) else {
            report(
                .typeMismatch, at: pointer + "/operator",
                "\"\(comparison.rawValue)\" does not apply to \"\(name)\" of type \(type.rawValue)"
                    + (type == .json ? ", only set and notSet do" : "") + type.remedyForMessage)
            return nil
        }
        guard checkCount(comparison, written.count, at: pointer) else { return nil }
        if comparison.isDateRange {
            return range(written, of: name, type, at: pointer, values: pointer + "/values").map {
                comparison == .inDateRange
                    ? .inRange(from: $0.from, to: $0.before) : .notInRange(from: $0.from, to: $0.before)
            }
        }
        if comparison.isDateComparison { return dateTest(comparison, written[0], type, at: pointer) }
        var values: [Value] = []
        var orNull = false
        var areValid = true
        for (index, item) in written.enumerated() where !isFull {
            guard let value = reader.read(item, as: type), value != .null || comparison.takesNull else {
                reportValue(item, type, at: "\(pointer)/values/\(index)")
                areValid = false
                continue
            }
            if comparison.searches, case .string(let text) = value, text.utf8.count > Self.maximumSearchBytes {
                report(
                    .outOfRange, at: "\(pointer)/values/\(index)",
                    "got a search text of \(text.utf8.count) bytes, expected at most \(Self.maximumSearchBytes)")
                areValid = false
                continue
            }
            noteZone(of: item, type)
            if value == .null { orNull = true } else { values.append(value) }
        }
        guard areValid else { return nil }
        let texts = values.compactMap { if case .string(let text) = $0 { text } else { nil } }
        switch comparison {
        case .set: return .isNotNull
        case .notSet: return .isNull
        case .equals, .in: return .oneOf(values, orNull: orNull)
        case .notEquals, .notIn: return .noneOf(values, orNull: orNull)
        case .contains: return .containsAny(texts)
        case .notContains: return .containsNone(texts)
        case .startsWith: return .startsWithAny(texts)
        case .endsWith: return .endsWithAny(texts)
        case .gt: return .compare(.greater, values[0])
        case .gte: return .compare(.greaterOrEqual, values[0])
        case .lt: return .compare(.less, values[0])
        case .lte: return .compare(.lessOrEqual, values[0])
        case .inDateRange, .notInDateRange, .beforeDate, .afterDate: return nil
        }
    }

    private mutating func dateTest(
        _ comparison: FilterOperator, _ written: FilterValue, _ type: ColumnType, at pointer: String
    ) -> ResolvedFilter.Test? {
        guard case .string(let text) = written, let bound = reader.bound(text, as: type) else {
            reportValue(written, type, at: "\(pointer)/values/0")
            return nil
        }
        noteZone(of: written, type)
        if comparison == .beforeDate { return .compare(.less, bound.start) }
        // "After a day" begins at the next midnight; "after an instant", or a day of a date column, begins past that value.
        return bound.isInstant || type == .date
            ? .compare(.greater, bound.start) : .compare(.greaterOrEqual, bound.end)
    }

    /// Notes that a day or a local time of a timestamp column depends on the time zone, unlike an instant.
    private mutating func noteZone(of value: FilterValue, _ type: ColumnType) {
        guard type == .timestamp, !usesZone, case .string(let text) = value else { return }
        usesZone = Timestamp(text) == nil
    }

    private func allows(_ comparison: FilterOperator, _ type: ColumnType) -> Bool {
        switch comparison {
        case .set, .notSet: true
        case .equals, .notEquals, .in, .notIn: type != .json
        case .contains, .notContains, .startsWith, .endsWith: type == .string
        case .gt, .gte, .lt, .lte: type != .json && type != .boolean
        case .inDateRange, .notInDateRange, .beforeDate, .afterDate: type.isTime
        }
    }

    private mutating func checkCount(_ comparison: FilterOperator, _ count: Int, at pointer: String) -> Bool {
        let (allowed, text): (Bool, String) =
            switch comparison {
            case .set, .notSet: (count == 0, "no values")
            case .gt, .gte, .lt, .lte, .beforeDate, .afterDate: (count == 1, "one value")
            case .inDateRange, .notInDateRange: (count == 2, "two values, [from, to]")
            default: (count >= 1 && count <= Self.maximumValues, "1 to \(Self.maximumValues) values")
            }
        if !allowed {
            report(.valueCount, at: pointer + "/values", "\"\(comparison.rawValue)\" takes \(text), got \(count)")
        }
        return allowed
    }

    /// The maximum number of values of one filter, far below the 65,535 parameters that one PostgreSQL statement can bind.
    static let maximumValues = 10_000

    /// The maximum length in bytes of a search text.
    ///
    /// A search takes time up to the product of both lengths, and a database cannot cancel one.
    static let maximumSearchBytes = 1024

    mutating func reportValue(_ value: FilterValue, _ type: ColumnType, at pointer: String) {
        let got =
            switch value {
            case .null: "null"
            case .boolean(let truth): truth ? "true" : "false"
            case .number(let text): String(text.prefix(80))
            case .string(let text): text.quotedForMessage
            }
        var expected = ValueReader.expected(type)
        var nearest: String?
        if case .string(let text) = value {
            if type.isTime { nearest = TimeDiagnosis.iso(text) }
            if type.isTime, let fault = TimeDiagnosis.description(of: text, isDay: type == .date) {
                expected += " (\(fault))"
            }
            nearest = nearest ?? NumberDiagnosis.plain(text, as: type)
            if let fault = NumberDiagnosis.description(of: text, as: type) { expected += " (\(fault))" }
            if type == .string, text.utf8.contains(0) { expected = "text without U+0000, which no row has" }
        }
        report(.invalidValue, at: pointer, "got \(got), expected \(expected)", nearest: nearest)
    }
}

extension FilterOperator {
    var isDateRange: Bool { self == .inDateRange || self == .notInDateRange }

    var isDateComparison: Bool {
        switch self {
        case .inDateRange, .notInDateRange, .beforeDate, .afterDate: true
        default: false
        }
    }

    /// `true` if the operator searches in the whole of a text.
    var searches: Bool { self == .contains || self == .notContains }

    var takesNull: Bool {
        switch self {
        case .equals, .notEquals, .in, .notIn: true
        default: false
        }
    }
}
