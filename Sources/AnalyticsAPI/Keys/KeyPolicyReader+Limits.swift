import Basics
import Diagnostics
import Models

extension KeyPolicyReader {
    /// The maximum of a quota.
    static let maximumQuota = 1_000_000_000
    /// The maximum length of a window: a day, in seconds.
    static let maximumWindow = 86_400

    /// Reads `{requests?: [{quota, windowSeconds}], concurrent?}`.
    mutating func limits(_ value: JSONValue, at pointer: String) -> RequestLimits {
        guard let object = JSONObject(value, at: pointer, known: ["requests", "concurrent"], items: &items) else {
            return .none
        }
        var limits = RequestLimits()
        limits.concurrent = number(object, "concurrent", in: 1...10_000)
        guard let list = object["requests"] else { return limits }
        let place = object.pointer(to: "requests")
        guard case .array(let values) = list, (1...2).contains(values.count) else {
            items.append(.shape(at: place, got: list, expected: "an array of one or two quotas"))
            return limits
        }
        for (index, value) in values.enumerated() where !items.isFull {
            let known = ["quota", "windowSeconds"]
            guard let quota = JSONObject(value, at: "\(place)/\(index)", known: known, items: &items) else { continue }
            for key in known { _ = quota.required(key, expected: "a whole number", items: &items) }
            guard let count = number(quota, "quota", in: 1...Self.maximumQuota),
                let window = number(quota, "windowSeconds", in: 1...Self.maximumWindow)
            else { continue }
            limits.requests.append(RequestQuota(quota: count, window: window))
        }
        if limits.requests.count == 2, limits.requests[0].window == limits.requests[1].window {
            items.append(
                APIError.Item(
                    pointer: place, code: "invalid_value",
                    detail: "got two quotas of one window, expected different windows"))
        }
        return limits
    }

    /// Reads an optional whole number.
    mutating func number(_ object: JSONObject, _ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = object[key] else { return nil }
        if case .number(let text) = value, let number = Int(text), range.contains(number) { return number }
        items.append(
            .shape(
                at: object.pointer(to: key), got: value,
                expected: "a whole number from \(range.lowerBound) to \(range.upperBound)"))
        return nil
    }
}
