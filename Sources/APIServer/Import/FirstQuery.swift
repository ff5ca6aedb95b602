import Basics
package import Models
package import Storage

/// A first query about a dataset, which counts its rows over time.
package struct FirstQuery: Sendable {
    /// The query as JSON.
    package let json: String

    /// Chooses a query for a dataset: buckets of a width that gives some dozens, and the sum of the first number with a fraction.
    package init(for dataset: Dataset, in store: any AnalyticsStore) async throws {
        var measures = ["count"]
        if let number = dataset.columns.first(where: { $0.type == .decimal || $0.type == .double }) {
            measures.append("sum(\(number.name))")
        }
        let list = measures.map { "\"\($0)\"" }.joined(separator: ",")
        guard let time = dataset.definition.timeColumn else {
            let group = dataset.columns.first { $0.type == .string || $0.type == .boolean }
            json =
                "{\"measures\":[\(list)]" + (group.map { ",\"dimensions\":[\"\($0.name)\"]" } ?? "") + ",\"limit\":20}"
            return
        }
        var granularity = "day"
        let query = Query(measures: [
            MeasureItem("min(\(time))", as: "earliest"), MeasureItem("max(\(time))", as: "latest"),
        ])
        for try await row in store.query(query, on: dataset.name.rawValue) {
            guard let first = Self.seconds(row["earliest"]), let last = Self.seconds(row["latest"]) else { continue }
            granularity = Self.granularity(seconds: last - first)
        }
        if granularity == "hour" || granularity == "minute",
            dataset.columns.first(where: { $0.name == time })?.type == .date
        {
            granularity = "day"
        }
        json =
            "{\"measures\":[\(list)],\"timeDimensions\":[{\"dimension\":\"\(time)\",\"granularity\":\"\(granularity)\"}],"
            + "\"limit\":1000}"
    }

    /// Returns the width of buckets for a span of time.
    static func granularity(seconds: Int64) -> String {
        switch seconds {
        case ..<7_200: "minute"
        case ..<259_200: "hour"
        case ..<8_640_000: "day"
        case ..<200_000_000: "month"
        default: "year"
        }
    }

    private static func seconds(_ value: Value?) -> Int64? {
        switch value {
        case .timestamp(let instant): instant.microseconds / 1_000_000
        case .date(let day): Int64(day.daysSinceEpoch) * 86_400
        default: nil
        }
    }

    /// Returns the address at which a browser gets the answer.
    package func address(of dataset: Identifier, host: String) -> String {
        "\(host)/v1/datasets/\(dataset)/query?query=\(PercentEncoding.encode(json))"
    }
}
