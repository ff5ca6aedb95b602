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

    /// Creates a column. The time rule of a date column has no zone, as days have none.
    package init(_ column: ResultColumn, _ role: Role) {
        self.column = column
        if case .time(let rule?) = role, column.type == .date {
            self.role = .time(BucketRule(granularity: rule.granularity, zone: .utc))
        } else {
            self.role = role
        }
    }

    var name: String { ChartText.clean(column.name) }

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
