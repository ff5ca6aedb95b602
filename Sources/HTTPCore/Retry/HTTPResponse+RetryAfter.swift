public import HTTPTypes

extension HTTPResponse {
    /// The delay that the service requests with `x-amz-retry-after` (milliseconds) or `Retry-After` (RFC 9110 section
    /// 10.2.3). A date in `Retry-After` is relative to the response's own `Date`, independent of the local clock.
    public var retryDelay: Duration? {
        if let text = HTTPField.Name("x-amz-retry-after").flatMap({ headerFields[$0] }), let number = Self.count(text) {
            return .milliseconds(number)
        }
        guard let text = headerFields[.retryAfter] else { return nil }
        if let seconds = Self.count(text) { return .seconds(seconds) }
        guard let moment = HTTPDate.secondsSinceEpoch(text), let date = headerFields[.date],
            let now = HTTPDate.secondsSinceEpoch(date)
        else { return nil }
        return .seconds(max(0, moment - now))
    }

    /// A number of up to nine digits; a larger one is not a sensible delay.
    private static func count(_ text: String) -> Int? {
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }
}
