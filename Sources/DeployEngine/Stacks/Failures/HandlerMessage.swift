/// The parts of a reason that a resource's handler gave:
/// `Resource handler returned message: "…" (RequestToken: <uuid>, HandlerErrorCode: AlreadyExists)`.
package struct HandlerMessage: Sendable, Hashable {
    /// The handler's message, without the frame.
    package var message: String
    /// The token of the handler's request, by which CloudTrail and AWS Support find it.
    package var requestToken: String?
    /// The handler's error code, such as `AlreadyExists`.
    package var code: String?

    /// The error codes of handlers. Source: "Handler error codes", CloudFormation CLI user guide.
    package static let knownCodes: Set<String> = [
        "NotUpdatable", "InvalidRequest", "AccessDenied", "InvalidCredentials", "AlreadyExists", "NotFound",
        "ResourceConflict", "Throttling", "ServiceLimitExceeded", "NotStabilized", "GeneralServiceException",
        "ServiceInternalError", "NetworkFailure", "InternalFailure", "InvalidTypeConfiguration",
        "HandlerInternalFailure",
        "NonCompliant", "Unknown", "UnsupportedTarget",
    ]

    /// Parses a reason; nil if it has neither the frame nor the handler's code.
    package init?(_ reason: String) {
        let frame = "Resource handler returned message: "
        var text = Substring(reason)
        let hasFrame: Bool
        if let start = text.firstRange(of: frame) {
            text = text[start.upperBound...]
            hasFrame = true
        } else {
            hasFrame = false
        }
        code = Self.value(of: "HandlerErrorCode: ", in: text)
        requestToken = Self.value(of: "RequestToken: ", in: text)
        guard hasFrame || code != nil else { return nil }
        // The message may contain parentheses and quotes itself, so the last note is the frame's.
        let noteStart = ["(RequestToken: ", "(HandlerErrorCode: "].compactMap { text.ranges(of: $0).last?.lowerBound }
            .min()
        var body = text[..<(noteStart ?? text.endIndex)]
        while body.last == " " { body.removeLast() }
        if body.first == "\"", body.last == "\"", body.count > 1 { body = body.dropFirst().dropLast() }
        message = String(body)
    }

    private static func value(of key: String, in text: Substring) -> String? {
        guard let range = text.ranges(of: key).last else { return nil }
        let value = text[range.upperBound...].prefix { $0 != "," && $0 != ")" }
        return value.isEmpty ? nil : String(value)
    }
}
