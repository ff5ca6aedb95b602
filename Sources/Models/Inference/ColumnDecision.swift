import Diagnostics

/// The evidence of a whole file that decides where the values of one column do not.
struct FileNotation: Sendable {
    /// The separator of fields; `nil` for JSON.
    var separator: UInt8?
    /// The decimal mark of the columns that show one, if it is the same in all.
    var decimalMark: DecimalMark?
    /// The order of day and month in the columns that show one, if it is the same in all.
    var dateOrder: DateOrder?
    /// The last row; `nil` for JSON.
    var lastRow: LastRow?

    init(separator: UInt8?, columns: [ColumnEvidence]) {
        self.separator = separator
        let marks = Set(columns.compactMap(\.shownMark))
        decimalMark = marks.count == 1 ? marks.first : nil
        let orders = Set(columns.compactMap(\.time.shownOrder))
        dateOrder = orders.count == 1 ? orders.first : nil
    }
}

/// The type and the notation that the evidence gives a column, with the reason.
struct ColumnDecision: Sendable {
    var type = ColumnType.string
    var reading = ValueReading()
    /// The reason for the type, as a sentence without its end.
    var reason = ""
    /// The line of the value that forced the type, if one did.
    var line: Int?
    /// The options that would change the decision, as `NAME=VALUE`.
    var options: [String] = []

    /// The unit of the values, from the signs beside them; `nil` for texts, which keep the signs.
    var unit: String? { type.isNumeric ? reading.unit?.rawValue : nil }

    /// Decides about a column.
    ///
    /// - Parameters:
    ///   - evidence: The evidence of all values.
    ///   - name: The column's name, for the names of options.
    ///   - header: The column's header, which alone shows that numbers are times.
    ///   - file: The notation of other columns.
    /// - Throws: ``InferenceOptionError`` if a value contradicts an option.
    init(
        _ evidence: ColumnEvidence, name: Identifier, header: String, file: FileNotation
    ) throws(InferenceOptionError) {
        let settings = evidence.settings
        reading = ValueReading(zone: settings.zone ?? .utc, nulls: settings.nulls)
        if let type = settings.type {
            try state(type, evidence, name, file)
        } else if evidence.values == 0 {
            reason = "no row has a value"
        } else if let container = evidence.container {
            (type, line) = (.json, container.line)
            reason =
                "line \(container.line) has \(container.got), which can be neither grouped nor filtered; "
                + ColumnType.nestedRemedy
        } else if evidence.notBoolean == nil {
            type = .boolean
            reason = "every value is true or false"
        } else if !decideTime(evidence, name, header, file), !decideNumber(evidence, name, file) {
            explainText(evidence, name, header, file)
        }
        if evidence.values > 0, type != .string || settings.type == nil { try checkNotation(evidence, name, file) }
    }

    // MARK: Times

    /// Decides for a time; returns `false` if the values are none.
    private mutating func decideTime(
        _ evidence: ColumnEvidence, _ name: Identifier, _ header: String, _ file: FileNotation
    ) -> Bool {
        let time = evidence.time
        guard time.exclusion == nil else { return false }
        if let number = time.number {
            guard evidence.settings.epoch != nil || HeaderName.isTime(header) else {
                guard time.layouts.isEmpty else {
                    explain(
                        "line \(number.line) has \(number.got), a number, and other lines have dates", number.line,
                        ["dates.\(name)=\(time.units[0].rawValue)"])
                    return true
                }
                return false
            }
            reading.epoch = time.units[0]
        }
        if let open = time.needsOrder {
            if let first = time.notDayFirst, let second = time.notMonthFirst {
                explain(
                    "\(first.got) in line \(first.line) has the month first, \(second.got) in line \(second.line) the day",
                    max(first.line, second.line), [])
                return true
            }
            guard let order = evidence.settings.dateOrder ?? time.shownOrder ?? file.dateOrder else {
                explain(
                    "\(open.got) in line \(open.line) is a date with the day or the month first, and no line tells which",
                    open.line, ["dates.\(name)=dmy", "dates.\(name)=mdy"])
                return true
            }
            if let witness = order == .dmy ? time.notDayFirst : time.notMonthFirst {
                explain(
                    "\(witness.got) in line \(witness.line) is no date with the \(order == .dmy ? "day" : "month") first",
                    witness.line, ["dates.\(name)=\(order == .dmy ? "mdy" : "dmy")"])
                return true
            }
            reading.dateOrder = order
        } else {
            reading.dateOrder = evidence.settings.dateOrder
        }
        if let lossy = time.lossy {
            guard evidence.settings.type == .timestamp else {
                explain(
                    "line \(lossy.witness.line) has \(lossy.witness.got), \(lossy.loss.text)", lossy.witness.line,
                    ["type.\(name)=timestamp"])
                return true
            }
            reading.acceptsLoss = true
        }
        type = time.timeOfDay == nil && time.number == nil ? .date : .timestamp
        describe(time, evidence, name)
        return true
    }

    private mutating func describe(_ time: TimeEvidence, _ evidence: ColumnEvidence, _ name: Identifier) {
        var parts: [String] = []
        for layout in CivilTime.Layout.allCases {
            guard let count = time.layouts[layout] else { continue }
            parts.append("\(count) \(count == 1 ? "date" : "dates") \(layout.name)")
        }
        if time.numbers > 0, let unit = reading.epoch {
            parts.append("\(time.numbers) numbers of \(unit)")
        }
        reason = parts.joined(separator: ", ")
        if let order = reading.dateOrder, time.needsOrder != nil {
            reason += order == .dmy ? ", day first" : ", month first"
            if let shown = order == .dmy ? time.notMonthFirst : time.notDayFirst {
                reason += " (\(shown.got) in line \(shown.line))"
                line = shown.line
            }
        }
        guard type == .timestamp else { return }
        if let shown = time.timeOfDay, line == nil, time.dateOnly != nil { line = shown.line }
        if time.localTime != nil || time.dateOnly != nil {
            reason += "; times without an offset are read in \(reading.zone.identifier)"
            if evidence.settings.zone == nil { options.append("zone.\(name)=Europe/Berlin") }
        }
    }

    // MARK: Numbers

    /// Decides for a number; returns `false` if the values are none.
    private mutating func decideNumber(
        _ evidence: ColumnEvidence, _ name: Identifier, _ file: FileNotation
    ) -> Bool {
        let mark: DecimalMark
        switch evidence.mark(file) {
        case .mark(let found): mark = found
        case .none: return false
        case .open(let witness):
            explain(
                "\(witness.got) in line \(witness.line) is a number with a decimal point or a decimal comma, and no line tells "
                    + "which", witness.line, ["decimal.\(name)=point", "decimal.\(name)=comma"])
            return true
        }
        let numbers = mark == .point ? evidence.point : evidence.comma
        if numbers.form == .double, let witness = numbers.exceedsDouble {
            explain(
                "\(witness.got) in line \(witness.line) has more digits than a double keeps, and other values do not fit "
                    + "decimal", witness.line, [])
            return true
        }
        reading.decimalMark = mark
        reading.unit = evidence.unit
        line = numbers.demand?.line
        switch numbers.form {
        case .integer:
            type = .integer
            reason = "every value is a whole number"
        case .decimal:
            type = .decimal
            reason = numbers.demand.map { "line \($0.line) has \($0.got)" } ?? ""
        case .double:
            type = .double
            reason = numbers.demand.map { "line \($0.line) has \($0.got), which does not fit decimal" } ?? ""
        }
        if let shown = numbers.usesMarks, mark == .comma {
            reason +=
                shown == numbers.demand
                ? ", with a decimal comma" : "; \(shown.got) in line \(shown.line) shows the decimal comma"
        }
        if let unit = evidence.unit { reason += "; \"\(unit.rawValue)\" becomes the unit" }
        return true
    }

    // MARK: Texts

    mutating func explain(_ reason: String, _ line: Int?, _ options: [String]) {
        type = .string
        self.reason = reason
        self.line = line
        self.options = options
    }

    // MARK: Stated types

    /// Applies a type that the caller states.
    private mutating func state(
        _ stated: ColumnType, _ evidence: ColumnEvidence, _ name: Identifier, _ file: FileNotation
    ) throws(InferenceOptionError) {
        func contradiction(_ witness: Witness?, _ expected: String) -> InferenceOptionError {
            InferenceOptionError(
                name: "type.\(name)", line: witness?.line, got: witness?.got ?? "a value of another type",
                expected: expected)
        }
        switch stated {
        case .string:
            if let container = evidence.container { throw contradiction(container, "texts; the type json keeps it") }
        case .json: break
        case .boolean:
            if let witness = evidence.notBoolean { throw contradiction(witness, "true or false in every row") }
        case .date, .timestamp:
            guard decideTime(evidence, name, "time", file), type != .string else {
                throw contradiction(
                    evidence.time.exclusion,
                    options.isEmpty
                        ? "dates or times" + (evidence.time.exclusion.flatMap(Self.timeFault) ?? "")
                        : "\(reason); state " + options.joined(separator: " or "))
            }
            if stated == .date, type == .timestamp {
                throw contradiction(evidence.time.timeOfDay ?? evidence.time.number, "dates without a time of day")
            }
        case .integer, .decimal, .double:
            try stateNumber(stated, evidence, file, contradiction)
        }
        type = stated
        reason = "stated by the option type.\(name)"
        if reading.acceptsLoss, let lossy = evidence.time.lossy {
            reason += " (line \(lossy.witness.line) has \(lossy.witness.got), \(lossy.loss.text))"
        }
        (line, options) = (nil, [])
    }

    private mutating func stateNumber(
        _ stated: ColumnType, _ evidence: ColumnEvidence, _ file: FileNotation,
        _ contradiction: (Witness?, String) -> InferenceOptionError
    ) throws(InferenceOptionError) {
        switch evidence.mark(file) {
        case .mark(let mark):
            reading.decimalMark = mark
            reading.unit = evidence.unit
        case .open(let witness): throw contradiction(witness, "a number whose decimal mark is known; state decimal")
        case .none:
            throw contradiction((evidence.point.exclusion ?? evidence.comma.exclusion)?.witness, "numbers")
        }
        let numbers = reading.decimalMark == .point ? evidence.point : evidence.comma
        if stated == .double, let witness = numbers.exceedsDouble { throw contradiction(witness, "at most 17 digits") }
        let most = stated == .integer ? NumberText.Form.integer : stated == .decimal ? .decimal : .double
        guard numbers.form <= most else {
            throw contradiction(numbers.demand, "numbers of the type \(stated.rawValue)")
        }
    }
}

extension ColumnEvidence {
    /// The decimal mark of a column's numbers.
    enum Mark {
        case mark(DecimalMark)
        /// Both marks fit, and give different numbers.
        case open(Witness)
        /// No mark makes all values numbers.
        case none
    }

    /// The decimal mark that the column's values alone show.
    var shownMark: DecimalMark? {
        guard values > 0, container == nil, notBoolean != nil else { return nil }
        switch (point.isExcluded, comma.isExcluded) {
        case (false, true): return point.usesMarks == nil ? nil : .point
        case (true, false): return comma.usesMarks == nil ? nil : .comma
        default: return nil
        }
    }

    /// Returns the decimal mark that the caller, the values or the file give.
    func mark(_ file: FileNotation) -> Mark {
        if let stated = settings.decimalMark, file.separator != nil {
            return (stated == .point ? point : comma).isExcluded ? .none : .mark(stated)
        }
        // JSON has one notation of numbers.
        if file.separator == nil { return point.isExcluded ? .none : .mark(.point) }
        switch (point.isExcluded, comma.isExcluded) {
        case (true, true): return .none
        case (false, true): return .mark(.point)
        case (true, false): return .mark(.comma)
        case (false, false):
            guard let openMark else { return .mark(.point) }
            if let mark = file.decimalMark { return .mark(mark) }
            // Fields separated by commas have decimal points (RFC 4180 has no rule, but every program that reads them has).
            if file.separator == UInt8(ascii: ","), !openMark.got.contains(",") { return .mark(.point) }
            return .open(openMark)
        }
    }
}

extension ColumnEvidence {
    /// Returns the notation of numbers that all but a few values have; `nil` if there is none.
    func nearestNumbers(_ file: FileNotation) -> NumberEvidence? {
        guard file.separator != nil else { return point.faults.areFew(of: values) ? point : nil }
        let near = [point, comma].filter { $0.faults.areFew(of: values) }
        guard near.count == 2, point.faults.count == comma.faults.count else {
            return near.min { $0.faults.count < $1.faults.count }
        }
        return (settings.decimalMark ?? file.decimalMark) == .comma ? comma : point
    }
}

extension TimeEvidence {
    /// The order of day and month that the values alone show.
    var shownOrder: DateOrder? { exclusion == nil ? fittingOrder : nil }

    /// The order of day and month that the values which are times show.
    var fittingOrder: DateOrder? {
        guard needsOrder != nil else { return nil }
        switch (notDayFirst, notMonthFirst) {
        case (nil, .some): return .dmy
        case (.some, nil): return .mdy
        default: return nil
        }
    }
}
