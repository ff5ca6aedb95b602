import Basics
import Diagnostics
import Models

extension KeyPolicyReader {
    /// The maximum of a quota.
    static let maximumQuota = 1_000_000_000
    /// The maximum length of a window: a day, in seconds.
    static let maximumWindow = 86_400

    /// The members of the limits.
    static let limitKeys =
        ["requests", "concurrent", "concurrentQueries"] + LimitMeter.allCases.map(\.rawValue)
        + ["groups", "planCost", "maxRange"]
    /// A quota as JSON, for messages.
    private static let quotaExample = #"{"quota": 600, "windowSeconds": 60}"#
    /// The range of concurrent requests.
    static let concurrency = 1...10_000
    /// The range of groups of one answer.
    static let groups = 1...1_000_000
    /// The range of costs of a query.
    static let planCost = 1...1_000_000_000_000

    /// Reads `{requests?: [{quota, windowSeconds}], concurrent?, concurrentQueries?, databaseSeconds?: {quota, windowSeconds},
    /// answerBytes?, uploadBytes?, groups?, planCost?, maxRange?}`.
    mutating func limits(_ value: JSONValue, at pointer: String) -> RequestLimits {
        guard
            let object = JSONObject(
                value, at: pointer, known: Self.limitKeys, example: "{\"requests\": [\(Self.quotaExample)]}",
                items: &items)
        else {
            return .none
        }
        var limits = RequestLimits()
        limits.concurrent = number(object, "concurrent", in: Self.concurrency)
        limits.concurrentQueries = number(object, "concurrentQueries", in: Self.concurrency)
        for meter in LimitMeter.allCases {
            guard let value = object[meter.rawValue] else { continue }
            limits.meters[meter] = quota(value, at: object.pointer(to: meter.rawValue), upTo: meter.maximum)
        }
        limits.groups = number(object, "groups", in: Self.groups)
        limits.planCost = number(object, "planCost", in: Self.planCost)
        limits.maximumDays = range(object)
        guard let list = object["requests"] else { return limits }
        let place = object.pointer(to: "requests")
        guard case .array(let values) = list, (1...2).contains(values.count) else {
            items.append(
                .shape(at: place, got: list, expected: "an array of one or two quotas, such as [\(Self.quotaExample)]"))
            return limits
        }
        for (index, value) in values.enumerated() where !items.isFull {
            guard let quota = quota(value, at: "\(place)/\(index)", upTo: Self.maximumQuota) else { continue }
            limits.requests.append(quota)
        }
        if limits.requests.count == 2, limits.requests[0].window == limits.requests[1].window {
            items.append(
                APIError.Item(
                    pointer: place, code: "invalid_value",
                    detail: "got two quotas of one window, expected different windows"))
        }
        return limits
    }

    /// Reads `{quota, windowSeconds}`.
    private mutating func quota(_ value: JSONValue, at pointer: String, upTo maximum: Int) -> RequestQuota? {
        let known = ["quota", "windowSeconds"]
        guard let quota = JSONObject(value, at: pointer, known: known, example: Self.quotaExample, items: &items) else {
            return nil
        }
        for key in known { _ = quota.required(key, expected: "a whole number", items: &items) }
        guard let count = number(quota, "quota", in: 1...maximum),
            let window = number(quota, "windowSeconds", in: 1...Self.maximumWindow)
        else { return nil }
        return RequestQuota(quota: count, window: window)
    }

    /// Reads the optional longest range, such as `31 days`.
    private mutating func range(_ object: JSONObject) -> Int? {
        guard let value = object["maxRange"] else { return nil }
        if case .string(let text) = value, let range = Retention(text) { return range.days }
        items.append(.shape(at: object.pointer(to: "maxRange"), got: value, expected: Retention.expected))
        return nil
    }

    /// Reads an optional whole number.
    mutating func number(_ object: JSONObject, _ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = object[key] else { return nil }
        if case .number(let text) = value, let number = Int(text), range.contains(number) { return number }
        let got = if case .number(let text) = value, text.utf8.count <= 20 { text } else { value.kind }
        items.append(
            APIError.Item(
                pointer: object.pointer(to: key), code: QueryError.Code.invalidShape.rawValue,
                detail: "got \(got), expected a whole number from \(range.lowerBound) to \(range.upperBound)"))
        return nil
    }
}
