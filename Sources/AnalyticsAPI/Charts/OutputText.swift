import Models

/// The text of a result's column for people: charts, tables and pages show it in place of the column's name.
struct OutputText: Sendable, Hashable {
    /// The text: "Sum of revenue" for `sum(revenue)`, or the label of a column.
    let title: String
    /// The text within a sentence: "sum of revenue".
    let phrase: String
    /// The unit of the values; `nil` for plain numbers and other values.
    let unit: String?

    /// The text with the unit, unless the text ends with it already: "Sum of revenue (EUR)".
    var titleWithUnit: String {
        guard let unit, !title.contains("(\(unit))"), !title.contains("[\(unit)]") else { return title }
        return "\(title) (\(unit))"
    }
}

extension OutputText {
    /// Creates the text of a dataset's column.
    init(_ column: Column) {
        let label = column.label ?? column.name.rawValue
        self.init(title: label, phrase: label, unit: column.unit)
    }
}

extension ResolvedQuery {
    /// The texts of the result's columns.
    var outputTexts: [OutputText] {
        groups.map { group in
            let column = columns[group.column]
            let label = column.label ?? column.name.rawValue
            switch group {
            case .column: return OutputText(column)
            case .bucket(_, let rule):
                let title = "\(label) (\(rule.granularity))"
                return OutputText(title: title, phrase: title, unit: nil)
            case .part(_, let part, _):
                let title = "\(part.words) of \(label)"
                return OutputText(title: title, phrase: title, unit: nil)
            }
        }
            + measures.prefix(visibleMeasures).indices.map { index in
                let title = title(ofMeasure: index)
                return OutputText(title: title, phrase: Self.inner(title), unit: displayedUnit(ofMeasure: index))
            }
    }

    private func name(ofMeasure index: Int) -> String? {
        index < visibleMeasures ? output[groups.count + index].name : nil
    }

    /// Returns the text of a measure: the name that the client gave it, or the words of its function.
    private func title(ofMeasure index: Int) -> String {
        let measure = measures[index]
        guard let name = name(ofMeasure: index) else { return words(of: measure) }
        // "sum(x)@1" is the measure in the second of the compared ranges, and "sum(x)@1.change" its difference.
        if measure.function == .difference, measure.operands.count == 2 {
            return "Change of " + Self.inner(title(ofMeasure: measure.operands[1]))
        }
        if let range = comparison?.measures[index], range > 0, name.hasSuffix("@\(range)") {
            let first = measures.indices.first { place in self.name(ofMeasure: place).map { "\($0)@\(range)" } == name }
            return (first.map { title(ofMeasure: $0) } ?? words(of: measure)) + ", range \(range + 1)"
        }
        return measure.isWritten(as: name) ? words(of: measure) : name
    }

    private func words(of measure: Measure) -> String {
        let column = measure.column.map { columns[$0].label ?? columns[$0].name.rawValue } ?? ""
        let operands = measure.operands.map { measures.indices.contains($0) ? title(ofMeasure: $0) : "" }
        let inner = operands.first.map { Self.inner($0) } ?? ""
        switch measure.function {
        case .count: return measure.column == nil ? "Number of rows" : "Number of values of \(column)"
        case .countDistinct: return "Distinct values of \(column)"
        case .countDistinctApprox: return "Distinct values of \(column), estimated"
        case .sum: return "Sum of \(column)"
        case .avg: return "Average of \(column)"
        case .min: return "Minimum of \(column)"
        case .max: return "Maximum of \(column)"
        case .stddev, .stddevPop: return "Standard deviation of \(column)"
        case .percentile where measure.fraction == 0.5: return "Median of \(column)"
        case .percentile: return "Percentile \(Self.percent(measure.fraction)) of \(column)"
        case .first: return "First value of \(column)"
        case .last: return "Last value of \(column)"
        case .ratio: return "\(operands.first ?? "") / \(operands.last.map { Self.inner($0) } ?? "")"
        case .runningTotal: return "Running total of \(inner)"
        case .movingAverage: return "Moving average of \(inner)"
        case .shareOfTotal: return "Share of \(inner)"
        case .rank: return "Rank by \(inner)"
        case .change, .difference: return "Change of \(inner)"
        case .changeRatio: return "Relative change of \(inner)"
        }
    }

    /// A text within another one. The words of functions begin with a small letter there.
    private static func inner(_ title: String) -> String {
        let words = [
            "Number of ", "Distinct values of ", "Sum of ", "Average of ", "Minimum of ", "Maximum of ",
            "Standard deviation of ", "Median of ", "Percentile ", "First value of ", "Last value of ",
            "Running total of ",
            "Moving average of ", "Share of ", "Rank by ", "Change of ", "Relative change of ",
        ]
        guard words.contains(where: { title.hasPrefix($0) }) else { return title }
        return title.prefix(1).lowercased() + title.dropFirst()
    }

    /// A fraction in percent: "95", "99.9".
    private static func percent(_ fraction: Double) -> String {
        let hundredths = Int((fraction * 10_000).rounded())
        guard !hundredths.isMultiple(of: 100) else { return String(hundredths / 100) }
        let rest = String(hundredths % 100 + 100).dropFirst()
        return "\(hundredths / 100)." + (rest.last == "0" ? rest.dropLast() : rest)
    }

    /// The unit of a measure's values: that of its column, for functions that keep it.
    private func displayedUnit(ofMeasure index: Int) -> String? {
        guard measures.indices.contains(index) else { return nil }
        let measure = measures[index]
        switch measure.function {
        case .sum, .avg, .min, .max, .stddev, .stddevPop, .percentile, .first, .last:
            return measure.column.flatMap { columns[$0].unit }
        case .runningTotal, .movingAverage, .change, .difference:
            return measure.operands.first.flatMap { displayedUnit(ofMeasure: $0) }
        case .ratio:
            guard measure.operands.count == 2 else { return nil }
            let units = measure.operands.map { displayedUnit(ofMeasure: $0) }
            guard let upper = units[0] else { return nil }
            return units[1] == upper ? nil : units[1].map { "\(upper)/\($0)" } ?? upper
        case .count, .countDistinct, .countDistinctApprox, .shareOfTotal, .rank, .changeRatio: return nil
        }
    }
}

extension Measure {
    /// Returns `true` if a name in a result is the function's notation, and not a name that the client chose.
    fileprivate func isWritten(as name: String) -> Bool {
        guard column != nil || !operands.isEmpty else { return name == Function.count.rawValue }
        guard name.hasSuffix(")"), let end = name.firstIndex(of: "(") else { return false }
        let called = name[..<end].filter { $0 != " " }
        if function == .percentile {
            return called == "median" || called == "percentile" || called.hasPrefix("p")
        }
        return called == function.rawValue
    }
}

extension DatePart {
    /// The names of the part's values; empty for a part whose numbers say it.
    var valueNames: [Int64: String] {
        let names: [String]
        switch self {
        case .weekday: names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        case .monthOfYear:
            names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        case .quarterOfYear: names = ["Q1", "Q2", "Q3", "Q4"]
        case .minuteOfHour, .hourOfDay, .dayOfMonth, .dayOfYear, .weekOfYear: names = []
        }
        return Dictionary(uniqueKeysWithValues: names.enumerated().map { (Int64($0 + 1), $1) })
    }

    /// The part in words.
    fileprivate var words: String {
        switch self {
        case .minuteOfHour: "Minute"
        case .hourOfDay: "Hour"
        case .weekday: "Weekday"
        case .dayOfMonth: "Day of month"
        case .dayOfYear: "Day of year"
        case .weekOfYear: "Week"
        case .monthOfYear: "Month"
        case .quarterOfYear: "Quarter"
        }
    }
}
