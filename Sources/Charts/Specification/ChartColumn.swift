package import Models

/// A column of a result and its part in a chart.
package struct ChartColumn: Sendable, Hashable {
    /// The part of a column.
    package enum Role: Sendable, Hashable {
        /// A time: the buckets of a rule, or single instants or days.
        case time(BucketRule?)
        /// A value that groups rows.
        case category
        /// A number to draw. Measures with equal units share an axis; additive ones can be stacked and summed up.
        case measure(unit: String, isAdditive: Bool)
    }

    /// The column's name, type and zone.
    package let column: ResultColumn
    /// The part of the column.
    package let role: Role
    /// The text for people, such as "Sum of revenue"; `nil` for the column's name.
    package let title: String?
    /// The title within a sentence, such as "sum of revenue"; `nil` if it does not differ.
    package let phrase: String?
    /// The unit of the values, such as `EUR`; `nil` for plain numbers and other values.
    package let unit: String?
    /// The names of numbers that stand for something, such as the days of the week.
    package let valueNames: [Int64: String]

    /// Creates a column. The time rule of a date column has no zone, as days have none.
    package init(
        _ column: ResultColumn, _ role: Role, title: String? = nil, phrase: String? = nil, unit: String? = nil,
        valueNames: [Int64: String] = [:]
    ) {
        self.column = column
        self.title = title
        self.phrase = phrase
        self.valueNames = valueNames
        self.unit = unit
        if case .time(let rule?) = role, column.type == .date {
            self.role = .time(BucketRule(granularity: rule.granularity, zone: .utc))
        } else {
            self.role = role
        }
    }

    /// A value of the column as a category or the name of a series.
    func label(of value: Value) -> String {
        if case .integer(let number) = value, let name = valueNames[number] { return name }
        return ChartText.label(value, zone: column.zone)
    }

    /// The text for people without the unit.
    var name: String { ChartText.clean(title ?? column.name) }

    /// The unit, if a text does not end with it already: "Revenue (EUR)" of the unit EUR says it.
    func unit(after text: String) -> String? {
        guard let unit = unit.map({ ChartText.clean($0) }), !unit.isEmpty, !text.contains("(\(unit))"),
            !text.contains("[\(unit)]")
        else { return nil }
        return unit
    }

    /// The text for people, with or without the unit: "Sum of revenue (EUR)".
    func name(withUnit hasUnit: Bool, isInSentence: Bool = false) -> String {
        let text = isInSentence ? phrase.map { ChartText.clean($0) } ?? name : name
        return hasUnit ? text + (unit(after: text).map { " (\($0))" } ?? "") : text
    }

    /// A value with its unit: "1,250.50 EUR", "12 %".
    func text(of value: Double) -> String {
        NumberText.full(value, unit: unit, isWhole: column.type == .integer)
            + (unit.map { " " + ChartText.clean($0) } ?? "")
    }

    /// The column in "sum(amount) by day": a bucket by its width, another column by its name.
    var groupName: String {
        if case .time(let rule?) = role { return rule.granularity.description }
        return name
    }

    var isTime: Bool {
        if case .time = role { return true }
        return false
    }

    var isMeasure: Bool {
        if case .measure = role { return true }
        return false
    }

    var isAdditive: Bool {
        if case .measure(_, let isAdditive) = role { return isAdditive }
        return false
    }
}
