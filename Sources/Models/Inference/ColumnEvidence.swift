/// A value that excludes or demands a type.
struct Witness: Hashable, Sendable {
    /// The line on which the value's row begins.
    let line: Int
    /// The value, quoted and cut short.
    let got: String
    /// The number of values of the column before it.
    let before: Int64
}

/// The evidence about the type of a column, collected over all of its values in constant memory.
struct ColumnEvidence: Sendable {
    /// The notation that the caller states.
    let settings: ColumnSettings
    /// The number of values.
    private(set) var values: Int64 = 0
    /// The line of the first missing value.
    private(set) var missing: Int?
    /// The line of the first empty text in quotes, which is a missing value unless the column is text.
    private(set) var empty: Int?
    /// The first value that is neither `true` nor `false`.
    private(set) var notBoolean: Witness?
    /// The values as numbers with a decimal point.
    private(set) var point = NumberEvidence(mark: .point)
    /// The values as numbers with a decimal comma.
    private(set) var comma = NumberEvidence(mark: .comma)
    /// The sign of the unit that the first value has, such as `%`; all numbers of the column must have it.
    private(set) var unit: UnitSign?
    /// The first value that is a number with both marks, and not the same one.
    private(set) var openMark: Witness?
    /// The texts with commas for a missing value, and the texts between the commas, that values have.
    private(set) var listedNulls: Set<String> = []
    /// The values as times.
    private(set) var time: TimeEvidence
    /// The first JSON object or array.
    private(set) var container: Witness?

    init(settings: ColumnSettings) {
        self.settings = settings
        time = TimeEvidence(settings: settings)
    }

    /// Adds a row without a value.
    mutating func addMissing(line: Int) { missing = missing ?? line }

    /// Returns whether a field stands for a missing value, and records it if it is one of a list or the list itself.
    private mutating func isNull(_ field: UnsafeRawBufferPointer) -> Bool {
        for (text, parts) in settings.lists {
            for listed in [text] + parts where ValueReading(nulls: [listed]).isNull(field) {
                listedNulls.insert(listed)
            }
        }
        return settings.isNull(field)
    }

    /// Adds a field of a text file.
    @inline(__always)
    mutating func add(field: UnsafeRawBufferPointer, isQuoted: Bool, line: Int) {
        if field.isEmpty {
            if isQuoted { empty = empty ?? line } else { missing = missing ?? line }
            return
        }
        if !settings.nulls.isEmpty, isNull(field) { return addMissing(line: line) }
        addText(field, line: line)
    }

    /// Adds a JSON string.
    mutating func add(string text: UnsafeRawBufferPointer, line: Int) {
        if text.isEmpty {
            empty = empty ?? line
            return
        }
        if !settings.nulls.isEmpty, isNull(text) { return addMissing(line: line) }
        let witness = notBoolean == nil || !point.isSettled ? Self.witness(text, line, values) : nil
        if let witness {
            notBoolean = notBoolean ?? witness
            point.exclude(witness, .notNumber)
        }
        time.add(text.withoutBlanks) { [values] in Self.witness(text, line, values) }
        values += 1
    }

    /// Adds a JSON number.
    mutating func add(number text: UnsafeRawBufferPointer, line: Int) {
        if notBoolean == nil { notBoolean = Self.witness(text, line, values) }
        point.add(text) { [values] in Self.witness(text, line, values) }
        time.add(text) { [values] in Self.witness(text, line, values) }
        values += 1
    }

    /// Adds `true` or `false` of JSON.
    mutating func add(boolean truth: Bool, line: Int) {
        let witness = Witness(line: line, got: truth ? "true" : "false", before: values)
        point.exclude(witness, .notNumber)
        time.exclude(witness)
        values += 1
    }

    /// Adds a JSON object or array.
    mutating func addContainer(line: Int, got: String) {
        let witness = Witness(line: line, got: got, before: values)
        container = container ?? witness
        notBoolean = notBoolean ?? witness
        point.exclude(witness, .notNumber)
        time.exclude(witness)
        values += 1
    }

    private mutating func addText(_ field: UnsafeRawBufferPointer, line: Int) {
        let text = field.withoutBlanks
        guard !text.isEmpty else {
            // Blanks are a text, and no value of any other type.
            empty = empty ?? line
            return
        }
        if notBoolean == nil, !Self.isBoolean(text) { notBoolean = Self.witness(field, line, values) }
        if !point.isSettled || !comma.isSettled {
            let (number, sign) = UnitSign.split(text)
            if values == 0 { unit = sign }
            if sign != unit {
                let witness = Self.witness(field, line, values)
                let fault: NumberText.ReadError = NumberText.isNumber(number) ? .otherUnit : .notNumber
                point.exclude(witness, fault)
                comma.exclude(witness, fault)
            } else if !NumberText.isPlainInteger(number) {
                // Plain integers are the same in both notations.
                addNumber(number, field, line)
            }
        }
        time.add(text) { [values] in Self.witness(field, line, values) }
        values += 1
    }

    private mutating func addNumber(
        _ text: UnsafeRawBufferPointer, _ field: UnsafeRawBufferPointer, _ line: Int
    ) {
        let first = point.add(text) { [values] in Self.witness(field, line, values) }
        let second = comma.add(text) { [values] in Self.witness(field, line, values) }
        if openMark == nil, let first, let second, first != second { openMark = Self.witness(field, line, values) }
    }

    private static func witness(_ field: UnsafeRawBufferPointer, _ line: Int, _ before: Int64) -> Witness {
        Witness(line: line, got: field.quotedForMessage, before: before)
    }

    /// Returns whether a text is the word `true` or `false`, in upper or lower case.
    private static func isBoolean(_ text: UnsafeRawBufferPointer) -> Bool {
        (text.count == 4 || text.count == 5) && FieldText.boolean(text) != nil
    }
}

/// The evidence for one notation of numbers.
struct NumberEvidence: Sendable {
    let mark: DecimalMark
    /// The narrowest type of all values.
    private(set) var form = NumberText.Form.integer
    /// The first value that demands the type.
    private(set) var demand: Witness?
    /// The first value that is no number in the notation, and the reason.
    private(set) var exclusion: (witness: Witness, fault: NumberText.ReadError)?
    /// The values that are no numbers in the notation, as far as they are read.
    private(set) var faults = ValueFaults()
    /// The first number with groups or a mark, which shows the notation.
    private(set) var usesMarks: Witness?
    /// The first number with more digits than a double keeps.
    private(set) var exceedsDouble: Witness?

    init(mark: DecimalMark) { self.mark = mark }

    /// `true` if a value is no number in the notation.
    var isExcluded: Bool { exclusion != nil }

    /// `true` if too many values are no numbers in the notation, so that further ones need not be read.
    var isSettled: Bool { faults.areMany }

    /// Adds a value without surrounding blanks.
    ///
    /// - Returns: The number with a decimal point and without groups; `nil` for no number.
    @discardableResult
    mutating func add(_ text: UnsafeRawBufferPointer, _ witness: () -> Witness) -> [UInt8]? {
        guard !isSettled else { return nil }
        do throws(NumberText.ReadError) {
            let number = try NumberText(text, mark: mark)
            if number.form > form {
                form = number.form
                demand = witness()
            }
            if number.usesMarks, usesMarks == nil { usesMarks = witness() }
            if number.exceedsDouble, exceedsDouble == nil { exceedsDouble = witness() }
            faults.addFit()
            return exclusion == nil ? number.canonical : nil
        } catch {
            faults.add(witness)
            if exclusion == nil { exclusion = (witness(), error) }
            return nil
        }
    }

    /// Records that a value is no number.
    mutating func exclude(_ witness: Witness, _ fault: NumberText.ReadError) {
        guard !isSettled else { return }
        faults.add { witness }
        if exclusion == nil { exclusion = (witness, fault) }
    }
}

/// The values of a column that do not fit a type which the other ones have.
struct ValueFaults: Sendable {
    /// The number of values that are kept.
    private static let shown = 3

    /// The number of values that do not fit.
    private(set) var count: Int64 = 0
    /// The first of them.
    private(set) var first: [Witness] = []
    private var fits: Int64 = 0

    /// `true` if the type is out of the question, so that further values need not be read.
    var areMany: Bool { count > 20 && count > fits / 10 }

    mutating func addFit() { fits += 1 }

    mutating func add(_ witness: () -> Witness) {
        count += 1
        if first.count < Self.shown { first.append(witness()) }
    }

    /// Returns whether some values do not fit, but so few that they are likely mistakes.
    func areFew(of values: Int64) -> Bool {
        count > 0 && !areMany && values - count >= 2 && count <= max(1, values / 10)
    }
}

/// The evidence for times: a vote of all values on their notations.
struct TimeEvidence: Sendable {
    private let acceptsShortYear: Bool
    private let statedUnit: EpochUnit?
    /// The first value that is no time.
    private(set) var exclusion: Witness?
    /// The values that are no times, as far as they are read.
    private(set) var faults = ValueFaults()
    /// `true` if that value is a time with a year of two digits.
    private(set) var hasShortYear = false
    /// The first date that is none with the day first, and the first that is none with the month first.
    private(set) var notDayFirst: Witness?, notMonthFirst: Witness?
    /// The first date whose notation leaves the order of day and month open.
    private(set) var needsOrder: Witness?
    /// The first value with a time of day, and the first without one.
    private(set) var timeOfDay: Witness?, dateOnly: Witness?
    /// The first time of day without an offset.
    private(set) var localTime: Witness?
    /// The first time of which an instant does not keep all.
    private(set) var lossy: (witness: Witness, loss: CivilTime.Loss)?
    /// The first number that may be a time.
    private(set) var number: Witness?
    /// The units in which all of these numbers are plausible times.
    private(set) var units: [EpochUnit]
    /// The number of values in each notation of dates.
    private(set) var layouts: [CivilTime.Layout: Int64] = [:]
    /// The first value in each notation of dates.
    private(set) var shown: [CivilTime.Layout: Witness] = [:]
    private(set) var numbers: Int64 = 0

    init(settings: ColumnSettings) {
        acceptsShortYear = settings.dateOrder != nil
        statedUnit = settings.epoch
        units = settings.epoch.map { [$0] } ?? EpochUnit.allCases
    }

    /// Adds a value without surrounding blanks.
    mutating func add(_ text: UnsafeRawBufferPointer, _ witness: () -> Witness) {
        guard !faults.areMany else { return }
        guard let time = CivilTime(text, acceptsShortYear: acceptsShortYear) else {
            let fitting = units.filter { statedUnit == nil ? $0.isPlausible(text) : $0.instant(of: text) != nil }
            guard !fitting.isEmpty else {
                if exclusion == nil { hasShortYear = CivilTime(text, acceptsShortYear: true) != nil }
                return exclude(witness)
            }
            faults.addFit()
            units = fitting
            number = number ?? witness()
            if lossy == nil, EpochUnit.isFine(text) { lossy = (witness(), .digits) }
            numbers += 1
            return
        }
        layouts[time.layout, default: 0] += 1
        if layouts.count > shown.count { shown[time.layout] = witness() }
        if time.layout == .slashed || time.layout == .dashed {
            if needsOrder == nil { needsOrder = witness() }
            if time.dayFirst == nil, notDayFirst == nil { notDayFirst = witness() }
            if time.monthFirst == nil, notMonthFirst == nil { notMonthFirst = witness() }
        } else if time.dayFirst == nil {
            return exclude(witness)
        }
        faults.addFit()
        if lossy == nil, let loss = time.loss { lossy = (witness(), loss) }
        if time.microseconds == nil {
            if dateOnly == nil { dateOnly = witness() }
        } else {
            if timeOfDay == nil { timeOfDay = witness() }
            if time.offset == nil, localTime == nil { localTime = witness() }
        }
    }

    /// Records that a value is no time.
    mutating func exclude(_ witness: Witness) { exclude { witness } }

    private mutating func exclude(_ witness: () -> Witness) {
        guard !faults.areMany else { return }
        faults.add(witness)
        if exclusion == nil { exclusion = witness() }
    }
}
