import Diagnostics

extension ColumnDecision {
    /// Checks a column's values against the decimal mark and the notation of dates that the caller states.
    ///
    /// A notation that is stated for one column must be that of each of its values. One that is stated for all columns must not
    /// turn numbers or dates, which another notation would read, into texts.
    ///
    /// - Throws: ``InferenceOptionError`` with the first value that contradicts the option.
    func checkNotation(
        _ evidence: ColumnEvidence, _ name: Identifier, _ file: FileNotation
    ) throws(InferenceOptionError) {
        let settings = evidence.settings
        func check(_ option: String, isOwn: Bool, _ fault: (Witness, String)?) throws(InferenceOptionError) {
            guard let (witness, expected) = fault else { return }
            throw InferenceOptionError(
                name: isOwn ? "\(option).\(name)" : option, line: witness.line, column: isOwn ? nil : name.rawValue,
                got: witness.got, expected: expected)
        }
        if let mark = settings.decimalMark, settings.hasOwnMark || !type.isTime {
            try check("decimal", isOwn: settings.hasOwnMark, Self.fault(of: mark, in: evidence, file))
        }
        if let order = settings.dateOrder {
            try check("dates", isOwn: settings.hasOwnOrder, Self.fault(of: order, in: evidence))
        }
        if let unit = settings.epoch {
            try check("dates", isOwn: settings.hasOwnEpoch, Self.fault(of: unit, in: evidence))
        }
    }

    /// Returns the first value that is no number with a decimal mark; `nil` if the mark is possible.
    private static func fault(
        of mark: DecimalMark, in evidence: ColumnEvidence, _ file: FileNotation
    ) -> (Witness, String)? {
        let isOwn = evidence.settings.hasOwnMark
        guard file.separator != nil else {
            if isOwn, let exclusion = evidence.point.exclusion { return (exclusion.witness, "numbers") }
            guard mark == .comma, !evidence.point.isExcluded, let first = evidence.notBoolean else { return nil }
            return (first, "no decimal comma: numbers of JSON have a decimal point")
        }
        let (stated, other) = mark == .point ? (evidence.point, evidence.comma) : (evidence.comma, evidence.point)
        guard let exclusion = stated.exclusion, isOwn || !other.isExcluded else { return nil }
        let hint = other.isExcluded ? "" : "; every value of the column is one with a decimal \(other.mark.rawValue)"
        return (exclusion.witness, "a number with a decimal \(mark.rawValue)" + hint)
    }

    /// Returns the first value that is no date in an order of day and month; `nil` if the order is possible.
    private static func fault(of order: DateOrder, in evidence: ColumnEvidence) -> (Witness, String)? {
        let time = evidence.time
        let expected = "a date with the \(order == .dmy ? "day" : "month") first"
        let isOwn = evidence.settings.hasOwnOrder
        if let exclusion = time.exclusion {
            return isOwn ? (exclusion, expected + (timeFault(exclusion) ?? "")) : nil
        }
        if let witness = order == .dmy ? time.notDayFirst : time.notMonthFirst { return (witness, expected) }
        if order == .mdy, let witness = time.shown[.dotted] {
            return (witness, expected + "; dates with dots have the day first")
        }
        // A value of another notation has no such order, unless others of the column need it.
        guard isOwn, time.needsOrder == nil, time.shown[.dotted] == nil, time.shown[.named] == nil,
            let witness = time.shown[.yearFirst] ?? (evidence.settings.epoch == nil ? time.number : nil)
        else { return nil }
        return (witness, expected)
    }

    /// Returns the first value that is no number of a unit of time; `nil` if the unit is possible.
    private static func fault(of unit: EpochUnit, in evidence: ColumnEvidence) -> (Witness, String)? {
        let expected = "a number of \(unit)"
        guard evidence.settings.hasOwnEpoch else { return nil }
        if let exclusion = evidence.time.exclusion { return (exclusion, expected) }
        guard evidence.time.number == nil else { return nil }
        return evidence.time.shown.values.min { $0.line < $1.line }.map { ($0, expected) }
    }
}
