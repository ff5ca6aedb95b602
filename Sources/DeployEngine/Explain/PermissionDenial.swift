/// A denied action in a message of AWS: `User: ARN is not authorized to perform: ACTION on resource: ARN because …`.
///
/// Source: "Troubleshoot access denied error messages", AWS Identity and Access Management User Guide.
package struct PermissionDenial: Sendable, Hashable {
    /// The kinds of policies that deny.
    package enum Policy: String, Sendable, Hashable, CaseIterable {
        /// No policy of the role allows the action.
        case missing = "no policy of the role allows it"
        /// A statement denies the action.
        case explicitDeny = "a policy denies it explicitly"
        /// The role's permissions boundary does not allow the action.
        case boundary = "the role's permissions boundary does not allow it"
        /// The organization does not allow the action.
        case organization = "a policy of the organization does not allow it"
        /// The session's policy does not allow the action.
        case session = "the policy of the session does not allow it"
        /// The resource's own policy does not allow the action.
        case resource = "the policy of the resource does not allow it"
        /// The policy of a network endpoint does not allow the action.
        case endpoint = "the policy of the VPC endpoint does not allow it"
    }

    /// The action, such as `iam:PassRole`.
    package var action: String
    /// The ARN of the caller; nil if the message has none.
    package var principal: String?
    /// The ARN of the resource; nil if the message has none.
    package var resource: String?
    /// The kind of policy.
    package var policy: Policy

    /// Parses a message; nil if it denies no named action.
    package init?(_ message: String) {
        let phrase = "not authorized to perform"
        guard let range = message.firstRange(of: phrase) else { return nil }
        let after = message[range.upperBound...].drop { $0 == ":" || $0 == " " }
        let action = after.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ":" || $0 == "-" || $0 == "*") }
        guard let colon = action.firstIndex(of: ":"), colon != action.startIndex else { return nil }
        self.action = String(action)
        let before = message[..<range.lowerBound]
        principal = Self.arn(in: before, last: true)
        // The resource precedes the reason, which may name policies by their ARNs.
        let tail = after.dropFirst(action.count)
        let reason = tail.firstRange(of: " because ")
        resource = Self.arn(in: tail[..<(reason?.lowerBound ?? tail.endIndex)], last: false)
        let words = message[range.upperBound...].lowercased()
        policy =
            if words.contains("service control policy") || words.contains("resource control policy") {
                .organization
            } else if words.contains("boundary") {
                .boundary
            } else if words.contains("explicit deny") {
                .explicitDeny
            } else if words.contains("session policy") {
                .session
            } else if words.contains("resource-based policy") {
                .resource
            } else if words.contains("vpc endpoint policy") {
                .endpoint
            } else {
                .missing
            }
    }

    /// The name of the role, which a session's ARN `…:assumed-role/ROLE/SESSION` contains.
    package var role: String? {
        guard let principal, let last = principal.split(separator: ":").last else { return nil }
        let parts = last.split(separator: "/")
        if parts.first == "assumed-role", parts.count > 1 { return String(parts[1]) }
        return parts.count > 1 ? parts.last.map(String.init) : String(last)
    }

    /// Finds an ARN in a text.
    static func arn(in text: Substring, last: Bool) -> String? {
        let starts = text.ranges(of: "arn:aws")
        guard let start = last ? starts.last : starts.first else { return nil }
        let arn = text[start.lowerBound...].prefix { !$0.isWhitespace && !"\"'(),;]".contains($0) }
        return String(arn).trimmingDots
    }
}

extension String {
    /// The text without dots and colons at its end, which belong to the sentence.
    fileprivate var trimmingDots: String {
        var text = self
        while let last = text.last, ".:".contains(last) { text.removeLast() }
        return text
    }
}
