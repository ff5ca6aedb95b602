import Basics
package import Models

/// A first query about a dataset: its rows over time, else by category.
package struct OverviewQuery: Sendable {
    /// The query as JSON.
    package let json: String

    /// The query that finds the earliest and the latest time of a dataset; `nil` for a dataset without a time column.
    package static func span(of definition: DatasetDefinition) -> Query? {
        guard let time = definition.timeColumn else { return nil }
        return Query(measures: [
            MeasureItem("min(\(time))", as: "earliest"), MeasureItem("max(\(time))", as: "latest"),
        ])
    }

    /// Chooses a query: the number of rows, and the sum of the first number with a fraction, in buckets of a width that gives
    /// some dozens.
    ///
    /// - Parameters:
    ///   - definition: The columns that the client sees.
    ///   - earliest: The first value of the answer to ``span(of:)``.
    ///   - latest: Its second value.
    ///   - days: The longest range that the client may ask for, in days; `nil` for no limit.
    ///   - groups: The most groups that the client may get; `nil` for no limit.
    package init(
        of definition: DatasetDefinition, earliest: Value? = nil, latest: Value? = nil, days: Int? = nil,
        groups: Int? = nil
    ) {
        let list = Self.measures(of: definition.columns).map { "\"\($0)\"" }.joined(separator: ",")
        guard let time = definition.timeColumn else {
            let group = definition.columns.first { $0.type == .string || $0.type == .boolean }
            json =
                "{\"measures\":[\(list)]" + (group.map { ",\"dimensions\":[\"\($0.name)\"]" } ?? "")
                + ",\"limit\":\(min(20, groups ?? 20))}"
            return
        }
        var granularity = "day"
        if let first = Self.seconds(earliest), let last = Self.seconds(latest) {
            granularity = Self.granularity(seconds: last - first)
        } else if let days {
            granularity = Self.granularity(seconds: Int64(min(days, Self.mostDays)) * 86_400)
        }
        let isDate = definition.columns.contains { $0.name == time && $0.type == .date }
        if isDate, granularity == "hour" || granularity == "minute" { granularity = "day" }
        let range = days.map { ",\"dateRange\":" + Self.range(min($0, Self.mostDays), endingAt: latest) } ?? ""
        json =
            "{\"measures\":[\(list)],\"timeDimensions\":[{\"dimension\":\"\(time)\",\"granularity\":\"\(granularity)\"\(range)}],"
            + "\"limit\":\(min(1000, groups ?? 1000))}"
    }

    /// Chooses the measures of a first query: the number of rows, and the sum of the first number with a fraction. Whole numbers
    /// are as a rule numbers of orders or customers, whose sum means nothing.
    static func measures(of columns: [Column]) -> [String] {
        let number = columns.first { $0.type == .decimal || $0.type == .double }
        return ["count"] + (number.map { ["sum(\($0.name))"] } ?? [])
    }

    /// Returns the width of buckets for a span of time.
    package static func granularity(seconds: Int64) -> String {
        switch seconds {
        case ..<7_200: "minute"
        case ..<259_200: "hour"
        case ..<8_640_000: "day"
        case ..<200_000_000: "month"
        default: "year"
        }
    }

    /// The longest range for a client with a longest range, in days.
    private static let mostDays = 90

    /// Returns a range of days as JSON: up to that of the last value, so that it has rows however old they are.
    private static func range(_ days: Int, endingAt last: Value?) -> String {
        guard let seconds = seconds(last) else { return "\"last \(days) days\"" }
        let end = Int((Double(seconds) / 86_400).rounded(.down))
        let bounds = [end - days + 1, end].map { "\"\(max(.earliest, CalendarDate(daysSinceEpoch: $0)))\"" }
        return "[" + bounds.joined(separator: ",") + "]"
    }

    /// The path and query of the answer.
    func path(of dataset: Identifier) -> String {
        "/v1/datasets/\(dataset)/query?query=\(PercentEncoding.encode(json))"
    }

    private static func seconds(_ value: Value?) -> Int64? {
        switch value {
        case .timestamp(let instant): instant.microseconds / 1_000_000
        case .date(let day): Int64(day.daysSinceEpoch) * 86_400
        default: nil
        }
    }
}
