/// An `X-Amzn-Trace-Id` header, such as `Root=1-67891233-abcdef012345678912345678;Parent=463ac35c9f6413ad;Sampled=1`.
///
/// Source: "Tracing header", AWS X-Ray Developer Guide; "Request tracing for your Application Load Balancer".
struct XRayTraceHeader: Sendable {
    /// The trace's id in halves, as W3C writes it: the time and the unique part joined.
    private(set) var root: (high: UInt64, low: UInt64)?
    /// The id of the client's span.
    private(set) var parent: UInt64?
    /// The client's sampling decision; `nil` if it made none.
    private(set) var isSampled: Bool?
    /// The id that the load balancer gave to the request itself, for the log; it is not a span.
    private(set) var ownID: String?

    /// Parses a header. Fields that are not valid, and unknown ones, are ignored; without a valid root there is no parent.
    init(_ text: String) {
        for field in text.split(separator: ";").prefix(20) {
            let pair = field.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            let value = Self.trimmed(pair[1])
            switch Self.trimmed(pair[0]).lowercased() {
            case "root": root = root ?? Self.id(value)
            case "parent" where value.utf8.count == 16:
                parent = UInt64(lowercaseHexadecimal: value.utf8).flatMap { $0 == 0 ? nil : $0 }
            case "sampled": isSampled = value == "1" ? true : value == "0" ? false : nil
            case "self":
                ownID = Self.id(value) == nil ? nil : String(value)
            default: break
            }
        }
        if root == nil { parent = nil }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }

    /// Parses `1-` 8 digits `-` 24 digits.
    private static func id(_ text: Substring) -> (high: UInt64, low: UInt64)? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "1", parts[1].utf8.count == 8, parts[2].utf8.count == 24 else { return nil }
        let digits = Array((parts[1] + parts[2]).utf8)
        guard let high = UInt64(lowercaseHexadecimal: digits[..<16]),
            let low = UInt64(lowercaseHexadecimal: digits[16...]),
            high | low != 0
        else { return nil }
        return (high, low)
    }
}
